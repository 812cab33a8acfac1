"""Reads every row of an output directory of gen-data.

    python .ci/consumers/check_lines.py DIR train=2686 validation=55 test=578

Every line and every target is parsed and compared with the response contract; `datasets` loads both
configurations of the card, offline. Ends with 1 and a list of what is wrong.
"""

import json
import sys
from pathlib import Path

CONTRACT = Path(__file__).parent.parent.parent / "templates" / "responses" / "moderation_v1.json"
SUFFIXES = {"simple": "", "optimized": "_optimized"}


def main():
    directory, counts = Path(sys.argv[1]), dict(split.split("=") for split in sys.argv[2:])
    counts = {split: int(rows) for split, rows in counts.items()}
    files = {f"{split}{suffix}.jsonl": rows for split, rows in counts.items() for suffix in SUFFIXES.values()}
    faults = []
    for name, rows in files.items():
        faults += check_lines(directory / name, rows)
    for config in SUFFIXES:
        faults += check_datasets(directory, config, counts)
    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    sys.exit(1 if faults else 0)


def check_lines(path, rows):
    """One object a line, three messages in it, and a target that its contract could have made."""
    data = path.read_bytes()
    text = data.decode("utf-8")
    faults = []
    if data.startswith(b"\xef\xbb\xbf") or b"\r" in data or not data.endswith(b"\n"):
        faults.append(f"{path.name}: a BOM, a carriage return, or no line end at the end")
    lines = text.splitlines()
    if lines != text.split("\n")[:-1]:
        faults.append(f"{path.name}: holds a character that splits lines")
    if len(lines) != rows:
        faults.append(f"{path.name}: {len(lines)} lines, expected {rows}")
    targets = list(json.loads(CONTRACT.read_text(encoding="utf-8"))["targets"].values())
    for number, line in enumerate(lines, 1):
        record = json.loads(line)
        roles = [message["role"] for message in record["messages"]]
        if list(record) != ["messages"] or roles != ["system", "user", "assistant"]:
            faults.append(f"{path.name}:{number}: keys {list(record)}, roles {roles}")
            continue
        answer = json.loads(record["messages"][2]["content"])
        if not any(fits(answer, target) for target in targets):
            faults.append(f"{path.name}:{number}: no target of {CONTRACT.name} makes this answer")
    print(f"{path.name}: {len(lines)} lines")
    return faults


def fits(answer, target):
    """Same keys in the same order; constants as they are, fields a string or null."""
    is_field = lambda value: isinstance(value, dict) and list(value) == ["field"]
    is_text = lambda value: value is None or isinstance(value, str)
    return list(answer) == list(target) and all(
        is_text(answer[key]) if is_field(value) else answer[key] == value for key, value in target.items()
    )


def check_datasets(directory, config, counts):
    from datasets import load_dataset

    data = load_dataset(str(directory), config)
    found = {split: rows.num_rows for split, rows in data.items()}
    print(f"load_dataset({config!r}): {found}")
    faults = [] if found == counts else [f"load_dataset({config!r}): {found}, expected {counts}"]
    for split, rows in data.items():
        if rows.column_names != ["messages"]:
            faults.append(f"load_dataset({config!r}): {split} has the columns {rows.column_names}")
        lines = (directory / f"{split}{SUFFIXES[config]}.jsonl").read_text(encoding="utf-8").splitlines()
        if rows.num_rows and rows[0]["messages"] != json.loads(lines[0])["messages"]:
            faults.append(f"load_dataset({config!r}): the first row of {split} is not the first line of the file")
    return faults


if __name__ == "__main__":
    main()
