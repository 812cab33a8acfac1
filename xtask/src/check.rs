//! `check`: every finding in templates and contracts, without compiling them.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use tunesmith_template::project::{self, Alone, Choice};
use tunesmith_template::{FileReport, Level, Levels, apply_fixes, check, show};

use crate::args::{CheckArgs, MessageFormat};
use crate::options;

pub(crate) fn run(root: &Path, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let levels = options::levels(&args.levels.allow, &args.levels.warn, &args.levels.deny)?;
    if let Some(response) = &args.response {
        options::known_response(root, response)?;
    }
    if let Some(path) = args.paths.iter().find(|path| !path.exists()) {
        return Err(options::UsageError(format!("there is no file or folder {}", path.display())).into());
    }
    if args.fix {
        fix(root, args, &levels)?;
    }
    let reports = reports(root, args, &levels)?;
    match args.message_format {
        MessageFormat::Human => print_human(&reports),
        MessageFormat::Short => print_lines(&reports, show::short),
        MessageFormat::Github => print_lines(&reports, show::github),
    }
    print_summary(&reports);
    Ok(ExitCode::from(u8::from(reports.iter().any(FileReport::has_errors))))
}

/// The findings of the given files, or of all of the project's.
fn reports(root: &Path, args: &CheckArgs, levels: &Levels) -> anyhow::Result<Vec<FileReport>> {
    if args.paths.is_empty() {
        let choice = Choice { template: None, response: args.response.clone() };
        return Ok(check(&project::read(root, &choice)?, levels).reports);
    }
    let mut reports = Vec::new();
    for path in &args.paths {
        for Alone { path, files } in project::read_alone(root, path, args.response.as_deref())? {
            reports.extend(check(&files, levels).reports.into_iter().filter(|report| report.source.path() == path));
        }
    }
    Ok(reports)
}

/// How often fixes are applied again to what they left: one may uncover the next.
const FIX_ROUNDS: usize = 8;

fn fix(root: &Path, args: &CheckArgs, levels: &Levels) -> anyhow::Result<()> {
    let mut applied = 0;
    for _ in 0..FIX_ROUNDS {
        let before = applied;
        for report in reports(root, args, levels)? {
            let fixed = apply_fixes(&report);
            if fixed.applied > 0 {
                let path =
                    if args.paths.is_empty() { root.join(report.source.path()) } else { report.source.path().into() };
                std::fs::write(&path, fixed.text).with_context(|| format!("cannot write {}", path.display()))?;
                applied += fixed.applied;
            }
        }
        if applied == before {
            break;
        }
    }
    let _ = writeln!(std::io::stderr().lock(), "{applied} fixed");
    Ok(())
}

/// The full rendering, on standard error.
pub(crate) fn print_human(reports: &[FileReport]) {
    let mut stderr = std::io::stderr().lock();
    let color = show::wants_color(&stderr);
    for report in reports {
        for diagnostic in &report.diagnostics {
            let _ = writeln!(stderr, "{}\n", show::human(&report.source, diagnostic, color));
        }
    }
}

fn print_lines(
    reports: &[FileReport],
    line: fn(&tunesmith_template::Source, &tunesmith_template::Diagnostic) -> String,
) {
    let mut stdout = std::io::stdout().lock();
    for report in reports {
        for diagnostic in &report.diagnostics {
            let _ = writeln!(stdout, "{}", line(&report.source, diagnostic));
        }
    }
}

fn print_summary(reports: &[FileReport]) {
    let of =
        |level| reports.iter().flat_map(|report| &report.diagnostics).filter(|finding| finding.level == level).count();
    let (errors, warnings, files) = (of(Level::Deny), of(Level::Warn), reports.len());
    let plural = |count: usize, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let summary = format!("{}, {} in {}", plural(errors, "error"), plural(warnings, "warning"), plural(files, "file"));
    let _ = writeln!(std::io::stderr().lock(), "{summary}");
}
