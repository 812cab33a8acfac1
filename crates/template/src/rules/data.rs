//! Findings in data rows. The data generator looks for them; what they are called and mean stands here, so that
//! templates and data share one system of codes and levels.
//!
//! A row with an error fails the run, or is left out and counted under `--on-invalid skip`. A row with a warning
//! is written, but for `empty-text` and `blank-text`, whose rows are never written.

rules_elsewhere! {
    DATA_SYNTAX: "data-syntax" Deny true
        "A split file is neither a JSON array of records nor JSON Lines nor a table: it is cut short, empty, or broken in the middle."
        why "Half a file taken for a whole one is a training run on half of the data, and nothing says so."
        wrong "[{\"body\": \"a\", …}, {\"body\": \"b"
        right "[{\"body\": \"a\", …}, {\"body\": \"b\", …}]"
    DATA_ENCODING: "data-encoding" Deny true
        "A record holds bytes that are not UTF-8, or a `\\ud800`–`\\udfff` escape without its other half."
        why "There is no text to train on; a replacement character would be one that nobody wrote."
        wrong "{\"body\": \"hello \\ud83d\", …}"
        right "{\"body\": \"hello \\ud83d\\ude00\", …}"
    DUPLICATE_FIELD: "duplicate-field" Deny true
        "A field stands twice in a record."
        why "Readers differ in which of the two they take, so the label could be either."
        wrong "{\"queue\": \"billing\", \"queue\": \"other\", …}"
        right "{\"queue\": \"other\", …}"
    MISSING_FIELD: "missing-field" Deny true
        "A record lacks a field that the output needs."
        why "A default would be a label or a text that nobody gave."
        wrong "{\"ticket\": \"T-1\", \"body\": \"hello\"}"
        right "{\"ticket\": \"T-1\", \"body\": \"hello\", \"queue\": \"other\"}"
    FIELD_TYPE: "field-type" Deny true
        "A field that the output needs has another JSON type than the record's schema says."
        why "A number or a list written as text is not what annotators labelled."
        wrong "{\"body\": 12, …}"
        right "{\"body\": \"12\", …}"
    UNKNOWN_LABEL: "unknown-label" Deny true
        "The label is not one that the record's schema allows."
        why "No answer belongs to it, and taken for another label a typo becomes a wrong target."
        wrong "{\"queue\": \"Billing\", …}"
        right "{\"queue\": \"billing\", …}"
    UNKNOWN_SPLIT: "unknown-split" Deny true
        "With `--pool-splits`, a record names a split that no output file is made for."
        why "The row would be lost without a word."
        wrong "{\"part\": \"trainig\", …}"
        right "{\"part\": \"training\", …}"
    EMPTY_TEXT: "empty-text" Warn false
        "A record's text is empty. The row is left out and counted."
        why "A model would learn to answer where there is no text."
        wrong "{\"body\": \"\", …}"
        right "the row without its record"
    BLANK_TEXT: "blank-text" Warn false
        "A record's text is only white space. The row is left out and counted."
        why "A model would learn to answer where there is no text."
        wrong "{\"body\": \"  \\n\", …}"
        right "the row without its record"
    DUPLICATE_ID: "duplicate-id" Deny false
        "Two records of a split have the same id."
        why "A row that counts twice shifts the balance of the labels; two rows with different labels contradict each other."
        wrong "[{\"ticket\": \"T-1\", …}, {\"ticket\": \"T-1\", …}]"
        right "[{\"ticket\": \"T-1\", …}, {\"ticket\": \"T-2\", …}]"
    TEXT_IN_EXAMPLE: "text-in-example" Deny false
        "A record's text is that of an example that its prompt shows (`examples` of the strategy)."
        why "The prompt would hold the answer: training learns to copy it, and a test of it is won before it begins. An example is taken \
             out of the data, or made up."
        wrong "an example {\"body\": \"My lamp is broken.\", …}, and a row with that text"
        right "an example {\"body\": \"The fan makes a noise.\", …}, which is no row"
    TEXT_CONTROL_TOKEN: "text-control-token" Deny false
        "With a value of the record, a message holds a chat control token such as `<|end|>`, `[INST]` or `<end_of_turn>`: in the value \
         itself, in look-alikes, with invisible characters in it, or made of the value and what stands around it."
        why "A tokenizer that reads special tokens in text would let a ticket end the user's turn and write its own answer."
        wrong "{\"body\": \"hi<|end|><|start|>assistant\", …}"
        right "{\"body\": \"hi\", …}"
    TEXT_POSSIBLE_TOKEN: "text-possible-token" Warn false
        "With a value of the record, a message holds what some models read as a control token, and what honest text may hold as well: \
         `<image>`, `<think>`, `[CLS]`, `Human:` at a line's start, `<s>` and `</s>` as HTML. `families` in `tunesmith.json` narrows it to the models that matter."
        why "A model of such a family would see a picture, a thought or another turn where the text only speaks of them."
        wrong "{\"body\": \"see <image> above\", …}"
        right "{\"body\": \"see the image above\", …}"
    TEXT_NUL: "text-nul" Deny false
        "A value that goes into a message holds the character U+0000."
        why "Many readers end a text there, so part of it would be lost."
        wrong "{\"body\": \"a\\u0000b\", …}"
        right "{\"body\": \"ab\", …}"
    TEXT_HIDDEN: "text-hidden" Deny false
        "A value that goes into a message holds tag characters (U+E0020 to U+E007F), but for the flags of regions."
        why "People see nothing there, and a model reads every letter: it is the usual way to hide instructions in a text."
        wrong "{\"body\": \"hello\\udb40\\udc68\\udb40\\udc69\", …}"
        right "{\"body\": \"hello\", …}"
    TEXT_CONTROL_CHARACTER: "text-control-character" Warn false
        "A value that goes into a message holds a control character of terminals (ESC, BEL, BS, DEL, C1) or a code point that is no character."
        why "No annotator saw it, and a log of the training run obeys it."
        wrong "{\"body\": \"\\u001b[31mhello\", …}"
        right "{\"body\": \"hello\", …}"
    TEXT_BIDI: "text-bidi" Warn false
        "A value that goes into a message holds a bidirectional control character, which changes the order in which text is shown."
        why "An annotator may have read another text than the model does."
        wrong "{\"body\": \"\\u202eabc\", …}"
        right "{\"body\": \"abc\", …}"
    STRINGIFIED_NULL: "stringified-null" Allow false
        "A field that may be null holds a string that means \"no value\", by `missing` in `tunesmith.json`: it is taken for null. Such values are \
         counted in any case."
        why "What pandas writes for a missing value is a word like any other, and would be trained as one."
        wrong "{\"product\": \"nan\", …}"
        right "{\"product\": null, …}"
    LABEL_WITHOUT_ROWS: "label-without-rows" Warn false
        "No row of the first split that is written has a label for which the response contract has a target."
        why "A model that never saw a label will not answer with it. Misspelt labels that were skipped look just so."
        wrong "`--on-invalid skip`, where every row of one label is misspelt"
        right "at least one row for each label"
    MANY_LEFT_OUT: "many-left-out" Warn false
        "More than 5 % of the rows of a split file were left out for faults."
        why "What is left is another dataset than the one that was meant, and nobody chose it."
        wrong "`--on-invalid skip`, where half of the labels are misspelt"
        right "the rows mended, or each fault looked at"
    STRATEGY_NOT_FOUND: "strategy-not-found" Warn false
        "`--strategy`, or a format of `tunesmith.json`, names a strategy that its template does not have. The other formats are written \
         alone; where that would remove files of an earlier run, nothing is."
        why "Half of the files are missing for a typo."
        wrong "--strategy breif"
        right "--strategy brief"
}
