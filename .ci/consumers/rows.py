"""What the checks share: the folders of an output, its rows, and what must be trained of a row.

A check is run as `check_TRAINER.py OUT…` with the small model in SMALL_MODEL; OUT is an output directory of `gen-data --for TRAINER`.
"""

import json
import os
import sys
from pathlib import Path

SUFFIXES = {"simple": "", "optimized": "_optimized"}
ANSWER = "<|im_end|>"
END = "<|endoftext|>"
# Where `small_model.py` put its model.
MODEL = os.environ["SMALL_MODEL"]


def outputs():
    """The output directories on the command line."""
    return [Path(name).resolve() for name in sys.argv[1:]]


def folders(trainer):
    """Each folder of the trainer, with its output directory and the format's name."""
    return [(out / trainer / name, out, name) for out in outputs() for name in formats(out)]


def formats(out):
    return [name for name, suffix in SUFFIXES.items() if (out / f"train{suffix}.jsonl").exists()]


def conversations(out, name, split="train"):
    """The messages of each row of a format, from the file that every trainer's own is compared with."""
    return [row["messages"] for row in lines(out / f"{split}{SUFFIXES[name]}.jsonl")]


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n")[:-1]]


def check_trained(what, decode, rows, messages, end, begin=""):
    """Of each row the last answer is trained with what ends it, nothing else; and no text of the row is missing.

    `rows` are pairs of tokens and labels, in the order of `messages` or in another.
    """
    rows = [(list(map(int, tokens)), list(map(int, labels))) for tokens, labels in rows]
    assert len(rows) == len(messages), f"{what}: {len(rows)} rows of {len(messages)}"
    trained = sorted(decode([label for label in labels if label != -100]) for _, labels in rows)
    expected = sorted(begin + turns[-1]["content"] + end for turns in messages)
    for found, wanted in zip(trained, expected):
        assert found == wanted, f"{what}: trained is {found!r}, expected {wanted!r}"
    whole = sorted(decode(tokens) for tokens, _ in rows)
    for text, turns in zip(whole, sorted(messages, key=lambda turns: text_of(turns))):
        assert text_of(turns) in plain(text), f"{what}: {text!r} lacks a turn of {text_of(turns)!r}"
    count = sum(label != -100 for _, labels in rows for label in labels)
    total = sum(len(tokens) for tokens, _ in rows)
    print(f"read: {what}: {len(rows)} rows, {count} of {total} tokens trained, which are {begin!r}, the answer, {end!r}")


def text_of(turns):
    return "\n".join(f"{turn['role']}\n{turn['content']}" for turn in turns)


def plain(text):
    return text.replace(END, "").replace("<|im_start|>", "").replace(ANSWER, "")
