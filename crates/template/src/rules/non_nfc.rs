//! `non-nfc`: text that has a composed form and does not use it.

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::TextView;

pub(crate) static RULE: Rule = Rule {
    code: "non-nfc",
    level: Level::Warn,
    fixed: false,
    meaning: "A text is not in Unicode's composed form NFC: a letter and its accent are two characters, or a \
              character has a twin that looks the same.",
    why: "It looks the same and is not: other tokens, and a search for the composed form does not find it.",
    wrong: r#""system_prompt": "cafe\u0301""#,
    right: r#""system_prompt": "café""#,
    check: Check::Text(check),
};

fn check(view: &TextView<'_>, findings: &mut FileFindings) {
    let text = view.text.value();
    if is_nfc(text) {
        return;
    }
    let (start, end) = first_change(text);
    let composed: String = text[start..end].nfc().collect();
    let finding = findings.add(view.text.source_span(start, end), "this text is not in composed Unicode form (NFC)");
    finding.help(format!("write `{composed}`, {}", code_points(&composed)));
}

/// The first sequence that NFC writes otherwise: a character and the marks behind it.
fn first_change(text: &str) -> (usize, usize) {
    let same = text.char_indices().zip(text.nfc()).find(|((_, old), new)| old != new);
    let differs = same.map_or(text.len(), |((at, _), _)| at);
    let mark = |c: &char| canonical_combining_class(*c) != 0;
    let starter = |at: usize| text[at..].chars().next().is_some_and(|c| !mark(&c));
    let start = text[..differs].char_indices().map(|(at, _)| at).rfind(|&at| starter(at)).unwrap_or(0);
    let start = if starter(differs) { differs } else { start };
    let behind = text[start..].char_indices().skip(1).find(|(_, c)| !mark(c));
    // Hangul composes letters that are no marks.
    let end = behind.map_or(text.len(), |(at, _)| start + at);
    (start, end.max(differs + text[differs..].chars().next().map_or(0, char::len_utf8)))
}

fn code_points(text: &str) -> String {
    text.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" ")
}
