//! Words in prompts: which values only describe what may stand there, and which labels are mentioned.

/// Whether a value only says what may stand there: `…`, `<label>`, `[free text]`, `string`, `the label`.
pub(crate) fn is_elision(value: &str) -> bool {
    let words: Vec<String> = value.trim().split([' ', '_', '-']).map(str::to_lowercase).collect();
    let described = |word: &String| matches!(word.as_str(), "the" | "your" | "label" | "category");
    let description = words.len() > 1 && words.iter().any(described) || value.split_whitespace().count() > 3;
    // `a` alone is a label, of questions with answers to choose from.
    let kind = words.iter().all(|word| KIND_WORDS.contains(&word.as_str())) && value.trim().len() > 1;
    is_dots(value) || description || kind
}

/// Whether a key or value is `…`, `...`, or something in brackets.
pub(crate) fn is_dots(value: &str) -> bool {
    let value = value.trim();
    let brackets = [('<', '>'), ('[', ']'), ('{', '}'), ('(', ')')];
    let bracketed = brackets.into_iter().any(|(open, close)| value.starts_with(open) && value.ends_with(close));
    bracketed || !value.contains(char::is_alphanumeric)
}

/// Whether `label` stands in `text` as a word of its own; both in lower case.
pub(crate) fn mentions(text: &str, label: &str) -> bool {
    let word = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric() || c == '_');
    text.match_indices(label).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + label.len()..].chars().next();
        !word(before) && !word(after)
    })
}

/// Words that say what kind of value is meant.
const KIND_WORDS: &[&str] = &[
    "a",
    "an",
    "answer",
    "bool",
    "boolean",
    "categories",
    "category",
    "class",
    "classification",
    "enum",
    "float",
    "int",
    "integer",
    "label",
    "labels",
    "number",
    "of",
    "one",
    "or",
    "predicted",
    "prediction",
    "result",
    "str",
    "string",
    "text",
    "the",
    "value",
    "verdict",
    "your",
];
