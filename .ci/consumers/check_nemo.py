"""Reads from the chat data set of NeMo 2 what is trained of the rows, and has its recipes take the settings of the start file."""

import json
import runpy
import shutil
import sys
import tempfile
from pathlib import Path

import fiddle
import nemo_run
from nemo.collections.common.tokenizers import AutoTokenizer
from nemo.collections.llm.gpt.data.chat import ChatDataModule

from rows import MODEL, conversations, folders

# What its template ends a turn with: the trained text ends as the next turn would begin.
END = "\n<extra_id_1>"


def main():
    tokenizer = AutoTokenizer(model_of_its_transformers(), use_fast=True)
    for folder, out, name in folders("nemo"):
        recipe = recipe_of(folder)
        data = fiddle.build(recipe.data)
        assert recipe.model.config.seq_length == data.seq_length, f"{folder}: two lengths"
        data.tokenizer = tokenizer
        for split in ("train", "validation"):
            check(folder, out, name, split, data)


def model_of_its_transformers():
    """The small model's tokenizer with the name that its class had in transformers 4."""
    work = tempfile.mkdtemp()
    for name in ("tokenizer.json", "chat_template.jinja"):
        shutil.copy(Path(MODEL, name), work)
    config = json.loads(Path(MODEL, "tokenizer_config.json").read_text(encoding="utf-8"))
    config["tokenizer_class"] = "PreTrainedTokenizerFast"
    Path(work, "tokenizer_config.json").write_text(json.dumps(config), encoding="utf-8")
    return work


def recipe_of(folder):
    """What the start file would run on GPUs."""
    made = []
    nemo_run.run = lambda recipe, **_: made.append(recipe)
    sys.argv[1:] = ["llama3_8b", "checkpoint"]
    runpy.run_path(str(folder / "train.py"))
    return made[0]


def check(folder, out, name, split, data):
    path = {"train": data.train_path, "validation": data.validation_path}[split]
    rows = data._create_dataset(str(path))
    messages = conversations(out, name, split)
    assert len(rows) == len(messages) > 0, f"{path}: {len(rows)} rows"
    decode = data.tokenizer.tokenizer.decode
    count = 0
    for row, turns in zip((rows[place] for place in range(len(rows))), messages):
        trained = decode(row["input_ids"][row["loss_mask"]])
        assert trained == turns[-1]["content"] + END, f"{path}: trained is {trained!r} of {turns}"
        whole = decode(row["input_ids"])
        assert all(turn["content"] in whole for turn in turns), f"{path}: {whole!r} lacks a turn of {turns}"
        assert len(row["input_ids"]) <= data.seq_length, f"{path}: a row is longer than its start file says"
        count += int(row["loss_mask"].sum())
    # What the documentation says of rows that are longer: without a token of the answer, all are trained.
    rows.max_seq_length = 64
    assert rows.collate_fn([rows[0]])["loss_mask"].all(), f"{path}: a row that is cut is not trained as a whole"
    print(f"read: nemo {name} {split}: {len(rows)} rows, {count} tokens trained, which are the answer and {END!r}")


if __name__ == "__main__":
    main()
