//! Checks the project and compiles it into `OUT_DIR`. Every finding is one line for cargo; the script itself never fails.

use std::env::{self, VarError};
use std::error::Error;
use std::path::{Path, PathBuf};

use tunesmith_project::env::{ALL, Build};
use tunesmith_project::{ChosenTemplate, PROJECT, TEMPLATES, read};
use tunesmith_template::{Checked, Choice, Files, Level, check, show};

fn main() {
    if let Err(error) = compile() {
        directive("error", &error.to_string());
    }
}

fn compile() -> Result<(), Box<dyn Error>> {
    let build = build()?;
    let root = root(&build)?;
    let template = build.template();
    watch(&root, template.as_ref());
    let choice = Choice { response: build.response.clone(), ..Choice::default() };
    let files = read(&root, template.as_ref(), &choice)?;
    watch_schema(&root, &files);
    let checked = check(&files, &build.levels, None);
    report(&checked);
    if !checked.has_errors() {
        let out = env::var_os("OUT_DIR").ok_or("cargo sets no OUT_DIR")?;
        tunesmith_codegen::write(&tunesmith_codegen::generate(&checked)?, Path::new(&out))?;
    }
    Ok(())
}

/// What the environment asks for. A variable that cannot be read is an error: without it, another project or template
/// would be compiled.
fn build() -> Result<Build, Box<dyn Error>> {
    for name in ALL {
        directive("rerun-if-env-changed", name);
        if let Err(VarError::NotUnicode(_)) = env::var(name) {
            return Err(format!("the environment variable {name} is not UTF-8").into());
        }
    }
    Ok(Build::read(|name| env::var(name).ok())?)
}

/// The folder of the project: the one that was asked for, or the workspace's.
fn root(build: &Build) -> Result<PathBuf, Box<dyn Error>> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or("cargo sets no CARGO_MANIFEST_DIR")?);
    let workspace = package.ancestors().nth(2).ok_or("the package is not in a workspace")?;
    Ok(build.project.as_ref().map_or_else(|| workspace.to_owned(), |project| workspace.join(project)))
}

fn watch(root: &Path, template: Option<&ChosenTemplate>) {
    for watched in [PROJECT, TEMPLATES] {
        directive("rerun-if-changed", &root.join(watched).to_string_lossy());
    }
    if let Some(ChosenTemplate::Outside(path, _)) = template {
        directive("rerun-if-changed", &path.to_string_lossy());
    }
}

/// Where the record schema is, `tunesmith.json` says.
fn watch_schema(root: &Path, files: &Files) {
    directive("rerun-if-changed", &root.join(files.schema.path()).to_string_lossy());
}

fn report(checked: &Checked) {
    for file in &checked.reports {
        for finding in &file.diagnostics {
            let kind = if finding.level == Level::Deny { "error" } else { "warning" };
            directive(kind, &show::short(&file.source, finding));
        }
    }
}

/// One line: cargo would read the rest of a longer one as directives.
fn directive(name: &str, value: &str) {
    println!("cargo::{name}={}", value.replace(['\n', '\r'], " "));
}
