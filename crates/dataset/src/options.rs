//! What a run is asked to do.

use std::path::PathBuf;

use tunesmith_template::{Levels, project};

/// Everything that a run depends on besides the data and the compiled prompts.
#[derive(Clone, Debug)]
pub struct Options {
    /// Folder of the split files, as typed.
    pub unified_dir: PathBuf,
    /// Folder of the outputs, as typed.
    pub output_dir: PathBuf,
    /// Whether the test split is written too.
    pub include_test: bool,
    /// Whether the optimized format is left out.
    pub simple_only: bool,
    /// Template of the optimized format, as it is registered.
    pub template: String,
    /// Strategy of the optimized format.
    pub strategy: String,
    /// Contract of the optimized format, where it is not the strategy's own.
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

impl Default for Options {
    fn default() -> Options {
        Options {
            unified_dir: PathBuf::from("./data/processed/unified"),
            output_dir: PathBuf::from("./finetuning/data/prepared"),
            include_test: false,
            simple_only: false,
            template: project::DEFAULT_TEMPLATE.to_owned(),
            strategy: project::DEFAULT_STRATEGY.to_owned(),
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

/// What becomes of rows with errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnInvalid {
    /// The run fails, with every finding.
    #[default]
    Error,
    /// The row is left out and counted.
    Skip,
}

/// A split of the dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Split {
    /// Training.
    Train,
    /// Validation.
    Val,
    /// Test.
    Test,
}

impl Split {
    /// All of them, in the order in which they are read and written.
    pub const ALL: [Split; 3] = [Split::Train, Split::Val, Split::Test];

    /// The name in records.
    pub fn name(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Val => "val",
            Split::Test => "test",
        }
    }

    /// The split that a record names.
    pub fn from_name(name: &str) -> Option<Split> {
        Split::ALL.into_iter().find(|split| split.name() == name)
    }

    /// Name of the input file, without its ending.
    pub fn input_stem(self) -> &'static str {
        match self {
            Split::Train => "unified_train",
            Split::Val => "unified_val",
            Split::Test => "unified_test",
        }
    }

    /// Name of the output file, without its ending; also the split's name for Hugging Face.
    pub fn output_stem(self) -> &'static str {
        match self {
            Split::Train => "train",
            Split::Val => "validation",
            Split::Test => "test",
        }
    }

    /// Place in [`Split::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}
