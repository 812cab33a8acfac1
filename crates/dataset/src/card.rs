//! The dataset card: `README.md` with the YAML that keeps the formats apart for Hugging Face.

use tunesmith_manifest::ManifestOutput;

use crate::{Options, Shape, Split};

/// The line by which a card is known as ours.
const MARK: &str = "<!-- Written by tunesmith gen-data, which replaces this file at each run. -->";

/// Whether a card's text was written here.
pub(crate) fn is_ours(text: &str) -> bool {
    text.lines().any(|line| line.trim_end() == MARK)
}

/// The card of a run.
///
/// Source of the YAML: Hugging Face Hub docs, "Manual Configuration" of datasets.
pub(crate) fn card(outputs: &[ManifestOutput], options: &Options) -> String {
    let mut text = String::from("---\nconfigs:\n");
    for (format, suffix) in [("simple", ""), ("optimized", "_optimized")] {
        let files: Vec<String> = Split::ALL.iter().filter_map(|split| data_file(outputs, *split, suffix)).collect();
        if !files.is_empty() {
            text += &format!("- config_name: {format}\n  data_files:\n{}", files.concat());
        }
    }
    text += &format!("---\n{MARK}\n\n# Fine-tuning data\n\n");
    text += match options.shape {
        Shape::Messages => "One JSON object a line: `{\"messages\": [system, user, assistant]}`.\n",
        Shape::PromptCompletion => {
            "One JSON object a line: `{\"prompt\": [system, user], \"completion\": [assistant]}`.\n"
        }
    };
    text += "The configurations are two formats of the same rows; train on one of them.\n\n| file | rows | SHA-256 |\n|---|--:|---|\n";
    for output in outputs {
        text += &format!("| `{}` | {} | `{}` |\n", output.name, output.rows, output.sha256);
    }
    text += "\n```python\nfrom datasets import load_dataset\n\ndata = load_dataset(\"path/to/this/directory\", \"simple\")\n```\n";
    text += "\n`manifest.json` holds what these files were made from.\n";
    text
}

fn data_file(outputs: &[ManifestOutput], split: Split, suffix: &str) -> Option<String> {
    let stem = format!("{}{suffix}", split.output_stem());
    let output = outputs.iter().find(|output| output.name.split('.').next() == Some(stem.as_str()))?;
    Some(format!("  - split: {}\n    path: {}\n", split.output_stem(), output.name))
}
