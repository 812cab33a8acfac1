"""Has the checkers and types that services publish read every row, and their clients the calls of the start files."""

import ast
import functools
import inspect
import os

import boto3
import fireworks
import google.genai.tunings
import mistralai
import openai
import together
from google.genai import types
from mistral_common.protocol.instruct.messages import FinetuningMessage
from mistral_common.protocol.instruct.validator import MistralRequestValidatorV3, ValidationMode
from pydantic import BaseModel, ConfigDict
from together.lib.utils import check_file

from rows import conversations, folders, lines, outputs


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
    for trainer in TRAINERS:
        for folder, out, name in folders(trainer):
            source = (folder / "train.py").read_text(encoding="utf-8")
            check_calls(trainer, source)
            for split in ("train", "validation"):
                path = rows_of(folder, source, split)
                CHECKS.get(trainer, lambda path: None)(path)
                last = conversations(out, name, split)
                assert len(last) == len(lines(path)), f"{path}: another number of rows"
                if trainer in CLIENTS:
                    check_weights(path, last)
            print(f"read: {trainer} {name}: the rows and the calls of the start file")


def rows_of(folder, source, split):
    """The file that the start file uploads for a split."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    names = [call.args[0].value for call in calls if getattr(call.func, "id", "") == "upload"]
    return folder / next(name for name in names if os.path.basename(name).startswith(split))


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


def check_calls(trainer, source):
    """The newest client has the methods that a start file calls, and they take what it gives them by name."""
    client = CLIENTS.get(trainer)
    calls = 0
    for node in ast.walk(ast.parse(source)):
        path = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
        names = [word.arg for word in getattr(node, "keywords", []) if word.arg]
        if client and path.startswith("client."):
            method = functools.reduce(getattr, path.split(".")[1:], client)
            inspect.signature(method).bind_partial(*getattr(node, "args", []), **dict.fromkeys(names))
        elif path.endswith(".tunings.tune"):
            inspect.signature(google.genai.tunings.Tunings.tune).bind_partial(None, **dict.fromkeys(names))
        elif path.startswith("types."):
            assert set(names) <= set(getattr(types, path.split(".")[1]).model_fields), f"{trainer}: {names}"
        elif path.endswith(".create_model_customization_job"):
            shape = boto3.client("bedrock", region_name="us-east-1").meta.service_model
            known = shape.operation_model("CreateModelCustomizationJob").input_shape
            assert set(known.required_members) <= set(names) <= set(known.members), f"{trainer}: {names}"
        else:
            continue
        calls += 1
    assert calls > 0, f"{trainer}: the start file calls nothing"


CLIENTS = {
    "openai": openai.OpenAI(api_key="none"),
    "azure": openai.AzureOpenAI(api_key="none", api_version="none", azure_endpoint="http://localhost"),
    "together": together.Together(api_key="none"),
    "fireworks": fireworks.Fireworks(api_key="none", account_id="none"),
    "mistral": mistralai.Mistral(api_key="none"),
}
CHECKS = {"together": check_together, "mistral": check_mistral, "gemini": check_gemini}
TRAINERS = (*CLIENTS, "gemini", "bedrock-claude", "bedrock-conversation")
if __name__ == "__main__":
    main()
