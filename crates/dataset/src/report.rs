//! What a run prints: the report on standard output, to the byte, and the row ledger on standard error.

use crate::inputs::normal;
use crate::{Generated, Options, WrittenFile};

const RULE: &str = "============================================================";

/// The report's head, before the run; `template` is the template as typed.
pub fn header(options: &Options, template: &str) -> String {
    let mut lines = vec![
        RULE.to_owned(),
        "FINE-TUNING DATA GENERATION".to_owned(),
        RULE.to_owned(),
        format!("Unified data directory: {}", options.unified_dir.display()),
        format!("Output directory: {}", options.output_dir.display()),
        format!("Include test split: {}", python_bool(options.include_test)),
        format!("Generate optimized: {}", python_bool(!options.simple_only)),
    ];
    if !options.simple_only {
        lines.push(format!("Template: {template}"));
        lines.push(format!("Strategy: {}", options.strategy));
    }
    lines.push(RULE.to_owned());
    lines.push(String::new());
    lines.push("Generating fine-tuning data files...".to_owned());
    lines.push(String::new());
    lines.join("\n") + "\n"
}

/// The report's end, after a run that succeeded.
pub fn end(options: &Options, files: &[WrittenFile]) -> String {
    let mut lines = vec![RULE.to_owned(), "GENERATION COMPLETE".to_owned(), RULE.to_owned(), String::new()];
    for (title, optimized) in [("SIMPLE", false), ("OPTIMIZED", true)] {
        let of_format: Vec<&WrittenFile> = files.iter().filter(|file| file.optimized == optimized).collect();
        if !of_format.is_empty() {
            lines.push(format!("{title} format:"));
            let path = |file: &WrittenFile| normal(&options.output_dir.join(&file.name));
            lines.extend(of_format.iter().map(|file| format!("  ✓ {} ({} samples)", path(file), file.rows)));
            lines.push(String::new());
        }
    }
    lines.push(RULE.to_owned());
    lines.push("[SUCCESS] Fine-tuning data generation complete".to_owned());
    lines.push(format!("Output directory: {}", options.output_dir.display()));
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
