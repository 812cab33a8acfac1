//! The dataset card: `README.md` with the YAML that keeps the formats apart for Hugging Face.

use tunesmith_runtime::Split;

use crate::Shape;
use crate::output::{Made, Output};
use crate::run::Run;

/// The line by which a card is known as ours.
const MARK: &str = "<!-- Written by tunesmith gen-data, which replaces this file at each run. -->";

/// Whether a card's text was written here.
pub(crate) fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line.trim_end() == MARK)
}

/// The card of a run.
///
/// Source of the YAML: Hugging Face Hub docs, "Manual Configuration" of datasets.
pub(crate) fn card(run: &Run<'_>, made: &[Made]) -> String {
    let mut text = String::from("---\nconfigs:\n");
    for (place, format) in run.formats.iter().enumerate() {
        let of_split = |(split, settings): (usize, &Split)| {
            let is_of = |made: &&Made| made.output == Output::Lines { split, format: place };
            let names: Vec<&str> = made.iter().filter(is_of).map(|made| made.file.name.as_str()).collect();
            let paths = match names[..] {
                [] => return String::new(),
                [name] => format!(" {name}\n"),
                // The parts of an engine.
                _ => format!("\n{}", names.iter().map(|name| format!("    - {name}\n")).collect::<String>()),
            };
            format!("  - split: {}\n    path:{paths}", settings.output)
        };
        let files: Vec<String> = run.project.settings.splits.iter().enumerate().map(of_split).collect();
        if files.iter().any(|files| !files.is_empty()) {
            text += &format!("- config_name: {}\n  data_files:\n{}", run.name_of(format), files.concat());
        }
    }
    text += &format!("---\n{MARK}\n\n# Fine-tuning data\n\n");
    let is_table = made.iter().any(|made| made.file.name.ends_with(".parquet"));
    text += if is_table { "One record a row" } else { "One JSON object a line" };
    text += match run.options.shape {
        Shape::Messages => ": `{\"messages\": [system, user, assistant]}`.\n",
        Shape::PromptCompletion => ": `{\"prompt\": [system, user], \"completion\": [assistant]}`.\n",
    };
    match run.formats.len() {
        0 | 1 => text.push('\n'),
        2 => text += "The configurations are two formats of the same rows; train on one of them.\n\n",
        count => {
            text += &format!("The configurations are {count} formats of the same rows; train on one of them.\n\n");
        }
    }
    text += "| file | rows | SHA-256 |\n|---|--:|---|\n";
    for Made { file: output, .. } in made {
        text += &format!("| `{}` | {} | `{}` |\n", output.name, output.rows, output.sha256);
    }
    text += "\n```python\nfrom datasets import load_dataset\n\ndata = load_dataset(";
    let first = run.formats.first().map(|format| run.name_of(format)).unwrap_or_default();
    text += &format!("\"path/to/this/directory\", \"{first}\")\n```\n");
    text += "\n`manifest.json` holds what these files were made from.\n";
    text
}
