//! The templates of another revision, through git.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, bail};
use tunesmith_project::{PROJECT, RESPONSES, TEMPLATES, is_template};
use tunesmith_template::{Files, Source, TemplateFile, project_text};

use crate::options::UsageError;

/// Reads what [`tunesmith_project::read`] reads, as it was at `revision`.
pub(crate) fn read(root: &Path, revision: &str) -> anyhow::Result<Files> {
    let commit = format!("{revision}^{{commit}}");
    if revision.starts_with('-') || git(root, &["rev-parse", "--verify", "--quiet", &commit]).is_err() {
        return Err(UsageError(format!("git knows no revision `{revision}`")).into());
    }
    let listed = git(root, &["ls-tree", "-r", "-z", "--name-only", revision, "--", TEMPLATES])?;
    let listed = String::from_utf8_lossy(&listed).into_owned();
    let project = show(root, revision, PROJECT)?;
    let record =
        project_text(&project, "record").with_context(|| format!("{PROJECT} names no record schema at {revision}"))?;
    let schema = show(root, revision, &record)?;
    let mut files = Files { project, schema, responses: Vec::new(), templates: Vec::new() };
    for path in listed.split('\0').filter(|path| !path.is_empty() && !path.split('/').any(|part| part.starts_with('.')))
    {
        let Some(name) = path.strip_prefix(TEMPLATES).and_then(|path| path.strip_prefix('/')) else { continue };
        if path.starts_with(RESPONSES) && path.ends_with(".json") {
            files.responses.push(show(root, revision, path)?);
        } else if is_template(Path::new(name)) {
            let source = show(root, revision, path)?;
            files.templates.push(TemplateFile { source, name: name.to_owned(), outside: false, response: None });
        }
    }
    Ok(files)
}

fn show(root: &Path, revision: &str, path: &str) -> anyhow::Result<Source> {
    Ok(Source::from_bytes(path, &git(root, &["show", &format!("{revision}:./{path}")])?))
}

fn git(root: &Path, args: &[&str]) -> anyhow::Result<Vec<u8>> {
    let output = Command::new("git").arg("-C").arg(root).args(args).output().context("cannot start git")?;
    if !output.status.success() {
        bail!("git {}: {}", args.join(" "), String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}
