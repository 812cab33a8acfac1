//! `validate`: what is wrong with training files, by general rules and by those of a trainer.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Context;
use tunesmith_template::show::{self, MessageFormat};
use tunesmith_template::Findings;
use tunesmith_trainers::{self as trainers, Asked, ByteOrderMark, Fixed, Trainer, Validated};

use crate::args::ValidateArgs;
use crate::options::{self, UsageError};

pub(crate) fn run(args: &ValidateArgs) -> anyhow::Result<ExitCode> {
    let trainer = args.trainer;
    let levels = options::levels(&args.levels.allow, &args.levels.warn, &args.levels.deny)?;
    let asked = Asked { trainer, levels, ..Asked::default() };
    if let Some(path) = args.files.iter().find(|path| !path.is_file()) {
        return Err(UsageError(format!("there is no file {}", path.display())).into());
    }
    let mark = trainer.map_or(ByteOrderMark::Refused, |trainer| trainer.byte_order_mark);
    let mut errors = 0;
    for path in &args.files {
        if args.fix {
            let fixed = trainers::fix(path, mark).with_context(|| format!("cannot mend {}", path.display()))?;
            err(&format!("{}: {}\n", path.display(), told(fixed)));
        }
        let validated = trainers::validate(path, &asked).with_context(|| format!("cannot read {}", path.display()))?;
        print(&validated.findings, args.message_format);
        err(&summary(path, &validated, trainer));
        errors += validated.findings.errors();
    }
    Ok(ExitCode::from(u8::from(errors > 0)))
}

/// The findings: for people on standard error, for programs on standard output.
fn print(findings: &Findings, format: MessageFormat) {
    let color = show::wants_color(&std::io::stderr());
    for finding in findings.shown() {
        let text = show::finding(&finding.source, &finding.diagnostic, format, color);
        if format == MessageFormat::Human {
            err(&format!("{text}\n\n"));
        } else {
            // A reader that went away ends no command.
            let _ = writeln!(std::io::stdout().lock(), "{text}");
        }
    }
    for (code, more) in findings.cut() {
        err(&format!("… and {more} more of {code}\n"));
    }
}

fn summary(path: &Path, validated: &Validated, trainer: Option<&Trainer>) -> String {
    let plural = |count: u64, word: &str| format!("{count} {word}{}", if count == 1 { "" } else { "s" });
    let shape = validated.shape.map_or(String::new(), |shape| format!(", {}", shape.name()));
    let whose = trainer.map_or(String::new(), |trainer| format!(" for {}", trainer.title));
    format!(
        "{}: {}{shape}, {:.1} MB: {}, {}{whose}\n",
        path.display(),
        plural(validated.rows, "row"),
        validated.bytes as f64 / 1e6,
        plural(validated.findings.errors(), "error"),
        plural(validated.findings.warnings(), "warning"),
    )
}

fn told(fixed: Fixed) -> String {
    let mut told = String::new();
    for (count, what) in [
        (fixed.byte_order_marks, "byte order mark(s) taken away"),
        (fixed.blank_lines, "blank line(s) taken away"),
        (fixed.carriage_returns, "line(s) now end in LF"),
        (u64::from(fixed.final_newline), "final line feed added"),
    ] {
        if count > 0 {
            let comma = if told.is_empty() { "" } else { ", " };
            let _ = write!(told, "{comma}{count} {what}");
        }
    }
    if told.is_empty() { "nothing fixed".to_owned() } else { format!("fixed: {told}") }
}

fn err(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}
