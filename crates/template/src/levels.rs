//! `--allow|--warn|--deny CODE`: one system of levels for templates and data.

use std::collections::BTreeMap;
use std::fmt;

use crate::names::{did_you_mean, nearest};
use crate::{Level, rules};

/// Which findings are let through, warned of, or refused.
///
/// ```
/// use tunesmith_template::{Level, Levels};
///
/// let mut levels = Levels::default();
/// levels.set("contract-mismatch", Level::Allow)?;
/// assert_eq!(levels.apply("contract-mismatch", Level::Deny), Level::Allow);
/// assert!(levels.set("syntax", Level::Allow).is_err());
/// # Ok::<(), tunesmith_template::LevelError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    codes: BTreeMap<&'static str, Level>,
    deny_warnings: bool,
}

/// A level that cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LevelError {
    /// There is no such code; the nearest one, if any is near.
    Unknown(String, Option<&'static str>),
    /// Nothing could be made with this finding, so it cannot be lowered.
    Fixed(&'static str),
}

impl fmt::Display for LevelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LevelError::Unknown(code, nearest) => {
                write!(f, "there is no finding `{code}`")?;
                match nearest {
                    Some(_) => f.write_str(&did_you_mean(*nearest)),
                    None => f.write_str("; `cargo xtask explain` lists them"),
                }
            }
            LevelError::Fixed(code) => {
                write!(f, "`{code}` cannot be allowed or lowered: without mending it nothing can be made")
            }
        }
    }
}

impl std::error::Error for LevelError {}

impl Levels {
    /// Sets the level of a code, or with `warnings` and [`Level::Deny`] makes every warning an error. The last word counts.
    ///
    /// # Errors
    /// When the code is unknown, or when its findings cannot be lowered.
    pub fn set(&mut self, code: &str, level: Level) -> Result<(), LevelError> {
        if code == "warnings" && level == Level::Deny {
            self.deny_warnings = true;
            return Ok(());
        }
        let Some(rule) = rules::find(code) else {
            let nearest = nearest(code, rules::all().map(|rule| rule.code));
            return Err(LevelError::Unknown(code.to_owned(), nearest));
        };
        if rule.fixed && level != Level::Deny {
            return Err(LevelError::Fixed(rule.code));
        }
        self.codes.insert(rule.code, level);
        Ok(())
    }

    /// Levels from the codes of `--allow`, `--warn` and `--deny`; of several options for a code the strictest counts.
    ///
    /// # Errors
    /// As [`Levels::set`].
    pub fn from_options(allow: &[String], warn: &[String], deny: &[String]) -> Result<Levels, LevelError> {
        let mut levels = Levels::default();
        for (codes, level) in [(allow, Level::Allow), (warn, Level::Warn), (deny, Level::Deny)] {
            codes.iter().try_for_each(|code| levels.set(code, level))?;
        }
        Ok(levels)
    }

    /// The final level of a finding whose rule says `default`.
    pub fn apply(&self, code: &str, default: Level) -> Level {
        match self.codes.get(code).copied().unwrap_or(default) {
            Level::Warn if self.deny_warnings => Level::Deny,
            level => level,
        }
    }

    /// The levels as one line, for an environment variable: `allow=CODE deny=warnings`.
    pub fn to_line(&self) -> String {
        let word = |level| match level {
            Level::Allow => "allow",
            Level::Warn => "warn",
            Level::Deny => "deny",
        };
        let codes = self.codes.iter().map(|(code, &level)| format!("{}={code}", word(level)));
        codes.chain(self.deny_warnings.then(|| "deny=warnings".to_owned())).collect::<Vec<_>>().join(" ")
    }

    /// Reads what [`Levels::to_line`] wrote.
    ///
    /// # Errors
    /// As [`Levels::set`]; a word that is no level counts as an unknown code.
    pub fn from_line(line: &str) -> Result<Levels, LevelError> {
        let mut levels = Levels::default();
        for item in line.split_whitespace() {
            let (level, code) = match item.split_once('=') {
                Some(("allow", code)) => (Level::Allow, code),
                Some(("warn", code)) => (Level::Warn, code),
                Some(("deny", code)) => (Level::Deny, code),
                _ => return Err(LevelError::Unknown(item.to_owned(), None)),
            };
            levels.set(code, level)?;
        }
        Ok(levels)
    }
}
