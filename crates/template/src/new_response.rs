//! A response contract from what a strategy's prompts show of the answer: for prompts that no contract fits.

mod pairing;
mod shape;
mod target;

use crate::answer::Answer;
use crate::json::{self, Node};
use crate::names::module_identifier;
use crate::view::{StrategyView, TemplateView};
use crate::{Checked, Files, Level, Levels, Schema, Source, TemplateFile, check, did_you_mean, nearest};

use target::Draft;
use tunesmith_runtime::escape_required;

/// A contract that was made from examples.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewResponse {
    /// Its name, which no other contract of the project has.
    pub name: String,
    /// The text of its file, `templates/responses/NAME.json`.
    pub text: String,
    /// What was decided without proof, for whoever reads the file over.
    pub notes: Vec<String>,
}

/// Writes the contract that a strategy asks for, or all strategies of a template where they ask for the same; its name is made from the answer's
/// keys where none is given.
///
/// ```
/// use tunesmith_template::{Source, doc, new_response};
///
/// let mut files = doc::files();
/// let text = files.templates[0].source.text().replace("queue\\\": \\\"[billing/technical]", "topic\\\": \\\"billing|tech");
/// files.templates[0].source = Source::new("templates/t.json", text);
/// let made = new_response(&files, "t.json", Some("s"), None)?;
/// assert_eq!(made.name, "topic_v1");
/// assert!(made.text.contains("    \"technical\": {\n      \"topic\": \"tech\"\n    }\n"));
/// # Ok::<(), String>(())
/// ```
///
/// # Errors
/// With what could not be decided, in words.
pub fn new_response(
    files: &Files,
    template: &str,
    strategy: Option<&str>,
    name: Option<&str>,
) -> Result<NewResponse, String> {
    let names = || files.templates.iter().map(|file| file.name.as_str());
    let file = files.templates.iter().find(|file| file.name == template || file.source.path() == template);
    let file =
        file.ok_or_else(|| format!("there is no template `{template}`{}", did_you_mean(nearest(template, names()))))?;
    let checked = check(files, &Levels::default(), None);
    if checked.schema.fields.is_empty() {
        return Err(
            "the record's schema or `tunesmith.json` has errors; mend what `cargo xtask check` finds first".to_owned()
        );
    }
    let root = json::parse(file.source.text()).root.ok_or_else(|| format!("{template} is no JSON"))?;
    let view = TemplateView::new(&root);
    let asked = choose(&view, strategy, template)?;
    let draft = same_draft(&asked, &checked)?;
    let name = name.map_or_else(|| free_name(&draft, files), str::to_owned);
    let made = write(&draft, name, template, &asked, &checked.schema);
    prove(&made, files, file, &asked).map(|()| made)
}

/// The strategy of that name, or all that show an answer.
fn choose<'v, 'n>(
    view: &'v TemplateView<'n>,
    strategy: Option<&str>,
    template: &str,
) -> Result<Vec<&'v StrategyView<'n>>, String> {
    let Some(name) = strategy else {
        return Ok(view.strategies.iter().collect());
    };
    let names = view.strategies.iter().map(|strategy| strategy.key.value());
    let unknown = || format!("{template} has no strategy `{name}`{}", did_you_mean(nearest(name, names)));
    view.strategy(name).map(|strategy| vec![strategy]).ok_or_else(unknown)
}

/// What the strategies ask for, if it is the same.
fn same_draft(asked: &[&StrategyView<'_>], checked: &Checked) -> Result<Draft, String> {
    let mut first: Option<(&str, Draft)> = None;
    for strategy in asked {
        let objects = shape::objects(strategy, &checked.schema);
        if objects.is_empty() {
            continue;
        }
        let name = strategy.key.value();
        let draft =
            target::draft(&objects, strategy, checked).map_err(|error| format!("strategy `{name}`: {error}"))?;
        match &first {
            None => first = Some((name, draft)),
            Some((_, known)) if known.answers == draft.answers => {}
            Some((known, _)) => {
                return Err(format!(
                    "strategies `{known}` and `{name}` ask for different answers; choose one: FILE:STRATEGY"
                ));
            }
        }
    }
    first.map(|(_, draft)| draft).ok_or_else(|| "the prompts show no JSON object that could be an answer".to_owned())
}

/// A name from the answer's first keys.
fn free_name(draft: &Draft, files: &Files) -> String {
    const KEYS: usize = 3;
    let keys: Vec<&str> =
        draft.answers.iter().flat_map(|(_, answer)| answer.members()).map(|(key, _)| key.as_str()).collect();
    let mut distinct: Vec<&str> = Vec::new();
    for key in keys {
        if !distinct.contains(&key) && distinct.len() < KEYS {
            distinct.push(key);
        }
    }
    let stem = module_identifier(&distinct.join("_"));
    let is_taken = |name: &String| {
        files.responses.iter().any(|source| module_identifier(crate::check::stem(source.path())) == *name)
    };
    (1..).map(|version| format!("{stem}_v{version}")).find(|name| !is_taken(name)).unwrap_or(stem)
}

/// The file, as the others look.
fn write(draft: &Draft, name: String, template: &str, asked: &[&StrategyView<'_>], schema: &Schema) -> NewResponse {
    let strategy = if let [only] = asked { format!(", strategy {}", only.key.value()) } else { String::new() };
    let description = format!("The answer that {template}{strategy} asks for");
    let head = [("$schema", "../response.schema.json"), ("name", &name), ("description", &description)];
    let mut text = "{\n".to_owned();
    for (key, value) in head {
        text.push_str(&format!("  \"{key}\": {},\n", quoted(value)));
    }
    match &draft.label {
        Some(label) => {
            text.push_str(&format!("  \"label\": {},\n  \"targets\": {{\n", quoted(label)));
            let targets = draft
                .answers
                .iter()
                .map(|(label, answer)| format!("    {}: {}", quoted(label), pretty(answer, 4, schema)));
            text.push_str(&(targets.collect::<Vec<_>>().join(",\n") + "\n  }\n}\n"));
        }
        None => {
            let target = draft.answers.first().map(|(_, answer)| pretty(answer, 2, schema)).unwrap_or_default();
            text.push_str(&format!("  \"label\": null,\n  \"target\": {target}\n}}\n"));
        }
    }
    NewResponse { name, text, notes: draft.notes.clone() }
}

/// JSON over several lines, a value of the record on one.
fn pretty(answer: &Answer, indent: usize, schema: &Schema) -> String {
    let (inner, outer) = (" ".repeat(indent + 2), " ".repeat(indent));
    match answer {
        Answer::Text(text) => quoted(text),
        Answer::Constant(json) => json.clone(),
        Answer::Value(value) => format!("{{\"field\": {}}}", quoted(schema.value_name(*value))),
        Answer::Object(members) => {
            let member = |(key, value): &(String, Answer)| {
                format!("{inner}{}: {}", quoted(key), pretty(value, indent + 2, schema))
            };
            format!("{{\n{}\n{outer}}}", members.iter().map(member).collect::<Vec<_>>().join(",\n"))
        }
        Answer::Array(items) => {
            let item = |value: &Answer| format!("{inner}{}", pretty(value, indent + 2, schema));
            format!("[\n{}\n{outer}]", items.iter().map(item).collect::<Vec<_>>().join(",\n"))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escape_required(text))
}

/// Checks the strategies with the contract: one that does not fit is not handed out.
fn prove(made: &NewResponse, files: &Files, file: &TemplateFile, asked: &[&StrategyView<'_>]) -> Result<(), String> {
    let source = Source::new(format!("templates/responses/{}.json", made.name), &made.text);
    let mut files = files.clone();
    files.templates = vec![TemplateFile { response: Some(made.name.clone()), ..file.clone() }];
    files.responses.push(source.clone());
    let checked = check(&files, &Levels::default(), None);
    let of_contract = checked.reports.iter().filter(|report| report.source.path() == source.path());
    let wrong = of_contract.flat_map(|report| &report.diagnostics).find(|finding| finding.level == Level::Deny);
    let inside = |node: &Node, at: usize| node.span.start <= at && at < node.span.end;
    let of_template = checked.reports.last().into_iter().flat_map(|report| &report.diagnostics);
    let mismatch = of_template.filter(|finding| finding.code == crate::rules::contract_mismatch::RULE.code);
    let mut mismatch = mismatch.filter(|finding| asked.iter().any(|it| inside(it.node, finding.span.start)));
    match wrong.or_else(|| mismatch.next()) {
        Some(finding) => Err(format!("what the prompts show does not go together: {}", finding.message)),
        None => Ok(()),
    }
}
