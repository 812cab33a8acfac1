"""Makes a random model of one layer, and a tokenizer with the ChatML template out of the rows: `small_model.py OUT…`."""

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

from rows import ANSWER, END, MODEL, conversations, formats, outputs

TEMPLATE = """{% for message in messages %}<|im_start|>{{ message.role }}
{{ message.content }}<|im_end|>
{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant
{% endif %}"""

rows = [row for out in outputs() for name in formats(out) for row in conversations(out, name)]
tokenizer = Tokenizer(models.BPE())
tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
tokenizer.decoder = decoders.ByteLevel()
trainer = trainers.BpeTrainer(
    vocab_size=2000,
    special_tokens=[END, "<|im_start|>", ANSWER],
    initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    show_progress=False,
)
tokenizer.train_from_iterator((turn["content"] for row in rows for turn in row), trainer)
fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token=ANSWER, pad_token=END, model_max_length=1_000_000)
fast.chat_template = TEMPLATE
fast.save_pretrained(MODEL)
tokenizer.model.save(MODEL)

torch.manual_seed(0)
config = Qwen2Config(
    vocab_size=len(fast),
    max_position_embeddings=4096,
    hidden_size=32,
    intermediate_size=32,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=2,
    eos_token_id=fast.eos_token_id,
    pad_token_id=fast.pad_token_id,
    bos_token_id=None,
    tie_word_embeddings=False,
)
Qwen2ForCausalLM(config).save_pretrained(MODEL)
