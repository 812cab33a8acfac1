//! `split-mismatch`: the splits of the project and those of its records are not the same.

use super::{Check, Rule, list};
use crate::diagnostic::FileFindings;
use crate::view::{Context, ProjectView, opening};
use crate::{FieldRole, Level, did_you_mean, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "split-mismatch",
    level: Level::Deny,
    fixed: false,
    meaning: "`splits` of `tunesmith.json` and the `enum` of the record's split field do not list the same names.",
    why: "Rows of a split that only one of them knows would be lost, or never be found.",
    wrong: r#""splits": [{"name": "dev", …}] where records say `train` or `development`"#,
    right: r#""splits": [{"name": "development", …}] where records say `train` or `development`"#,
    check: Check::Project(check),
};

fn check(project: &ProjectView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let Some(place) = context.schema.with_role(FieldRole::Split) else { return };
    let field = &context.schema.fields[place];
    let names: Vec<_> = project.splits().iter().filter_map(|split| split.get("name")?.text()).collect();
    if field.values.is_empty() || names.is_empty() {
        return;
    }
    let values = || field.values.iter().map(AsRef::as_ref);
    let strange = |name: &str| !values().any(|value| value == name);
    for name in names.iter().filter(|name| strange(name.value())) {
        let instead = did_you_mean(nearest(name.value(), values()));
        let message = format!("the record's field `{}` has no value `{}`{instead}", field.name, name.value());
        findings.add(name.span(), message).help(list("its values", values()));
    }
    let lacking = values().filter(|value| !names.iter().any(|name| name.value() == *value));
    let lacking: Vec<String> = lacking.map(|value| format!("`{value}`")).collect();
    // One that is misspelt here, or has no name that can be read, is one finding, not two.
    let settled = names.len() < project.splits().len() || names.iter().any(|name| strange(name.value()));
    if let Some(splits) = project.root.get("splits").filter(|_| !settled && !lacking.is_empty()) {
        let message = format!("no split for {}, which the record's field `{}` may say", lacking.join(", "), field.name);
        let finding = findings.add(opening(splits), message);
        finding.help("add a split of this name, or take the value out of the record schema's `enum`");
    }
}
