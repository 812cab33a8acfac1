//! `validate`: what is wrong with training files, by general rules and by those of a trainer.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use tunesmith_template::Findings;
use tunesmith_template::show::{self, MessageFormat};
use tunesmith_trainers::{Asked, Terminal, run_command};

use crate::args::ValidateArgs;
use crate::options::{self, UsageError};
use crate::tunesmith;

pub(crate) fn run(workspace: &Path, args: &ValidateArgs) -> anyhow::Result<ExitCode> {
    if let Some(tokenizer) = &args.tokenizer {
        // Tokenizers are large, and this program is built for every command.
        return tunesmith::hand_over(workspace, "validate", tokenizer);
    }
    let levels = options::levels(&args.levels.allow, &args.levels.warn, &args.levels.deny)?;
    if let Some(path) = args.files.iter().find(|path| !path.is_file()) {
        return Err(UsageError(format!("there is no file {}", path.display())).into());
    }
    let shown = args.message_format.findings_shown();
    let asked = Asked { trainer: args.trainer, levels, shown, tokens: None, max_tokens: args.max_tokens };
    let errors = run_command(&args.files, args.fix, &asked, &mut Streams { format: args.message_format })?;
    Ok(ExitCode::from(u8::from(errors > 0)))
}

/// Findings: for people on standard error, for programs on standard output. A reader that went away ends no command.
struct Streams {
    format: MessageFormat,
}

impl Terminal for Streams {
    fn findings(&mut self, findings: &Findings) {
        let (mut stdout, mut stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
        let color = show::wants_color(&stderr);
        for finding in findings.shown() {
            let text = show::finding(&finding.source, &finding.diagnostic, self.format, color);
            let _ = match self.format {
                MessageFormat::Human => writeln!(stderr, "{text}\n"),
                _ => writeln!(stdout, "{text}"),
            };
        }
        for (code, more) in findings.cut() {
            let _ = writeln!(stderr, "… and {more} more of {code}");
        }
    }

    fn line(&mut self, line: &str) {
        let _ = writeln!(std::io::stderr().lock(), "{line}");
    }
}
