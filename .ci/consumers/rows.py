"""What the checks share: the folders of an output, its rows, a small model, and what must be trained of a row.

A check is run as `check_TRAINER.py OUT…`, where OUT is an output directory of `gen-data --for TRAINER`.
"""

import json
import sys
from pathlib import Path

SUFFIXES = {"simple": "", "optimized": "_optimized"}
ANSWER = "<|im_end|>"
END = "<|endoftext|>"
TEMPLATE = """{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""


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


def check_trained(what, decode, rows, messages, end):
    """Of each row the last answer is trained with what ends it, and nothing else; and the whole row is there.

    `rows` are pairs of tokens and labels, in the order of `messages` or in another.
    """
    rows = [(list(map(int, tokens)), list(map(int, labels))) for tokens, labels in rows]
    assert len(rows) == len(messages), f"{what}: {len(rows)} rows of {len(messages)}"
    trained = sorted(decode([label for label in labels if label != -100]) for _, labels in rows)
    expected = sorted(turns[-1]["content"] + end for turns in messages)
    for found, wanted in zip(trained, expected):
        assert found == wanted, f"{what}: trained is {found!r}, expected {wanted!r}"
    whole = sorted(decode(tokens) for tokens, _ in rows)
    for text, turns in zip(whole, sorted(messages, key=lambda turns: text_of(turns))):
        assert text_of(turns) in plain(text), f"{what}: {text!r} lacks a turn of {text_of(turns)!r}"
    count = sum(label != -100 for _, labels in rows for label in labels)
    total = sum(len(tokens) for tokens, _ in rows)
    print(f"{what}: {len(rows)} rows, {count} of {total} tokens trained, which are the answers and {end!r}")


def text_of(turns):
    return "\n".join(f"{turn['role']}\n{turn['content']}" for turn in turns)


def plain(text):
    return text.replace(END, "").replace("<|im_start|>", "").replace(ANSWER, "")


def small_model(folder):
    """A random model of one layer and a tokenizer with the ChatML template, made of the rows themselves."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    texts = [turn["content"] for out in outputs() for name in formats(out) for row in conversations(out, name) for turn in row]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    special = [END, "<|im_start|>", ANSWER]
    trainer = trainers.BpeTrainer(vocab_size=2000, special_tokens=special, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=ANSWER, pad_token=END, model_max_length=1_000_000)
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    torch.manual_seed(0)
    size = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    tokens = {"eos_token_id": fast.eos_token_id, "pad_token_id": fast.pad_token_id, "bos_token_id": None}
    config = LlamaConfig(vocab_size=len(fast), max_position_embeddings=4096, num_key_value_heads=2, **size, **tokens)
    LlamaForCausalLM(config).save_pretrained(folder)
    return fast
