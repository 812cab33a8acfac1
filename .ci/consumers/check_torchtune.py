"""Trains a step with the start file of torchtune, and reads from its data set what is trained."""

import json
import os
import runpy
import subprocess
import tempfile
from pathlib import Path

from torchtune.models.qwen2 import qwen2_tokenizer

from rows import ANSWER, MODEL, check_trained, conversations, folders

SETTINGS = {
    "model._component_": "torchtune.models.qwen2.qwen2",
    "model.vocab_size": str(json.loads(Path(MODEL, "config.json").read_text())["vocab_size"]),
    "model.num_layers": "1",
    "model.num_heads": "2",
    "model.num_kv_heads": "2",
    "model.embed_dim": "32",
    "model.intermediate_dim": "32",
    "model.max_seq_len": "4096",
    "tokenizer.path": f"{MODEL}/vocab.json",
    "tokenizer.merges_file": f"{MODEL}/merges.txt",
    "tokenizer.special_tokens_path": f"{MODEL}/tokenizer.json",
    "checkpointer.checkpoint_dir": MODEL,
    "device": "cpu",
    "dtype": "fp32",
    "max_steps_per_epoch": "1",
    "gradient_accumulation_steps": "1",
    "log_peak_memory_stats": "False",
}


def main():
    places = [f"{MODEL}/{name}" for name in ("vocab.json", "merges.txt", "tokenizer.json")]
    tokenizer = qwen2_tokenizer(*places[:2], special_tokens_path=places[2])
    for folder, out, name in folders("torchtune"):
        os.chdir(folder)
        script = Path("train.sh").read_text(encoding="utf-8")
        file = script.split("dataset.data_files=")[1].split()[0]
        data = runpy.run_path("rows.py")["rows"](tokenizer, file)
        rows = [(row["tokens"], row["labels"]) for row in (data[place] for place in range(len(data)))]
        check_trained(f"torchtune {name}", tokenizer.decode, rows, conversations(out, name), ANSWER, "<|im_start|>assistant\n")
        with tempfile.TemporaryDirectory() as trained:
            settings = [f"{key}={value}" for key, value in (SETTINGS | {"output_dir": trained}).items()]
            command = ["sh", "train.sh", "full_finetune_single_device", "qwen2/0.5B_full_single_device", *settings]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            assert list(Path(trained, "epoch_0").glob("*.safetensors")), f"{folder}: not trained"


if __name__ == "__main__":
    main()
