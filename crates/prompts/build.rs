//! Checks the templates and compiles them into `OUT_DIR`. Every finding is one line for cargo; the script itself never fails.

use std::env;
use std::path::Path;

use tunesmith_template::project::{self, ChosenTemplate};
use tunesmith_template::{Level, check, show};

fn main() {
    for name in project::env::ALL {
        println!("cargo::rerun-if-env-changed={name}");
    }
    if let Err(error) = compile() {
        report(Level::Deny, &error.to_string());
    }
}

fn compile() -> Result<(), Box<dyn std::error::Error>> {
    let package = env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&package).ancestors().nth(2).ok_or("the package is not in a workspace")?;
    for watched in [project::TEMPLATES, project::RECORD_SCHEMA] {
        println!("cargo::rerun-if-changed={}", root.join(watched).display());
    }
    let (choice, levels) = project::env::read(|name| env::var(name).ok())?;
    if let Some(ChosenTemplate::Outside(path, _)) = &choice.template {
        println!("cargo::rerun-if-changed={}", path.display());
    }
    let checked = check(&project::read(root, &choice)?, &levels);
    for (file, finding) in
        checked.reports.iter().flat_map(|file| file.diagnostics.iter().map(move |finding| (file, finding)))
    {
        report(finding.level, &show::short(&file.source, finding));
    }
    if !checked.has_errors() {
        let files = tunesmith_codegen::generate(&checked, &choice, &levels)?;
        tunesmith_codegen::write(&files, Path::new(&env::var("OUT_DIR")?))?;
    }
    Ok(())
}

/// One line: cargo would read the rest of a longer message as directives.
fn report(level: Level, message: &str) {
    println!("cargo::{}={}", level.title(), message.replace(['\n', '\r'], " "));
}
