//! `project.generate`: the whole of `gen-data`, with what it says as a value.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;
use std::sync::mpsc::RecvTimeoutError;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::{Value, json};
use tunesmith_audit::{Baseline, Questions};
use tunesmith_dataset::batch::Rows;
use tunesmith_dataset::{
    Acts, Compression, Error, Findings, Generated, OnInvalid, Options, Progress, Repeat, Run, Shape, SystemText, batch,
};
use tunesmith_template::SHOWN;
use tunesmith_template::show::{self, MessageFormat};
use tunesmith_trainers::Trainer;

use crate::core::{Core, named};
use crate::reader::{Blocks, Columns, Fault, Input, needed};
use crate::signals::{LOOK, Signals};
use crate::value_error;

/// Rows of small batches that are written to a split file together.
const ROWS: usize = 1024;

/// Runs `gen-data`; `watcher` is told rows, bytes and all bytes as they are read. What was done comes as JSON.
#[pyfunction]
pub(crate) fn generate(
    py: Python<'_>,
    core: &Core,
    options: &str,
    unified_dir: PathBuf,
    output_dir: PathBuf,
    from_memory: bool,
    watcher: Option<Py<PyAny>>,
) -> PyResult<String> {
    let findings_shown = MessageFormat::Json.findings_shown();
    let options = Options { unified_dir, output_dir, from_memory, findings_shown, ..core.options(options)? };
    let done = py.detach(|| {
        core.with_project(|project| {
            let mut notes = Vec::new();
            let asked = Run::new(options, project);
            let planned =
                watched(watcher.as_ref(), |progress| asked.and_then(|run| planned(run, progress, &mut notes)))?;
            let run = match planned {
                Ok(run) => run,
                Err(error) => return Ok(json!({"error": show::named(error.to_string()), "usage": error.is_usage()})),
            };
            let mut report = tunesmith_dataset::header(&run, None);
            let mut generated = watched(watcher.as_ref(), |progress| tunesmith_dataset::generate(&run, progress))?;
            generated.notes.splice(..0, notes);
            if let Ok(files) = &generated.result {
                report += &tunesmith_dataset::end(&run, files);
            }
            Ok::<_, PyErr>(told(&generated, report))
        })
    })?;
    Ok(done.to_string())
}

/// The run with what is done about rows that are alike, where it is asked to do something.
fn planned<'p>(run: Run<'p>, progress: &Progress, notes: &mut Vec<String>) -> Result<Run<'p>, Error> {
    if run.options().acts.is_none() {
        return Ok(run);
    }
    let baseline = Baseline::default();
    let questions = Questions::new(&baseline, run.options().threads);
    let groups = run.project().settings.groups.iter().copied();
    let run = run.reading(groups);
    let plan = tunesmith_audit::plan(&run, &questions, progress)?;
    notes.extend_from_slice(plan.notes());
    Ok(run.with_plan(plan))
}

/// Writes the rows of anything that speaks Arrow to a split file, as JSON Lines: every field of the project's records. The
/// number of rows comes back.
#[pyfunction]
pub(crate) fn write_split_file(py: Python<'_>, core: &Core, data: &Bound<'_, PyAny>, path: PathBuf) -> PyResult<usize> {
    let input = Input::new(data)?;
    py.detach(|| {
        core.with_project(|project| {
            let places: Vec<usize> = (0..project.schema.fields.len()).collect();
            let mut file = std::io::BufWriter::new(std::fs::File::create(&path)?);
            let (mut all, mut signals) = (0, Signals::default());
            input.each(
                ROWS,
                |arrow| needed(arrow, project.schema, &places),
                |batches| {
                    let columns = Columns::of(batches, project.schema, &places)?;
                    let count = columns.iter().map(Columns::rows).sum();
                    let (rows, mut blocks, mut read) = (Rows::of_values(1, count), Blocks::new(&columns), Vec::new());
                    all += count;
                    for start in (0..count).step_by(ROWS) {
                        signals.look()?;
                        rows.begin(project.schema, start..count.min(start + ROWS), &mut read);
                        blocks.fill(&mut read);
                        for row in &read {
                            writeln!(file, "{}", batch::json(row))
                                .map_err(|error| Fault::Words(format!("cannot write {}: {error}", path.display())))?;
                        }
                    }
                    Ok(())
                },
            )?;
            file.flush()?;
            Ok(all)
        })
    })
}

impl Core {
    /// Options of a run, from JSON with the names of the Python interface.
    pub(crate) fn options(&self, text: &str) -> PyResult<Options> {
        let given: Value = serde_json::from_str(text).map_err(value_error)?;
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
            trainers: list("trainers").iter().map(|name| trainer(name)).collect::<PyResult<_>>()?,
            system: word(&given, "system", &SystemText::ALL, SystemText::name)?.unwrap_or_default(),
            on_invalid: word(&given, "on_invalid", &OnInvalid::ALL, OnInvalid::name)?.unwrap_or(defaults.on_invalid),
            acts: Acts {
                dedupe: word(&given, "dedupe", &Repeat::ALL, Repeat::name)?,
                drop_leaks: flag("drop_leaks"),
                resplit: given["resplit"].as_array().into_iter().flatten().filter_map(Value::as_f64).collect(),
            },
            mask_personal: flag("mask_personal"),
            removed: flag("removed"),
            rejects: flag("rejects"),
            force: flag("force"),
            levels: self.levels().clone(),
            threads: given["threads"].as_u64().and_then(|it| usize::try_from(it).ok()).unwrap_or(defaults.threads),
            ..defaults
        })
    }
}

/// A trainer, by its name.
fn trainer(name: &str) -> PyResult<&'static Trainer> {
    let known = || tunesmith_trainers::all().map(|trainer| trainer.name).collect::<Vec<_>>().join(", ");
    tunesmith_trainers::find(name)
        .ok_or_else(|| PyValueError::new_err(format!("there is no trainer `{name}` (there is: {})", known())))
}

/// One of some values, where an option names it.
pub(crate) fn word<T: Copy>(given: &Value, key: &str, all: &[T], name: fn(T) -> &'static str) -> PyResult<Option<T>> {
    given[key].as_str().map(|typed| named(key, typed, all, name)).transpose()
}

/// Runs, while the watcher is told how far it is. Where that raises, or a signal does, the run is stopped.
pub(crate) fn watched<T: Send>(watcher: Option<&Py<PyAny>>, run: impl FnOnce(&Progress) -> T + Send) -> PyResult<T> {
    let progress = Progress::default();
    let look = || {
        let (rows, done, total) = (progress.rows(), progress.done(), progress.total());
        Python::attach(|py| {
            py.check_signals()?;
            watcher.map_or(Ok(()), |watcher| watcher.call1(py, (rows, done, total)).map(|_| ()))
        })
    };
    let (tell, told) = std::sync::mpsc::channel();
    std::thread::scope(|scope| {
        let progress = &progress;
        // Who waits for it is there.
        scope.spawn(move || tell.send(run(progress)).is_ok());
        loop {
            let ended = told.recv_timeout(LOOK);
            look().inspect_err(|_| progress.stop())?;
            match ended {
                Ok(done) => return Ok(done),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(value_error("the run ended without a result")),
            }
        }
    })
}

/// What a run did.
pub(crate) fn told(generated: &Generated, report: String) -> Value {
    let mut told = findings(&generated.findings);
    let ledger = |(path, ledger): &(String, tunesmith_dataset::FileLedger)| json!({"path": path, "rows_read": ledger.read, "rows_written": ledger.rows_written(), "text": ledger.to_string()});
    told["report"] = json!(report);
    told["notes"] = json!(generated.notes.iter().cloned().map(show::named).collect::<Vec<_>>());
    told["ledgers"] = json!(generated.ledgers.iter().map(ledger).collect::<Vec<_>>());
    match &generated.result {
        Ok(files) => {
            let file = |file: &tunesmith_dataset::WrittenFile| json!({"name": file.name, "rows": file.rows});
            told["files"] = json!(files.iter().map(file).collect::<Vec<_>>());
        }
        Err(error) => {
            told["error"] = json!(show::named(error.to_string()));
            told["usage"] = json!(error.is_usage());
        }
    }
    told
}

/// Findings: each as JSON, all as people read them, and how many there are.
fn findings(findings: &Findings) -> Value {
    let shown = findings.shown();
    let json: Vec<String> = shown.iter().map(|it| show::named(show::json(&it.source, &it.diagnostic))).collect();
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut human = Vec::new();
    for it in shown {
        let count = counts.entry(it.diagnostic.code).or_default();
        *count += 1;
        if *count <= SHOWN {
            human.push(show::named(show::human(&it.source, &it.diagnostic, false)));
        }
    }
    for (code, more) in findings.cut() {
        *counts.entry(code).or_default() += more;
    }
    let more = counts.iter().filter(|(_, count)| **count > SHOWN);
    human.extend(more.map(|(code, count)| format!("… and {} more of {code}", count - SHOWN)));
    json!({
        "findings": json, "human": human.join("\n\n"),
        "errors": findings.errors(), "warnings": findings.warnings(),
    })
}
