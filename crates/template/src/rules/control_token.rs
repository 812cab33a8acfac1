//! `control-token`: a token that only a chat template may write.

use tunesmith_runtime::control_tokens;

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::view::TextView;

pub(crate) static RULE: Rule = Rule {
    code: "control-token",
    level: Level::Deny,
    fixed: false,
    meaning: "A prompt, or a constant of a target, holds a control token of a chat format: `<|…|>` of Harmony, \
              ChatML and Llama, `[INST]` and `<<SYS>>`, `<start_of_turn>`, or their kin.",
    why: "The trainer's chat template adds these tokens. Inside a message they end it early, or hand the turn \
              to somebody else.",
    wrong: r#""system_prompt": "<|im_start|>system\nYou are …""#,
    right: r#""system_prompt": "You are …""#,
    check: Check::Text(check),
};

fn check(view: &TextView<'_>, findings: &mut FileFindings) {
    if !view.place.reaches_model() {
        return;
    }
    for token in control_tokens(view.text.value(), &[]).into_iter().filter(|token| !token.is_honest) {
        let span = view.text.source_span(token.range.start, token.range.end);
        let message = format!("`{}` is a control token of a chat format", &view.text.value()[token.range]);
        let finding = findings.add(span, message);
        finding.help("remove it: the trainer's chat template adds such tokens around each message");
    }
}
