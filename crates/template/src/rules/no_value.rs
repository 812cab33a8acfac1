//! `no-value`: a derived value that never has one.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, ProjectView, is_empty_list, opening};

pub(crate) static RULE: Rule = Rule {
    code: "no-value",
    level: Level::Deny,
    fixed: true,
    meaning: "A derived value of `tunesmith.json` has no field in `first`, and null for `else`. With a text for `else` it would be \
              a constant.",
    why: "It would be null in every row, and leave a hole in every prompt that uses it.",
    wrong: r#""product": {"first": [], "else": null}"#,
    right: r#""product": {"first": [{"field": "product_tag"}], "else": null}"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    for value in project.values() {
        let no_text = value.value.get("else").is_some_and(Node::is_null);
        if let Some(first) = value.value.get("first").filter(|first| no_text && is_empty_list(first)) {
            let message = format!("the derived value `{}` never has one", value.key.value());
            let finding = findings.add(opening(first), message);
            finding.help("name a field to take it from: {\"field\": NAME}, or give `else` a text");
        }
    }
}
