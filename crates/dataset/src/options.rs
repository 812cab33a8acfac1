//! What a run is asked to do.

use std::path::PathBuf;

use tunesmith_template::Levels;

/// Everything that a run depends on besides the data and the project.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the split files, as shown.
    pub unified_dir: PathBuf,
    /// Folder of the outputs, as shown.
    pub output_dir: PathBuf,
    /// Whether every optional split is written too.
    pub include_test: bool,
    /// Optional splits that are written too, by name.
    pub include: Vec<String>,
    /// Formats to write, by name; all where there is none.
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
    /// At most this many rows a split.
    pub sample: Option<u64>,
    /// Seed of the sample.
    pub seed: u64,
    /// Form of a line.
    pub shape: Shape,
    /// Compression of the outputs.
    pub compress: Option<Compression>,
    /// What becomes of rows with errors.
    pub on_invalid: OnInvalid,
    /// Whether rows that are left out for an error are written to `rejects.jsonl`.
    pub rejects: bool,
    /// Levels of findings.
    pub levels: Levels,
    /// Number of threads; the outputs do not depend on it.
    pub threads: usize,
}

impl Options {
    /// The options of a run that is asked for nothing but its folders.
    pub fn new(unified_dir: impl Into<PathBuf>, output_dir: impl Into<PathBuf>) -> Options {
        Options {
            unified_dir: unified_dir.into(),
            output_dir: output_dir.into(),
            include_test: false,
            include: Vec::new(),
            formats: Vec::new(),
            simple_only: false,
            template: None,
            strategy: None,
            response: None,
            pool_splits: false,
            sample: None,
            seed: 0,
            shape: Shape::Messages,
            compress: None,
            on_invalid: OnInvalid::Error,
            rejects: false,
            levels: Levels::default(),
            threads: std::thread::available_parallelism().map_or(1, usize::from),
        }
    }

    /// Whether a split is written.
    pub(crate) fn writes(&self, split: &tunesmith_runtime::Split) -> bool {
        !split.optional || self.include_test || self.include.iter().any(|name| *name == split.name)
    }
}

/// Form of a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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

/// Compression of the outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
