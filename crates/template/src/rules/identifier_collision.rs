//! `identifier-collision`: two names become one Rust identifier.

use std::collections::BTreeMap;

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::view::{Context, TemplateView};
use crate::{Level, Text, type_identifier};

pub(crate) static RULE: Rule = Rule {
    code: "identifier-collision",
    level: Level::Deny,
    fixed: true,
    meaning: "Two strategies of a file, or two template files, differ only in what Rust names cannot express, such \
              as `a-b` and `a_b`.",
    why: "Each strategy becomes a Rust type and each file a module. Numbering them would make the name depend \
              on the order.",
    wrong: r#"{"strategies": {"a-b": {…}, "a_b": {…}}}"#,
    right: r#"{"strategies": {"a-b": {…}, "a_b_short": {…}}}"#,
    check: Check::Template(check),
};

fn check(template: &TemplateView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    let mut seen: BTreeMap<String, &Text> = BTreeMap::new();
    for strategy in &template.strategies {
        let key = strategy.key;
        let identifier = type_identifier(key.value());
        match seen.get(&identifier) {
            Some(first) if first.value() != key.value() => {
                let message = format!("`{}` and `{}` both become the Rust type `{identifier}`", first.value(), key.value());
                let finding = findings.add(key.span(), message);
                finding.label(first.span(), "the first one").help("rename one of the two strategies");
            }
            Some(_) => {}
            None => {
                seen.insert(identifier, key);
            }
        }
    }
}
