"""Trains a step with the start file of LLaMA-Factory, and reads from its data set what is trained."""

import os
import tempfile

import yaml
from llamafactory.data import get_dataset, get_template_and_fix_tokenizer
from llamafactory.hparams import get_train_args
from llamafactory.model import load_tokenizer
from llamafactory.train.tuner import run_exp

from rows import ANSWER, MODEL, check_trained, conversations, folders


def main():
    for folder, out, name in folders("llama-factory"):
        os.chdir(folder)
        with tempfile.TemporaryDirectory() as trained:
            check(trained, out, name)


def check(trained, out, name):
    settings = yaml.safe_load(open("train.yaml", encoding="utf-8"))
    settings |= {"model_name_or_path": MODEL, "template": "chatml", "output_dir": trained, "report_to": "none"}
    model_args, data_args, training_args, _, _ = get_train_args(dict(settings))
    tokenizer = load_tokenizer(model_args)
    template = get_template_and_fix_tokenizer(tokenizer["tokenizer"], data_args)
    data = get_dataset(template, model_args, data_args, training_args, stage="sft", **tokenizer)
    for split, rows in {"train": data["train_dataset"], "validation": data["eval_dataset"]}.items():
        pairs = [(row["input_ids"], row["labels"]) for row in rows]
        messages = conversations(out, name, split)
        check_trained(f"llama-factory {name} {split}", tokenizer["tokenizer"].decode, pairs, messages, ANSWER + "\n")
    run_exp(settings | {"max_steps": 1})
    assert os.path.exists(f"{trained}/adapter_model.safetensors"), f"{name}: not trained"


if __name__ == "__main__":
    main()
