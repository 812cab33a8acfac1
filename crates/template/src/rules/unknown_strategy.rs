//! `unknown-strategy`: a format names a strategy that its template does not have.

use super::{Check, Rule, list};
use crate::diagnostic::FileFindings;
use crate::view::{Context, ProjectView};
use crate::{Level, did_you_mean, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-strategy",
    level: Level::Deny,
    fixed: true,
    meaning: "A format of `tunesmith.json` names a strategy that its template does not have.",
    why: "There would be nothing to ask with.",
    wrong: r#"{"name": "short", "strategy": "breif", …}"#,
    right: r#"{"name": "short", "strategy": "brief", …}"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for format in project.formats() {
        let text = |key| format.get(key)?.text();
        let (Some(template), Some(strategy)) = (text("template"), text("strategy")) else { continue };
        let known = context.templates.iter().find(|(name, _)| name == template.value());
        let Some((_, known)) =
            known.filter(|(_, known)| !known.is_empty() && !known.iter().any(|name| name == strategy.value()))
        else {
            continue;
        };
        let names = || known.iter().map(String::as_str);
        let instead = did_you_mean(nearest(strategy.value(), names()));
        let message = format!("`{}` has no strategy `{}`{instead}", template.value(), strategy.value());
        findings.add(strategy.span(), message).help(list("strategies", names()));
    }
}
