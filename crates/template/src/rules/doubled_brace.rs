//! `doubled-brace`: two braces where one is meant.

use std::ops::Range;

use super::{Check, Rule};
use crate::Level;
use crate::braces::Part;
use crate::diagnostic::{FileFindings, Fix};
use crate::view::{Context, Dialect, PromptView};

pub(crate) static RULE: Rule = Rule {
    code: "doubled-brace",
    level: Level::Warn,
    fixed: false,
    meaning: "Braces are doubled where single ones are meant: around JSON in a `system_prompt`, which is literal, or \
              around a placeholder in a `user_template`, where two braces stand for one.",
    why: "The system prompt shows an answer that is not JSON, while the target is; the user prompt shows the \
              placeholder's name in braces instead of its value.",
    wrong: r#""system_prompt": "Answer {{\"queue\": \"billing\"}}""#,
    right: r#""system_prompt": "Answer {\"queue\": \"billing\"}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    match prompt.dialect {
        Dialect::Literal => check_json(prompt, findings),
        Dialect::Format => check_placeholders(prompt, context, findings),
    }
}

/// `{{subject}}` in a user prompt.
fn check_placeholders(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let text = context.text().unwrap_or_default();
    let is_text = |part: &Part| matches!(part, Part::Placeholder { field, .. } if field.name() == text);
    let has_text = prompt.parts.iter().any(is_text);
    for (range, name) in prompt.doubled_names() {
        // Where it is the only placeholder of the text field, `missing-text` says so.
        if context.schema.prompt_value(name).is_none() || name == text && !has_text {
            continue;
        }
        let message = format!("`{{{{{name}}}}}` is not substituted: two braces stand for one");
        let (span, single) = (prompt.source_span(range), format!("{{{name}}}"));
        let finding = findings.add(span, message);
        finding.help(format!("write `{single}`"));
        finding.fix(Fix { edits: vec![(span, single)] });
    }
}

/// `{{"key": …}}` in a system prompt.
fn check_json(prompt: &PromptView<'_>, findings: &mut FileFindings) {
    let text = prompt.text.value();
    let mut at = 0;
    while let Some(open) = text[at..].find("{{").map(|open| at + open) {
        at = open + 2;
        if !begins_object(&text[at..]) {
            continue;
        }
        let pairs = pairs(text, open);
        let end = pairs.as_ref().and_then(|pairs| pairs.last()).map(|last| last.end);
        let message = "JSON in a `system_prompt` needs single braces: the text is literal";
        let finding = findings.add(prompt.source_span(open..end.unwrap_or(at)), message);
        finding.help("write each `{{` as `{` and each `}}` as `}`");
        if let Some(pairs) = pairs {
            let single = |pair: Range<usize>| (prompt.source_span(pair.start..pair.start + 1), String::new());
            finding.fix(Fix { edits: pairs.into_iter().map(single).collect() });
        }
        // Where it does not end, what follows is of the same fault.
        at = end.unwrap_or(text.len());
    }
}

/// Whether a quoted key and a colon follow: no JSON has an object there, and a name in braces has no colon.
fn begins_object(inside: &str) -> bool {
    let inside = inside.trim_start();
    let Some(quote) = inside.chars().next().filter(|quote| matches!(quote, '"' | '\'')) else { return false };
    let after_key = inside[1..].split_once(quote).map(|(_, after)| after.trim_start());
    after_key.is_some_and(|after| after.starts_with(':'))
}

/// The pairs of braces of the object that opens at `open`; nothing where one has no twin, or it never closes.
fn pairs(text: &str, open: usize) -> Option<Vec<Range<usize>>> {
    let mut pairs: Vec<Range<usize>> = Vec::new();
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for (at, byte) in text.bytes().enumerate().skip(open) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'{' | b'}' if !quoted && pairs.last().is_none_or(|last| last.end <= at) => {
                if text.as_bytes().get(at + 1) != Some(&byte) {
                    return None;
                }
                pairs.push(at..at + 2);
                depth = if byte == b'{' { depth + 1 } else { depth - 1 };
                if depth == 0 {
                    return Some(pairs);
                }
            }
            _ => {}
        }
    }
    None
}
