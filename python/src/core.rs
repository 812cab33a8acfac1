//! A checked project, and what is asked of it record by record.

use std::path::PathBuf;

use crate::value_error;
use pyo3::exceptions::{PyLookupError, PyOSError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde_json::{Value, json};
use tunesmith_dataset::{Findings, Options, Run, Shape, SystemText, batch};
use tunesmith_runtime::{Fault, Message, Pair, Project};
use tunesmith_template::show;
use tunesmith_template::{Checked, Choice, FileReport, Files, Levels, Source, TemplateFile, check};

/// A strategy and the contract that it is asked with: template, name, contract.
pub(crate) type Asked = (String, String, Option<String>);

/// A checked project. It holds the text of every file that it was made from, and no path on this machine.
#[pyclass(frozen, module = "tunesmith._core")]
pub(crate) struct Core {
    files: Files,
    levels: Levels,
    checked: Checked,
}

/// Findings of files: each as JSON, and all as people read them.
type Said = (Vec<String>, String);

#[pymethods]
impl Core {
    /// Reads and checks the project in a folder: the project where nothing is an error, and the findings.
    #[staticmethod]
    fn load(
        py: Python<'_>,
        root: PathBuf,
        allow: Vec<String>,
        warn: Vec<String>,
        deny: Vec<String>,
    ) -> PyResult<(Option<Core>, Said)> {
        let levels = Levels::from_options(&allow, &warn, &deny);
        let levels = levels.map_err(value_error)?;
        let files = tunesmith_project::read(&root, None, &Choice::default());
        let files = files.map_err(|error| PyOSError::new_err(show::named(error.to_string())))?;
        Ok(py.detach(|| Core::new(files, levels, &Choice::default())))
    }

    /// The project whose content this is.
    #[staticmethod]
    fn from_content(py: Python<'_>, content: &[u8]) -> PyResult<Core> {
        let (files, levels) =
            read_content(content).ok_or_else(|| PyValueError::new_err("this is no pickled project"))?;
        match py.detach(|| Core::new(files, levels, &Choice::default())) {
            (Some(core), _) => Ok(core),
            // Pickled by a version with other rules.
            (None, (_, human)) => Err(PyValueError::new_err(human)),
        }
    }

    /// The same project with a template from outside, for this strategy and contract.
    fn with_outside(
        &self,
        py: Python<'_>,
        path: PathBuf,
        strategy: Option<String>,
        response: Option<String>,
    ) -> PyResult<(Option<Core>, Said)> {
        let name = path.display().to_string();
        let bytes = std::fs::read(&path).map_err(|error| PyOSError::new_err(format!("cannot read {name}: {error}")))?;
        let mut files = self.files.clone();
        files.templates.retain(|template| !template.outside);
        let source = Source::from_bytes(name.clone(), &bytes);
        files.templates.push(TemplateFile { source, name: name.clone(), outside: true, response: response.clone() });
        let choice = Choice { template: Some(name), strategy, response };
        Ok(py.detach(|| Core::new(files, self.levels.clone(), &choice)))
    }

    /// The text of all files and the levels: what the project is, wherever it was read.
    fn content<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, content(&self.files, &self.levels).as_bytes())
    }

    /// What is in the project, as JSON.
    fn describe(&self) -> String {
        self.checked.with_project(describe).to_string()
    }

    /// The contract that a strategy is asked with where none is named, and whether there is such a pair.
    fn pair(&self, template: &str, strategy: &str, response: Option<&str>) -> PyResult<String> {
        self.with_pair(template, strategy, response, |_, pair| Ok(pair.contract().name.to_string()))
    }

    /// The messages of a record in JSON: system and user, and what is answered where that is asked for. Faults, where it
    /// is not fit, in words.
    fn messages(
        &self,
        asked: Asked,
        record: &[u8],
        with_answer: bool,
        system: &str,
    ) -> PyResult<Result2<Vec<(String, String)>>> {
        let system = system_text(system)?;
        self.with_record(&asked, record, |pair, record| {
            let messages = if with_answer { pair.conversation(record) } else { pair.request(record) };
            let said = |it: Message| (it.role.name().to_owned(), it.content.into_owned());
            Ok(system.placed(messages?).into_iter().map(said).collect())
        })
    }

    /// The body of a request about a record in JSON.
    fn request(&self, asked: Asked, record: &[u8], model: &str, system: &str) -> PyResult<Result2<String>> {
        let system = system_text(system)?;
        self.with_record(&asked, record, |pair, record| Ok(pair.body_of(&system.placed(pair.request(record)?), model)))
    }
}

/// Where the system text stands, by its name.
pub(crate) fn system_text(typed: &str) -> PyResult<SystemText> {
    named("system", typed, &SystemText::ALL, SystemText::name)
}

/// One of some values, by its name.
pub(crate) fn named<T: Copy>(key: &str, typed: &str, all: &[T], name: fn(T) -> &'static str) -> PyResult<T> {
    let found = all.iter().copied().find(|&value| name(value) == typed);
    let known = || all.iter().map(|&value| name(value)).collect::<Vec<_>>().join(", ");
    found.ok_or_else(|| PyValueError::new_err(format!("there is no {key} `{typed}` (there is: {})", known())))
}

/// A value, or what is wrong with the record: code and reason of each fault.
type Result2<T> = (Option<T>, Vec<(String, String)>);

impl Core {
    fn new(files: Files, levels: Levels, choice: &Choice) -> (Option<Core>, Said) {
        let checked = check(&files, &levels, Some(choice));
        let said = said(&checked.reports);
        if checked.has_errors() { (None, said) } else { (Some(Core { files, levels, checked }), said) }
    }

    /// The checked project.
    pub(crate) fn with_project<T>(&self, use_it: impl FnOnce(&Project<'_>) -> T) -> T {
        self.checked.with_project(use_it)
    }

    /// The levels of findings that the project was loaded with.
    pub(crate) fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The options of a run of one strategy alone.
    pub(crate) fn options_of(&self, (template, strategy, response): Asked, shape: Shape) -> Options {
        let last = self.checked.settings.formats.last().map(|format| format.name.to_string());
        Options {
            template: Some(template),
            strategy: Some(strategy),
            response,
            ..self.options_of_formats(last.into_iter().collect(), shape)
        }
    }

    /// The options of a run of some formats; of all where none is named.
    pub(crate) fn options_of_formats(&self, formats: Vec<String>, shape: Shape) -> Options {
        Options { formats, shape, rejects: true, levels: self.levels.clone(), threads: 1, ..Options::new("", "") }
    }

    fn with_pair<T>(
        &self,
        template: &str,
        strategy: &str,
        response: Option<&str>,
        use_it: impl FnOnce(&Project<'_>, Pair<'_>) -> PyResult<T>,
    ) -> PyResult<T> {
        self.with_project(|project| {
            let pair = project.pair(template, strategy, response);
            use_it(project, pair.map_err(|none| PyLookupError::new_err(none.to_string()))?)
        })
    }

    fn with_record<T>(
        &self,
        asked: &Asked,
        text: &[u8],
        use_it: impl FnOnce(Pair<'_>, &tunesmith_runtime::Record<'_>) -> Result<T, Vec<Fault>>,
    ) -> PyResult<Result2<T>> {
        let (template, strategy, response) = asked;
        self.with_pair(template, strategy, response.as_deref(), |project, pair| {
            let run = Run::new(self.options_of(asked.clone(), Shape::Messages), project);
            let run = run.map_err(value_error)?;
            let record = match batch::record(&run, text) {
                Ok(record) => record,
                Err(findings) => return Ok((None, messages_of(&findings))),
            };
            Ok(match use_it(pair, &record) {
                Ok(value) => (Some(value), Vec::new()),
                Err(faults) => {
                    (None, faults.into_iter().map(|fault| (fault.kind.code().to_owned(), fault.reason)).collect())
                }
            })
        })
    }
}

fn messages_of(findings: &Findings) -> Vec<(String, String)> {
    let shown = findings.shown().iter().map(|finding| &finding.diagnostic);
    shown.map(|finding| (finding.code.to_owned(), finding.message.clone())).collect()
}

/// Findings, each as JSON, and all as `check` shows them.
fn said(reports: &[FileReport]) -> Said {
    let findings = || reports.iter().flat_map(|report| report.diagnostics.iter().map(move |it| (&report.source, it)));
    let json = findings().map(|(source, finding)| show::named(show::json(source, finding))).collect();
    let human: Vec<String> =
        findings().map(|(source, finding)| show::named(show::human(source, finding, false))).collect();
    (json, human.join("\n\n"))
}

fn describe(project: &Project<'_>) -> Value {
    let contract = |contract: &&tunesmith_runtime::Contract| {
        json!({
            "name": contract.name, "description": contract.description, "sha256": contract.sha256,
            "json_schema": contract.json_schema, "text": contract.form == tunesmith_runtime::AnswerForm::Text,
            "label": contract.label.map(|place| project.schema.fields[place].name.as_ref()),
        })
    };
    let mut strategies: Vec<Value> = Vec::new();
    for pair in project.pairs {
        let strategy = pair.strategy();
        match strategies.last_mut() {
            Some(last) if !pair.is_own() => {
                if let Some(names) = last["contracts"].as_array_mut() {
                    names.push(json!(pair.contract().name));
                }
            }
            _ => strategies.push(json!({
                "template": strategy.template, "name": strategy.name, "description": strategy.description,
                "sha256": strategy.template_sha256, "contracts": [pair.contract().name],
            })),
        }
    }
    let settings = project.settings;
    let split = |split: &tunesmith_runtime::Split| json!({"name": split.name, "input": split.input, "output": split.output, "optional": split.optional});
    let format = |format: &tunesmith_runtime::Format| {
        json!({
            "name": format.name, "template": format.template, "strategy": format.strategy, "suffix": format.suffix,
        })
    };
    let field = |field: &tunesmith_runtime::Field| json!({"name": field.name, "spellings": field.spellings, "role": field.role.name(), "kind": kind(field.kind)});
    json!({
        "data": settings.data, "output": settings.output, "sha256": settings.sha256,
        "splits": settings.splits.iter().map(split).collect::<Vec<_>>(),
        "formats": settings.formats.iter().map(format).collect::<Vec<_>>(),
        "fields": project.schema.fields.iter().map(field).collect::<Vec<_>>(),
        "contracts": project.contracts.iter().map(contract).collect::<Vec<_>>(),
        "strategies": strategies,
    })
}

fn kind(kind: tunesmith_runtime::FieldKind) -> &'static str {
    use tunesmith_runtime::FieldKind;
    match kind {
        FieldKind::String => "string",
        FieldKind::Integer => "integer",
        FieldKind::Number => "number",
        FieldKind::Boolean => "boolean",
        FieldKind::Strings => "strings",
    }
}

/// What a project is, as JSON: the same for equal projects.
fn content(files: &Files, levels: &Levels) -> String {
    let source = |source: &Source| json!([source.path(), source.has_bom(), source.text()]);
    let template =
        |template: &TemplateFile| json!([template.name, template.outside, template.response, source(&template.source)]);
    json!({
        "version": 1,
        "levels": if *levels == Levels::default() { String::new() } else { levels.to_line() },
        "project": source(&files.project),
        "schema": source(&files.schema),
        "responses": files.responses.iter().map(source).collect::<Vec<_>>(),
        "templates": files.templates.iter().map(template).collect::<Vec<_>>(),
    })
    .to_string()
}

fn read_content(content: &[u8]) -> Option<(Files, Levels)> {
    let content: Value = serde_json::from_slice(content).ok()?;
    let source = |value: &Value| {
        let (path, bom, text) = (value[0].as_str()?, value[1].as_bool()?, value[2].as_str()?);
        Some(Source::from_bytes(path, format!("{}{text}", if bom { "\u{feff}" } else { "" }).as_bytes()))
    };
    let template = |value: &Value| {
        Some(TemplateFile {
            source: source(&value[3])?,
            name: value[0].as_str()?.to_owned(),
            outside: value[1].as_bool()?,
            response: value[2].as_str().map(str::to_owned),
        })
    };
    let files = Files {
        project: source(&content["project"])?,
        schema: source(&content["schema"])?,
        responses: content["responses"].as_array()?.iter().map(source).collect::<Option<_>>()?,
        templates: content["templates"].as_array()?.iter().map(template).collect::<Option<_>>()?,
    };
    let levels = Levels::from_line(content["levels"].as_str()?).ok()?;
    (content["version"] == 1).then_some((files, levels))
}
