//! The findings that are known today, so that only new ones are reported.
//!
//! A finding is known by its code and by what it is about, not by its place: rows may be put in another order, and others
//! may come between them. It is new where what it is about has changed: another text, or one row more in a group.

use std::collections::BTreeSet;
use std::path::Path;
use std::{fmt, fs};

use serde::{Deserialize, Serialize};
use tunesmith_template::rules::Code;

use crate::normal::wide_hash;

/// What a finding is about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(u128);

impl Key {
    pub(crate) fn of(parts: impl IntoIterator<Item = u128>) -> Key {
        let parts = parts.into_iter().map(|part| format!("{part:032x}")).collect::<Vec<_>>();
        Key(wide_hash(&parts.join(" ")))
    }
}

/// The findings that are accepted.
#[derive(Clone, Debug, Default)]
pub struct Baseline {
    accepted: BTreeSet<(String, Key)>,
    /// Whether what is found is to be written to a baseline.
    pub(crate) is_kept: bool,
}

/// A baseline as a file has it.
#[derive(Debug, Serialize, Deserialize)]
struct BaselineFile {
    tool: String,
    findings: Vec<KnownFinding>,
}

#[derive(Debug, Serialize, Deserialize)]
struct KnownFinding {
    code: String,
    key: String,
}

/// Why a text or a file is no baseline.
#[derive(Debug)]
pub struct NoBaseline(String);

impl fmt::Display for NoBaseline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for NoBaseline {}

const TOOL: &str = "tunesmith audit";

impl Baseline {
    /// The same, where all that is found is remembered, for [`crate::Audited::baseline`].
    #[must_use]
    pub fn kept(self) -> Baseline {
        Baseline { is_kept: true, ..self }
    }

    /// Reads the file of a baseline.
    ///
    /// # Errors
    /// When it cannot be read, and when it is none.
    pub fn read(path: &Path) -> Result<Baseline, NoBaseline> {
        let path_of = path.display();
        let text = fs::read_to_string(path)
            .map_err(|error| NoBaseline(format!("cannot read {path_of}: {error}; --write-baseline writes one")))?;
        Baseline::from_text(&text).map_err(|error| NoBaseline(format!("{path_of}: {error}")))
    }

    /// Reads the text of a baseline.
    ///
    /// # Errors
    /// When it is none.
    pub fn from_text(text: &str) -> Result<Baseline, NoBaseline> {
        let no_baseline = |why: &str| NoBaseline(format!("it is no baseline of an audit: {why}"));
        let file: BaselineFile = serde_json::from_str(text).map_err(|error| no_baseline(&error.to_string()))?;
        if file.tool != TOOL {
            return Err(no_baseline(&format!("its `tool` is not \"{TOOL}\"")));
        }
        let known = |finding: KnownFinding| {
            let key = u128::from_str_radix(&finding.key, 16).map_err(|error| no_baseline(&error.to_string()))?;
            Ok((finding.code, Key(key)))
        };
        let accepted = file.findings.into_iter().map(known).collect::<Result<_, _>>()?;
        Ok(Baseline { accepted, is_kept: false })
    }

    /// The text of a baseline that accepts these findings.
    pub(crate) fn text(findings: &BTreeSet<(Code, Key)>) -> String {
        let known =
            |(code, key): &(Code, Key)| KnownFinding { code: (*code).to_owned(), key: format!("{:032x}", key.0) };
        let file = BaselineFile { tool: TOOL.to_owned(), findings: findings.iter().map(known).collect() };
        serde_json::to_string_pretty(&file).unwrap_or_default() + "\n"
    }

    pub(crate) fn accepts(&self, code: &str, key: Key) -> bool {
        !self.accepted.is_empty() && self.accepted.contains(&(code.to_owned(), key))
    }

    /// Whether it matters what a finding is about.
    pub(crate) fn is_used(&self) -> bool {
        self.is_kept || !self.accepted.is_empty()
    }
}
