//! Regular expressions of the schemas, in what JavaScript and Rust have in common.

use std::collections::BTreeSet;

use tunesmith_runtime::FAMILIES;

use super::json::{Json, list, object};

/// Characters that no script or emoji needs: those of `invisible-character` that are never fine.
const INVISIBLE: &str = r"[\u00AD\u200B\u202A-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]";

/// What cannot stand in the name of a file: of ASCII all but letters, digits, `_` and `-`.
pub(super) const FILE_NAME: &str = r"^[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]+$";

/// As [`FILE_NAME`], or nothing.
pub(super) const SUFFIX: &str = r"^[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\x7f]*$";

/// One of some texts.
pub(super) fn any_of<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    names.into_iter().map(escape).collect::<Vec<_>>().join("|")
}

/// The text as a pattern that matches it alone.
fn escape(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if r"\^$.|?*+()[]{}/".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text whose braces pair up, with nothing else than `inside` between single ones.
pub(super) fn braces_hold(inside: &str) -> String {
    format!(r"^[^{{}}]*(?:(?:\{{\{{|\}}\}}|\{{(?:{inside})\}})[^{{}}]*)*$")
}

/// Text with `inside` between single braces somewhere.
pub(super) fn has_in_braces(inside: &str) -> String {
    format!(r"^[^{{}}]*(?:(?:\{{\{{|\}}\}}|\{{[^{{}}]*\}})[^{{}}]*)*\{{(?:{inside})\}}")
}

/// The typos of a word that are one slip of the fingers away from it, case not counted.
pub(super) fn typos(word: &str) -> String {
    let letters: Vec<String> = word.chars().map(|c| format!("[{}{c}]", c.to_uppercase())).collect();
    let joined = |from: usize, to: usize| letters[from..to].concat();
    let end = letters.len();
    let mut typos: Vec<String> = (0..=end).map(|at| format!("{}.{}", joined(0, at), joined(at, end))).collect();
    typos.extend((0..end).map(|at| format!("{}.?{}", joined(0, at), joined(at + 1, end))));
    let swapped = |at| format!("{}{}{}{}", joined(0, at), letters[at + 1], letters[at], joined(at + 2, end));
    typos.extend((0..end.saturating_sub(1)).map(swapped));
    format!("^(?!{}$)(?:{})$", escape(word), typos.join("|"))
}

/// What may stand in no text that reaches a model.
pub(super) fn harmless() -> Vec<Json> {
    // In pairs these two are HTML.
    let tokens = FAMILIES.iter().flat_map(|family| family.tokens).filter(|token| !matches!(**token, "<s>" | "</s>"));
    let tokens = any_of(tokens.copied().collect::<BTreeSet<_>>());
    let never = |pattern: String, message: &str| {
        let not = object([("type", "string".into()), ("pattern", pattern.into())]);
        object([("not", not), ("errorMessage", message.into())])
    };
    vec![
        never(
            format!(r"<\|{name}\|>|<｜{name}｜>|{tokens}", name = r"(?=[^<>|｜]*[A-Za-z0-9])[^<>|｜\n]{1,64}"),
            "This text holds a chat control token. The trainer's chat template adds those; inside a message they end it early.",
        ),
        never(
            INVISIBLE.to_owned(),
            "This text holds an invisible character or a bidirectional override: a reviewer cannot see what the model reads.",
        ),
    ]
}

/// The value matches a pattern; `message` says so where it does not.
pub(super) fn matches(pattern: impl Into<String>, message: &str) -> [(&'static str, Json); 2] {
    [("pattern", Json::from(pattern.into())), ("patternErrorMessage", message.into())]
}

/// Something else than white space.
pub(super) fn not_blank(what: &str) -> [(&'static str, Json); 2] {
    matches(r"\S", &format!("{what} is empty."))
}

/// `{"type": [...]}`, or with one name alone.
pub(super) fn of_type(names: &[&str]) -> (&'static str, Json) {
    match names {
        [one] => ("type", (*one).into()),
        several => ("type", list(several.iter().copied())),
    }
}
