//! `tunesmith._core`: the engine as Python calls it. The typed interface around it is `tunesmith/__init__.py`.
//!
//! Invariants, each held by a test:
//! - A line that is made here has the bytes of the one that `gen-data` writes.
//! - A row is examined before it is rendered, by the steps that `gen-data` takes; a row at fault is a finding, never an
//!   exception.
//! - What comes over Arrow's C interface is validated before it is read; rows are read without the GIL.

mod audit;
mod column;
mod core;
mod generate;
mod reader;
mod render;
mod rows;
mod signals;
mod text;

use std::ffi::OsString;

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use tunesmith_template::show;

/// Runs the command line; returns its exit code.
#[pyfunction]
fn run(py: Python<'_>, args: Vec<OsString>) -> u8 {
    py.detach(|| tunesmith_cli::run(args, "tunesmith", tunesmith_cli::Prompts::Files).code())
}

/// The error with this message, in which the command has the name that it has here.
fn value_error<E: ToString>(error: E) -> PyErr {
    PyValueError::new_err(show::named(error.to_string()))
}

/// The engine.
#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    show::call_it("tunesmith");
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add_class::<core::Core>()?;
    module.add_function(wrap_pyfunction!(run, module)?)?;
    module.add_function(wrap_pyfunction!(audit::audit, module)?)?;
    module.add_function(wrap_pyfunction!(generate::generate, module)?)?;
    module.add_function(wrap_pyfunction!(generate::write_split_file, module)?)?;
    module.add_function(wrap_pyfunction!(render::columns, module)?)?;
    module.add_function(wrap_pyfunction!(render::render, module)?)?;
    module.add_function(wrap_pyfunction!(rows::rows, module)?)?;
    module.add_function(wrap_pyfunction!(rows::plan, module)?)?;
    module.add_function(wrap_pyfunction!(rows::finish, module)?)?;
    module.add_function(wrap_pyfunction!(rows::sum, module)?)?;
    module.add_function(wrap_pyfunction!(rows::split_records, module)?)
}
