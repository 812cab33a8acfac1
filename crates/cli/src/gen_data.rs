//! `gen-data`: options in, report out.

use tunesmith_dataset::{Acts, Generated, Options, Run};
use tunesmith_runtime::Project;
use tunesmith_template::show::MessageFormat;

use crate::args::GenDataArgs;
use crate::{ExitCode, ended, print, progress, select, usage};

pub(crate) fn run(args: GenDataArgs, project: &Project<'_>) -> ExitCode {
    let (format, quiet) = (args.message_format, args.quiet);
    let typed = args.select.prompt_template.clone();
    let options = match options(args, project) {
        Ok(options) => options,
        Err(message) => return usage(&message),
    };
    let run = match Run::new(options, project) {
        Ok(run) => run,
        Err(error) => return ended(&error),
    };
    let run = match planned(run, quiet) {
        Ok(run) => run,
        Err(ended) => return ended,
    };
    let report = |text: &str| if format == MessageFormat::Human { print::out(text) } else { print::err(text) };
    report(&tunesmith_dataset::header(&run, typed.as_deref()));
    let generated = progress::shown(quiet, |progress| tunesmith_dataset::generate(&run, progress));
    say(&generated, format);
    match &generated.result {
        Ok(files) => {
            report(&tunesmith_dataset::end(&run, files));
            ExitCode::SUCCESS
        }
        Err(error) => ended(error),
    }
}

/// The run with what is done about rows that are alike, where it is asked to do something.
fn planned(run: Run<'_>, quiet: bool) -> Result<Run<'_>, ExitCode> {
    if run.options().acts.is_none() {
        return Ok(run);
    }
    #[cfg(feature = "audit")]
    return crate::audit::planned(run, quiet);
    #[cfg(not(feature = "audit"))]
    {
        let _ = quiet;
        Err(usage("this program was built without the audit; `cargo xtask gen-data` builds it in"))
    }
}

fn options(args: GenDataArgs, project: &Project<'_>) -> Result<Options, String> {
    let options = select::options(&args.select, args.output_dir, project)?;
    Ok(Options {
        findings_shown: args.message_format.findings_shown(),
        include_test: args.include_test,
        include: args.include,
        formats: args.format,
        simple_only: args.simple_only,
        pool_splits: args.pool_splits,
        acts: Acts { dedupe: args.dedupe, drop_leaks: args.drop_leaks, resplit: args.resplit },
        removed: args.removed,
        mask_personal: args.mask_personal,
        sample: args.sample,
        seed: args.seed,
        shape: args.shape,
        compress: args.compress,
        trainers: args.trainers,
        system: args.system,
        on_invalid: args.on_invalid,
        rejects: args.rejects,
        force: args.force,
        threads: args.threads.map_or(options.threads, usize::from),
        ..options
    })
}

/// Notes and the row ledger on standard error, and the findings.
fn say(generated: &Generated, format: MessageFormat) {
    generated.notes.iter().for_each(|note| print::note(note));
    print::findings(&generated.findings, format);
    if generated.result.is_ok() {
        tunesmith_dataset::ledger_lines(generated).iter().for_each(|line| print::note(line));
    }
}
