//! `unknown-family`: `families` names no model family.

use tunesmith_runtime::FAMILIES;

use super::{Check, Rule, list};
use crate::diagnostic::{FileFindings, Fix};
use crate::json::Node;
use crate::view::{Context, ProjectView, items};
use crate::{Level, did_you_mean, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-family",
    level: Level::Deny,
    fixed: true,
    meaning: "`families` of `tunesmith.json` names a model family whose control tokens are not known.",
    why: "A family that is misspelt is one whose tokens are let through.",
    wrong: r#""families": ["gpt-os"]"#,
    right: r#""families": ["gpt-oss"]"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    let known = || FAMILIES.iter().map(|family| family.name);
    let named = items(project.root.get("families")).iter().filter_map(Node::text);
    for name in named.filter(|name| !known().any(|known| known == name.value())) {
        let near = did_you_mean(nearest(name.value(), known()));
        let finding = findings.add(name.span(), format!("unknown model family `{}`{near}", name.value()));
        finding.help(list("families", known()));
        if let Some(near) = names::only_near(name.value(), known()) {
            finding.fix(Fix::replace(name.span(), format!("\"{near}\"")));
        }
    }
}
