"""Runs the start file of TRL on a small model, and reads from the batches of its trainer what was trained."""

import runpy
import sys
import tempfile

from transformers import AutoTokenizer

from rows import ANSWER, MODEL, check_trained, conversations, folders


def main():
    tokenizer = AutoTokenizer.from_pretrained(MODEL)
    for folder, out, name in folders("trl"):
        with tempfile.TemporaryDirectory() as trained:
            sys.argv[1:] = [MODEL, trained]
            trainer = runpy.run_path(str(folder / "train.py"))["trainer"]
        assert trainer.state.global_step > 0, f"{folder}: not trained"
        splits = {"train": trainer.get_train_dataloader(), "validation": trainer.get_eval_dataloader()}
        for split, batches in splits.items():
            rows = [pair for batch in batches for pair in of_batch(batch)]
            check_trained(f"trl {name} {split}", tokenizer.decode, rows, conversations(out, name, split), ANSWER + "\n")


def of_batch(batch):
    for tokens, labels, mask in zip(batch["input_ids"], batch["labels"], batch["attention_mask"]):
        yield tokens[mask == 1], labels[mask == 1]


if __name__ == "__main__":
    main()
