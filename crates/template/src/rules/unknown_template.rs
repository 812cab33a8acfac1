//! `unknown-template`: a format names a template that does not exist.

use super::{Check, Rule, list};
use crate::diagnostic::FileFindings;
use crate::view::{Context, ProjectView};
use crate::{Level, did_you_mean, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-template",
    level: Level::Deny,
    fixed: true,
    meaning: "A format of `tunesmith.json` names no template below `templates/`.",
    why: "There would be nothing to ask with.",
    wrong: r#"{"name": "short", "template": "tickets/shrot.json", …}"#,
    right: r#"{"name": "short", "template": "tickets/short.json", …}"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let names = || context.templates.iter().map(|(name, _)| name.as_str());
    for template in project.formats().iter().filter_map(|format| format.get("template")?.text()) {
        if !names().any(|name| name == template.value()) {
            let near =
                names().find(|name| is_path_of(template.value(), name)).or_else(|| nearest(template.value(), names()));
            let instead = did_you_mean(near);
            let finding =
                findings.add(template.span(), format!("there is no template `{}`{instead}", template.value()));
            finding.help(list("templates", names()));
        }
    }
}

/// Whether `written` means the template of this name by another path: from the project's folder, or without the ending.
fn is_path_of(written: &str, name: &str) -> bool {
    let below = written.trim_start_matches("./");
    let below = below.strip_prefix("templates/").unwrap_or(below);
    let stem = |path: &str| path.strip_suffix(".json").unwrap_or(path).to_owned();
    stem(below) == stem(name) || name.rsplit('/').next().map(stem) == Some(stem(below))
}
