"""Random projects: what the wheel makes of them is what the command makes of them, right or wrong."""

import json
import random
import subprocess
import sys
import warnings
from pathlib import Path
from typing import Any

import pytest
from test_render import lines, table_of

import tunesmith

Random = random.Random

WORDS = ["Sort this.", 'Say "what" it is.', "Näheres:\n", "1 < 2;", "a\ttab", "😀", "Note: {{braces}} stay."]
CELLS: dict[str, list[Any]] = {
    "string": ["a", "", "n/a", "é\u2028", '"\\', "a longer text", "<b>"],
    "integer": [0, 7, -3, 2**40],
    "number": [0.5, -2.25, 0.125],
    "boolean": [True, False],
    "array": [["a"], ["b", "c\n"], ["é"]],
}


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False))


def project(random: Random, folder: Path) -> list[dict[str, Any]]:
    """Writes a project of random fields, prompts and contract; returns the rows of its only split."""
    kinds = {f"field_{place}": random.choice(list(CELLS)) for place in range(random.randrange(5))}
    nullable = {name for name in kinds if random.random() < 0.4}
    labels = random.sample(["red", "green", "blue", "two words"], random.randrange(2, 5))
    fields: dict[str, Any] = {
        "key": {"type": "integer", "x-role": "id"},
        "words": {"type": "string", "x-role": "text", "x-from": ["text"]},
        "color": {"type": "string", "enum": labels, "x-role": "label"},
    }
    for name, kind in kinds.items():
        fields[name] = {"type": [kind, "null"] if name in nullable else kind, "x-role": "input"}
        if kind == "array":
            fields[name]["items"] = {"type": "string"}
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "title": "Row", "type": "object"}
    write(folder / "data/row.schema.json", {**schema, "required": ["words", "color"], "properties": fields})
    shown = [name for name in kinds if name not in nullable and random.random() < 0.7]
    told = [name for name in kinds if random.random() < 0.5]
    contract = {
        "name": "answer",
        "description": "The color, and what else there is",
        "label": "color",
        "targets": {label: {"color": label, **{name: {"field": name} for name in told}} for label in labels},
    }
    write(folder / "templates/responses/answer.json", contract)
    example = {
        "color": labels[0],
        **{name: (["a"] if kinds[name] == "array" else CELLS[kinds[name]][0]) for name in told},
    }
    answer = json.dumps(example).replace("{", "{{").replace("}", "}}") if random.random() < 0.5 else json.dumps(example)
    strategy = {
        "name": "one",
        "description": "Sorts by color",
        "system_prompt": f"{random.choice(WORDS[:-1])} Colors: {', '.join(labels)}. Answer with one JSON object:\n{answer}",
        "user_template": f"{random.choice(WORDS)}\n{{words}}" + "".join(f"\n{name}: {{{name}}}" for name in shown),
        "response": "answer",
    }
    write(folder / "templates/t/one.json", {"strategies": {"one": strategy}})
    settings = {
        "record": "data/row.schema.json",
        "data": "data",
        "output": "out",
        "missing": random.choice([[""], ["", "n/a"]]),
        "splits": [{"name": "train", "input": "rows", "output": "train"}],
        "formats": [{"name": "one", "template": "t/one.json", "strategy": "one", "suffix": ""}],
        "response": "answer",
    }
    write(folder / "tunesmith.json", settings)
    rows = []
    for number in range(random.randrange(1, 40)):
        row: dict[str, Any] = {"key": number, "words": f"{random.choice(CELLS['string'])} {number}"}
        row["color"] = random.choice(labels)
        for name, kind in kinds.items():
            row[name] = None if name in nullable and random.random() < 0.3 else random.choice(CELLS[kind])
        rows.append(row)
    (folder / "data/rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return rows


def command(*args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "tunesmith", *args], capture_output=True, text=True, check=False)


def load(folder: Path) -> tunesmith.Project:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", tunesmith.TunesmithWarning)
        return tunesmith.load(folder)


@pytest.mark.parametrize("seed", range(50))
def test_random_projects_give_the_bytes_of_the_command(seed: int, tmp_path: Path) -> None:
    rows = project(Random(seed), tmp_path)
    ran = command("gen-data", "--project", str(tmp_path), "--output-dir", str(tmp_path / "a"), "--quiet")
    assert ran.returncode == 0, ran.stderr
    written = (tmp_path / "a/train.jsonl").read_bytes()
    loaded = load(tmp_path)
    loaded.generate(output_dir=tmp_path / "b")
    loaded.generate(output_dir=tmp_path / "c", inputs={"train": table_of(rows)})
    assert (tmp_path / "b/train.jsonl").read_bytes() == written == (tmp_path / "c/train.jsonl").read_bytes()
    made = lines(loaded.strategy("t/one.json", "one").render(table_of(rows), output="line"))
    assert "".join(f"{line}\n" for line in made if line is not None).encode() == written
    assert written.count(b"\n") > 0


def break_it(random: Random, folder: Path) -> None:
    """Changes a character or a word of one of the files."""
    path = random.choice(
        sorted([*folder.glob("*.json"), *folder.glob("templates/*/*.json"), *folder.glob("data/*.schema.json")])
    )
    text = path.read_text()
    place = random.randrange(len(text))
    changed = [
        text[:place] + text[place + 1 :],
        text[:place] + random.choice('{}",x') + text[place:],
        text.replace("color", "colour", random.randrange(1, 4)),
        text.replace("{words}", "{wrds}"),
        text.replace("field_0", "field_9", 1),
        text[:place],
    ]
    path.write_text(random.choice(changed))


def test_broken_projects_fail_alike(tmp_path: Path) -> None:
    failed = 0
    for seed in range(40):
        folder = tmp_path / str(seed)
        random = Random(seed)
        project(random, folder)
        break_it(random, folder)
        checked = command("check", "--project", str(folder), "--message-format", "json")
        findings = [json.loads(line) for line in checked.stdout.splitlines()]
        try:
            load(folder)
        except tunesmith.TemplateError as error:
            failed += 1
            assert checked.returncode == 1
            found = [(it.severity, it.code, it.line, it.column, it.message) for it in error.findings]
            assert found == [(it["severity"], it["code"], it["line"], it["column"], it["message"]) for it in findings]
        else:
            assert checked.returncode == 0, checked.stdout
    assert failed > 10
