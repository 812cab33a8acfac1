//! Temporary: checks files given on the command line.
use std::{env, fs, time::Instant};
use tunesmith_template::{Files, Levels, Source, TemplateFile, check, show};
fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    let human = args.iter().any(|a| a == "--human");
    let color = args.iter().any(|a| a == "--color");
    let time = args.iter().any(|a| a == "--time");
    let fix = args.iter().any(|a| a == "--fix");
    let response = args.iter().find_map(|a| a.strip_prefix("--response=")).map(str::to_owned);
    let mut levels = Levels::default();
    for a in &args {
        if let Some(c) = a.strip_prefix("--allow=") {
            levels.set(c, tunesmith_template::Level::Allow).unwrap();
        }
    }
    let read = |p: &str| Source::from_bytes(p, &fs::read(p).unwrap());
    let mut responses = vec![
        read("templates/responses/classification_rationale_v1.json"),
        read("templates/responses/moderation_v1.json"),
    ];
    let mut templates = Vec::new();
    for a in args.iter().filter(|a| !a.starts_with("--")) {
        if a.contains("responses/") {
            responses.push(read(a));
            continue;
        }
        templates.push(TemplateFile { source: read(a), name: a.clone(), response: response.clone() });
    }
    let files = Files { schema: read("data/unified.schema.json"), responses, templates };
    let start = Instant::now();
    let checked = check(&files, &levels);
    let elapsed = start.elapsed();
    let mut n = 0;
    let start = Instant::now();
    for report in &checked.reports {
        for d in &report.diagnostics {
            n += 1;
            if time {
                show::short(&report.source, d);
                if n < 2000 {
                    show::human(&report.source, d, false);
                }
                continue;
            }
            if human || color {
                println!("{}\n", show::human(&report.source, d, color));
            } else {
                println!("{}", show::short(&report.source, d));
            }
        }
        if fix && report.diagnostics.len() > 0 {
            let fixed = tunesmith_template::apply_fixes(report);
            println!("--- fixed {}\n{}", fixed.applied, fixed.text);
        }
        if false {}
    }
    if time {
        println!("{} findings, check {:?} show {:?}", n, elapsed, start.elapsed());
    }
}
