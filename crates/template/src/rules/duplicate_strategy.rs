//! `duplicate-strategy`: two strategies of one name.

use super::{Check, Rule, duplicate_key};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, TemplateView};

pub(crate) static RULE: Rule = Rule {
    code: "duplicate-strategy",
    level: Level::Deny,
    fixed: true,
    meaning: "Two strategies of one file have the same key.",
    why: "JSON readers keep one of the two without a word, most of them the later one.",
    wrong: r#"{"strategies": {"s": {…}, "s": {…}}}"#,
    right: r#"{"strategies": {"s": {…}, "s_short": {…}}}"#,
    check: Check::Template(check),
};

fn check(template: &TemplateView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    let members = template.root.get("strategies").and_then(Node::members).unwrap_or_default();
    for (later, first) in duplicate_key::repeated(members) {
        let message = format!("there is a strategy `{}` already", later.key.value());
        let finding = findings.add(later.key.span(), message);
        finding.label(first.key.span(), "the first one").help("rename one of the two, or remove it");
    }
}
