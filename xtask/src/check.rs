//! `check`: every finding in templates and contracts, without compiling them.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use tunesmith_project::{self as project, Alone};
use tunesmith_template::show::{self, MessageFormat};
use tunesmith_template::{Choice, FileReport, Level, Levels, apply_fixes, check};

use crate::args::CheckArgs;
use crate::options;

pub(crate) fn run(workspace: &Path, args: &CheckArgs) -> anyhow::Result<ExitCode> {
    let root = &options::project_root(workspace, args.project.project.as_deref());
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
    print(&reports, args.message_format);
    print_summary(&reports);
    Ok(ExitCode::from(u8::from(reports.iter().any(FileReport::has_errors))))
}

/// The findings of the given files, or of all of the project's.
fn reports(root: &Path, args: &CheckArgs, levels: &Levels) -> anyhow::Result<Vec<FileReport>> {
    if args.paths.is_empty() {
        let choice = Choice { response: args.response.clone(), ..Choice::default() };
        return Ok(check(&project::read(root, None, &choice)?, levels, Some(&choice)).reports);
    }
    let mut reports = Vec::new();
    for path in &args.paths {
        for Alone { path, files } in project::read_alone(root, path, args.response.as_deref())? {
            let checked = check(&files, levels, None);
            reports.extend(checked.reports.into_iter().filter(|report| report.source.path() == path));
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

/// The findings: for people on standard error, for programs on standard output.
pub(crate) fn print(reports: &[FileReport], format: MessageFormat) {
    let (mut stdout, mut stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
    let color = show::wants_color(&stderr);
    for (report, finding) in reports.iter().flat_map(|report| report.diagnostics.iter().map(move |it| (report, it))) {
        let text = show::finding(&report.source, finding, format, color);
        // A reader that went away ends no command.
        let _ = match format {
            MessageFormat::Human => writeln!(stderr, "{text}\n"),
            _ => writeln!(stdout, "{text}"),
        };
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
