//! One renderer for findings, whatever shows them: a terminal, an editor, cargo, a pull request.

mod excerpt;
mod github;
mod human;
mod json;
mod short;

use std::sync::OnceLock;

use crate::{Diagnostic, SHOWN, Source};

pub use github::github;
pub use human::human;
pub use json::json;
pub use short::short;

/// What messages call the command; the repository's own name for it where nobody said another.
static NAME: OnceLock<&str> = OnceLock::new();

/// The commands that a program of another name has, too.
const COMMANDS: [&str; 9] =
    ["gen-data", "check", "audit", "explain", "preview", "verify", "validate", "new-response", "init"];

/// Says what the command is called, once for the whole program.
pub fn call_it(name: &'static str) {
    let _ = NAME.set(name);
}

/// A message with the command by the name that it has in this program.
///
/// ```
/// use tunesmith_template::show;
///
/// let message = "`cargo xtask explain` lists them";
/// assert_eq!(show::named(message.to_owned()), message);
/// show::call_it("tunesmith");
/// assert_eq!(show::named(message.to_owned()), "`tunesmith explain` lists them");
/// ```
pub fn named(message: String) -> String {
    let Some(name) = NAME.get().filter(|_| message.contains("cargo xtask ")) else { return message };
    let of =
        |message: String, command| message.replace(&format!("cargo xtask {command}"), &format!("{name} {command}"));
    COMMANDS.into_iter().fold(message, of)
}

/// Whether a stream is a terminal whose user wants colour (no-color.org).
pub fn wants_color(stream: &impl std::io::IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

/// The renderings that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageFormat {
    /// [`human`]
    Human,
    /// [`short`]
    Short,
    /// [`github`]
    Github,
    /// [`json`]
    Json,
}

impl MessageFormat {
    /// Every rendering.
    pub const ALL: [MessageFormat; 4] =
        [MessageFormat::Human, MessageFormat::Short, MessageFormat::Github, MessageFormat::Json];

    /// Name on the command line.
    pub const fn name(self) -> &'static str {
        match self {
            MessageFormat::Human => "human",
            MessageFormat::Short => "short",
            MessageFormat::Github => "github",
            MessageFormat::Json => "json",
        }
    }

    /// How many findings of a kind are shown: a program reads more of them than a person.
    pub const fn findings_shown(self) -> u64 {
        match self {
            MessageFormat::Json => 10_000,
            MessageFormat::Human | MessageFormat::Short | MessageFormat::Github => SHOWN,
        }
    }

    /// What it is, in a line.
    pub const fn help(self) -> &'static str {
        match self {
            MessageFormat::Human => "Source line, caret and help, on standard error",
            MessageFormat::Short => "`path:line:col: error[code]: message`, one a line, on standard output",
            MessageFormat::Github => "Annotations that GitHub shows on the lines of a pull request, on standard output",
            MessageFormat::Json => "One JSON object a line, on standard output",
        }
    }
}

/// A finding in one of the renderings; `color` counts for people alone.
pub fn finding(source: &Source, diagnostic: &Diagnostic, format: MessageFormat, color: bool) -> String {
    named(match format {
        MessageFormat::Human => human(source, diagnostic, color),
        MessageFormat::Short => short(source, diagnostic),
        MessageFormat::Github => github(source, diagnostic),
        MessageFormat::Json => json(source, diagnostic),
    })
}
