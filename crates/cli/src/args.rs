//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{ArgGroup, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use tunesmith_dataset::{Compression, OnInvalid, Repeat, Shape, SystemText};
use tunesmith_template::Levels;
use tunesmith_template::show::MessageFormat;
use tunesmith_trainers::Trainer;

/// Fine-tuning data from prompt templates that are compiled in.
#[derive(Debug, Parser)]
#[command(name = "tunesmith", version)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write chat-format JSON Lines for fine-tuning from labelled splits.
    GenData(Box<GenDataArgs>),
    /// Show one record as the model will see it, and what is trained.
    Preview(Box<PreviewArgs>),
    /// Ask of the whole dataset what no single row can tell: duplicates, leaks, conflicts, missing classes.
    #[cfg(feature = "audit")]
    Audit(Box<AuditArgs>),
    /// Check JSON Lines files, from here or elsewhere, before a trainer reads them.
    Validate(ValidateArgs),
    /// Compare an output directory with its manifest: is it whole, is it fresh?
    Verify(VerifyArgs),
    /// Check tunesmith.json, templates and response contracts.
    Check(Box<CheckArgs>),
    /// Write a small project that works into a new folder, to be changed into your own.
    Init {
        /// A folder that is new or empty.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
    },
    /// Write the response contract that a template's prompts ask for.
    NewResponse(NewResponseArgs),
    /// Say what a finding means, with a wrong and a right example.
    Explain {
        /// Code of the finding; all of them are listed where none is given.
        code: Option<String>,
    },
}

/// Which records, and what is made of them.
#[derive(Clone, Debug, Args)]
pub(crate) struct SelectArgs {
    /// Folder of the project, where tunesmith.json is. [default: the current one]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

    /// Folder of the split files (.json, .jsonl, .csv or .tsv, also .gz or .zst). [default: as tunesmith.json says]
    #[arg(long, value_name = "DIR", alias = "unified_dir")]
    pub(crate) unified_dir: Option<PathBuf>,

    /// Template of the last format: a path under templates/, or any other file, which is compiled in too.
    /// [default: as tunesmith.json says]
    #[arg(long, value_name = "FILE", aliases = ["prompt_template", "template"])]
    pub(crate) prompt_template: Option<String>,

    /// Strategy of the last format. [default: as tunesmith.json says, or the template's only one]
    #[arg(long, value_name = "NAME")]
    pub(crate) strategy: Option<String>,

    /// Response contract that the last format is trained towards, instead of the strategy's own.
    #[arg(long, value_name = "NAME")]
    pub(crate) response: Option<String>,

    #[command(flatten)]
    pub(crate) levels: LevelArgs,
}

/// The levels of findings.
#[derive(Clone, Debug, Args)]
pub(crate) struct LevelArgs {
    /// Do not report this finding (`explain` lists them). Of several options for a code the strictest counts.
    #[arg(long, value_name = "CODE")]
    allow: Vec<String>,

    /// Report this finding as a warning.
    #[arg(long, value_name = "CODE")]
    warn: Vec<String>,

    /// Report this finding as an error; `warnings` means all of them.
    #[arg(long, value_name = "CODE")]
    deny: Vec<String>,
}

impl LevelArgs {
    /// The levels; why there are none, where an option names no finding or one that cannot have that level.
    pub(crate) fn levels(&self) -> Result<Levels, String> {
        Levels::from_options(&self.allow, &self.warn, &self.deny).map_err(|error| error.to_string())
    }
}

#[derive(Debug, Args)]
pub(crate) struct PreviewArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Format to show. [default: the last one of tunesmith.json]
    #[arg(long, value_name = "NAME")]
    pub(crate) format: Option<String>,

    /// Number of the record in its file, from 1.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) record: u64,

    /// Split whose file --record counts in. [default: the first one of tunesmith.json]
    #[arg(long, value_name = "NAME")]
    pub(crate) split: Option<String>,

    /// The record with this id, in any of the files.
    #[arg(long, value_name = "ID", conflicts_with_all = ["record", "split"])]
    pub(crate) id: Option<String>,

    /// Print the body of a request to an OpenAI-style chat API about the record instead.
    #[arg(long)]
    pub(crate) request: bool,

    /// Name of the model in the request.
    #[arg(long, value_name = "NAME", default_value = "my-fine-tuned-model", requires = "request")]
    pub(crate) model: String,

    /// Where the system text stands: as in the rows that were written with this option.
    #[arg(long, value_name = "WHERE", default_value = SystemText::Kept.name(), value_parser = system_texts())]
    pub(crate) system: SystemText,
}

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("drawn").multiple(true))]
pub(crate) struct GenDataArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Folder to write to. [default: as tunesmith.json says]
    #[arg(long, value_name = "DIR", aliases = ["output_dir", "data-output-dir", "data_output_dir"])]
    pub(crate) output_dir: Option<PathBuf>,

    /// Write the optional splits too.
    #[arg(long, alias = "include_test")]
    pub(crate) include_test: bool,

    /// Write this optional split too.
    #[arg(long, value_name = "NAME")]
    pub(crate) include: Vec<String>,

    /// Write this format; may be given several times. [default: all of tunesmith.json]
    #[arg(long, value_name = "NAME", conflicts_with = "simple_only")]
    pub(crate) format: Vec<String>,

    /// Write the first format only.
    #[arg(long, alias = "simple_only")]
    pub(crate) simple_only: bool,

    /// Assign every row by its own split, whatever file it stands in.
    #[arg(long, alias = "pool_splits")]
    pub(crate) pool_splits: bool,

    /// Leave out rows whose text repeats that of an earlier row of their split: the same to the byte, the same once case,
    /// punctuation, symbols and space are left aside, or nearly the same.
    #[arg(long, value_name = "HOW", value_parser = repeats())]
    pub(crate) dedupe: Option<Repeat>,

    /// Leave out rows whose text is, or nearly is, that of a row of a later split: training gives way to validation,
    /// validation to test.
    #[arg(long, alias = "drop_leaks")]
    pub(crate) drop_leaks: bool,

    /// Split all rows anew, by a share for each split: 0.8,0.1,0.1. By label and group; rows that are alike stay together.
    #[arg(long, value_name = "SHARES", value_delimiter = ',', conflicts_with_all = ["pool_splits", "drop_leaks"], group = "drawn")]
    pub(crate) resplit: Vec<f64>,

    /// Write the rows that are left out for being like others to removed.jsonl, with the row that each one repeats.
    #[arg(long)]
    pub(crate) removed: bool,

    /// Replace personal data in texts by its kind, in angle brackets: EMAIL, PHONE, CARD, IBAN, IP, SECRET, HANDLE, PROFILE.
    #[arg(long, alias = "mask_personal")]
    pub(crate) mask_personal: bool,

    /// Write at most N rows a split, drawn by --seed and the rows' ids, whatever the order of rows with different ids.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), group = "drawn")]
    pub(crate) sample: Option<u64>,

    /// Seed of the sample and of the new split. [default: 0]
    #[arg(long, value_name = "S", requires = "drawn")]
    pub(crate) seed: Option<u64>,

    /// Form of a line.
    #[arg(long, default_value = Shape::Messages.name(), value_parser = shapes())]
    pub(crate) shape: Shape,

    /// Compress the outputs: train.jsonl.zst.
    #[arg(long, value_parser = compressions())]
    pub(crate) compress: Option<Compression>,

    /// Write what this trainer reads too, in a folder of its name: rows in its form and under its names, and the files that a
    /// training run is started with. May be given several times.
    #[arg(long = "for", value_name = "TRAINER", value_parser = trainers())]
    pub(crate) trainers: Vec<&'static Trainer>,

    /// Where the system text stands: in a turn of its own, or at the head of the first turn of the user, for chat templates
    /// without a system role.
    #[arg(long, value_name = "WHERE", default_value = SystemText::Kept.name(), value_parser = system_texts())]
    pub(crate) system: SystemText,

    /// What becomes of rows with errors: end the run, or leave them out and count them.
    #[arg(long, value_name = "WHAT", default_value = OnInvalid::Error.name(), alias = "on_invalid", value_parser = on_invalid())]
    pub(crate) on_invalid: OnInvalid,

    /// Write the rows that are left out for a fault to rejects.jsonl.
    #[arg(long)]
    pub(crate) rejects: bool,

    /// Replace files in the output directory that no run of tunesmith made.
    #[arg(long)]
    pub(crate) force: bool,

    /// Number of threads; the outputs do not depend on it. [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,

    /// Form of the findings. Unless it is human, they have standard output to themselves, and the report goes to
    /// standard error.
    #[arg(long, default_value = MessageFormat::Human.name(), value_parser = message_formats())]
    pub(crate) message_format: MessageFormat,

    /// No progress bar.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

/// What is audited, and how alike is alike.
#[cfg(feature = "audit")]
#[derive(Debug, Args)]
pub(crate) struct AuditArgs {
    #[command(flatten)]
    pub(crate) select: SelectArgs,

    /// Audit the optional splits too.
    #[arg(long, alias = "include_test")]
    pub(crate) include_test: bool,

    /// Audit this optional split too.
    #[arg(long, value_name = "NAME")]
    pub(crate) include: Vec<String>,

    /// Audit what this format needs; may be given several times. [default: all of tunesmith.json]
    #[arg(long, value_name = "NAME")]
    pub(crate) format: Vec<String>,

    /// Assign every row by its own split, whatever file it stands in.
    #[arg(long, alias = "pool_splits")]
    pub(crate) pool_splits: bool,

    /// Audit the rows of all files, whichever split they name.
    #[arg(long)]
    pub(crate) all: bool,

    /// Texts of at least this Jaccard similarity are near duplicates.
    #[arg(long, value_name = "0.1..1", default_value = "0.8", value_parser = similarity)]
    pub(crate) similarity: f64,

    /// What it is the similarity of: the sets of 5-grams of characters, or of words.
    #[arg(long, default_value = tunesmith_audit::By::Grams.name(), value_parser = likeness())]
    pub(crate) similarity_by: tunesmith_audit::By,

    /// Look for leaks alone: rows of different splits with one text, nearly one, or one id. Of the first split only rows that are in
    /// one are kept in memory, so that it may be much larger than that.
    #[arg(long, conflicts_with_all = ["tokenizer", "max_tokens", "epochs"])]
    pub(crate) only_leaks: bool,

    /// What counts tokens: o200k_harmony (gpt-oss), o200k_base, cl100k_base, the path of a tokenizer.json, or none.
    #[arg(long, value_name = "NAME", default_value = tunesmith_audit::Tokenizer::BUILT_IN[0])]
    pub(crate) tokenizer: String,

    /// The training length in tokens. [default: as tunesmith.json says]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_tokens: Option<u64>,

    /// How often each row is trained, for the number of tokens that prices come from.
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u64).range(1..=1000))]
    pub(crate) epochs: u64,

    /// Write a page for people: verdict, figures, tables and findings, with the texts of rows hidden until they are asked for; and
    /// all of it as JSON beside it (audit.json for audit.html). An earlier report is replaced, and no other file.
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,

    /// Report only findings that this file does not know.
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,

    /// Write a baseline that knows all findings of this audit.
    #[arg(long, value_name = "FILE")]
    pub(crate) write_baseline: Option<PathBuf>,

    /// Number of threads; the findings do not depend on it. [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,

    /// Form of the findings. Unless it is human, they have standard output to themselves, and the summary goes to
    /// standard error.
    #[arg(long, default_value = MessageFormat::Human.name(), value_parser = message_formats())]
    pub(crate) message_format: MessageFormat,

    /// No progress bar.
    #[arg(long, short)]
    pub(crate) quiet: bool,
}

#[cfg(feature = "audit")]
fn similarity(typed: &str) -> Result<f64, String> {
    let number = typed.parse().ok().filter(|number| (0.1..=1.0).contains(number));
    number.ok_or_else(|| "it is a number from 0.1 to 1".to_owned())
}

#[cfg(feature = "audit")]
fn likeness() -> impl TypedValueParser<Value = tunesmith_audit::By> {
    use tunesmith_audit::By;

    words(&By::ALL, By::name, By::what)
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
pub(crate) struct VerifyArgs {
    /// Output directory of an earlier gen-data. [default: as tunesmith.json says]
    #[arg(value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,

    /// Folder of the project, where tunesmith.json is.
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) project: PathBuf,
}

#[derive(Debug, Args)]
pub(crate) struct NewResponseArgs {
    /// Template whose prompts ask for the answer, and the strategy where it has several that ask for different ones.
    #[arg(long, value_name = "FILE[:STRATEGY]")]
    pub(crate) from: String,

    /// Name of the contract. [default: made from the template's]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Folder of the project, where tunesmith.json is. [default: the current one]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// Templates or contracts, anywhere; folders too. All of the project's where none is given.
    pub(crate) paths: Vec<PathBuf>,

    /// Folder of the project, where tunesmith.json is. [default: the current one]
    #[arg(long, value_name = "DIR")]
    pub(crate) project: Option<PathBuf>,

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

/// The command that `args` say, the name of the program first; help and usage call it `name`.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>, name: &'static str) -> Result<Command, clap::Error> {
    let mut command = Cli::command().bin_name(name);
    let matches = command.try_get_matches_from_mut(args)?;
    Cli::from_arg_matches(&matches).map(|cli| cli.command).map_err(|error| error.format(&mut command))
}

fn shapes() -> impl TypedValueParser<Value = Shape> {
    let help = |shape| match shape {
        Shape::Messages => "{\"messages\": […]}, which every trainer reads",
        Shape::PromptCompletion => "{\"prompt\": […], \"completion\": […]}, on which TRL trains the completion alone",
    };
    words(&Shape::ALL, Shape::name, help)
}

fn system_texts() -> impl TypedValueParser<Value = SystemText> {
    let help = |place| match place {
        SystemText::Kept => "A turn of its own",
        SystemText::Fold => "The head of the first turn of the user",
    };
    words(&SystemText::ALL, SystemText::name, help)
}

fn compressions() -> impl TypedValueParser<Value = Compression> {
    words(&Compression::ALL, Compression::name, |Compression::Zstd| "Zstandard")
}

fn repeats() -> impl TypedValueParser<Value = Repeat> {
    let help = |repeat| match repeat {
        Repeat::Exact => "The same text, to the byte",
        Repeat::Normalised => "The same once case, punctuation, symbols and space are left aside",
        Repeat::Near => "Nearly the same: a Jaccard similarity of 0.8 or more of 5-grams",
    };
    words(&Repeat::ALL, Repeat::name, help)
}

fn on_invalid() -> impl TypedValueParser<Value = OnInvalid> {
    let help = |what| match what {
        OnInvalid::Error => "The run ends with every finding, and nothing is written",
        OnInvalid::Skip => "The row is left out and counted",
    };
    words(&OnInvalid::ALL, OnInvalid::name, help)
}

fn trainers() -> impl TypedValueParser<Value = &'static Trainer> {
    let possible = tunesmith_trainers::all().map(|trainer| PossibleValue::new(trainer.name).help(trainer.title));
    PossibleValuesParser::new(possible)
        .try_map(|typed| tunesmith_trainers::find(&typed).ok_or_else(|| format!("there is no trainer `{typed}`")))
}

fn message_formats() -> impl TypedValueParser<Value = MessageFormat> {
    words(&MessageFormat::ALL, MessageFormat::name, MessageFormat::help)
}

/// One of some values, by its name.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    name: fn(T) -> &'static str,
    help: fn(T) -> &'static str,
) -> impl TypedValueParser<Value = T> {
    let possible = all.iter().map(|&value| PossibleValue::new(name(value)).help(help(value)));
    PossibleValuesParser::new(possible).try_map(move |typed| {
        let found = all.iter().copied().find(|&value| name(value) == typed);
        found.ok_or_else(|| format!("there is no `{typed}`"))
    })
}
