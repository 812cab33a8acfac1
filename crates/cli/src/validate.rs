//! `validate`: what is wrong with training files, by general rules and by those of a trainer.

#[cfg(feature = "audit")]
use tunesmith_audit::{Speaker, Tokenizer};
use tunesmith_dataset::Findings;
use tunesmith_template::show::MessageFormat;
use tunesmith_trainers::{Asked, Terminal, run_command};
#[cfg(feature = "audit")]
use tunesmith_trainers::{Role, Said, Tokens};

use crate::args::ValidateArgs;
use crate::{ExitCode, print, usage};

pub(crate) fn run(args: &ValidateArgs) -> ExitCode {
    let levels = match args.levels.levels() {
        Ok(levels) => levels,
        Err(error) => return usage(&error),
    };
    if let Some(path) = args.files.iter().find(|path| !path.is_file()) {
        return usage(&format!("there is no file {}", path.display()));
    }
    let shown = args.message_format.findings_shown();
    let asked = Asked { trainer: args.trainer, levels, shown, tokens: None, max_tokens: args.max_tokens };
    match args.tokenizer.as_deref() {
        None | Some("none") => validate(args, &asked),
        Some(name) => validate_with(name, args, asked),
    }
}

/// The same, with the tokens of rows counted.
#[cfg(feature = "audit")]
fn validate_with(name: &str, args: &ValidateArgs, asked: Asked<'_>) -> ExitCode {
    let tokenizer = match Tokenizer::named(name) {
        Ok(tokenizer) => tokenizer,
        Err(error) => return usage(&error.to_string()),
    };
    let speaker = |role| match role {
        Some(Role::System | Role::Developer) => Speaker::System,
        Some(Role::User | Role::Tool) => Speaker::User,
        Some(Role::Assistant) => Speaker::Assistant,
        None => Speaker::Template,
    };
    let count = |said: &[Said]| tokenizer.count_all(said.iter().map(|it| (speaker(it.role), it.text.as_str()))) as u64;
    let tokens = Tokens { name: tokenizer.name(), about: tokenizer.about(), count: &count };
    validate(args, &Asked { tokens: Some(tokens), ..asked })
}

#[cfg(not(feature = "audit"))]
fn validate_with(_: &str, _: &ValidateArgs, _: Asked<'_>) -> ExitCode {
    usage("this program was built without tokenizers; `cargo xtask validate --tokenizer` builds them in")
}

fn validate(args: &ValidateArgs, asked: &Asked<'_>) -> ExitCode {
    match run_command(&args.files, args.fix, asked, &mut Streams { format: args.message_format }) {
        Ok(errors) => ExitCode::from(u8::from(errors > 0)),
        Err(error) => {
            print::error(&error.to_string());
            ExitCode::from(1)
        }
    }
}

struct Streams {
    format: MessageFormat,
}

impl Terminal for Streams {
    fn findings(&mut self, findings: &Findings) {
        print::findings(findings, self.format);
    }

    fn line(&mut self, line: &str) {
        print::note(line);
    }
}
