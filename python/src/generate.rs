//! `project.generate`: the whole of `gen-data`, with what it says as a value.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::{Value, json};
use tunesmith_dataset::{Compression, Findings, Generated, OnInvalid, Options, Progress, Run, Shape};
use tunesmith_template::show;

use crate::core::Core;

/// How long a watcher waits between two looks.
const LOOK: Duration = Duration::from_millis(100);

/// Runs `gen-data`; `watcher` is told rows, bytes and all bytes as they are read. What was done comes as JSON.
#[pyfunction]
pub(crate) fn generate(
    py: Python<'_>,
    core: &Core,
    options: &str,
    unified_dir: PathBuf,
    output_dir: PathBuf,
    watcher: Option<Py<PyAny>>,
) -> PyResult<String> {
    let options = Options { unified_dir, output_dir, ..core.options(options)? };
    let done = py.detach(|| {
        core.with_project(|project| {
            let run = match Run::new(options, project) {
                Ok(run) => run,
                Err(error) => return Ok(json!({"error": error.to_string(), "usage": true})),
            };
            let mut report = tunesmith_dataset::header(&run, None);
            let generated = watched(&run, watcher.as_ref())?;
            if let Ok(files) = &generated.result {
                report += &tunesmith_dataset::end(&run, files);
            }
            Ok::<_, PyErr>(told(&generated, report))
        })
    })?;
    Ok(done.to_string())
}

impl Core {
    /// Options of a run, from JSON with the names of the Python interface.
    pub(crate) fn options(&self, text: &str) -> PyResult<Options> {
        let given: Value = serde_json::from_str(text).map_err(|error| PyValueError::new_err(error.to_string()))?;
        let flag = |name: &str| given[name].as_bool().unwrap_or_default();
        let text = |name: &str| given[name].as_str().map(str::to_owned);
        let list = |name: &str| -> Vec<String> {
            given[name].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
        };
        let defaults = Options::new("", "");
        Ok(Options {
            include_test: flag("include_test"),
            include: list("include"),
            formats: list("formats"),
            simple_only: flag("simple_only"),
            template: text("prompt_template"),
            strategy: text("strategy"),
            response: text("response"),
            pool_splits: flag("pool_splits"),
            sample: given["sample"].as_u64(),
            seed: given["seed"].as_u64(),
            shape: word(&given, "shape", &Shape::ALL, Shape::name)?.unwrap_or_default(),
            compress: word(&given, "compress", &Compression::ALL, Compression::name)?,
            on_invalid: word(&given, "on_invalid", &OnInvalid::ALL, OnInvalid::name)?.unwrap_or(defaults.on_invalid),
            rejects: flag("rejects"),
            force: flag("force"),
            levels: self.levels().clone(),
            threads: given["threads"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(defaults.threads),
            ..defaults
        })
    }
}

/// One of some values, by its name.
fn word<T: Copy>(given: &Value, key: &str, all: &[T], name: fn(T) -> &'static str) -> PyResult<Option<T>> {
    let Some(typed) = given[key].as_str() else { return Ok(None) };
    let found = all.iter().copied().find(|&value| name(value) == typed);
    let known = || all.iter().map(|&value| name(value)).collect::<Vec<_>>().join(", ");
    found.map(Some).ok_or_else(|| PyValueError::new_err(format!("there is no {key} `{typed}` (there is: {})", known())))
}

/// Runs, while the watcher is told how far it is; what the watcher raises is raised when the run has ended.
fn watched(run: &Run<'_>, watcher: Option<&Py<PyAny>>) -> PyResult<Generated> {
    let progress = Progress::default();
    let Some(watcher) = watcher else { return Ok(tunesmith_dataset::generate(run, &progress)) };
    let tell = || {
        let (rows, bytes, total) = (progress.rows(), progress.bytes(), progress.total());
        Python::attach(|py| watcher.call1(py, (rows, bytes, total)).map(|_| ()))
    };
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let looking = scope.spawn(|| {
            let mut told = Ok(());
            while !done.load(Ordering::Acquire) {
                if told.is_ok() {
                    told = tell();
                }
                std::thread::park_timeout(LOOK);
            }
            told.and_then(|()| tell())
        });
        let generated = tunesmith_dataset::generate(run, &progress);
        done.store(true, Ordering::Release);
        looking.thread().unpark();
        looking.join().unwrap_or(Ok(()))?;
        Ok(generated)
    })
}

/// What a run did.
fn told(generated: &Generated, report: String) -> Value {
    let mut told = findings(&generated.findings);
    let ledger = |(path, ledger): &(String, tunesmith_dataset::FileLedger)| json!({"path": path, "rows_read": ledger.read, "rows_written": ledger.rows_written(), "text": ledger.to_string()});
    told["report"] = json!(report);
    told["notes"] = json!(generated.notes);
    told["ledgers"] = json!(generated.ledgers.iter().map(ledger).collect::<Vec<_>>());
    match &generated.result {
        Ok(files) => {
            let file = |file: &tunesmith_dataset::WrittenFile| json!({"name": file.name, "rows": file.rows});
            told["files"] = json!(files.iter().map(file).collect::<Vec<_>>());
        }
        Err(error) => {
            told["error"] = json!(error.to_string());
            told["usage"] = json!(error.is_usage());
        }
    }
    told
}

/// Findings: each as JSON, all as people read them, and how many there are.
pub(crate) fn findings(findings: &Findings) -> Value {
    let shown = findings.shown();
    let json: Vec<String> = shown.iter().map(|it| show::json(&it.source, &it.diagnostic)).collect();
    let mut human: Vec<String> = shown.iter().map(|it| show::human(&it.source, &it.diagnostic, false)).collect();
    human.extend(findings.cut().map(|(code, more)| format!("… and {more} more of {code}")));
    json!({
        "findings": json, "human": human.join("\n\n"),
        "errors": findings.errors(), "warnings": findings.warnings(),
    })
}
