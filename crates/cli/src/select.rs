//! What the options that commands share come to: the project, its folder, and which template asks for what.

use std::path::{Path, PathBuf};

use tunesmith_dataset::Options;
use tunesmith_runtime::Project;

use crate::args::SelectArgs;

/// The options of a run from those that commands share; why not, where the command line is at fault.
pub(crate) fn options(
    args: &SelectArgs,
    output_dir: Option<PathBuf>,
    project: &Project<'_>,
) -> Result<Options, String> {
    let folder = args.project.clone().unwrap_or_else(|| PathBuf::from("."));
    if let Some(folder) = &args.project {
        is_of(project, folder)?;
    }
    let settings = project.settings;
    let unified_dir = args.unified_dir.clone().unwrap_or_else(|| folder.join(settings.data.as_ref()));
    let output_dir = output_dir.unwrap_or_else(|| folder.join(settings.output.as_ref()));
    if let Some(templates) = is_below(&output_dir, &folder.join(tunesmith_project::TEMPLATES)) {
        return Err(format!(
            "the output directory {} is in {}; choose another",
            output_dir.display(),
            templates.display()
        ));
    }
    let levels = args.levels.levels()?;
    Ok(Options {
        template: args.prompt_template.as_deref().map(|typed| registered_name(project, typed)),
        strategy: args.strategy.clone(),
        response: args.response.clone(),
        levels,
        ..Options::new(unified_dir, output_dir)
    })
}

/// The folder, where `path` is it or below it, links followed; what is not there yet is where its nearest folder is.
fn is_below<'f>(path: &Path, folder: &'f Path) -> Option<&'f Path> {
    let path = std::path::absolute(path).ok()?;
    let there = path.ancestors().find_map(|above| above.canonicalize().ok())?;
    there.starts_with(folder.canonicalize().ok()?).then_some(folder)
}

/// Whether the project is that of the `tunesmith.json` in `folder`.
fn is_of(project: &Project<'_>, folder: &Path) -> Result<(), String> {
    let path = folder.join(tunesmith_project::PROJECT);
    let sha256 =
        tunesmith_manifest::file_sha256(&path).map_err(|error| format!("cannot read {}: {error}", path.display()))?;
    let templates = folder.join(tunesmith_project::TEMPLATES);
    let is_same =
        |path: PathBuf, sha256: &str| tunesmith_manifest::file_sha256(&path).is_ok_and(|found| found == sha256);
    let of_project = project.pairs.iter().filter(|pair| project.outside != Some(&*pair.strategy().template));
    let has_same_templates = || {
        of_project.into_iter().all(|pair| {
            let (strategy, contract) = (pair.strategy(), pair.contract());
            is_same(templates.join(&*strategy.template), &strategy.template_sha256)
                && is_same(templates.join("responses").join(&*contract.file), &contract.sha256)
        })
    };
    if sha256 == project.settings.sha256 && has_same_templates() {
        return Ok(());
    }
    let folder = folder.display();
    Err(format!(
        "this program was not compiled from {} and the templates beside it as they are; `cargo xtask gen-data --project {folder}` compiles that project",
        path.display()
    ))
}

/// The name by which a template is compiled in: `./templates/a/b.json` is `a/b.json`.
fn registered_name(project: &Project<'_>, typed: &str) -> String {
    let known = |name: &str| project.strategies_of(name).next().is_some();
    let below = typed.rsplit_once("templates/").map(|(_, below)| below);
    match below {
        Some(below) if !known(typed) && known(below) => below.to_owned(),
        _ => typed.to_owned(),
    }
}
