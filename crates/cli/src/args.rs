//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Fine-tuning data from prompt templates that are compiled in.
#[derive(Debug, Parser)]
#[command(name = "tunesmith", version, bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write chat-format JSON Lines for fine-tuning from the unified splits.
    GenData(Box<GenDataArgs>),
    /// Show one record as the model will see it, and what is trained.
    Preview(PreviewArgs),
    /// Compare an output directory with its manifest: is it whole, is it fresh?
    Verify(VerifyArgs),
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    /// Template: a path under templates/, or any other file.
    #[arg(long, value_name = "FILE", default_value = tunesmith_template::project::DEFAULT_TEMPLATE, alias = "prompt-template")]
    pub(crate) template: String,

    /// Strategy. [default: combined_optimized, or the template's first]
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,

    /// Response contract, instead of the strategy's own.
    #[arg(long, value_name = "NAME")]
    pub(crate) response: Option<String>,

    /// Number of the record in its file, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) record: u64,

    /// Split whose file --record counts in.
    #[arg(long, value_enum, default_value_t = SplitArg::Train)]
    pub(crate) split: SplitArg,

    /// The record with this original_id, in any of the files.
    #[arg(long, value_name = "ID", conflicts_with_all = ["record", "split"])]
    pub(crate) id: Option<String>,

    /// Folder of the splits.
    #[arg(long, value_name = "DIR", default_value = "./data/processed/unified", alias = "unified_dir")]
    pub(crate) unified_dir: PathBuf,

    /// Levels of findings in the template, as in gen-data.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum SplitArg {
    /// unified_train
    Train,
    /// unified_val
    Val,
    /// unified_test
    Test,
}

#[derive(Debug, Args)]
pub(crate) struct GenDataArgs {
    /// Folder with unified_train, unified_val and unified_test (.json, .jsonl, also .gz or .zst).
    #[arg(long, value_name = "DIR", default_value = "./data/processed/unified", alias = "unified_dir")]
    pub(crate) unified_dir: PathBuf,

    /// Folder to write to.
    #[arg(
        long,
        value_name = "DIR",
        default_value = "./finetuning/data/prepared",
        aliases = ["output_dir", "data-output-dir", "data_output_dir"]
    )]
    pub(crate) output_dir: PathBuf,

    /// Write the test split too.
    #[arg(long, alias = "include_test")]
    pub(crate) include_test: bool,

    /// Write the simple format only.
    #[arg(long, alias = "simple_only")]
    pub(crate) simple_only: bool,

    /// Template of the optimized format: a path under templates/, or any other file, which is compiled in too.
    #[arg(long, value_name = "FILE", default_value = tunesmith_template::project::DEFAULT_TEMPLATE, alias = "prompt_template")]
    pub(crate) prompt_template: String,

    /// Strategy of the optimized format. [default: combined_optimized, or the template's only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,

    /// Response contract that the optimized format is trained towards, instead of the strategy's own.
    #[arg(long, value_name = "NAME")]
    pub(crate) response: Option<String>,

    /// Assign every row of the three files by its own split, whatever file it stands in.
    #[arg(long, alias = "pool_splits")]
    pub(crate) pool_splits: bool,

    /// Write at most N rows a split, drawn by --seed and the rows' ids, whatever the order of rows with different ids.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) sample: Option<u64>,

    /// Seed of the sample. [default: 0]
    #[arg(long, value_name = "S", requires = "sample")]
    pub(crate) seed: Option<u64>,

    /// Form of a line.
    #[arg(long, value_enum, default_value_t = ShapeArg::Messages)]
    pub(crate) shape: ShapeArg,

    /// Compress the outputs: train.jsonl.zst.
    #[arg(long, value_enum)]
    pub(crate) compress: Option<CompressArg>,

    /// What becomes of rows with errors: end the run, or leave them out and count them.
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = OnInvalidArg::Error, alias = "on_invalid")]
    pub(crate) on_invalid: OnInvalidArg,

    /// Write the rows that are left out for a fault to rejects.jsonl.
    #[arg(long)]
    pub(crate) rejects: bool,

    /// Do not report this finding (see cargo xtask explain). Of several options for a code the strictest counts.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,

    /// Report this finding as a warning.
    #[arg(long, value_name = "CODE")]
    pub(crate) warn: Vec<String>,

    /// Report this finding as an error; `warnings` means all of them.
    #[arg(long, value_name = "CODE")]
    pub(crate) deny: Vec<String>,

    /// Number of threads; the outputs do not depend on it. [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,

    /// No progress bar.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ShapeArg {
    /// {"messages": […]}, which every trainer reads
    Messages,
    /// {"prompt": […], "completion": […]}, on which TRL trains the completion alone
    PromptCompletion,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum CompressArg {
    /// Zstandard
    Zstd,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum OnInvalidArg {
    /// The run ends with every finding, and nothing is written
    Error,
    /// The row is left out and counted
    Skip,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Output directory of an earlier gen-data.
    #[arg(value_name = "DIR", default_value = "./finetuning/data/prepared")]
    pub(crate) dir: PathBuf,

    /// Root of the project, where templates/ is.
    #[arg(long, value_name = "DIR", default_value = ".", hide = true)]
    pub(crate) project: PathBuf,
}
