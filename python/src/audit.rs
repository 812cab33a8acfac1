//! `project.audit`: the whole of `audit`, with what it finds as a value.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::{Value, json};
use tunesmith_audit::page::{About, Report};
use tunesmith_audit::{Baseline, By, Questions, Tokenizer, audit as ask, run_of};
use tunesmith_dataset::{Findings, Options};
use tunesmith_template::show::{self, MessageFormat};

use crate::core::Core;
use crate::generate::{watched, word};
use crate::value_error;

/// So many findings of a kind are kept.
const SHOWN: u64 = MessageFormat::Json.findings_shown();

/// Runs `audit`; `watcher` is told rows, what is done and all there is to do of a step. What was found comes as JSON.
#[pyfunction]
pub(crate) fn audit(
    py: Python<'_>,
    core: &Core,
    options: &str,
    unified_dir: PathBuf,
    from_memory: bool,
    watcher: Option<Py<PyAny>>,
) -> PyResult<String> {
    let given: Value = serde_json::from_str(options).map_err(value_error)?;
    let options = Options { unified_dir, from_memory, ..core.options(options)? };
    let asked = Asked::read(&given)?;
    let baseline = if asked.write_baseline.is_some() { asked.baseline.clone().kept() } else { asked.baseline.clone() };
    let done = py.detach(|| {
        core.with_project(|project| {
            let questions = Questions {
                similarity: asked.similarity,
                by: asked.by,
                only_leaks: asked.only_leaks,
                tokenizer: asked.tokenizer.as_ref(),
                max_tokens: asked.max_tokens.or(project.settings.max_tokens),
                epochs: asked.epochs,
                shown: SHOWN,
                ..Questions::new(&baseline, options.threads)
            };
            let failed = |message: String, is_usage| Ok(json!({"error": show::named(message), "usage": is_usage}));
            let run = match run_of(options, asked.all, &questions, project) {
                Ok(run) => run,
                Err(error) => return failed(error.to_string(), error.is_usage()),
            };
            let audited = match watched(watcher.as_ref(), |progress| ask(&run, &questions, progress))? {
                Ok(audited) => audited,
                Err(error) => return failed(error.to_string(), error.is_usage()),
            };
            if let Some(report) = &asked.report
                && let Err(error) = report.write(&audited, &About::new(&run, &questions, asked.all, report))
            {
                return failed(error.to_string(), false);
            }
            if let Some(path) = &asked.write_baseline
                && let Err(error) = std::fs::write(path, &audited.baseline)
            {
                return failed(format!("cannot write {}: {error}", path.display()), false);
            }
            let listed = audited.listed(SHOWN);
            let more = listed.iter().flat_map(Findings::cut).map(|(code, more)| format!("… and {more} more of {code}"));
            let notes: Vec<String> = audited.visited.notes.iter().cloned().chain(more).map(show::named).collect();
            let findings = listed.iter().flat_map(Findings::shown);
            let findings: Vec<String> =
                findings.map(|it| show::named(show::json(&it.source, &it.diagnostic))).collect();
            Ok::<_, PyErr>(json!({
                "text": audited.summary(), "notes": notes, "findings": findings,
                "errors": audited.errors(), "warnings": audited.warnings(),
            }))
        })
    })?;
    Ok(done.to_string())
}

/// What an audit is asked for, beside the options that it shares with `generate`.
struct Asked {
    all: bool,
    similarity: f64,
    by: By,
    only_leaks: bool,
    tokenizer: Option<Tokenizer>,
    max_tokens: Option<u64>,
    epochs: u64,
    report: Option<Report>,
    baseline: Baseline,
    write_baseline: Option<PathBuf>,
}

impl Asked {
    /// From JSON with the names of the Python interface; what is not given is as the command has it.
    fn read(given: &Value) -> PyResult<Asked> {
        let flag = |name: &str| given[name].as_bool().unwrap_or_default();
        let only_leaks = flag("only_leaks");
        if only_leaks
            && let Some(other) = ["tokenizer", "max_tokens", "epochs"].iter().find(|it| !given[**it].is_null())
        {
            return Err(PyValueError::new_err(format!("only_leaks counts no tokens: leave out {other}")));
        }
        let defaults = Baseline::default();
        let similarity = Questions::new(&defaults, 1).similarity;
        let tokenizer = match given["tokenizer"].as_str().unwrap_or(Tokenizer::BUILT_IN[0]) {
            _ if only_leaks => None,
            "none" => None,
            name => Some(Tokenizer::named(name).map_err(value_error)?),
        };
        Ok(Asked {
            all: flag("all"),
            similarity: number(given, "similarity", 0.1..=1.0, Value::as_f64)?.unwrap_or(similarity),
            by: word(given, "similarity_by", &By::ALL, By::name)?.unwrap_or_default(),
            only_leaks,
            tokenizer,
            max_tokens: number(given, "max_tokens", 1..=u64::MAX, Value::as_u64)?,
            epochs: number(given, "epochs", 1..=1000, Value::as_u64)?.unwrap_or(EPOCHS),
            report: path(given, "report").as_deref().map(Report::at).transpose().map_err(value_error)?,
            baseline: path(given, "baseline").as_deref().map_or(Ok(defaults), Baseline::read).map_err(value_error)?,
            write_baseline: path(given, "write_baseline"),
        })
    }
}

/// A path, where one is given.
fn path(given: &Value, key: &str) -> Option<PathBuf> {
    given[key].as_str().map(PathBuf::from)
}

/// How often each row is trained, unless it is said.
const EPOCHS: u64 = 3;

/// A number within its limits.
fn number<T: PartialOrd + std::fmt::Display + Copy>(
    given: &Value,
    key: &str,
    range: RangeInclusive<T>,
    read: fn(&Value) -> Option<T>,
) -> PyResult<Option<T>> {
    if given[key].is_null() {
        return Ok(None);
    }
    let found = read(&given[key]).filter(|number| range.contains(number));
    let (low, high) = (range.start(), range.end());
    found
        .map(Some)
        .ok_or_else(|| PyValueError::new_err(format!("{key} is a number from {low} to {high}, not {}", given[key])))
}
