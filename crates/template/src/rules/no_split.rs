//! `no-split`: a run that is asked for nothing would write nothing.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{Context, ProjectView, is_empty_list, opening};

pub(crate) static RULE: Rule = Rule {
    code: "no-split",
    level: Level::Deny,
    fixed: true,
    meaning: "`splits` in `tunesmith.json` is empty, or the first of them is optional. The first split is what a model is \
              trained on.",
    why: "A run without options would write nothing to train on.",
    wrong: r#""splits": [{"name": "train", "optional": true, …}]"#,
    right: r#""splits": [{"name": "train", …}]"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, _: &Context<'_>, findings: &mut FileFindings) {
    if let Some(splits) = project.root.get("splits").filter(|splits| is_empty_list(splits)) {
        let finding = findings.add(opening(splits), "a project needs at least one split");
        finding.help(r#"add one: {"name": "train", "input": "…", "output": "train"}"#);
    }
    let first = project.splits().first().and_then(|first| first.get("optional"));
    if let Some(optional) = first.filter(|optional| Node::is_true(optional)) {
        let finding =
            findings.add(optional.span, "the first split cannot be optional: a run would write nothing to train on");
        finding.help("take `optional` out, or put the split behind one that is always written");
    }
}
