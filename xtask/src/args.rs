//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Prompt templates are source code: compile them, check them, and make fine-tuning data with them.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write chat-format JSON Lines for fine-tuning from the unified splits (gen-data --help lists the options).
    #[command(disable_help_flag = true)]
    GenData {
        /// Options of gen-data.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Show one record as the model will see it, and what is trained.
    #[command(disable_help_flag = true)]
    Preview {
        /// Options of preview.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Compare an output directory with its manifest: is it whole, is it fresh?
    Verify(VerifyArgs),
    /// Check templates and response contracts, without compiling them.
    Check(CheckArgs),
    /// Say what a finding means, with a wrong and a right example.
    Explain {
        /// Code of the finding; all of them are listed where none is given.
        code: Option<String>,
    },
    /// Show how each strategy's prompts differ from another revision.
    DiffPrompts(DiffPromptsArgs),
    /// Make the synthetic sample data.
    SampleData(SampleDataArgs),
    /// Measure gen-data beside cp, sha256sum and plain Python on the same data.
    Bench(BenchArgs),
    /// Run what a pull request runs: fmt, clippy, tests, docs.
    Ci,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Templates or contracts, anywhere; folders too. All of the project's where none is given.
    pub(crate) paths: Vec<PathBuf>,

    /// Response contract that the given templates are checked against, instead of their own.
    #[arg(long, value_name = "NAME")]
    pub(crate) response: Option<String>,

    /// Apply the replacements that are certain, and leave the rest of each file as it is.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Form of the findings.
    #[arg(long, value_enum, default_value_t = MessageFormat::Human)]
    pub(crate) message_format: MessageFormat,

    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Output directory of an earlier gen-data.
    #[arg(value_name = "DIR", default_value = "./finetuning/data/prepared")]
    pub(crate) dir: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct DiffPromptsArgs {
    /// Revision to compare with.
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub(crate) base: String,

    /// Markdown, for the summary of a pull request's job.
    #[arg(long)]
    pub(crate) markdown: bool,
}

#[derive(Debug, Args)]
pub(crate) struct LevelArgs {
    /// Do not report this finding. Of several options for a code the strictest counts.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,

    /// Report this finding as a warning.
    #[arg(long, value_name = "CODE")]
    pub(crate) warn: Vec<String>,

    /// Report this finding as an error; `warnings` means all of them.
    #[arg(long, value_name = "CODE")]
    pub(crate) deny: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum MessageFormat {
    /// Source line, caret and help, on standard error
    Human,
    /// `path:line:col: error[code]: message`, one a line, on standard output
    Short,
    /// Annotations that GitHub shows on the lines of a pull request, on standard output
    Github,
}

#[derive(Debug, Args)]
pub(crate) struct BenchArgs {
    /// Rows of the data.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) rows: u64,

    /// Counted runs of each command.
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(crate) runs: usize,

    /// Measure 10,000, 100,000 and 1,000,000 rows with 1, 2 and 8 threads too.
    #[arg(long)]
    pub(crate) scale: bool,
}

#[derive(Debug, Args)]
pub(crate) struct SampleDataArgs {
    /// Folder to write to.
    #[arg(long, value_name = "DIR")]
    pub(crate) output: Option<PathBuf>,

    /// Rows in all three files together. [default: 5151, the documented run]
    #[arg(long, value_name = "N")]
    pub(crate) rows: Option<u64>,

    /// Seed of the data.
    #[arg(long, value_name = "S", default_value_t = tunesmith_sample::DEFAULT_SEED)]
    pub(crate) seed: u64,

    /// Write nothing: compare the files that are there with what would be written.
    #[arg(long)]
    pub(crate) check: bool,
}
