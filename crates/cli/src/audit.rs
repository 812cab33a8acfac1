//! `audit`: what the whole dataset hides.

use tunesmith_audit::page::{About, Report};
use tunesmith_audit::{Baseline, Questions, Tokenizer, audit, run_of};
use tunesmith_dataset::{Findings, Options, Run};
use tunesmith_runtime::Project;
use tunesmith_template::Level;
use tunesmith_template::show::MessageFormat;

use crate::args::AuditArgs;
use crate::{ExitCode, ended, print, progress, select, usage};

/// So many findings of a kind stand in a report's JSON file.
const IN_REPORT: u64 = MessageFormat::Json.findings_shown();

pub(crate) fn run(args: AuditArgs, project: &Project<'_>) -> ExitCode {
    let options = match select::options(&args.select, None, project) {
        Ok(options) => options,
        Err(message) => return usage(&message),
    };
    let tokenizer = match args.tokenizer.as_str() {
        _ if args.only_leaks => None,
        "none" => None,
        name => match Tokenizer::named(name) {
            Ok(tokenizer) => Some(tokenizer),
            Err(error) => return usage(&error.to_string()),
        },
    };
    let report = match args.report.as_deref().map(Report::at).transpose() {
        Ok(report) => report,
        Err(error) => return usage(&error.to_string()),
    };
    let baseline = match args.baseline.as_deref().map_or(Ok(Baseline::default()), Baseline::read) {
        Ok(baseline) => baseline,
        Err(error) => return usage(&error.to_string()),
    };
    let baseline = if args.write_baseline.is_some() { baseline.kept() } else { baseline };
    let asked = Questions::new(&baseline, args.threads.map_or(options.threads, usize::from));
    let questions = Questions {
        similarity: args.similarity,
        by: args.similarity_by,
        only_leaks: args.only_leaks,
        tokenizer: tokenizer.as_ref(),
        max_tokens: args.max_tokens.or(project.settings.max_tokens),
        epochs: args.epochs,
        shown: if report.is_some() { IN_REPORT } else { args.message_format.findings_shown() },
        ..asked
    };
    let options = Options {
        include_test: args.include_test,
        include: args.include,
        formats: args.format,
        pool_splits: args.pool_splits,
        ..options
    };
    let run = match run_of(options, args.all, &questions, project) {
        Ok(run) => run,
        Err(error) => return ended(&error),
    };
    let audited = match progress::shown(args.quiet, |progress| audit(&run, &questions, progress)) {
        Ok(audited) => audited,
        Err(error) => return ended(&error),
    };
    let format = args.message_format;
    audited.visited.notes.iter().for_each(|note| print::note(note));
    // A report has more of them than a terminal; the last ones are those that a person sees first.
    audited.listed(format.findings_shown()).iter().for_each(|findings| print::findings(findings, format));
    let text = audited.summary();
    if format == MessageFormat::Human {
        print::out(&text)
    } else {
        print::err(&text)
    }
    if let Some(report) = &report {
        let about = About::new(&run, &questions, args.all, report);
        if let Err(error) = report.write(&audited, &about) {
            return failed(&error.to_string());
        }
        print::note(&format!("INFO: The report is {}.", report.path().display()));
    }
    if let Some(path) = &args.write_baseline {
        if let Err(error) = std::fs::write(path, &audited.baseline) {
            return failed(&format!("cannot write {}: {error}", path.display()));
        }
        print::note(&format!("INFO: {} knows all findings of this audit.", path.display()));
        return ExitCode::SUCCESS;
    }
    let noun = match audited.errors() {
        0 => return ExitCode::SUCCESS,
        1 => "error",
        _ => "errors",
    };
    let kinds = [&audited.findings, &audited.visited.findings].into_iter().flat_map(Findings::counts);
    let mut kinds: Vec<_> = kinds.filter(|(level, ..)| *level == Level::Deny).collect();
    kinds.sort_by_key(|(_, _, count)| std::cmp::Reverse(*count));
    let kinds: Vec<String> = kinds.iter().map(|(_, code, count)| format!("{count} {code}")).collect();
    failed(&format!("{} {noun} in the data: {}", audited.errors(), kinds.join(", ")))
}

/// The run with a plan for rows that are alike.
pub(crate) fn planned(run: Run<'_>, quiet: bool) -> Result<Run<'_>, ExitCode> {
    let baseline = Baseline::default();
    let questions = Questions::new(&baseline, run.options().threads);
    let project = run.project();
    let run = run.reading(project.settings.groups.iter().copied());
    let plan = progress::shown(quiet, |progress| tunesmith_audit::plan(&run, &questions, progress));
    let plan = plan.map_err(|error| ended(&error))?;
    plan.notes().iter().for_each(|note| print::note(note));
    let others = plan.removed().iter().filter(|removed| removed.is_other_label).count();
    if others > 0 {
        let rows = plan.removed().len();
        print::note(&format!(
            "WARNING: Of {rows} rows that are left out for being like others, {others} have another label than the row that \
             is kept; --removed writes them down."
        ));
    }
    Ok(run.with_plan(plan))
}

fn failed(message: &str) -> ExitCode {
    print::error(message);
    ExitCode::from(1)
}
