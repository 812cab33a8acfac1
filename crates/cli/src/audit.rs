//! `audit`: what the whole dataset hides.

use tunesmith_audit::{Questions, audit, summary};
use tunesmith_dataset::{Options, Run};
use tunesmith_runtime::Project;
use tunesmith_template::show::MessageFormat;

use crate::args::AuditArgs;
use crate::{ExitCode, ended, print, progress, select, usage};

pub(crate) fn run(args: AuditArgs, project: &Project<'_>) -> ExitCode {
    let format = args.message_format;
    let options = match select::options(&args.select, None, project) {
        Ok(options) => options,
        Err(message) => return usage(&message),
    };
    let has_splits = project.schema.with_role(tunesmith_runtime::FieldRole::Split).is_some();
    let options = Options {
        include_test: args.include_test || args.all,
        include: args.include,
        formats: args.format,
        pool_splits: args.pool_splits || args.all && has_splits,
        threads: args.threads.map_or(options.threads, usize::from),
        ..options
    };
    let questions = Questions { similarity: args.similarity, by: args.similarity_by, threads: options.threads };
    let run = match Run::new(options, project) {
        Ok(run) => run,
        Err(error) => return ended(&error),
    };
    let audited = match progress::shown(args.quiet, |progress| audit(&run, &questions, progress)) {
        Ok(audited) => audited,
        Err(error) => return ended(&error),
    };
    audited.visited.notes.iter().for_each(|note| print::note(note));
    print::findings(&audited.visited.findings, format);
    print::findings(&audited.findings, format);
    let text = summary(&audited);
    if format == MessageFormat::Human {
        print::out(&text)
    } else {
        print::err(&text)
    }
    let errors = audited.visited.findings.errors() + audited.findings.errors();
    match errors {
        0 => ExitCode::SUCCESS,
        1 => failed("1 error in the data"),
        count => failed(&format!("{count} errors in the data")),
    }
}

fn failed(message: &str) -> ExitCode {
    print::error(message);
    ExitCode::from(1)
}
