//! `no-format`: a project that asks nothing.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{Context, ProjectView, is_empty_list, opening};

pub(crate) static RULE: Rule = Rule {
    code: "no-format",
    level: Level::Deny,
    fixed: true,
    meaning: "`formats` in `tunesmith.json` is empty: no template is named that a run could use.",
    why: "A run would read all the data and write nothing.",
    wrong: r#""formats": []"#,
    right: r#""formats": [{"name": "short", "template": "tickets/short.json", "strategy": "brief", "suffix": ""}]"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    if let Some(formats) = project.root.get("formats").filter(|formats| is_empty_list(formats)) {
        let finding = findings.add(opening(formats), "a project needs at least one format");
        finding.help(r#"add one: {"name": "…", "template": "….json", "strategy": "…", "suffix": ""}"#);
    }
}
