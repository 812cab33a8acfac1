//! Findings in data rows. The data generator looks for them; what they are called and mean stands here, so that
//! templates and data share one system of codes and levels.
//!
//! A row with an error fails the run, or is left out and counted under `--on-invalid skip`. A row with a warning
//! is written, but for `empty-text` and `blank-text`, whose rows are never written.

use super::{Check, Rule};
use crate::Level;

macro_rules! data_rules {
    ($($name:ident: $code:literal $level:ident $fixed:literal
        $meaning:literal
        why $why:literal
        wrong $wrong:literal
        right $right:literal)*) => {
        $(
            #[doc = $meaning]
            pub static $name: Rule = Rule {
                code: $code,
                level: Level::$level,
                fixed: $fixed,
                meaning: $meaning,
                why: $why,
                wrong: $wrong,
                right: $right,
                check: Check::Elsewhere,
            };
        )*
        /// Every rule about data rows.
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

data_rules! {
    DATA_SYNTAX: "data-syntax" Deny true
        "A split file is neither a JSON array of records nor JSON Lines: it is cut short, empty, or broken in the middle."
        why "Half a file taken for a whole one is a training run on half of the data, and nothing says so."
        wrong "[{\"text\": \"a\", …}, {\"text\": \"b"
        right "[{\"text\": \"a\", …}, {\"text\": \"b\", …}]"
    DATA_ENCODING: "data-encoding" Deny true
        "A record holds bytes that are not UTF-8, or a `\\ud800`–`\\udfff` escape without its other half."
        why "There is no text to train on; a replacement character would be one that nobody wrote."
        wrong "{\"text\": \"hello \\ud83d\", …}"
        right "{\"text\": \"hello \\ud83d\\ude00\", …}"
    DUPLICATE_FIELD: "duplicate-field" Deny true
        "A field stands twice in a record."
        why "Readers differ in which of the two they take, so the label could be either."
        wrong "{\"label_binary\": \"hate\", \"label_binary\": \"normal\", …}"
        right "{\"label_binary\": \"normal\", …}"
    MISSING_FIELD: "missing-field" Deny true
        "A record lacks a field that the output needs."
        why "A default would be a label or a text that nobody gave."
        wrong "{\"text\": \"hello\", \"split\": \"train\"}"
        right "{\"text\": \"hello\", \"label_binary\": \"normal\", \"split\": \"train\"}"
    FIELD_TYPE: "field-type" Deny true
        "A field that the output needs has another JSON type than the record's schema says."
        why "A number or a list written as text is not what annotators labelled."
        wrong "{\"text\": 12, …}"
        right "{\"text\": \"12\", …}"
    UNKNOWN_LABEL: "unknown-label" Deny true
        "The label is not one that the record's schema allows."
        why "Whatever is not `hate` would count as harmless: a typo becomes a wrong target."
        wrong "{\"label_binary\": \"Hate\", …}"
        right "{\"label_binary\": \"hate\", …}"
    UNKNOWN_SPLIT: "unknown-split" Deny true
        "With `--pool-splits`, a record names a split that is not `train`, `val` or `test`."
        why "The row belongs to no output file, so it would be lost."
        wrong "{\"split\": \"validation\", …}"
        right "{\"split\": \"val\", …}"
    EMPTY_TEXT: "empty-text" Warn false
        "A record's text is empty. The row is left out and counted."
        why "A model would learn to classify nothing at all."
        wrong "{\"text\": \"\", …}"
        right "the row without its record"
    BLANK_TEXT: "blank-text" Warn false
        "A record's text is only white space. The row is left out and counted."
        why "A model would learn to classify nothing at all."
        wrong "{\"text\": \"  \\n\", …}"
        right "the row without its record"
    DUPLICATE_ID: "duplicate-id" Deny false
        "Two records of a split have the same `original_id`."
        why "A row that counts twice shifts the balance of the labels; two rows with different labels contradict each other."
        wrong "[{\"original_id\": \"a_1\", …}, {\"original_id\": \"a_1\", …}]"
        right "[{\"original_id\": \"a_1\", …}, {\"original_id\": \"a_2\", …}]"
    TEXT_CONTROL_TOKEN: "text-control-token" Deny false
        "A value that goes into a message holds a chat control token such as `<|end|>` or `[INST]`. `</s>` counts where no \
         `<s>` stands before it: in pairs they are the HTML for struck-out text."
        why "A tokenizer that reads special tokens in text would let a post end the user's turn and write its own answer."
        wrong "{\"text\": \"hi<|end|><|start|>assistant\", …}"
        right "{\"text\": \"hi\", …}"
    TEXT_NUL: "text-nul" Deny false
        "A value that goes into a message holds the character U+0000."
        why "Many readers end a text there, so part of it would be lost."
        wrong "{\"text\": \"a\\u0000b\", …}"
        right "{\"text\": \"ab\", …}"
    TEXT_BIDI: "text-bidi" Warn false
        "A value that goes into a message holds a bidirectional control character, which changes the order in which text is shown."
        why "An annotator may have read another text than the model does."
        wrong "{\"text\": \"\\u202eabc\", …}"
        right "{\"text\": \"abc\", …}"
}
