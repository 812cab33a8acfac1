//! `contract-mismatch`: a prompt asks for another answer than the one that is trained.

use super::{Check, Rule, list};
use crate::agreement::{Fault, mismatches};
use crate::diagnostic::Findings;
use crate::view::{Context, StrategyView};
use crate::{Level, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "contract-mismatch",
    level: Level::Deny,
    fixed: false,
    meaning: "An example of the answer in a prompt has a key or a label that the strategy's response contract does \
              not have. A JSON object in a prompt is such an example when it shares a key with the contract or is \
              the only object in the strategy's prompts.",
    why: "The prompt asks for one answer and the training target teaches another, so the model learns to \
              ignore the prompt.",
    wrong: r#""system_prompt": "Answer {\"classification\": \"hate\"}" towards a contract with `hate_speech` and `not_hate`"#,
    right: r#""system_prompt": "Answer {\"classification\": \"hate_speech\"}""#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut Findings) {
    let Some(contract) = strategy.contract(context) else { return };
    for mismatch in mismatches(strategy, contract) {
        let (written, name) = (&mismatch.written, &contract.name);
        let (message, what, known) = match mismatch.fault {
            Fault::Key => {
                let known = contract.keys().into_iter().map(str::to_owned).collect();
                (format!("response contract `{name}` has no key `{written}`"), "its keys", known)
            }
            Fault::Label { key, labels } => {
                (format!("response contract `{name}` has no label `{written}` for `{key}`"), "its labels", labels)
            }
        };
        let near = nearest(written, known.iter().map(String::as_str));
        let instead = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        let finding = findings.add(mismatch.span, message + &instead);
        finding.help(list(what, known.iter().map(String::as_str)));
        finding.help("or train the strategy towards another contract: \"response\": NAME");
    }
}
