"""The job of `gen-data --pool-splits --include-test` in plain Python: what the benchmark compares with.

Written to be fair: it streams its output, formats with str.format, hashes what it writes, and makes the same bytes.
With `orjson` as the last argument it reads and escapes with orjson instead of the json module.

Usage: generate.py UNIFIED_DIR OUTPUT_DIR TEMPLATES_DIR json|orjson
"""

import hashlib
import json
import os
import sys

SPLITS = {"train": "train", "val": "validation", "test": "test"}
LINE_BREAKS = [("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("\u0085", "\\u0085")]


def persona_of(record):
    tag = record.get("persona_tag") or ""
    group = record.get("target_group_norm") or ""
    if tag in ("", "unknown"):
        return group.upper() if group else "GENERAL"
    return tag.upper()


def value_of(record, name):
    if name == "rationale":
        rationale = record.get("rationale_text")
        return None if rationale in (None, "", "NA", "None") else rationale
    if name == "protected_group":
        return (record.get("target_group_norm") or "").upper() or persona_of(record)
    if name == "persona":
        return persona_of(record)
    return record[name]


def target_of(record, contract, dumps):
    target = contract["targets"][record[contract["label"]]]
    values = {key: value_of(record, value["field"]) if isinstance(value, dict) else value for key, value in target.items()}
    return dumps(values)


class Output:
    def __init__(self, path):
        self.file = open(path, "wb", buffering=1 << 20)
        self.hash = hashlib.sha256()

    def write(self, line):
        data = line.encode()
        self.hash.update(data)
        self.file.write(data)


def main(unified_dir, output_dir, templates_dir, library):
    if library == "orjson":
        import orjson

        loads = orjson.loads
        quote = lambda text: orjson.dumps(text).decode()
    else:
        loads = json.loads
        quote = lambda text: json.dumps(text, ensure_ascii=False)
    spaced = lambda values: json.dumps(values, ensure_ascii=False)

    def read(path):
        with open(os.path.join(templates_dir, path), encoding="utf-8") as file:
            return json.load(file)

    contract = read("responses/moderation_v1.json")
    simple = read("simple/simple_v1.json")["strategies"]["simple"]
    optimized = read("combined/combined_gptoss_v1.json")["strategies"]["combined_optimized"]
    formats = [("", simple), ("_optimized", optimized)]
    os.makedirs(output_dir, exist_ok=True)
    outputs = {
        (split, suffix): Output(os.path.join(output_dir, f"{stem}{suffix}.jsonl"))
        for split, stem in SPLITS.items()
        for suffix, _ in formats
    }
    systems = {suffix: quote(strategy["system_prompt"]) for suffix, strategy in formats}
    for split in SPLITS:
        with open(os.path.join(unified_dir, f"unified_{split}.json"), "rb") as file:
            records = loads(file.read())
        for record in records:
            values = {
                "text": record["text"],
                "persona": persona_of(record),
                "target_group": record.get("target_group_norm") or "general",
                "persona_tag": record.get("persona_tag"),
                "target_group_norm": record.get("target_group_norm"),
            }
            answer = quote(target_of(record, contract, spaced))
            for suffix, strategy in formats:
                user = quote(strategy["user_template"].format(**values))
                line = (
                    f'{{"messages": [{{"role": "system", "content": {systems[suffix]}}}, '
                    f'{{"role": "user", "content": {user}}}, '
                    f'{{"role": "assistant", "content": {answer}}}]}}\n'
                )
                for raw, escaped in LINE_BREAKS:
                    line = line.replace(raw, escaped)
                outputs[record["split"], suffix].write(line)
    for output in outputs.values():
        output.file.close()
    print(len(outputs), "files")


if __name__ == "__main__":
    main(*sys.argv[1:5])
