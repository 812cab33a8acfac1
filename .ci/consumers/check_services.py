"""Has the checkers and types that services publish read every row, and runs the start files with the services' own clients."""

import ast
import json
import os
from pathlib import Path

from google.genai import types
from mistral_common.protocol.instruct.messages import FinetuningMessage
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode
from pydantic import BaseModel, ConfigDict
from together.lib.utils import check_file

from rows import conversations, folders, lines, outputs
from services import FAULTS, SERVICES, begin, end


class Row(BaseModel):
    """A row of Gemini's, with the types of google-genai, and nothing besides."""

    model_config = ConfigDict(extra="forbid")
    systemInstruction: types.Content | None = None
    contents: list[types.Content]


class Conversation(BaseModel):
    """A row of Mistral's, with the turns of mistral-common, and nothing besides."""

    model_config = ConfigDict(extra="forbid")
    messages: list[FinetuningMessage]


def main():
    # Those too that are not run, as they ask for a GPU.
    for script in [path for out in outputs() for path in out.glob("*/*/train.py")]:
        compile(script.read_text(encoding="utf-8"), script, "exec")
    for trainer, service in SERVICES.items():
        # They run while the rows are read.
        places = folders(trainer)
        begun = [begin(folder / "train.py", service()) for folder, _, _ in places]
        faulty = [begin(places[-1][0] / "train.py", service(fault)) for fault in FAULTS]
        for (folder, out, name), start in zip(places, begun):
            paths = rows_of(folder)
            for split, path in paths.items():
                CHECKS.get(trainer, lambda path: None)(path)
                last = conversations(out, name, split)
                assert len(last) == len(lines(path)), f"{path}: another number of rows"
                if trainer in WEIGHTED:
                    check_weights(path, last)
            check_start(end(start), paths, name)
            print(f"read: {trainer} {name}: the rows, and a job is started")
        for start, message in zip(faulty, FAULTS.values()):
            check_failure(end(start), message)
        print(f"read: {trainer}: the start file says what the service says of a file, of rows and of a job")


def rows_of(folder):
    """The files that the start file uploads, by split."""
    source = (folder / "train.py").read_text(encoding="utf-8")
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [call.args[0].value for call in calls if getattr(call.func, "id", "") == "upload"]
    return {split: folder / next(name for name in names if os.path.basename(name).startswith(split)) for split in SPLITS}


def check_start(ended, paths, name):
    """The files arrive as they are, and the job is asked for with them."""
    script, code, output, service = ended
    assert code == 0, f"{script}: ends with {code}: {output}"
    assert any(line.startswith("started ") for line in output.splitlines()), f"{script}: does not say what it started: {output}"
    data = {path.read_bytes(): split for split, path in paths.items()}
    rows = {}
    for identifier, file in service.files.items():
        sent = file.pop("data")
        assert sent in data, f"{script}: {identifier} is none of the files"
        rows[data[sent]] = identifier
        assert file.pop("name", paths[data[sent]].name) == paths[data[sent]].name, f"{script}: {identifier} has another name"
        assert file == service.fields(sent), f"{script}: {identifier} is sent with {file}"
    assert sorted(rows) == sorted(data.values()), f"{script}: uploads {rows}"
    (job,) = service.jobs
    expected = service.expected(rows, name=name, length=LENGTH)
    assert job == expected, f"{script}: asks for {job}, expected {expected}"


def check_failure(ended, message):
    """What the service says is the last line, and there is no trace of calls."""
    script, code, output, service = ended
    last = output.splitlines()[-1] if output else ""
    assert code == 1 and last.startswith("error: ") and message in last and "Traceback" not in output, (
        f"{script}: ends with {code}, though the service says {message!r}: {output}"
    )
    assert service.fault != "upload" or not service.jobs, f"{script}: asks for a job without its files"


def check_together(path):
    report = check_file(path)
    assert report["is_check_passed"], f"{path}: together says {report}"


def check_mistral(path):
    validator = MistralRequestValidatorV3(mode=ValidationMode.finetuning)
    for row in lines(path):
        messages = Conversation.model_validate(row).messages
        validator.validate_messages(messages)


def check_gemini(path):
    for row in lines(path):
        roles = [content.role for content in Row.model_validate(row).contents]
        assert roles == ["user", "model"] * (len(roles) // 2), f"{path}: {roles}"


def check_weights(path, messages):
    """The weight of each answer but the last is 0."""
    for row, turns in zip(lines(path), messages):
        found = [turn.get("weight", 1) for turn in row["messages"] if turn["role"] == "assistant"]
        assert found == [0] * (len(found) - 1) + [1], f"{path}: {found}"
        assert [turn["content"] for turn in row["messages"]] == [turn["content"] for turn in turns]


SPLITS = ("train", "validation")
LENGTH = json.loads((Path(__file__).resolve().parents[2] / "tunesmith.json").read_text(encoding="utf-8"))["max_tokens"]
WEIGHTED = ("openai", "azure", "together", "fireworks", "mistral")
CHECKS = {"together": check_together, "mistral": check_mistral, "gemini": check_gemini}
if __name__ == "__main__":
    main()
