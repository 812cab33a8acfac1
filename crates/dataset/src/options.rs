//! What a run is asked to do.

use std::path::PathBuf;

use serde::{Serialize, Serializer};
use tunesmith_runtime::{Message, folded};
use tunesmith_template::{Levels, SHOWN};
use tunesmith_trainers::Trainer;

/// Everything that a run depends on besides the data and the project. What the outputs depend on is serialised, for the
/// manifest.
#[derive(Clone, Debug, Serialize)]
pub struct Options {
    /// Folder of the split files, as shown.
    #[serde(skip)]
    pub unified_dir: PathBuf,
    /// Whether the split files hold rows that were no files, written for this run alone: messages and manifest name them by
    /// their splits' inputs, and there is no hash to compare them with later.
    #[serde(skip)]
    pub from_memory: bool,
    /// Folder of the outputs, as shown.
    #[serde(skip)]
    pub output_dir: PathBuf,
    /// Whether every optional split is written too.
    pub include_test: bool,
    /// Optional splits that are written too, by name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub include: Vec<String>,
    /// Formats to write, by name; all where there is none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
    /// Whether the first format is written alone.
    pub simple_only: bool,
    /// Template of the last format, where it is not the project's.
    pub template: Option<String>,
    /// Strategy of the last format, where it is not the project's.
    pub strategy: Option<String>,
    /// Contract of the last format, where it is not the strategy's own.
    pub response: Option<String>,
    /// Whether every row goes to the split that it names, whatever file it stands in.
    pub pool_splits: bool,
    /// Whether the file of an optional split may be missing.
    #[serde(skip)]
    pub may_lack_optional: bool,
    /// At most this many rows a split.
    pub sample: Option<u64>,
    /// Seed of the sample and of the new split, 0 unless one is given.
    pub seed: Option<u64>,
    /// What is done about rows that are alike, and the split.
    #[serde(flatten)]
    pub acts: Acts,
    /// Whether personal data in what reaches a message is replaced by its kind.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub mask_personal: bool,
    /// Form of a line.
    pub shape: Shape,
    /// Compression of the outputs.
    pub compress: Option<Compression>,
    /// Trainers for which files are written too.
    #[serde(rename = "for", serialize_with = "names", skip_serializing_if = "Vec::is_empty")]
    pub trainers: Vec<&'static Trainer>,
    /// Where the system text stands.
    #[serde(skip_serializing_if = "SystemText::is_kept")]
    pub system: SystemText,
    /// What becomes of rows with errors.
    pub on_invalid: OnInvalid,
    /// Whether rows that are left out for an error are written to `rejects.jsonl`.
    #[serde(skip)]
    pub rejects: bool,
    /// Whether rows that were left out for being like others are written to `removed.jsonl`.
    #[serde(skip)]
    pub removed: bool,
    /// Whether files in the output folder that no run made are replaced.
    #[serde(skip)]
    pub force: bool,
    /// Levels of findings.
    #[serde(serialize_with = "levels")]
    pub levels: Levels,
    /// How many findings of a kind are kept to be shown.
    #[serde(skip)]
    pub findings_shown: u64,
    /// Number of threads; the outputs do not depend on it.
    #[serde(skip)]
    pub threads: usize,
}

impl Options {
    /// The options of a run that is asked for nothing but its folders.
    pub fn new(unified_dir: impl Into<PathBuf>, output_dir: impl Into<PathBuf>) -> Options {
        Options {
            unified_dir: unified_dir.into(),
            from_memory: false,
            output_dir: output_dir.into(),
            include_test: false,
            include: Vec::new(),
            formats: Vec::new(),
            simple_only: false,
            template: None,
            strategy: None,
            response: None,
            pool_splits: false,
            may_lack_optional: false,
            sample: None,
            seed: None,
            acts: Acts::default(),
            mask_personal: false,
            shape: Shape::Messages,
            compress: None,
            trainers: Vec::new(),
            system: SystemText::Kept,
            on_invalid: OnInvalid::Error,
            rejects: false,
            removed: false,
            force: false,
            levels: Levels::default(),
            findings_shown: SHOWN,
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Seed of the sample and of the new split.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or_default()
    }

    /// Whether a split is written.
    pub fn writes(&self, split: &tunesmith_runtime::Split) -> bool {
        !split.optional || self.include_test || self.include.iter().any(|name| *name == split.name)
    }
}

/// Trainers as the manifest has them.
fn names<S: Serializer>(trainers: &[&'static Trainer], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(trainers.iter().map(|trainer| trainer.name))
}

/// Levels as the manifest has them: empty where none was set.
fn levels<S: Serializer>(levels: &Levels, serializer: S) -> Result<S::Ok, S::Error> {
    let line = if *levels == Levels::default() { String::new() } else { levels.to_line() };
    serializer.serialize_str(&line)
}

/// What a run does about rows that are alike, and about its split: decided on all rows before any is written, by a [`crate::Plan`].
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Acts {
    /// Rows that repeat an earlier one of their split are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dedupe: Option<Repeat>,
    /// Rows that are like one of a later split are left out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub drop_leaks: bool,
    /// The share of each split, in the project's order: rows are split anew. Empty where they stay.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub resplit: Vec<f64>,
}

impl Acts {
    /// Whether nothing is to be done.
    pub fn is_none(&self) -> bool {
        *self == Acts::default()
    }
}

/// When a text repeats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Repeat {
    /// Where it is the same, to the byte.
    Exact,
    /// Where it is the same once case, punctuation, symbols and forms of characters are left aside.
    Normalised,
    /// Where it is nearly the same.
    Near,
}

impl Repeat {
    /// Every one, the strictest first.
    pub const ALL: [Repeat; 3] = [Repeat::Exact, Repeat::Normalised, Repeat::Near];

    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Repeat::Exact => "exact",
            Repeat::Normalised => "normalised",
            Repeat::Near => "near",
        }
    }
}

/// Form of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shape {
    /// `{"messages": […]}`, which every trainer reads.
    #[default]
    Messages,
    /// `{"prompt": […], "completion": […]}`, on which TRL trains the completion alone.
    PromptCompletion,
}

impl Shape {
    /// Every form.
    pub const ALL: [Shape; 2] = [Shape::Messages, Shape::PromptCompletion];

    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Shape::Messages => "messages",
            Shape::PromptCompletion => "prompt-completion",
        }
    }
}

/// Where the system text stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SystemText {
    /// In a turn of its own.
    #[default]
    Kept,
    /// At the head of the first turn of the user, for chat templates without a system role.
    Fold,
}

impl SystemText {
    /// Every place.
    pub const ALL: [SystemText; 2] = [SystemText::Kept, SystemText::Fold];

    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            SystemText::Kept => "kept",
            SystemText::Fold => "fold",
        }
    }

    /// The messages of a conversation with the system text in this place.
    pub fn placed(self, messages: Vec<Message>) -> Vec<Message> {
        match self {
            SystemText::Kept => messages,
            SystemText::Fold => folded(messages),
        }
    }

    fn is_kept(&self) -> bool {
        *self == SystemText::Kept
    }
}

/// Compression of the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Compression {
    /// Zstandard: `train.jsonl.zst`.
    Zstd,
}

impl Compression {
    /// Every compression.
    pub const ALL: [Compression; 1] = [Compression::Zstd];

    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            Compression::Zstd => "zstd",
        }
    }
}

/// What becomes of rows with errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OnInvalid {
    /// The run fails, with every finding.
    #[default]
    Error,
    /// The row is left out and counted.
    Skip,
}

impl OnInvalid {
    /// Every choice.
    pub const ALL: [OnInvalid; 2] = [OnInvalid::Error, OnInvalid::Skip];

    /// Name on the command line and in the manifest.
    pub fn name(self) -> &'static str {
        match self {
            OnInvalid::Error => "error",
            OnInvalid::Skip => "skip",
        }
    }
}
