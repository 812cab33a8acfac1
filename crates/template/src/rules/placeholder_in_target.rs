//! `placeholder-in-target`: `{name}` in a constant of an answer.

use std::ops::Range;

use super::{Check, Rule};
use crate::braces::is_name;
use crate::diagnostic::{FileFindings, Fix};
use crate::view::{Context, ContractView};
use crate::Level;

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-in-target",
    level: Level::Deny,
    fixed: false,
    meaning: "A constant or key of an answer holds `{name}` or `{{name}}`. Nothing is substituted there: a value of the \
              record is `{\"field\": NAME}`, and stands alone.",
    why: "The model would learn to answer with the braces and the name, as they stand.",
    wrong: r#""about": "{subject}""#,
    right: r#""about": {"field": "subject"}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let nodes = contract.nodes();
    let constants = nodes.iter().filter_map(|node| node.text());
    for (text, is_key) in contract.entries().map(|entry| (&entry.key, true)).chain(constants.map(|text| (text, false))) {
        let Some(range) = placeholder(text.value()) else { continue };
        let written = &text.value()[range.clone()];
        let name = written.trim_matches(['{', '}', ' ']);
        let is_value = context.schema.value(name).is_some();
        let what = if is_key { "a key" } else { "a constant" };
        let message = format!("`{written}` in {what} of an answer is trained as it stands");
        let finding = findings.add(text.source_span(range.start, range.end), message);
        match (is_value && !is_key, written == text.value().trim()) {
            (true, true) => {
                let field = format!("{{\"field\": \"{name}\"}}");
                finding.help(format!("write {field}")).fix(Fix::replace(text.span(), field));
            }
            (true, false) => {
                finding.help(format!("give the value a key of its own: {{\"field\": \"{name}\"}}"));
            }
            (false, _) => {
                finding.help("write out what the model shall answer; for a value of the record, write {\"field\": NAME}");
            }
        }
    }
}

/// The first `{name}` or `{{name}}`.
fn placeholder(text: &str) -> Option<Range<usize>> {
    let opens = text.match_indices('{').map(|(at, _)| at);
    let doubled = |at: usize, close: usize| at > 0 && text[..at].ends_with('{') && text[close + 1..].starts_with('}');
    opens.into_iter().find_map(|at| {
        let close = at + 1 + text[at + 1..].find(['{', '}'])?;
        let is_one = text[close..].starts_with('}') && is_name(text[at + 1..close].trim());
        let outer = usize::from(doubled(at, close));
        is_one.then_some(at - outer..close + 1 + outer)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_braces_are_placeholders_and_json_is_none() {
        let find = |text: &'static str| placeholder(text).map(|range| &text[range]);
        assert_eq!(find("a {body}."), Some("{body}"));
        assert_eq!(find("{{ body }}"), Some("{{ body }}"));
        assert_eq!(find("{{a: {body}"), Some("{body}"));
        assert_eq!(find(r#"{"a": 1} {} {1} } {"#), None);
    }
}
