"""Reads the rows with the start file of axolotl, as `axolotl preprocess` does, looks at what is trained, and trains a step."""

import os
import subprocess
import sys
import tempfile

from rows import ANSWER, MODEL, check_trained, conversations, folders, formats, outputs


def main():
    # Not above: the processes that save the rows read this file anew, and axolotl takes its time.
    from axolotl.cli.config import load_cfg
    from axolotl.common.datasets import load_datasets
    from axolotl.loaders import load_tokenizer

    for folder, out, name in folders("axolotl"):
        os.chdir(folder)
        with tempfile.TemporaryDirectory() as work:
            more = {"bf16": False, "dataset_num_proc": 1, "dataset_prepared_path": f"{work}/prepared", "output_dir": f"{work}/model"}
            config = load_cfg("axolotl.yaml", base_model=MODEL, **more)
            data = load_datasets(cfg=config)
            decode = load_tokenizer(config).decode
            for split, rows in {"train": data.train_dataset, "validation": data.eval_dataset}.items():
                pairs = [(row["input_ids"], row["labels"]) for row in rows]
                check_trained(f"axolotl {name} {split}", decode, pairs, conversations(out, name, split), ANSWER)
            # Once: it takes its time to begin.
            if (out, name) == (outputs()[0], formats(out)[0]):
                train(work, more)


def train(work, more):
    """A step of `axolotl train`, without what only GPUs have."""
    more |= {"base_model": MODEL, "max_steps": 1, **{f"lora_{part}_kernel": False for part in ("mlp", "qkv", "o")}}
    options = [f"--{key.replace('_', '-')}={value}" for key, value in more.items()]
    subprocess.run([sys.executable, "-m", "axolotl.cli.train", "axolotl.yaml", *options], check=True)
    assert os.path.exists(f"{work}/model/adapter_model.safetensors"), "axolotl: not trained"


if __name__ == "__main__":
    main()
