"""Trains a step with the start file of mlx-lm, and reads from its data sets what is trained."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import yaml
from mlx_lm.tuner.datasets import load_dataset
from mlx_lm.utils import load_tokenizer

from rows import ANSWER, MODEL, check_trained, conversations, folders


def main():
    tokenizer = load_tokenizer(Path(MODEL))
    for folder, out, name in folders("mlx"):
        os.chdir(folder)
        settings = yaml.safe_load(open("lora.yaml", encoding="utf-8"))
        train, validation, _ = load_dataset(SimpleNamespace(test=False, **settings), tokenizer)
        for split, data in {"train": train, "validation": validation}.items():
            rows = [of_row(*data.process(row), settings["max_seq_length"]) for row in data]
            messages = conversations(out, name, split)
            check_trained(f"mlx {name} {split}", tokenizer.decode, rows, messages, ANSWER + "\n")
        with tempfile.TemporaryDirectory() as trained:
            command = [sys.executable, "-m", "mlx_lm", "lora", "--config", "lora.yaml", "--model", MODEL]
            command += ["--adapter-path", trained, "--iters", "1", "--num-layers", "1"]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            assert Path(trained, "adapters.safetensors").exists(), f"{folder}: not trained"


def of_row(tokens, start, length):
    """As the trainer cuts and masks it."""
    assert len(tokens) <= length
    return tokens, [-100] * start + tokens[start:]


if __name__ == "__main__":
    main()
