//! `bad-file-name`: what names a file cannot.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{Context, ProjectView};

pub(crate) static RULE: Rule = Rule {
    code: "bad-file-name",
    level: Level::Deny,
    fixed: true,
    meaning: "`input`, `output` or `suffix` in `tunesmith.json` is not fit for the name of a file: it holds something else than \
              letters, digits, `_` and `-`, is empty (as a `suffix` may be), or is the `rejects` that names the file of faulty \
              rows.",
    why: "Files would land in another folder, or be taken for something else by those who read them.",
    wrong: r#"{"name": "dev", "output": "../dev", …}"#,
    right: r#"{"name": "dev", "output": "dev", …}"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    let of = |nodes: &'_ [crate::json::Node], key| {
        nodes.iter().filter_map(|node| node.get(key)?.text().cloned()).collect::<Vec<_>>()
    };
    for key in ["input", "output"] {
        for name in of(project.splits(), key).iter().filter(|name| !is_name(name.value())) {
            let message = match name.value() {
                "" => format!("`{key}` is empty, and a file must have a name"),
                written => format!("`{written}` cannot name a file"),
            };
            findings.add(name.span(), message).help(HELP);
        }
    }
    for suffix in of(project.formats(), "suffix").iter().filter(|suffix| !suffix.value().chars().all(is_fit)) {
        let message = format!("`{}` cannot end the name of a file", suffix.value());
        findings.add(suffix.span(), message).help(HELP);
    }
    for output in of(project.splits(), "output").iter().filter(|output| output.value() == REJECTS) {
        let message = format!("`{REJECTS}` is the name of the file that holds faulty rows");
        findings.add(output.span(), message).help("write another name");
    }
}

const HELP: &str = "use letters, digits, `_` and `-`; folders and the ending are added";
/// Name of the file that faulty rows are written to.
pub(crate) const REJECTS: &str = "rejects";

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.chars().all(is_fit)
}

fn is_fit(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-')
}
