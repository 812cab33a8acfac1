//! `identifier-collision`: two names become one Rust identifier.

use super::{Check, Rule};
use crate::diagnostic::Findings;
use crate::view::{Context, TemplateView};
use crate::{Level, type_identifier};

pub(crate) static RULE: Rule = Rule {
    code: "identifier-collision",
    level: Level::Deny,
    fixed: true,
    meaning: "Two strategies of a file, or two template files, differ only in what Rust names cannot express, such as `a-b` and \
              `a_b`.",
    why: "Each strategy becomes a Rust type and each file a module. Numbering them would make the name depend on the order.",
    wrong: r#"{"strategies": {"a-b": {…}, "a_b": {…}}}"#,
    right: r#"{"strategies": {"a-b": {…}, "a_b_short": {…}}}"#,
    check: Check::Template(check),
};

fn check(template: &TemplateView<'_>, _: &Context<'_>, findings: &mut Findings) {
    for (index, strategy) in template.strategies.iter().enumerate() {
        let identifier = type_identifier(strategy.key.value());
        let same = |other: &&crate::view::StrategyView<'_>| {
            other.key.value() != strategy.key.value() && type_identifier(other.key.value()) == identifier
        };
        if let Some(first) = template.strategies[..index].iter().find(same) {
            let message = format!("`{}` and `{}` both become the Rust type `{identifier}`", first.key.value(), strategy.key.value());
            let finding = findings.add(strategy.key.span(), message);
            finding.label(first.key.span(), "the first one").help("rename one of the two strategies");
        }
    }
}
