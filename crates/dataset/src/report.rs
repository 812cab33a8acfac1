//! What a run prints: the report on standard output, to the byte, and the row ledger on standard error.

use crate::inputs::normal;
use crate::run::{Run, asked, last};
use crate::{Generated, WrittenFile};

const RULE: &str = "============================================================";

/// The report's head, before the run; `typed` is the template as it was given.
pub fn header(run: &Run<'_>, typed: Option<&str>) -> String {
    let (options, settings) = (&run.options, run.project.settings);
    let mut lines = vec![
        RULE.to_owned(),
        "FINE-TUNING DATA GENERATION".to_owned(),
        RULE.to_owned(),
        format!("Unified data directory: {}", options.unified_dir.display()),
        format!("Output directory: {}", options.output_dir.display()),
    ];
    for split in settings.splits.iter().filter(|split| split.optional) {
        lines.push(format!("Include {} split: {}", split.output, python_bool(options.writes(split))));
    }
    let asked = asked(options, run.project).unwrap_or_default();
    for (place, format) in settings.formats.iter().enumerate().skip(1) {
        lines.push(format!("Generate {}: {}", format.name, python_bool(asked.contains(&place))));
    }
    if !options.simple_only || settings.formats.len() == 1 {
        let (template, strategy) = last(options, run.project);
        lines.push(format!("Template: {}", typed.unwrap_or(&template)));
        lines.push(format!("Strategy: {strategy}"));
    }
    lines.push(RULE.to_owned());
    lines.push(String::new());
    lines.push("Generating fine-tuning data files...".to_owned());
    lines.push(String::new());
    lines.join("\n") + "\n"
}

/// The report's end, after a run that succeeded.
pub fn end(run: &Run<'_>, files: &[WrittenFile]) -> String {
    let path = |file: &WrittenFile| normal(&run.options.output_dir.join(&file.name));
    let mut lines = vec![RULE.to_owned(), "GENERATION COMPLETE".to_owned(), RULE.to_owned(), String::new()];
    for (place, format) in run.project.settings.formats.iter().enumerate() {
        let of_format: Vec<&WrittenFile> = files.iter().filter(|file| file.format == Some(place)).collect();
        if !of_format.is_empty() {
            lines.push(format!("{} format:", format.name.to_uppercase()));
            lines.extend(of_format.iter().map(|file| format!("  ✓ {} ({} samples)", path(file), file.rows)));
            lines.push(String::new());
        }
    }
    for trainer in &run.options.trainers {
        lines.push(format!("For {}:", trainer.title));
        for file in files.iter().filter(|file| file.name.starts_with(&format!("{}/", trainer.name))) {
            let rows = if file.rows > 0 { format!(" ({} samples)", file.rows) } else { String::new() };
            lines.push(format!("  ✓ {}{rows}", path(file)));
        }
        lines.push(String::new());
    }
    lines.push(RULE.to_owned());
    lines.push("[SUCCESS] Fine-tuning data generation complete".to_owned());
    lines.push(format!("Output directory: {}", run.options.output_dir.display()));
    lines.push(RULE.to_owned());
    lines.join("\n") + "\n"
}

/// The row ledger, a line a file.
pub fn ledger_lines(generated: &Generated) -> Vec<String> {
    generated.ledgers.iter().map(|(path, ledger)| format!("{path}: {ledger}")).collect()
}

/// A boolean as the Python pipeline prints it.
fn python_bool(value: bool) -> &'static str {
    if value { "True" } else { "False" }
}
