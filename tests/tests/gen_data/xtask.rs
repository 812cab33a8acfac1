//! The whole way, as a newcomer goes it: `cargo xtask gen-data` in a copy of the repository, a mistake in a template,
//! and mending it. Builds in `target/e2e`, which later runs use again.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use tunesmith_tests::{Ran, cargo, project_copy};

/// Held by the test that works in the copy.
static COPY: Mutex<()> = Mutex::new(());

/// Replaces `from` in a file.
#[track_caller]
fn edit(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{} has no {from}", path.display());
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

/// Names and bytes of the outputs.
fn outputs(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut outputs: Vec<_> =
        entries.map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap())).collect();
    outputs.sort();
    outputs
}

/// The lines that name a finding.
fn findings(ran: &Ran) -> Vec<&str> {
    ran.stderr.lines().filter(|line| line.contains("error[")).collect()
}

/// Runs a command whose standard output nobody reads.
#[track_caller]
fn check_without_a_reader(folder: &Path, program: &Path, command: &str) {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let ended = Command::new(program)
        .arg(command)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .stdout(writer)
        .output()
        .unwrap();
    let stderr = String::from_utf8_lossy(&ended.stderr);
    assert_eq!((ended.status.code(), stderr.as_ref()), (Some(0), ""), "{command}");
}

#[test]
fn a_mistake_in_a_template_stops_the_build_at_its_place_and_mending_it_is_enough() {
    let _alone = COPY.lock().unwrap_or_else(PoisonError::into_inner);
    let (copy, target) = project_copy();
    let out = copy.join("finetuning/data/prepared");
    let _ = fs::remove_dir_all(&out);
    let xtask = |args: &[&str]| cargo(&copy, &target, &[&["xtask"], args].concat());
    let report = xtask(&["gen-data"]).ends_with(0).stdout;
    assert!(report.contains("  ✓ finetuning/data/prepared/train_optimized.jsonl (2686 samples)\n"), "{report}");
    xtask(&["verify"]).ends_with(0);
    check_without_a_reader(&copy, &target.join("release/xtask"), "verify");
    let before = outputs(&out);

    let template = copy.join("templates/combined/combined_gptoss_v1.json");
    edit(&template, "Community mentioned: {persona}", "Community mentioned: {persna}");
    edit(&template, "Group: {target_group}", "Group: {target_group");
    // The release profile, so that what gen-data built serves here too.
    let check =
        cargo(&copy, &target, &["check", "--release", "--locked", "--package", "tunesmith-prompts"]).ends_with(101);
    let lines = findings(&check);
    assert_eq!(lines.len(), 2, "{}", check.stderr);
    for (line, place) in lines.iter().zip(["combined_gptoss_v1.json:8:", "combined_gptoss_v1.json:23:"]) {
        let found = line.split_once("templates/combined/").map_or("", |(_, found)| found);
        assert!(found.starts_with(place) && line.contains(": error["), "{line}");
    }
    for dump in ["panicked", "process didn't exit", "--- stdout", "cargo::error", "RUST_BACKTRACE"] {
        assert!(!check.stderr.contains(dump), "{}", check.stderr);
    }

    let refused = xtask(&["gen-data"]).ends_with(1);
    assert_eq!((findings(&refused).len(), refused.stdout.as_str()), (2, ""), "{}", refused.stderr);
    assert_eq!(outputs(&out), before);
    let stale = xtask(&["verify"]);
    assert_eq!(stale.code, Some(1), "{}", stale.stderr);

    edit(&template, "{persna}", "{persona}");
    edit(&template, "Group: {target_group", "Group: {target_group}");
    assert_eq!(xtask(&["gen-data"]).ends_with(0).stdout, report);
    assert_eq!(outputs(&out), before);
    xtask(&["verify"]).ends_with(0);
}

#[test]
fn a_build_that_fails_ends_xtask_with_1_and_usage_errors_with_2() {
    let _alone = COPY.lock().unwrap_or_else(PoisonError::into_inner);
    let (copy, target) = project_copy();
    let xtask = |args: &[&str]| cargo(&copy, &target, &[&["xtask"], args].concat());
    xtask(&["gen-data", "--allow", "syntax"]).ends_with(2);
    xtask(&["gen-data", "--prompt-template", "nowhere.json"]).ends_with(2);
    xtask(&["gen-data", "--no-such-option"]).ends_with(2);
}

#[test]
fn a_new_project_is_compiled_generated_served_audited_and_verified_without_a_line_of_rust() {
    let _alone = COPY.lock().unwrap_or_else(PoisonError::into_inner);
    let (copy, target) = project_copy();
    let project = "new/tickets";
    let xtask = |args: &[&str]| cargo(&copy, &target, &[&["xtask"], args, &["--project", project]].concat());
    let out = copy.join(project).join("out");
    let _ = fs::remove_dir_all(copy.join(project));
    let init = || cargo(&copy, &target, &["xtask", "init", project]);
    let said = init().ends_with(0).stdout;
    for command in ["check", "gen-data", "preview"] {
        assert!(said.contains(&format!("\n  cargo xtask {command} --project {project}\n")), "{said}");
    }
    assert_eq!(
        init().ends_with(2).stderr.lines().last(),
        Some("error: the folder new/tickets is not empty; name one that is new or empty")
    );
    xtask(&["check", "--deny", "warnings"]).ends_with(0);
    let report = xtask(&["gen-data", "--include", "eval"]).ends_with(0).stdout;
    assert!(report.contains("TRIAGE format:\n  ✓ new/tickets/out/train_triage.jsonl (12 samples)\n"), "{report}");
    let line = |name: &str, line: usize| {
        let text = fs::read_to_string(out.join(name)).unwrap();
        text.lines().nth(line).unwrap().to_owned()
    };
    assert!(line("train.jsonl", 0).ends_with(r#"{"role": "assistant", "content": "billing"}]}"#));
    let nested =
        r#"\"queue\": \"other\", \"team\": \"front desk\", \"about\": {\"product\": \"not named\", \"priority\": 1}}"#;
    assert!(line("train_triage.jsonl", 3).contains(nested), "{}", line("train_triage.jsonl", 3));
    assert_eq!(fs::read_to_string(out.join("eval.jsonl")).unwrap().lines().count(), 4);
    xtask(&["verify"]).ends_with(0);
    let body = xtask(&["preview", "--id", "1001", "--request", "--model", "m"]).ends_with(0).stdout;
    assert!(body.starts_with(r#"{"model": "m", "messages": [{"role": "system", "content": "You route"#), "{body}");
    assert!(body.contains(r#""type": "json_schema""#) && !body.contains(r#""role": "assistant""#), "{body}");
    let refused = xtask(&["gen-data", "--format", "brief", "--response", "triage_v1"]);
    assert!(refused.stderr.contains("ask for another answer"), "{}", refused.stderr);
    assert_eq!(refused.code, Some(2), "{}", refused.stdout);
    let audited = xtask(&["audit", "--include", "eval"]).ends_with(0).stdout;
    assert!(audited.starts_with("Rows audited: 20\n"), "{audited}");
    fs::remove_dir_all(copy.join(project)).unwrap();
}
