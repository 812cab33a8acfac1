//! `tab`: a tab in a prompt.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::TextView;

pub(crate) static RULE: Rule = Rule {
    code: "tab",
    level: Level::Warn,
    fixed: false,
    meaning: "A prompt holds a tab.",
    why: "A tab looks like spaces and is another token, so two prompts that look alike are not.",
    wrong: r#""system_prompt": "Queues:\n\tbilling""#,
    right: r#""system_prompt": "Queues:\n  billing""#,
    check: Check::Text(check),
};

fn check(view: &TextView<'_>, findings: &mut FileFindings) {
    if !view.place.reaches_model() {
        return;
    }
    let text = view.text.value();
    // At the end of a line it is trailing white space.
    let inside = |line: &str| line.trim_end().match_indices('\t').map(|(at, _)| at).collect::<Vec<_>>();
    let mut start = 0;
    let mut tabs = Vec::new();
    for line in text.split_inclusive('\n') {
        tabs.extend(inside(line).into_iter().map(|at| start + at));
        start += line.len();
    }
    if let Some(&first) = tabs.first() {
        let more = if tabs.len() == 1 { String::new() } else { format!(", {} in all", tabs.len()) };
        let finding = findings.add(view.text.source_span(first, first + 1), format!("tab in a prompt{more}"));
        finding.help("write spaces");
    }
}
