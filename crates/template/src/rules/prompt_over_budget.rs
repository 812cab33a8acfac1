//! `prompt-over-budget`: the fixed text of a strategy has more tokens than training keeps of a row.

use super::{Check, Rule};
use crate::Level;
use crate::braces::Part;
use crate::diagnostic::FileFindings;
use crate::view::{Context, Dialect, PromptView, StrategyView};

pub(crate) static RULE: Rule = Rule {
    code: "prompt-over-budget",
    level: Level::Deny,
    fixed: false,
    meaning: "The prompts of a strategy alone, without any value, have more tokens than `max_tokens` in `tunesmith.json`. Counted is \
              what they have at least, whatever the tokenizer: one token for each word, each three digits and each run of signs. \
              `cargo xtask audit` counts exactly.",
    why: "Trainers cut what is beyond the training length, from the end: of each row, the text and the answer would be lost.",
    wrong: r#""max_tokens": 256, and a `system_prompt` of 300 words"#,
    right: r#""max_tokens": 1024"#,
    check: Check::Strategy(check),
};

fn check(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let Some(budget) = context.max_tokens else { return };
    let least: u64 = strategy.prompts.iter().map(least_tokens).sum();
    if least > budget {
        let message = format!(
            "the prompts of `{}` have at least {least} tokens, and training keeps {budget} of a row (`max_tokens` in tunesmith.json)",
            strategy.key.value()
        );
        findings.add(strategy.key.span(), message).help("shorten the prompts, or train with a larger length");
    }
}

/// The tokens that the fixed text of a prompt has at least. Tokenizers split text into words, groups of digits and runs of
/// signs before anything else, and no token is of two of them.
fn least_tokens(prompt: &PromptView<'_>) -> u64 {
    match prompt.dialect {
        Dialect::Literal => of_text(prompt.text.value()),
        Dialect::Format => {
            let literal = |part: &Part| match part {
                Part::Literal(range) => of_text(&prompt.text.value()[range.clone()]),
                _ => 0,
            };
            prompt.parts.iter().map(literal).sum()
        }
    }
}

fn of_text(text: &str) -> u64 {
    #[derive(Clone, Copy, PartialEq)]
    enum Kind {
        Letter,
        Digit,
        Sign,
        Space,
    }
    let kind = |c: char| match c {
        c if c.is_numeric() => Kind::Digit,
        c if c.is_whitespace() => Kind::Space,
        c if c.is_alphanumeric() => Kind::Letter,
        _ => Kind::Sign,
    };
    let kinds: Vec<Kind> = text.chars().map(kind).collect();
    let runs = kinds.chunk_by(|one, two| one == two).map(|run| match run[0] {
        Kind::Letter | Kind::Sign => 1,
        Kind::Digit => run.len().div_ceil(3) as u64,
        Kind::Space => 0,
    });
    runs.sum()
}

#[cfg(test)]
mod tests {
    use super::of_text;

    #[test]
    fn words_digits_and_signs_count_and_space_does_not() {
        assert_eq!(of_text("Answer with  12345 words -- no more.\n"), 5 + 2 + 1 + 1);
        assert_eq!(of_text(""), 0);
    }
}
