//! Changes as text: for a terminal, and as Markdown for the summary of a job.

use similar::{ChangeTag, TextDiff};

use super::{Change, StrategyText};

/// Lines of context around a change.
const CONTEXT: usize = 3;

/// A line diff with context, coloured where `color` says so.
pub(crate) fn terminal(changes: &[Change], base: &str, color: bool) -> String {
    if changes.is_empty() {
        return format!("no prompt differs from {base}\n");
    }
    let bold = |text: String| if color { format!("\x1b[1m{text}\x1b[0m") } else { text };
    let mut text = String::new();
    for change in changes {
        match change {
            Change::Added(strategy) => {
                text += &format!("{}\n{}\n", bold(format!("added {}", strategy.name)), whole(strategy, '+', color))
            }
            Change::Removed(strategy) => {
                text += &format!("{}\n{}\n", bold(format!("removed {}", strategy.name)), whole(strategy, '-', color))
            }
            Change::Changed(name, parts) => {
                text += &format!("{}\n", bold(format!("changed {name}")));
                for (title, old, new) in parts {
                    text += &format!("  {title}\n{}\n", diff(old, new, color));
                }
            }
        }
    }
    text
}

/// The same in Markdown, each diff in a fence that its text cannot close.
pub(crate) fn markdown(changes: &[Change], base: &str) -> String {
    if changes.is_empty() {
        return format!("### Prompts\n\nNo prompt differs from `{base}`.\n");
    }
    let mut text = format!("### Prompts that differ from `{base}`\n");
    for change in changes {
        match change {
            Change::Added(strategy) => text += &section("Added", &strategy.name, &whole(strategy, '+', false)),
            Change::Removed(strategy) => text += &section("Removed", &strategy.name, &whole(strategy, '-', false)),
            Change::Changed(name, parts) => {
                let diffs = parts.iter().map(|(title, old, new)| format!("@@ {title} @@\n{}", diff(old, new, false)));
                text += &section("Changed", name, &diffs.collect::<String>());
            }
        }
    }
    text
}

fn section(what: &str, name: &str, diff: &str) -> String {
    let fence = longest_backticks(diff).max(2) + 1;
    let fence = "`".repeat(fence);
    format!("\n**{what}** `{name}`\n\n{fence}diff\n{diff}{fence}\n")
}

fn longest_backticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Every line of a strategy with the same sign.
fn whole(strategy: &StrategyText, sign: char, color: bool) -> String {
    let lines = strategy.parts.iter().flat_map(|(title, text)| {
        std::iter::once(format!("{title}:")).chain(text.lines().map(|line| format!("  {line}"))).collect::<Vec<_>>()
    });
    lines.map(|line| paint(sign, &line, color)).collect()
}

fn diff(old: &str, new: &str, color: bool) -> String {
    let diff = TextDiff::from_lines(old, new);
    let mut text = String::new();
    for (index, group) in diff.grouped_ops(CONTEXT).iter().enumerate() {
        if index > 0 {
            text += "  …\n";
        }
        for change in group.iter().flat_map(|op| diff.iter_changes(op)) {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            text += &paint(sign, change.value().trim_end_matches('\n'), color);
        }
    }
    text
}

fn paint(sign: char, line: &str, color: bool) -> String {
    match (sign, color) {
        ('+', true) => format!("\x1b[32m+ {line}\x1b[0m\n"),
        ('-', true) => format!("\x1b[31m- {line}\x1b[0m\n"),
        _ => format!("{sign} {line}\n"),
    }
}
