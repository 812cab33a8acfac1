//! `no-strategy`: a template without strategies.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::{self, Context, TemplateView};

pub(crate) static RULE: Rule = Rule {
    code: "no-strategy",
    level: Level::Deny,
    fixed: true,
    meaning: "`strategies` is empty, so the template offers nothing to prompt with.",
    why: "It would compile to nothing, and every look-up of a strategy would fail at run time.",
    wrong: r#"{"strategies": {}}"#,
    right: r#"{"strategies": {"s": {"name": "s", …}}}"#,
    check: Check::Template(check),
};

fn check(template: &TemplateView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let Some(node) = template.root.get("strategies") else { return };
    if node.members().is_some() && view::members(Some(node)).next().is_none() {
        let finding = findings.add(view::opening(node), "a template needs at least one strategy");
        let example = r#""my_strategy": {"name": "my_strategy", "description": "…", "system_prompt": "…", "user_template": "#;
        finding.help(format!("add one: {example}\"… {{{}}}\"}}", context.text().unwrap_or("…")));
    }
}
