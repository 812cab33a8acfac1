//! `validate`: what is wrong with training files, by general rules and by those of a trainer.

use tunesmith_dataset::Findings;
use tunesmith_template::show::MessageFormat;
use tunesmith_trainers::{Asked, Terminal, run_command};

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
    let asked = Asked { trainer: args.trainer, levels, shown: args.message_format.findings_shown() };
    match run_command(&args.files, args.fix, &asked, &mut Streams { format: args.message_format }) {
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
