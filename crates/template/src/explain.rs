//! What the findings mean: for `cargo xtask explain`, and the page `docs/diagnostics.md`.

use crate::rules::{self, Rule};
use crate::{Level, LevelError, nearest};

/// The explanation of a finding, for a terminal.
///
/// ```
/// use tunesmith_template::rules;
///
/// let text = rules::explain(rules::find("missing-text").unwrap());
/// assert!(text.starts_with("missing-text (error, cannot be allowed)\n"));
/// ```
pub fn explain(rule: &Rule) -> String {
    let wrap = |text: &str| wrap(text, 80);
    let block = |text: &str| text.lines().map(|line| format!("    {line}\n")).collect::<String>();
    let (head, meaning, why) = (format!("{} ({})", rule.code, level(rule)), wrap(rule.meaning), wrap(rule.why));
    format!("{head}\n\n{meaning}\n{why}\nWrong:\n{}\nRight:\n{}", block(rule.wrong), block(rule.right))
}

/// The explanation of a code, or a list of all codes where none is given.
///
/// # Errors
/// When there is no such code.
pub fn explained(code: Option<&str>) -> Result<String, LevelError> {
    let Some(code) = code else {
        return Ok(rules::all().map(|rule| format!("{:30} {}\n", rule.code, rule.meaning)).collect());
    };
    let unknown = || LevelError::Unknown(code.to_owned(), nearest(code, rules::all().map(|rule| rule.code)));
    rules::find(code).map(explain).ok_or_else(unknown)
}

/// The page that explains every finding.
pub fn page() -> String {
    let mut page = PAGE_HEAD.to_owned();
    for rule in rules::all() {
        page.push_str(&format!(
            "| [`{0}`](#{0}) | {1} | {2} |\n",
            rule.code,
            level(rule),
            summary(rule).replace('|', "\\|")
        ));
    }
    for rule in rules::all() {
        page.push_str(&section(rule));
    }
    page
}

const PAGE_HEAD: &str = "\
<!-- Made by `UPDATE_EXPECT=1 cargo test -p tunesmith-tests`; edit the rules in crates/template/src/rules/ instead. -->
# Findings

Everything that Tunesmith can find in `tunesmith.json`, the record schema, templates, response contracts, data and training files. Levels can be
changed with `--allow`, `--warn` and `--deny CODE`, or silenced with `\"allow\": [\"CODE\"]` in a file or strategy; a finding without
which nothing can be made always stays an error.

| Code | Level | Meaning |
|---|---|---|
";

fn section(rule: &Rule) -> String {
    let example = |title: &str, text: &str| match text.contains(['{', '"']) {
        true => format!("\n{title}:\n\n```text\n{text}\n```\n"),
        false => format!("\n{title}: {text}\n"),
    };
    let text = wrap(&format!("{} {}", rule.meaning, rule.why), 100);
    let (wrong, right) = (example("Wrong", rule.wrong), example("Right", rule.right));
    format!("\n## {}\n\nLevel: {}.\n\n{text}{wrong}{right}", rule.code, level(rule))
}

fn level(rule: &Rule) -> &'static str {
    match (rule.level, rule.fixed) {
        (Level::Deny, true) => "error, cannot be allowed",
        (Level::Deny, false) => "error",
        _ => "warning",
    }
}

/// The first sentence of the meaning.
pub(crate) fn summary(rule: &Rule) -> &'static str {
    let end = rule.meaning.match_indices(". ").map(|(at, _)| at).next().unwrap_or(rule.meaning.len());
    rule.meaning[..end].trim_end_matches('.')
}

/// Text in lines of at most `width` characters, each with a line break.
fn wrap(text: &str, width: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in text.split(' ') {
        let length = word.chars().count();
        if column > 0 && column + 1 + length > width {
            out.push('\n');
            column = 0;
        }
        if column > 0 {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    out + "\n"
}
