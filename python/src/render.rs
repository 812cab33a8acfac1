//! `strategy.render` and `project.render`: the rows of a batch in their order, each with its messages or lines, or with a
//! finding.

use std::sync::Arc;

use arrow_array::{Array, ArrayRef, ListArray, RecordBatch, StructArray};
use arrow_buffer::{NullBuffer, OffsetBuffer, ScalarBuffer};
use arrow_pyarrow::{IntoPyArrow, Table, ToPyArrow};
use arrow_schema::{DataType, Field, Fields, Schema as ArrowSchema};
use pyo3::prelude::*;
use tunesmith_dataset::batch::{FitRow, Judge, Rows, Way};
use tunesmith_dataset::{Options, Run, Shape, SystemText};
use tunesmith_runtime::{FieldRole, Filled, Message, Role, Text};

use crate::core::{Asked, Core, named, system_text};
use crate::reader::{Blocks, Columns, Fault, Input, needed};
use crate::signals::Signals;
use crate::text::Texts;
use crate::value_error;

/// Rows that are worked on at a time: what is made of them fits the second-level cache.
const ROWS: usize = 256;

/// Bytes of a column after which a table gets another chunk.
const FULL: usize = 1 << 23;

/// Bytes of a line that its prompt does not have, as far as room is made beforehand.
const VALUES: usize = 256;

/// What rows are rendered to.
#[derive(FromPyObject)]
pub(crate) struct Wanted {
    /// The strategy with its contract; formats of the project where there is none.
    #[pyo3(item)]
    asked: Option<Asked>,
    #[pyo3(item)]
    formats: Vec<String>,
    /// `messages` or `line`.
    #[pyo3(item)]
    output: String,
    /// The shape of a line, by its name.
    #[pyo3(item)]
    shape: String,
    /// Whether there is an answer; without one, rows need no label.
    #[pyo3(item)]
    answer: bool,
    /// Where the system text stands, by its name.
    #[pyo3(item)]
    system: String,
}

/// The places of the columns, of these names, that are read.
#[pyfunction]
pub(crate) fn columns(core: &Core, wanted: Wanted, names: Vec<String>) -> PyResult<Vec<usize>> {
    let fields = names.iter().map(|name| Field::new(name, DataType::Null, true));
    let columns = ArrowSchema::new(fields.collect::<Vec<_>>());
    wanted.with_run(core, |run| Ok(needed(&columns, run.project().schema, &run.places())?))
}

impl Wanted {
    fn with_run<T>(self, core: &Core, use_it: impl FnOnce(&Run<'_>) -> PyResult<T>) -> PyResult<T> {
        let shape = named("shape", &self.shape, &Shape::ALL, Shape::name)?;
        let options = match self.asked {
            Some(asked) => core.options_of(asked, shape),
            None => core.options_of_formats(self.formats, shape),
        };
        let options = Options { system: system_text(&self.system)?, ..options };
        core.with_project(|project| {
            let run = Run::new(options, project).map_err(value_error)?;
            use_it(&if self.answer { run } else { run.for_requests() })
        })
    }
}

/// Renders anything that speaks Arrow, for a strategy or for formats: a batch to a batch, a stream to a table.
#[pyfunction]
pub(crate) fn render<'py>(
    py: Python<'py>,
    core: &Core,
    data: &Bound<'py, PyAny>,
    wanted: Wanted,
) -> PyResult<Bound<'py, PyAny>> {
    let input = Input::new(data)?;
    let is_batch = matches!(input, Input::Batch(_));
    let (output, is_one, answer) = (wanted.output.clone(), wanted.asked.is_some(), wanted.answer);
    let (schema, batches) = py.detach(|| {
        wanted.with_run(core, |run| {
            let mut out = Out::new(run, &output, is_one, if is_batch { usize::MAX } else { FULL });
            out.answer = answer;
            let places = run.places();
            let mut first = 1;
            input.each(
                ROWS,
                |arrow| needed(arrow, run.project().schema, &places),
                |batches| {
                    render_batches(run, batches, first, &mut out)?;
                    first += batches.iter().map(|batch| batch.num_rows() as u64).sum::<u64>();
                    Ok(())
                },
            )?;
            Ok((Arc::clone(&out.schema), out.finish()?))
        })
    })?;
    match batches.as_slice() {
        [one] if is_batch => one.to_pyarrow(py),
        _ => Table::try_new(batches, schema).map_err(Fault::from)?.into_pyarrow(py),
    }
}

/// Renders the rows of batches that have one schema; `first` is the number of the first one.
fn render_batches(run: &Run<'_>, batches: &[RecordBatch], first: u64, out: &mut Out) -> Result<(), Fault> {
    let schema = run.project().schema;
    let split = schema.with_role(FieldRole::Split);
    let judge = Judge::new(run, "batch", Way::Any);
    let columns = Columns::of(batches, schema, &run.places())?;
    let count = columns.iter().map(Columns::rows).sum::<usize>();
    let rows = Rows::of_values(first, count);
    let (mut blocks, mut read) = (Blocks::new(&columns), Vec::new());
    for start in (0..count).step_by(ROWS) {
        out.room(count - start);
        rows.begin(schema, start..count.min(start + ROWS), &mut read);
        blocks.fill(&mut read);
        judge.settle(&mut read);
        let judged = judge.judge(&read);
        let (mut fit, mut faulty) = (judged.fit.iter().peekable(), judged.faulty.iter().peekable());
        for (number, row) in (first + start as u64..).zip(&read) {
            let found = fit.next_if(|fit| fit.number == number);
            let finding = faulty.next_if(|(faulty, _)| *faulty == number).map(|(_, code)| *code);
            out.add(&judge, found, split.and_then(|place| row.record().at(place).key()), finding)?;
        }
        out.cut()?;
    }
    Ok(())
}

/// What is made.
struct Out {
    schema: Arc<ArrowSchema>,
    rendered: Vec<Rendered>,
    splits: Texts,
    findings: Texts,
    /// Whether there is a message with the answer.
    answer: bool,
    /// Bytes of a column after which another batch is begun.
    full: usize,
    done: Vec<RecordBatch>,
    signals: Signals,
}

/// The lines or messages of a format.
struct Rendered {
    /// Its place in the run.
    format: usize,
    /// Bytes that each line is thought to have.
    width: usize,
    /// Lines, or the contents of messages.
    texts: Texts,
    messages: Option<Messages>,
}

/// What else messages are made of.
struct Messages {
    /// What stands in front of the question, which is the same for every row.
    opening: Option<Opening>,
    roles: Texts,
    /// Where each row's messages end, and whether it has any.
    ends: Vec<i32>,
    there: Vec<bool>,
}

/// What stands in front of the question.
struct Opening {
    messages: Vec<(Role, String)>,
    /// What the question begins with.
    lead: String,
}

impl Opening {
    fn new(filled: &Filled<'_>, system: SystemText) -> Opening {
        let mut request = filled.request();
        // What is left of the question is what stands in front of it.
        if let Some(question) = request.last_mut() {
            question.content = "".into();
        }
        let mut request = system.placed(request);
        let lead = request.pop().map(|question| question.content.into_owned()).unwrap_or_default();
        let plain = |message: Message| (message.role, message.content.into_owned());
        Opening { messages: request.into_iter().map(plain).collect(), lead }
    }
}

/// The type of a message.
fn message() -> Fields {
    Fields::from(vec![Field::new("role", DataType::Utf8, false), Field::new("content", DataType::Utf8, false)])
}

impl Out {
    fn new(run: &Run<'_>, output: &str, is_one: bool, full: usize) -> Out {
        let is_line = output == "line";
        let messages = DataType::List(Arc::new(Field::new("item", DataType::Struct(message()), false)));
        let kind = if is_line { DataType::Utf8 } else { messages };
        let name = |format: &str| if is_one { output.to_owned() } else { format!("{output}_{format}") };
        let field = |name: String, kind| Field::new(name, kind, true);
        let others = ["split", "finding"].map(|name| field(name.to_owned(), DataType::Utf8));
        let fields = run.format_names().map(|format| field(name(format), kind.clone())).chain(others);
        let rendered = run.least_bytes().enumerate().map(|(format, least)| Rendered {
            format,
            width: least + VALUES,
            texts: Texts::default(),
            messages: (!is_line).then(Messages::new),
        });
        Out {
            schema: Arc::new(ArrowSchema::new(fields.collect::<Vec<_>>())),
            rendered: rendered.collect(),
            splits: Texts::default(),
            findings: Texts::default(),
            answer: true,
            full,
            done: Vec::new(),
            signals: Signals::default(),
        }
    }

    /// Makes room for so many rows, where a batch begins.
    fn room(&mut self, rows: usize) {
        if self.splits.len() > 0 {
            return;
        }
        for rendered in &mut self.rendered {
            let bytes = rows.saturating_mul(rendered.width);
            rendered.texts = Texts::with_capacity(rows, bytes.min(self.full.saturating_add(self.full / 8)));
        }
        self.splits = Texts::with_capacity(rows, 0);
        self.findings = Texts::with_capacity(rows, 0);
    }

    /// Adds a row.
    fn add(
        &mut self,
        judge: &Judge<'_>,
        fit: Option<&FitRow<'_>>,
        split: Option<&str>,
        finding: Option<&str>,
    ) -> Result<(), Fault> {
        for rendered in &mut self.rendered {
            match fit {
                Some(row) => rendered.add(judge, row, self.answer)?,
                None => rendered.add_null()?,
            }
        }
        self.splits.add_option(split)?;
        Ok(self.findings.add_option(finding)?)
    }

    /// Begins another batch where this one is full; ends where a signal says so.
    fn cut(&mut self) -> Result<(), Fault> {
        self.signals.look()?;
        let is_full = self.rendered.iter().any(|rendered| rendered.texts.bytes() > self.full);
        if is_full { self.end() } else { Ok(()) }
    }

    fn end(&mut self) -> Result<(), Fault> {
        let rendered = self.rendered.iter_mut().map(Rendered::finish).collect::<Result<Vec<_>, _>>()?;
        let columns = rendered.into_iter().chain([self.splits.finish(), self.findings.finish()]);
        self.done.push(RecordBatch::try_new(Arc::clone(&self.schema), columns.collect())?);
        Ok(())
    }

    /// All batches: at least one.
    fn finish(mut self) -> Result<Vec<RecordBatch>, Fault> {
        if self.done.is_empty() || self.splits.len() > 0 {
            self.end()?;
        }
        Ok(self.done)
    }
}

impl Rendered {
    fn add(&mut self, judge: &Judge<'_>, row: &FitRow<'_>, answer: bool) -> Result<(), Fault> {
        let Some(messages) = &mut self.messages else {
            judge.write(row, self.format, &mut self.texts);
            return Ok(self.texts.end()?);
        };
        let Some(filled) = row.filled().nth(self.format) else { return Ok(()) };
        let opening = messages.opening.get_or_insert_with(|| Opening::new(&filled, judge.system()));
        for (role, content) in &opening.messages {
            messages.roles.add(role.name())?;
            self.texts.add(content)?;
        }
        messages.roles.add(Role::User.name())?;
        self.texts.push(&opening.lead);
        filled.user(&mut self.texts);
        self.texts.end()?;
        if answer {
            messages.roles.add(Role::Assistant.name())?;
            filled.answer(&mut self.texts);
            self.texts.end()?;
        }
        messages.end(self.texts.len(), true)
    }

    fn add_null(&mut self) -> Result<(), Fault> {
        match &mut self.messages {
            Some(messages) => messages.end(self.texts.len(), false),
            None => {
                self.texts.add_null();
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, Fault> {
        let texts = self.texts.finish();
        let Some(Messages { roles, ends, there, .. }) = &mut self.messages else { return Ok(texts) };
        let messages = StructArray::try_new(message(), vec![roles.finish(), texts], None)?;
        let ends = OffsetBuffer::new(ScalarBuffer::from(std::mem::replace(ends, vec![0])));
        let there = NullBuffer::from(std::mem::take(there));
        let item = Arc::new(Field::new("item", messages.data_type().clone(), false));
        Ok(Arc::new(ListArray::try_new(item, ends, Arc::new(messages), Some(there))?))
    }
}

impl Messages {
    fn new() -> Messages {
        Messages { opening: None, roles: Texts::default(), ends: vec![0], there: Vec::new() }
    }

    /// Ends a row whose last message is the one before this place.
    fn end(&mut self, place: usize, is_there: bool) -> Result<(), Fault> {
        self.ends.push(i32::try_from(place).map_err(|_| Fault::TooLarge)?);
        self.there.push(is_there);
        Ok(())
    }
}
