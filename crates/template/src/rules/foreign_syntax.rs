//! `foreign-syntax`: the syntax of another template engine.

use super::{Check, Rule};
use crate::diagnostic::{FileFindings, Fix};
use crate::view::{Context, Dialect, PromptView};
use crate::{Level, foreign};

pub(crate) static RULE: Rule = Rule {
    code: "foreign-syntax",
    level: Level::Warn,
    fixed: false,
    meaning: "A prompt holds the syntax of another template engine: `{% if x %}`, `{{#if x}}`, `${x}`, `{{{x}}}`, `{{ x | upper }}`, `%(x)s`. \
              A `user_template` substitutes `{x}` and nothing else; a `system_prompt` substitutes nothing.",
    why: "The model would be trained on the marks, as they stand.",
    wrong: r#""user_template": "Which queue? ${body}""#,
    right: r#""user_template": "Which queue? {body}""#,
    check: Check::Prompt(check),
};

fn check(prompt: &PromptView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    let text = prompt.text.value();
    let is_format = prompt.dialect == Dialect::Format;
    for (range, syntax) in foreign::find(text) {
        let written = &text[range.clone()];
        // A name in doubled braces, or a placeholder in a system prompt, is a finding of its own, and so are the single braces
        // of a user prompt around what is no name.
        let doubled = written.starts_with("{{") && !written.starts_with("{{{") && syntax.name.is_some();
        if doubled || is_format && written.starts_with("{%") {
            continue;
        }
        let usable = syntax.name.filter(|name| is_format && context.schema.prompt_value(name).is_some());
        let what = if is_format && written.starts_with("${") {
            "the `$` stays".to_owned()
        } else if is_format && written.starts_with("{{{") {
            "the value would stand in braces".to_owned()
        } else {
            "it stays as it stands".to_owned()
        };
        let span = prompt.source_span(range.clone());
        let finding = findings.add(span, format!("`{written}` is the syntax of {}: {what}", syntax.engine));
        match usable {
            Some(name) => {
                finding.help(format!("write `{{{name}}}`"));
                finding.fix(Fix::replace(span, format!("{{{name}}}")));
            }
            None if is_format => {
                finding.help("a prompt substitutes `{name}` alone; what depends on the record can be a derived value in `tunesmith.json`");
            }
            None => {
                finding.help("a `system_prompt` is literal; what depends on the record belongs into the `user_template`");
            }
        }
    }
}
