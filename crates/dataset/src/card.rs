//! The dataset card: `README.md` with the YAML that keeps the formats apart for Hugging Face.

use tunesmith_manifest::ManifestOutput;
use tunesmith_runtime::Settings;

use crate::formats::Chosen;
use crate::output::file_name;
use crate::{Options, Shape};

/// The line by which a card is known as ours.
const MARK: &str = "<!-- Written by tunesmith gen-data, which replaces this file at each run. -->";

/// Whether a card's text was written here.
pub(crate) fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line.trim_end() == MARK)
}

/// The card of a run.
///
/// Source of the YAML: Hugging Face Hub docs, "Manual Configuration" of datasets.
pub(crate) fn card(
    outputs: &[ManifestOutput],
    options: &Options,
    settings: &Settings,
    chosen: &[Chosen<'_>],
) -> String {
    let mut text = String::from("---\nconfigs:\n");
    for format in chosen {
        let file = |split| {
            let name = file_name(split, settings, format.format, options);
            let made = outputs.iter().any(|output| output.name == name);
            made.then(|| format!("  - split: {}\n    path: {name}\n", split.output))
        };
        let files: Vec<String> = settings.splits.iter().filter_map(file).collect();
        if !files.is_empty() {
            let name = &settings.formats[format.format].name;
            text += &format!("- config_name: {name}\n  data_files:\n{}", files.concat());
        }
    }
    text += &format!("---\n{MARK}\n\n# Fine-tuning data\n\n");
    text += match options.shape {
        Shape::Messages => "One JSON object a line: `{\"messages\": [system, user, assistant]}`.\n",
        Shape::PromptCompletion => {
            "One JSON object a line: `{\"prompt\": [system, user], \"completion\": [assistant]}`.\n"
        }
    };
    text += "The configurations are two formats of the same rows; train on one of them.\n\n";
    text += "| file | rows | SHA-256 |\n|---|--:|---|\n";
    for output in outputs {
        text += &format!("| `{}` | {} | `{}` |\n", output.name, output.rows, output.sha256);
    }
    text += "\n```python\nfrom datasets import load_dataset\n\ndata = load_dataset(";
    let first = chosen.first().map(|it| settings.formats[it.format].name.as_ref()).unwrap_or_default();
    text += &format!("\"path/to/this/directory\", \"{first}\")\n```\n");
    text += "\n`manifest.json` holds what these files were made from.\n";
    text
}
