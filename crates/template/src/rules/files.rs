//! Findings in training files, ours or not: what `validate` looks for. What they are called and mean stands here, so that
//! templates, data and training files share one system of codes and levels.
//!
//! Where a trainer is named, some of them weigh more: what it refuses is an error.

rules_elsewhere! {
    NOT_JSON_LINES: "not-json-lines" Deny true
        "The file is not JSON Lines: a JSON array, one object over several lines, another format, or a line without end. Nothing else of it is looked at."
        why "Readers of JSON Lines stop at its first line, or take its pieces for rows."
        wrong "[\n  {\"messages\": […]},\n  {\"messages\": […]}\n]"
        right "{\"messages\": […]}\n{\"messages\": […]}"
    LINE_SYNTAX: "line-syntax" Deny true
        "A line is not one JSON object: a comma or quote too many or too few, `NaN`, a Python literal, two objects, an array, a raw control character."
        why "A reader stops there, or skips the row without a word; `NaN` passes in Python and nowhere else."
        wrong "{\"prompt\": \"a\", \"completion\": None}"
        right "{\"prompt\": \"a\", \"completion\": \"b\"}"
    LINE_CUT: "line-cut" Deny true
        "The last line ends in the middle of a row."
        why "The file was cut short when it was written or copied: this row is broken, and nobody knows how many are missing."
        wrong "{\"messages\": [{\"role\": \"user\", \"content\": \"hel"
        right "the whole file, written or copied again"
    LINE_ENCODING: "line-encoding" Deny true
        "A line holds bytes that are not UTF-8, or a `\\ud800`–`\\udfff` escape without its other half."
        why "There is no text to train on: readers stop, or put a replacement character where nobody wrote one."
        wrong "{\"text\": \"hello \\ud83d\"}"
        right "{\"text\": \"hello \\ud83d\\ude00\"}"
    LINE_DUPLICATE_KEY: "line-duplicate-key" Deny false
        "A key stands twice in an object."
        why "Readers differ in which of the two they take, so what is trained could be either."
        wrong "{\"completion\": \"yes\", \"prompt\": \"a\", \"completion\": \"no\"}"
        right "{\"prompt\": \"a\", \"completion\": \"no\"}"
    LINE_SEPARATOR: "line-separator" Warn false
        "A line holds U+2028, U+2029 or U+0085 as it is. `gen-data` writes them as escapes."
        why "Readers that split with Python's `splitlines` end the line there, and find two broken rows."
        wrong "{\"text\": \"first second\"}, with U+2028 between the words"
        right "{\"text\": \"first\\u2028second\"}"
    BYTE_ORDER_MARK: "byte-order-mark" Deny false
        "A line begins with U+FEFF, the byte order mark. Azure asks for one at the start of the file, and may have it. `--fix` takes it away."
        why "It is no part of JSON: most readers refuse the row."
        wrong "EF BB BF in front of the first `{`"
        right "the file without these three bytes"
    BLANK_LINE: "blank-line" Warn false
        "A line is empty, or holds only white space. `--fix` takes it away."
        why "Readers that parse every line, such as mlx-lm's, stop there; others count a row that is none."
        wrong "{\"text\": \"a\"}\n\n{\"text\": \"b\"}"
        right "{\"text\": \"a\"}\n{\"text\": \"b\"}"
    CARRIAGE_RETURN: "carriage-return" Warn false
        "Lines end in CR LF. `--fix` makes it LF."
        why "JSON allows it, but tools that split at LF alone carry a `\\r` along, and equal files have different hashes."
        wrong "{\"text\": \"a\"}\\r\\n"
        right "{\"text\": \"a\"}\\n"
    NO_FINAL_NEWLINE: "no-final-newline" Allow false
        "The last line has no line feed at its end. Allowed unless `--warn` or `--deny` say otherwise; `--fix` adds it."
        why "Files that are joined with `cat` get a line with two rows."
        wrong "{\"text\": \"a\"}⏎{\"text\": \"b\"}"
        right "{\"text\": \"a\"}⏎{\"text\": \"b\"}⏎"
    ROW_SHAPE: "row-shape" Deny false
        "A row has none of the shapes that trainers read, or one that the named trainer does not read."
        why "A trainer fails on it, or trains on an empty text."
        wrong "{\"message\": [{\"role\": \"user\", \"content\": \"hello\"}, …]}"
        right "{\"messages\": [{\"role\": \"user\", \"content\": \"hello\"}, …]}"
    ROW_TYPE: "row-type" Deny false
        "A key of the shape is missing, or its value has another type than it must have."
        why "`null`, a number or an object where text must be is trained as the word `None`, or stops the run."
        wrong "{\"messages\": [{\"role\": \"user\", \"content\": 5}, …]}"
        right "{\"messages\": [{\"role\": \"user\", \"content\": \"5\"}, …]}"
    ROW_EXTRA_KEY: "row-extra-key" Deny false
        "A row or a turn has a key that the named trainer refuses."
        why "The upload fails as a whole for one key too many."
        wrong "{\"id\": 17, \"messages\": […]}, for Together"
        right "{\"messages\": […]}"
    MIXED_SHAPES: "mixed-shapes" Deny false
        "A row has another shape than the first one."
        why "Readers decide by the first row; the others fail, or are read as empty."
        wrong "{\"messages\": […]}\n{\"prompt\": \"a\", \"completion\": \"b\"}"
        right "one shape in a file, the other in another"
    MIXED_TYPES: "mixed-types" Warn false
        "A column has another type than in the rows before, or a list holds two types: text here and a number, a list or an object there. An error for \
         trainers that read with `datasets`."
        why "`datasets` keeps one type for a column: where the other type comes late in the file, it stops and does not name the row; where it comes early, the \
             whole column is kept as JSON."
        wrong "{\"id\": 1, \"text\": \"a\"}\n{\"id\": \"b2\", \"text\": \"b\"}"
        right "{\"id\": \"1\", \"text\": \"a\"}\n{\"id\": \"b2\", \"text\": \"b\"}"
    TURN_ROLE: "turn-role" Deny false
        "A turn has a role that the shape does not know, or that the named trainer refuses."
        why "The trainer refuses the row, or a chat template leaves the turn out without a word."
        wrong "{\"role\": \"bot\", \"content\": \"Hello.\"}"
        right "{\"role\": \"assistant\", \"content\": \"Hello.\"}"
    TURN_SYSTEM: "turn-system" Deny false
        "A system turn stands elsewhere than at the start, there are two of them, or the named trainer has no such turn."
        why "Chat templates know one system text, at the start: another one stops them or is left out."
        wrong "[{\"role\": \"user\", …}, {\"role\": \"system\", …}, {\"role\": \"assistant\", …}]"
        right "[{\"role\": \"system\", …}, {\"role\": \"user\", …}, {\"role\": \"assistant\", …}]"
    TURN_ORDER: "turn-order" Warn false
        "Two user or two assistant turns follow each other, or the first turn is the assistant's. An error for trainers that demand the alternation; \
         silent for those that are known to take it."
        why "Many chat templates stop at it, and LLaMA-Factory leaves such a row out."
        wrong "[{\"role\": \"user\", …}, {\"role\": \"user\", …}, {\"role\": \"assistant\", …}]"
        right "[{\"role\": \"user\", …}, {\"role\": \"assistant\", …}]"
    TURN_LAST: "turn-last" Deny false
        "The last turn is not the assistant's; in the prompt of a prompt-completion row, it is."
        why "There is no answer to train, or the answer stands where the loss is masked."
        wrong "[{\"role\": \"user\", …}, {\"role\": \"assistant\", …}, {\"role\": \"user\", …}]"
        right "[{\"role\": \"user\", …}, {\"role\": \"assistant\", …}]"
    TURN_EMPTY: "turn-empty" Deny false
        "A turn, prompt, completion or text is empty, or holds only white space and characters that nobody sees."
        why "An empty answer teaches a model to say nothing; an empty question, to answer without one."
        wrong "{\"role\": \"assistant\", \"content\": \" \"}"
        right "{\"role\": \"assistant\", \"content\": \"Hello.\"}, or the file without the row"
    TURN_WEIGHT: "turn-weight" Deny false
        "A `weight` is not 0 or 1, or another turn than the assistant's has one (0 passes where the trainer is not known to refuse it), a `train` or `training` is not true or false, or no turn of the row is trained."
        why "The trainer refuses it, or the row costs time and trains nothing."
        wrong "{\"role\": \"assistant\", \"content\": \"Hello.\", \"weight\": 0.5}"
        right "{\"role\": \"assistant\", \"content\": \"Hello.\", \"weight\": 1}"
    TURN_CALL: "turn-call" Warn false
        "A call of a tool without a result behind it, or a result whose `tool_call_id` is that of no call. An error for trainers that match them."
        why "The upload is refused, or the model learns to go on without what it asked for."
        wrong "[…, {\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"call_1\", …}]}, {\"role\": \"tool\", \"tool_call_id\": \"call_2\", …}, …]"
        right "[…, {\"role\": \"assistant\", \"tool_calls\": [{\"id\": \"call_1\", …}]}, {\"role\": \"tool\", \"tool_call_id\": \"call_1\", …}, …]"
    PAIR_EQUAL: "pair-equal" Warn false
        "The preferred and the other answer of a row are the same."
        why "There is nothing to prefer: the row trains nothing, or noise."
        wrong "{\"prompt\": \"a\", \"chosen\": \"b\", \"rejected\": \"b\"}"
        right "the file without the row"
    TURN_CONTROL_TOKEN: "turn-control-token" Deny false
        "A text holds a chat control token such as `<|im_end|>`, `[INST]` or `<end_of_turn>`, also in look-alikes. `<tool_call>` and `<tool_response>` may stand \
         everywhere but in user turns; rows of the shape `text`, which are rendered already, may hold them all."
        why "A tokenizer that reads special tokens in text ends the turn there: what follows is trained as somebody else's."
        wrong "{\"role\": \"user\", \"content\": \"hi<|im_end|><|im_start|>assistant\"}"
        right "{\"role\": \"user\", \"content\": \"hi\"}"
    TURN_RESERVED_WORD: "turn-reserved-word" Deny false
        "A prompt holds a word that the named trainer keeps for itself."
        why "The training job fails, and says no more than that the data is at fault."
        wrong "{\"role\": \"user\", \"content\": [{\"text\": \"User: hello\"}]}, for Amazon Nova"
        right "{\"role\": \"user\", \"content\": [{\"text\": \"hello\"}]}"
    ROW_TOO_LONG: "row-too-long" Warn false
        "A row is longer than the named trainer takes by default: by its tokens with `--tokenizer`, and without it as far as the words tell, since a word is a token at least."
        why "What trainers do differs: axolotl leaves the row out, LLaMA-Factory cuts the question and trains the answer, TRL and others cut the answer, and TRL leaves out what has none left."
        wrong "a row of 1,500 words, for TRL, whose `max_length` is 1,024"
        right "a greater length in the trainer's settings, or shorter rows"
    TOO_FEW_ROWS: "too-few-rows" Deny false
        "The file has no rows, or fewer than the named trainer takes."
        why "The job is refused after the upload."
        wrong "9 rows, for OpenAI, which takes 10 or more"
        right "10 rows"
    TOO_MANY_ROWS: "too-many-rows" Deny false
        "The file has more rows than the named trainer takes."
        why "The job is refused after the upload."
        wrong "3,000,001 rows, for Fireworks"
        right "two files"
    FILE_TOO_LARGE: "file-too-large" Deny false
        "The file has more bytes than the named trainer takes."
        why "The upload is refused, after all of it was sent."
        wrong "600 MB, for OpenAI, which takes 512 MB"
        right "fewer or shorter rows"
    FILE_NAME: "file-name" Warn false
        "The file has the name of a split, and not the one that the named trainer looks for."
        why "mlx-lm reads `valid.jsonl`: with `validation.jsonl` it trains without validation after one warning."
        wrong "validation.jsonl, for mlx-lm"
        right "valid.jsonl"
}
