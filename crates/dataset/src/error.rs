//! Why a run ends without outputs.

use std::io;
use std::path::PathBuf;

use tunesmith_runtime::NoPair;

/// Why a run ends without outputs. Nothing that an earlier run left was touched.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The folder of the splits is not there.
    #[error("cannot read the folder {}: {error}; say where the splits are with --unified-dir", path.display())]
    NoSplits {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// A file or folder does not let itself be used.
    #[error("cannot {verb} {}: {error}", path.display())]
    Io {
        /// What was tried.
        verb: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system says.
        #[source]
        error: io::Error,
    },
    /// A split file is missing.
    #[error(
        "cannot find {stem}.json in {} (nor .jsonl, .csv, .tsv, .json.gz, .json.zst …); {hint}",
        folder.display()
    )]
    NoSplitFile {
        /// Where it was looked for.
        folder: PathBuf,
        /// Its name without ending.
        stem: String,
        /// What to do.
        hint: &'static str,
    },
    /// Two files could be the split.
    #[error("{} and {} are the same split; keep one of them", first.display(), second.display())]
    TwoSplitFiles {
        /// One.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
    /// The output folder is no folder.
    #[error("the output directory {} is not a directory; choose another with --output-dir", .0.display())]
    NotADirectory(PathBuf),
    /// Another run writes to the same folder.
    #[error("another run is writing to this directory: it holds the lock {}; wait for it to end", .0.display())]
    Locked(PathBuf),
    /// A `README.md` that somebody wrote stands where the dataset card goes.
    #[error(
        "{} was not written by tunesmith, and the dataset card would replace it; move it away or choose another --output-dir",
        .0.display()
    )]
    ForeignReadme(PathBuf),
    /// A file that no run made stands where an output goes.
    #[error("{} was not made by tunesmith, and this run would replace it; move it away, choose another --output-dir, or say --force", .0.display())]
    ForeignOutput(PathBuf),
    /// An output would replace an input.
    #[error("the output {} is the input {}; choose another --output-dir", output.display(), input.display())]
    SameFile {
        /// The output.
        output: PathBuf,
        /// The input.
        input: PathBuf,
    },
    /// Not all files could be put in their places, and not all of those be taken back.
    #[error("{cause}; {} is torn, since these files could not be put back: {left}", folder.display())]
    Torn {
        /// What went wrong first.
        cause: Box<Error>,
        /// The folder.
        folder: PathBuf,
        /// The files, and why.
        left: String,
    },
    /// No strategy with such a contract.
    #[error("{0}{hint}", hint = if matches!(.0, NoPair::Template(..)) { "; `cargo xtask gen-data` compiles one in" } else { "" })]
    NoPair(NoPair),
    /// A format or split that the project does not have.
    #[error("there is no {what} `{name}` (there is: {known})")]
    UnknownName {
        /// What was looked for.
        what: &'static str,
        /// Its name.
        name: String,
        /// Those that there are.
        known: String,
    },
    /// Rows cannot go to the split that they name.
    #[error("--pool-splits needs a split field in the record's schema; without one a row belongs to its file's split")]
    NoSplitField,
    /// An example holds what is to be masked.
    #[error(
        "an example of strategy {strategy} holds personal data ({kind}); --mask-personal masks rows: take it out of the template"
    )]
    PersonalExample {
        /// The strategy.
        strategy: String,
        /// Kind of the data.
        kind: &'static str,
    },
    /// The shares of a new split are none.
    #[error("--resplit wants {wanted}, each from 0 to 1 and 1 in all, such as {example}")]
    Shares {
        /// A share for which splits.
        wanted: String,
        /// What would do.
        example: String,
    },
    /// More texts are alike than can be told apart.
    #[error(
        "too many pairs of texts are nearly the same to look at all of them; --dedupe normalised, a first time, takes what is the same"
    )]
    TooManyAlike,
    /// No record of that number or id.
    #[error("there is no {wanted} in {}", folder.display())]
    NoSuchRecord {
        /// What was looked for.
        wanted: String,
        /// Where.
        folder: PathBuf,
    },
    /// A record of which no messages can be made.
    #[error("record {number} of {} cannot be rendered: {fault}", path.display())]
    Unrenderable {
        /// Its number, from 1.
        number: u64,
        /// Its file.
        path: PathBuf,
        /// Why.
        fault: String,
    },
    /// The data has errors; the findings say which.
    #[error("{count} {} in the data; nothing was written", if *count == 1 { "error" } else { "errors" })]
    Data {
        /// How many.
        count: u64,
    },
    /// A file was read twice, and was not the same.
    #[error("{} changed while it was read; nothing was written, run it again when nobody writes to it", .0.display())]
    Changed(PathBuf),
    /// A pipe, which would have to be read twice.
    #[error("{} is no regular file, and {why} reads it twice; write it to a file first", path.display())]
    OnceOnly {
        /// The file.
        path: PathBuf,
        /// What has to read it twice.
        why: &'static str,
    },
    /// Files of an earlier run would go, for a strategy that is not there.
    #[error(
        "strategy-not-found: without that strategy this run would remove {files}, which an earlier run made; nothing was changed. Mend --strategy, or choose another --output-dir"
    )]
    WouldRemove {
        /// Their names.
        files: String,
    },
    /// A strategy that is not there, where that was made an error.
    #[error("strategy-not-found: {0}")]
    StrategyNotFound(String),
    /// No row is left for a split.
    #[error("no row of {} is left to write: {ledger}", path.display())]
    NoRows {
        /// The file.
        path: PathBuf,
        /// What became of its rows.
        ledger: String,
    },
    /// An output does not hold a line a row: a fault of this program.
    #[error("{name} holds {lines} lines for {rows} rows; nothing was written, please report this")]
    Lines {
        /// The output.
        name: String,
        /// Its lines.
        lines: u64,
        /// The rows that it should hold.
        rows: u64,
    },
    /// The rows of a file do not add up: a fault of this program.
    #[error("the rows of {} do not add up: {ledger}; nothing was written, please report this", path.display())]
    Ledger {
        /// The file.
        path: PathBuf,
        /// The sums.
        ledger: String,
    },
}

impl Error {
    /// Whether the command line is at fault.
    pub fn is_usage(&self) -> bool {
        matches!(
            self,
            Error::NoPair(_)
                | Error::UnknownName { .. }
                | Error::NoSplitField
                | Error::StrategyNotFound(_)
                | Error::Shares { .. }
        )
    }

    /// A name that the project does not have.
    pub(crate) fn unknown<'n>(what: &'static str, name: &str, known: impl IntoIterator<Item = &'n str>) -> Error {
        let known = known.into_iter().collect::<Vec<_>>().join(", ");
        Error::UnknownName { what, name: name.to_owned(), known }
    }

    /// For `map_err` on system calls.
    pub(crate) fn io(verb: &'static str, path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Error {
        let path = path.into();
        move |error| Error::Io { verb, path, error }
    }
}
