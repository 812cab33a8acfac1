//! `placeholder-in-system-prompt`: a placeholder where nothing is substituted.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::placeholder::carries_answer;
use crate::view::{Context, Dialect, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "placeholder-in-system-prompt",
    level: Level::Warn,
    fixed: false,
    meaning: "A `system_prompt` holds a name in braces that a `user_template` would substitute. A system \
              prompt is literal: nothing is substituted there.",
    why: "The model would read the name in braces instead of the value.",
    wrong: r#""system_prompt": "Route this ticket: {body}""#,
    right: r#""system_prompt": "Route the ticket that you are given.""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    if prompt.dialect == Dialect::Format {
        return;
    }
    let text = prompt.text.value();
    let mut at = 0;
    while let Some(open) = text[at..].find('{').map(|open| at + open) {
        let braces = text[open..].bytes().take_while(|&byte| byte == b'{').count();
        let inside = &text[open + braces..];
        let name = &inside[..inside.find(['{', '}']).unwrap_or(inside.len())];
        at = open + braces + name.len();
        if text[at..].starts_with('}') && is_placeholder(name.trim(), context) {
            let closing = text[at..].bytes().take_while(|&byte| byte == b'}').count().min(braces);
            let span = prompt.source_span(open..at + closing);
            let message = format!("`{}` is not substituted: a `system_prompt` is literal", &text[open..at + closing]);
            findings.add(span, message).help("move it to the `user_template`");
        }
    }
}

fn is_placeholder(name: &str, context: &Context<'_>) -> bool {
    let lower = name.to_lowercase();
    context.schema.prompt_value(&lower).is_some() || carries_answer(&lower, context.schema)
}
