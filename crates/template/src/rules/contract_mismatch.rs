//! `contract-mismatch`: a prompt asks for another answer than the one that is trained.

use super::{Check, Rule, list};
use crate::agreement::{Disagreement, Mismatch, agreement, fitting};
use crate::answer::ContractModel;
use crate::diagnostic::{Diagnostic, FileFindings, Fix};
use crate::view::{Context, StrategyView};
use crate::{AnswerForm, Level, Span, did_you_mean, locate, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "contract-mismatch",
    level: Level::Deny,
    fixed: false,
    meaning: "An example of the answer in a prompt has a key or a label that the strategy's response contract does \
              not have, or is JSON where the contract answers in plain text. Every JSON object in a prompt is such an \
              example, unless it holds a placeholder, or has no key of the contract and stands beside one that agrees.",
    why: "The prompt asks for one answer and the training target teaches another, so the model learns to \
              ignore the prompt.",
    wrong: r#""system_prompt": "Answer {\"queue\": \"bills\"}" towards a contract with `billing` and `other`"#,
    right: r#""system_prompt": "Answer {\"queue\": \"billing\"}""#,
    check: Check::Strategy(check),
};

/// So many other places of a strategy are shown.
const MAX_LABELS: usize = 6;

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let Some(own) = strategy.contract(context) else { return };
    let mismatches = agreement(strategy, own, context).mismatches;
    let Some(first) = mismatches.first() else { return };
    match fitting(strategy, own, context).as_slice() {
        [] => report(&mismatches, strategy, own, context, findings),
        fits => {
            let names: Vec<String> = fits.iter().map(|model| format!("`{}`", model.contract.name)).collect();
            let message = format!(
                "these prompts ask for the answer of response contract {}, not of `{}`",
                names.join(" or of "),
                own.contract.name
            );
            let finding = findings.add(first.span, message);
            show(&mismatches, own, finding);
            suggest(fits, strategy, context, finding);
        }
    }
}

/// The mismatches of a strategy that no other contract fits: the first, and where the others are.
fn report(
    mismatches: &[Mismatch],
    strategy: &StrategyView<'_>,
    own: &ContractModel,
    context: &Context<'_>,
    findings: &mut FileFindings,
) {
    let [first, others @ ..] = mismatches else { return };
    let (what, known) = (lacks(&first.fault, own), known(&first.fault));
    let near = known.as_ref().and_then(|(_, written, known)| nearest(written, known.iter().map(String::as_str)));
    let message = format!("response contract `{}` {what}{}", own.contract.name, did_you_mean(near));
    let finding = findings.add(first.span, message);
    if let Some((what, _, known)) = known {
        finding.help(list(what, known.iter().map(String::as_str)));
    }
    if others.is_empty() {
        finding.help("or train the strategy towards another contract: \"response\": NAME");
        return;
    }
    show(others, own, finding);
    let from = format!("{}:{}", context.file.map_or("FILE", |file| &file.name), strategy.key.value());
    finding.help(format!("`cargo xtask new-response --from {from}` writes the contract that it asks for"));
}

/// Labels for mismatches, for the first of them where there are many.
fn show(mismatches: &[Mismatch], own: &ContractModel, finding: &mut Diagnostic) {
    let name = &own.contract.name;
    for mismatch in mismatches.iter().take(MAX_LABELS) {
        finding.label(mismatch.span, format!("`{name}` {}", lacks(&mismatch.fault, own)));
    }
    match mismatches.len().saturating_sub(MAX_LABELS) {
        0 => {}
        1 => drop(finding.help("one more place of this strategy is not shown")),
        more => drop(finding.help(format!("{more} more places of this strategy are not shown"))),
    }
}

/// The contract that fits, with the replacement that names it.
fn suggest(fits: &[&ContractModel], strategy: &StrategyView<'_>, context: &Context<'_>, finding: &mut Diagnostic) {
    for model in fits {
        if let Some((key, _)) = ["targets", "target"].iter().find_map(|key| locate(model.source.text(), key)) {
            finding.label_in(&model.source, key, "the answer that they ask for");
        }
    }
    let [only] = fits else {
        finding.help("write one of them: \"response\": NAME");
        return;
    };
    let name = &only.contract.name;
    if context.response.is_some() {
        // The strategy's own contract may be the right one already.
        finding.help(format!("choose that one: `--response {name}`"));
        return;
    }
    finding.help(format!("write \"response\": \"{name}\""));
    if let Some(fix) = context.file.and_then(|file| naming(name, strategy, file.source.text())) {
        finding.fix(fix);
    }
}

/// Names a contract in a strategy: in the place of the one that it names, or behind its last member, written as that is.
fn naming(name: &str, strategy: &StrategyView<'_>, text: &str) -> Option<Fix> {
    let name = format!("\"{name}\"");
    if let Some(old) = strategy.node.get("response") {
        return Some(Fix::replace(old.span, name));
    }
    let last = strategy.node.members()?.last()?;
    let before = &text[..last.key.span().start];
    let colon = text.get(last.key.span().end..last.value.span.start).filter(|colon| colon.trim() == ":");
    let line = before.trim_end_matches([' ', '\t']);
    let line = line.strip_suffix('\n').map_or(line, |line| line.strip_suffix('\r').unwrap_or(line));
    let space = &before[line.len()..];
    let end = last.value.span.end;
    Some(Fix::replace(Span::at(end), format!(",{space}\"response\"{}{name}", colon.unwrap_or(": "))))
}

/// What the contract has not, as a message says it after the contract's name.
fn lacks(fault: &Disagreement, own: &ContractModel) -> String {
    let inside = |path: &[String]| if path.is_empty() { String::new() } else { format!(" in `{}`", path.join(".")) };
    match fault {
        Disagreement::Key { written, path, .. } => format!("has no key `{written}`{}", inside(path)),
        Disagreement::Label { written, path, .. } => format!("has no label `{written}` for `{}`", path.join(".")),
        Disagreement::Object { .. } if own.contract.form == AnswerForm::Text => "answers in plain text, not with an object".to_owned(),
        Disagreement::Object { path } => format!("has no object{}", inside(path)),
        Disagreement::Json => "answers in plain text, not in JSON".to_owned(),
    }
}

/// What may stand in the place of what is written.
fn known(fault: &Disagreement) -> Option<(&'static str, &str, &[String])> {
    match fault {
        Disagreement::Key { written, known, .. } => Some(("its keys", written, known)),
        Disagreement::Label { written, known, .. } => Some(("its labels", written, known)),
        Disagreement::Object { .. } | Disagreement::Json => None,
    }
}
