//! `gen-data`: options in, report out.

use std::io::IsTerminal;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressStyle};
use tunesmith_dataset::{Compression, Generated, OnInvalid, Options, Progress, Shape};
use tunesmith_prompts as prompts;
use tunesmith_template::Levels;

use crate::args::{CompressArg, GenDataArgs, OnInvalidArg, ShapeArg};
use crate::{failure, print, usage};

pub(crate) fn run(args: Box<GenDataArgs>) -> ExitCode {
    let levels = match Levels::from_options(&args.allow, &args.warn, &args.deny) {
        Ok(levels) => levels,
        Err(error) => return usage(&error.to_string()),
    };
    if let Some(response) = &args.response
        && prompts::contract(response).is_none()
    {
        let names: Vec<&str> = prompts::CONTRACTS.iter().map(|contract| contract.name.as_ref()).collect();
        return usage(&format!("there is no response contract `{response}`; contracts: {}", names.join(", ")));
    }
    let typed = args.prompt_template.clone();
    let show_progress = !args.quiet && std::io::stderr().is_terminal() && std::env::var_os("CI").is_none();
    let options = options(*args, levels);
    print::out(&tunesmith_dataset::header(&options, &typed));
    let generated =
        with_progress(show_progress, |progress| tunesmith_dataset::generate(&options, &prompts::PROMPTS, progress));
    report(&generated);
    match &generated.result {
        Ok(files) => {
            print::out(&tunesmith_dataset::end(&options, files));
            ExitCode::SUCCESS
        }
        Err(error) => failure(error),
    }
}

fn options(args: GenDataArgs, levels: Levels) -> Options {
    let defaults = Options::default();
    let template = registered_name(&args.prompt_template);
    let strategy = args.strategy.or_else(|| only_strategy(&template)).unwrap_or(defaults.strategy);
    Options {
        template,
        unified_dir: args.unified_dir,
        output_dir: args.output_dir,
        include_test: args.include_test,
        simple_only: args.simple_only,
        strategy,
        response: args.response,
        pool_splits: args.pool_splits,
        sample: args.sample,
        seed: args.seed.unwrap_or(defaults.seed),
        shape: match args.shape {
            ShapeArg::Messages => Shape::Messages,
            ShapeArg::PromptCompletion => Shape::PromptCompletion,
        },
        compress: args.compress.map(|CompressArg::Zstd| Compression::Zstd),
        on_invalid: match args.on_invalid {
            OnInvalidArg::Error => OnInvalid::Error,
            OnInvalidArg::Skip => OnInvalid::Skip,
        },
        rejects: args.rejects,
        levels,
        threads: args.threads.map_or(defaults.threads, usize::from),
    }
}

/// The strategy of a template that has no other.
fn only_strategy(template: &str) -> Option<String> {
    let mut strategies = prompts::strategies_of(template);
    let only = strategies.next().filter(|_| strategies.next().is_none())?;
    Some(only.name.clone().into_owned())
}

/// The name by which a template is compiled in: `./templates/simple/simple_v1.json` is `simple/simple_v1.json`.
pub(crate) fn registered_name(typed: &str) -> String {
    let known = |name: &str| prompts::strategies_of(name).next().is_some();
    let below = typed.rsplit_once("templates/").map(|(_, below)| below);
    match below {
        Some(below) if !known(typed) && known(below) => below.to_owned(),
        _ => typed.to_owned(),
    }
}

/// Notes, findings and the row ledger, on standard error.
fn report(generated: &Generated) {
    generated.notes.iter().for_each(|note| print::note(note));
    print::findings(&generated.findings);
    if generated.result.is_ok() {
        tunesmith_dataset::ledger_lines(generated).iter().for_each(|line| print::note(line));
    }
}

/// Shows rows, rate and time on runs over a second.
fn with_progress<T>(show: bool, run: impl FnOnce(&Progress) -> T) -> T {
    let progress = Progress::default();
    if !show {
        return run(&progress);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let bar = scope.spawn(|| draw(&progress, &done));
        let result = run(&progress);
        done.store(true, Ordering::Release);
        bar.thread().unpark();
        result
    })
}

fn draw(progress: &Progress, done: &AtomicBool) {
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(1) {
        if done.load(Ordering::Acquire) {
            return;
        }
        std::thread::park_timeout(Duration::from_millis(100));
    }
    let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}  {eta} left");
    let bar = ProgressBar::new(progress.total()).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    while !done.load(Ordering::Acquire) {
        let rows = progress.rows();
        let rate = rows as f64 / started.elapsed().as_secs_f64();
        bar.set_length(progress.total());
        bar.set_position(progress.bytes());
        bar.set_message(format!("{} rows, {} rows/s", HumanCount(rows), HumanCount(rate as u64)));
        std::thread::park_timeout(Duration::from_millis(100));
    }
    bar.finish_and_clear();
}
