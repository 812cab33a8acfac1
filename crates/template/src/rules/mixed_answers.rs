//! `mixed-answers`: some answers are plain text and others JSON.

use super::{Check, Rule};
use crate::Level;
use crate::answer::Answer;
use crate::diagnostic::FileFindings;
use crate::lower;
use crate::view::{self, Context, ContractView};

pub(crate) static RULE: Rule = Rule {
    code: "mixed-answers",
    level: Level::Deny,
    fixed: true,
    meaning: "Some targets of a response contract are plain text, a string or a value of the record, and others are JSON: \
              an object, an array, a number, true or false.",
    why: "Whoever reads the answers could not know which of the two comes next.",
    wrong: r#""targets": {"billing": {"queue": "billing"}, "other": "other"}"#,
    right: r#""targets": {"billing": {"queue": "billing"}, "other": {"queue": "other"}}"#,
    check: Check::Contract(check),
};

fn check(contract: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let answers = contract.answers().into_iter().filter_map(|(_, node)| Some((node, lower::answer(node, context.schema)?)));
    let mut answers = answers.filter(|(_, answer)| answer.constant().is_none_or(|it| !it.trim().is_empty() && it != "null"));
    // One that is empty or null is a finding already.
    let Some((first, answer)) = answers.next() else { return };
    let other = answers.find(|(_, other)| lower::is_text(other) != lower::is_text(&answer));
    if let Some((node, other)) = other {
        let message = format!("this answer is {}, and another one {}", form(&other), form(&answer));
        let finding = findings.add(view::opening(node), message);
        finding.label(view::opening(first), format!("this one is {}", form(&answer)));
        finding.help("give all answers one form, such as an object with the same keys");
    }
}

fn form(answer: &Answer) -> &'static str {
    if lower::is_text(answer) { "plain text" } else { "JSON" }
}
