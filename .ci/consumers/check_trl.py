"""Runs the start file of TRL on a small model, and reads from the batches of its trainer what was trained."""

import runpy
import sys
import tempfile

from rows import ANSWER, MODEL, check_trained, conversations, folders


def check(trainer):
    """Runs the start file of TRL, or of one that trains with it."""
    for folder, out, name in folders(trainer):
        with tempfile.TemporaryDirectory() as trained:
            sys.argv[1:] = [MODEL, trained]
            made = runpy.run_path(str(folder / "train.py"))["trainer"]
        assert made.state.global_step > 0, f"{folder}: not trained"
        decode = made.processing_class.decode
        splits = {"train": made.get_train_dataloader(), "validation": made.get_eval_dataloader()}
        for split, batches in splits.items():
            rows = [pair for batch in batches for pair in of_batch(batch)]
            check_trained(f"{trainer} {name} {split}", decode, rows, conversations(out, name, split), ANSWER + "\n")


def of_batch(batch):
    for tokens, labels, mask in zip(batch["input_ids"], batch["labels"], batch["attention_mask"]):
        yield tokens[mask == 1], labels[mask == 1]


if __name__ == "__main__":
    check("trl")
