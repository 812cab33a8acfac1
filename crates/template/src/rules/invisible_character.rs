//! `invisible-character`: a character that nobody sees, and that the model reads.

use std::ops::Range;

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::invisible::{self, Invisible};
use crate::view::TextView;

pub(crate) static RULE: Rule = Rule {
    code: "invisible-character",
    level: Level::Deny,
    fixed: false,
    meaning: "A text holds a character that nobody sees: a bidirectional override, a zero-width space, a byte order mark, a \
              soft hyphen, a tag character, a control character. Joiners and variation selectors of emoji, and joiners and \
              marks in scripts that need them, are fine.",
    why: "What a reviewer reads and what the model reads differ: so instructions are hidden, and so labels stop matching.",
    wrong: r#""system_prompt": "Answer \u202egnillib""#,
    right: r#""system_prompt": "Answer billing""#,
    check: Check::Text(check),
};

fn check(view: &TextView<'_>, findings: &mut FileFindings) {
    let text = view.text.value();
    let source = |range: &Range<usize>| view.text.source_span(range.start, range.end);
    for Invisible { range, closed_at } in invisible::find(text) {
        let names: Vec<String> = text[range.clone()].chars().take(4).map(invisible::name).collect();
        let more = text[range.clone()].chars().count().saturating_sub(names.len());
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        let finding = findings.add(source(&range), format!("invisible character {}{more}", names.join(", ")));
        if let Some(close) = closed_at {
            finding.label(source(&close), "closed here");
        }
        finding.help("remove it");
    }
}
