//! `unescaped-json`: JSON with single braces.

use super::{Check, Rule};
use crate::braces::Part;
use crate::diagnostic::{FileFindings, Fix};
use crate::view::{Context, PromptView};
use crate::Level;
use tunesmith_runtime::escape_required;

pub(crate) static RULE: Rule = Rule {
    code: "unescaped-json",
    level: Level::Deny,
    fixed: true,
    meaning: "JSON stands in a `user_template` with single braces, which are those of placeholders there. In a \
              `system_prompt` braces mean themselves.",
    why: "It is the most common mistake in prompt templates: Python takes the JSON for a placeholder and \
              raises KeyError, or worse, a retry without formatting sends `{body}` to the model.",
    wrong: r#""user_template": "Answer {\"queue\": \"billing\"}. Ticket: {body}""#,
    right: r#""user_template": "Answer {{\"queue\": \"billing\"}}. Ticket: {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for part in &prompt.parts {
        let Part::Json { range, closed } = part else { continue };
        let end = if *closed { range.end } else { range.start + 1 };
        let span = prompt.source_span(range.start..end);
        let finding = findings.add(span, "JSON in a `user_template` needs doubled braces: `{{` and `}}`");
        let text = &prompt.text.value()[range.clone()];
        match doubled(text, context).filter(|_| *closed) {
            Some(braces) => {
                finding.help(format!("double the braces: {}", corrected(text, &braces)));
                let source = |at: usize| prompt.source_span(range.start + at..range.start + at + 1);
                let edits = braces.into_iter().map(|(at, brace)| (source(at), brace.repeat(2))).collect();
                finding.fix(Fix { edits });
            }
            None => {
                finding.help("double the braces, each `{` and each `}` of the JSON");
            }
        }
    }
}

/// The braces to double, those of placeholders left out; nothing where some are doubled already.
fn doubled(text: &str, context: &Context<'_>) -> Option<Vec<(usize, &'static str)>> {
    if text.contains("{{") {
        return None;
    }
    let mut braces = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['{', '}']).map(|next| at + next) {
        let brace = if text[next..].starts_with('{') { "{" } else { "}" };
        let name = text[next + 1..].find(['{', '}']).map(|stop| &text[next + 1..next + 1 + stop]);
        match name.filter(|name| brace == "{" && context.schema.prompt_value(name).is_some()) {
            Some(name) => at = next + name.len() + 2,
            None => {
                braces.push((next, brace));
                at = next + 1;
            }
        }
    }
    Some(braces)
}

/// The JSON as it has to stand in the file, on one line.
fn corrected(text: &str, braces: &[(usize, &str)]) -> String {
    const LONGEST: usize = 200;
    let mut line = String::new();
    let mut copied = 0;
    for &(at, brace) in braces {
        line.push_str(&text[copied..at]);
        line.push_str(brace);
        copied = at;
    }
    let line = escape_required(&(line + &text[copied..]));
    match line.char_indices().nth(LONGEST) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
