//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, Parser, Subcommand};
use tunesmith_template::show::MessageFormat;
use tunesmith_trainers::Trainer;

/// Prompt templates are source code: compile them, check them, and make fine-tuning data with them.
#[derive(Debug, Parser)]
#[command(name = "xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write chat-format JSON Lines for fine-tuning from labelled splits (gen-data --help lists the options).
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
    /// Ask of the whole dataset what no single row can tell: duplicates, leaks, conflicts, missing classes.
    #[command(disable_help_flag = true)]
    Audit {
        /// Options of audit.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<OsString>,
    },
    /// Compare an output directory with its manifest: is it whole, is it fresh?
    Verify(VerifyArgs),
    /// Check tunesmith.json, templates and response contracts, without compiling them.
    Check(CheckArgs),
    /// Check JSON Lines files, from here or elsewhere, before a trainer reads them.
    Validate(ValidateArgs),
    /// Say what a finding means, with a wrong and a right example.
    Explain {
        /// Code of the finding; all of them are listed where none is given.
        code: Option<String>,
    },
    /// Write a small project that works into a new folder, to be changed into your own.
    Init {
        /// A folder that is new or empty.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Write the response contract that a template's prompts ask for.
    NewResponse(NewResponseArgs),
    /// Show how each strategy's prompts differ from another revision.
    DiffPrompts(DiffPromptsArgs),
    /// Write as much synthetic data as is wanted, out of the committed sample.
    SampleData(SampleDataArgs),
    /// Measure gen-data beside cp, sha256sum and plain Python on the same data.
    Bench(BenchArgs),
    /// Run what a pull request runs: fmt, clippy, tests, docs.
    Ci,
    /// Run trainers' own code, from PyPI, on what gen-data writes for them; all of them, unless some are named.
    Consumers {
        /// Names of checks in `.ci/consumers`.
        names: Vec<String>,
    },
}

/// Which project a command is about.
#[derive(Debug, Args)]
pub(crate) struct ProjectArgs {
    /// Folder of another project, where its tunesmith.json is.
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Templates or contracts, anywhere; folders too. All of the project's where none is given.
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) project: ProjectArgs,

    /// Response contract that the given templates are checked against, instead of their own; without templates, the
    /// strategy of the last format.
    #[arg(long, value_name = "NAME")]
    pub(crate) response: Option<String>,

    /// Apply the replacements that are certain, and leave the rest of each file as it is.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Write the schemas for editors anew where there is no error: templates/*.schema.json.
    #[arg(long, conflicts_with_all = ["paths", "response"])]
    pub(crate) schemas: bool,

    /// Form of the findings.
    #[arg(long, default_value = MessageFormat::Human.name(), value_parser = message_formats())]
    pub(crate) message_format: MessageFormat,

    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

#[derive(Debug, Args)]
pub(crate) struct VerifyArgs {
    /// Output directory of an earlier gen-data. [default: as tunesmith.json says]
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ValidateArgs {
    /// Files, plain, gzip or zstd.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,

    /// Whose limits count. [default: what holds for most of them]
    #[arg(long = "for", value_name = "TRAINER", value_parser = trainers())]
    pub(crate) trainer: Option<&'static Trainer>,

    /// Count tokens, by o200k_harmony (gpt-oss), o200k_base, cl100k_base, or the path of a tokenizer.json. [default: none: words tell
    /// how long a row is at least]
    #[arg(long, value_name = "NAME")]
    pub(crate) tokenizer: Option<String>,

    /// The training length, where it is another than the trainer's default: the most tokens that a row may have.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_tokens: Option<u64>,

    /// Take away byte order marks, blank lines and carriage returns, and add the last line feed; nothing else is changed.
    #[arg(long)]
    pub(crate) fix: bool,

    /// Form of the findings. Unless it is human, they have standard output to themselves.
    #[arg(long, default_value = MessageFormat::Human.name(), value_parser = message_formats())]
    pub(crate) message_format: MessageFormat,

    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

#[derive(Debug, Args)]
pub(crate) struct NewResponseArgs {
    /// Template whose prompts ask for the answer, and the strategy where it has several that ask for different ones.
    #[arg(long, value_name = "FILE[:STRATEGY]")]
    pub(crate) from: String,

    /// Name of the contract. [default: made from the template's]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, Args)]
pub(crate) struct DiffPromptsArgs {
    /// Revision to compare with.
    #[arg(long, value_name = "REV", default_value = "HEAD")]
    pub(crate) base: String,

    /// Markdown, for the summary of a pull request's job.
    #[arg(long)]
    pub(crate) markdown: bool,

    #[command(flatten)]
    pub(crate) project: ProjectArgs,
}

#[derive(Debug, Args)]
pub(crate) struct LevelArgs {
    /// Do not report this finding (`explain` lists them). Of several options for a code the strictest counts.
    #[arg(long, value_name = "CODE")]
    pub(crate) allow: Vec<String>,

    /// Report this finding as a warning.
    #[arg(long, value_name = "CODE")]
    pub(crate) warn: Vec<String>,

    /// Report this finding as an error; `warnings` means all of them.
    #[arg(long, value_name = "CODE")]
    pub(crate) deny: Vec<String>,
}

fn trainers() -> impl TypedValueParser<Value = &'static Trainer> {
    let possible = tunesmith_trainers::all().map(|trainer| PossibleValue::new(trainer.name).help(trainer.title));
    PossibleValuesParser::new(possible)
        .try_map(|typed| tunesmith_trainers::find(&typed).ok_or_else(|| format!("there is no trainer `{typed}`")))
}

fn message_formats() -> impl TypedValueParser<Value = MessageFormat> {
    let possible = MessageFormat::ALL.map(|format| PossibleValue::new(format.name()).help(format.help()));
    PossibleValuesParser::new(possible).try_map(|typed| {
        let found = MessageFormat::ALL.into_iter().find(|format| format.name() == typed);
        found.ok_or_else(|| format!("there is no form `{typed}`"))
    })
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
    pub(crate) output: PathBuf,

    /// Rows in all three files together.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    pub(crate) rows: u64,

    /// Seed of the rows beyond the committed ones.
    #[arg(long, value_name = "S", default_value_t = tunesmith_sample::DEFAULT_SEED)]
    pub(crate) seed: u64,
}
