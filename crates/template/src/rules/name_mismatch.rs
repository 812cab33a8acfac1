//! `name-mismatch`: a name says something else than the place it stands in.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::NameView;

pub(crate) static RULE: Rule = Rule {
    code: "name-mismatch",
    level: Level::Deny,
    fixed: false,
    meaning: "The `name` of a strategy differs from its key, or the `name` of a response contract from its file's \
              name.",
    why: "Look-ups go by the key and reports show the name, so a copied strategy that kept the old name is \
              taken for the other one.",
    wrong: r#""short_v2": {"name": "short_v1", …}"#,
    right: r#""short_v2": {"name": "short_v2", …}"#,
    check: Check::Name(check),
};

fn check(view: &NameView<'_>, findings: &mut FileFindings) {
    let (name, expected) = (view.name.value(), view.expected);
    if name == expected {
        return;
    }
    let message = match view.key {
        Some(_) => format!("the name `{name}` differs from the strategy's key `{expected}`"),
        None => format!("the name `{name}` differs from the file's name `{expected}`"),
    };
    let finding = findings.add(view.name.span(), message).help(format!("write \"{expected}\""));
    if let Some(key) = view.key {
        finding.label(key.span(), "the key");
    }
}
