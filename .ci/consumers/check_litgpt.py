"""Trains with the start file of LitGPT, and reads from its `JSON` data module what is trained."""

import subprocess
import tempfile
from pathlib import Path

import torch
import yaml
from litgpt.config import Config
from litgpt.data import JSON
from litgpt.model import GPT
from litgpt.tokenizer import Tokenizer

from rows import ANSWER, MODEL, folders, lines


def main():
    with tempfile.TemporaryDirectory() as work:
        checkpoint = Path(work, "checkpoint")
        checkpoint.mkdir()
        for name in ("tokenizer.json", "tokenizer_config.json", "generation_config.json"):
            (checkpoint / name).write_bytes(Path(MODEL, name).read_bytes())
        config = {"name": "small", "block_size": 4096, "n_layer": 1, "n_embd": 32, "n_head": 2}
        config |= {"vocab_size": 2000, "padded_vocab_size": 2048, "intermediate_size": 32}
        (checkpoint / "model_config.yaml").write_text(yaml.safe_dump(config))
        torch.save(GPT(Config(**config)).state_dict(), checkpoint / "lit_model.pth")
        tokenizer = Tokenizer(checkpoint)
        for folder, _, name in folders("litgpt"):
            check(folder, name, tokenizer)
            small = ["--train.max_steps", "1", "--train.global_batch_size", "1", "--eval.initial_validation", "false"]
            small += ["--eval.final_validation", "false", "--data.num_workers", "0", "--out_dir", f"{work}/{name}"]
            subprocess.run(["sh", folder / "train.sh", checkpoint, *small], check=True, stdout=subprocess.DEVNULL)
            assert Path(work, name, "final").exists(), f"{folder}: not trained"


def check(folder, name, tokenizer):
    data = JSON(json_path=folder, mask_prompt=True)
    data.connect(tokenizer=tokenizer, max_seq_length=2048)
    data.setup()
    for split, rows in {"train": data.train_dataset, "val": data.test_dataset}.items():
        source = lines(folder / f"{split}.jsonl")
        assert len(rows) == len(source) > 0
        for row, line in zip(rows, source):
            *answer, last = row["labels"][row["labels"] != -100].tolist()
            # Decoded, the token at the end would be nothing.
            assert last == tokenizer.eos_id, f"{split}: {last} ends {line}"
            trained = tokenizer.decode(torch.tensor(answer))
            assert trained == line["output"], f"{split}: {trained!r} of {line}"
            whole = tokenizer.decode(row["input_ids"])
            assert line["instruction"] in whole and line["input"] in whole, f"{split}: {whole!r} of {line}"
        print(f"read: litgpt {name} {split}: {len(rows)} rows, trained are the answer and {ANSWER!r}")


if __name__ == "__main__":
    main()
