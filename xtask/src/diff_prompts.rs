//! `diff-prompts`: how each strategy's prompts differ from another revision.

mod base;
mod show;

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tunesmith_project as project;
use tunesmith_runtime::{Parameters, Schema, Segment, Strategy};
use tunesmith_template::show::MessageFormat;
use tunesmith_template::{Checked, Choice, Levels, check};

use crate::args::DiffPromptsArgs;
use crate::options::project_root;

pub(crate) fn run(workspace: &Path, args: &DiffPromptsArgs) -> anyhow::Result<ExitCode> {
    let root = &project_root(workspace, args.project.project.as_deref());
    let now = check(&project::read(root, None, &Choice::default())?, &Levels::default(), None);
    if now.has_errors() {
        // What does not compile has no prompts to compare.
        project::print_findings(&now.reports, MessageFormat::Human);
        return Ok(ExitCode::from(1));
    }
    let base = check(&base::read(root, &args.base)?, &Levels::default(), None);
    let changes = changes(&texts(&base), &texts(&now));
    let stdout = std::io::stdout();
    let color = tunesmith_template::show::wants_color(&stdout);
    let text = match args.markdown {
        true => show::markdown(&changes, &args.base),
        false => show::terminal(&changes, &args.base, color),
    };
    let _ = stdout.lock().write_all(text.as_bytes());
    Ok(ExitCode::SUCCESS)
}

/// A strategy as text: what a reviewer compares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct StrategyText {
    /// `template: strategy`
    pub(crate) name: String,
    /// Titles and texts, in order.
    pub(crate) parts: Vec<(&'static str, String)>,
}

/// What became of a strategy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It is new.
    Added(StrategyText),
    /// It is gone.
    Removed(StrategyText),
    /// Some of its parts differ: name, and title, old and new text of each.
    Changed(String, Vec<(&'static str, String, String)>),
}

fn texts(checked: &Checked) -> Vec<StrategyText> {
    checked.strategies.iter().map(|strategy| text(strategy, &checked.schema)).collect()
}

fn text(strategy: &Strategy, schema: &Schema) -> StrategyText {
    let user = strategy.user_template.iter().map(|segment| match segment {
        Segment::Literal(literal) => literal.text.clone().into_owned(),
        Segment::Text(value) | Segment::Json(value) => format!("{{{}}}", schema.value_name(*value)),
    });
    StrategyText {
        name: format!("{}: {}", strategy.template, strategy.name),
        parts: vec![
            ("description", strategy.description.clone().into_owned()),
            ("system prompt", strategy.system_prompt.text.clone().into_owned()),
            ("user prompt", user.collect()),
            ("parameters", parameters(&strategy.parameters)),
            ("response", strategy.response.clone().into_owned()),
        ],
    }
}

fn parameters(parameters: &Parameters) -> String {
    let number = |value: Option<f64>| value.map(|value| format!("{value:?}"));
    let all = [
        ("max_tokens", parameters.max_tokens.map(|value| value.to_string())),
        ("temperature", number(parameters.temperature)),
        ("top_p", number(parameters.top_p)),
        ("frequency_penalty", number(parameters.frequency_penalty)),
        ("presence_penalty", number(parameters.presence_penalty)),
        ("response_format", parameters.response_format.map(|format| format.name().to_owned())),
    ];
    let given = all.into_iter().filter_map(|(name, value)| Some(format!("{name}: {}", value?)));
    given.collect::<Vec<_>>().join("\n")
}

fn changes(base: &[StrategyText], now: &[StrategyText]) -> Vec<Change> {
    let find = |texts: &'_ [StrategyText], name: &str| texts.iter().position(|text| text.name == name);
    let removed = base.iter().filter(|text| find(now, &text.name).is_none()).cloned().map(Change::Removed);
    let mut changes: Vec<Change> = removed.collect();
    for text in now {
        match find(base, &text.name) {
            None => changes.push(Change::Added(text.clone())),
            Some(place) if base[place] != *text => changes.push(changed(&base[place], text)),
            Some(_) => {}
        }
    }
    changes
}

fn changed(base: &StrategyText, now: &StrategyText) -> Change {
    let pairs = base.parts.iter().zip(&now.parts).filter(|(old, new)| old.1 != new.1);
    Change::Changed(now.name.clone(), pairs.map(|(old, new)| (new.0, old.1.clone(), new.1.clone())).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strategy(name: &str, user: &str) -> StrategyText {
        StrategyText { name: name.to_owned(), parts: vec![("user prompt", user.to_owned())] }
    }

    #[test]
    fn strategies_are_paired_by_name() {
        let base = [strategy("a", "1"), strategy("b", "1"), strategy("c", "1")];
        let now = [strategy("b", "1"), strategy("c", "2"), strategy("d", "1")];
        let expected = [
            Change::Removed(strategy("a", "1")),
            Change::Changed("c".to_owned(), vec![("user prompt", "1".to_owned(), "2".to_owned())]),
            Change::Added(strategy("d", "1")),
        ];
        assert_eq!(changes(&base, &now), expected);
    }
}
