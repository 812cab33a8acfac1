//! Whatever a file holds: no panic, positions on character boundaries, sound fixes, and time in proportion.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tunesmith_template::{FileReport, Files, Level, Levels, Source, TemplateFile, apply_fixes, check, doc, show};

fn check_template(text: &str) -> FileReport {
    let mut files: Files = doc::files();
    let source = Source::new("t.json", text);
    files.templates = vec![TemplateFile { source, name: "t.json".to_owned(), outside: false, response: None }];
    last_report(&files)
}

fn check_contract(text: &str) -> FileReport {
    let mut files: Files = doc::files();
    files.responses.push(Source::new("templates/responses/c.json", text));
    files.templates.clear();
    last_report(&files)
}

fn last_report(files: &Files) -> FileReport {
    check(files, &Levels::default(), None).reports.pop().unwrap()
}

fn template(system_prompt: &str, user_template: &str) -> String {
    let quote = |text: &str| serde_json::Value::from(text).to_string();
    let (system_prompt, user_template) = (quote(system_prompt), quote(user_template));
    format!(
        r#"{{"strategies": {{"s": {{"name": "s", "description": "d", "system_prompt": {system_prompt}, "user_template": {user_template}}}}}}}"#
    )
}

/// Every position of a report is one, and every rendering works.
#[track_caller]
fn check_sound(report: &FileReport) {
    let text = report.source.text();
    for finding in &report.diagnostics {
        let here = finding.labels.iter().filter(|label| label.source.is_none());
        let spans = std::iter::once(&finding.span).chain(here.map(|label| &label.span));
        for span in spans {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{finding:?}");
            assert!(span.start <= span.end && span.end <= text.len(), "{finding:?}");
        }
        assert!(!finding.message.contains('\n'), "{finding:?}");
        let human = show::human(&report.source, finding, false);
        assert_eq!(human.lines().next(), Some(show::short(&report.source, finding).as_str()));
        show::human(&report.source, finding, true);
        show::github(&report.source, finding);
    }
}

/// The fixes of a report mend without making the file worse.
#[track_caller]
fn check_fixes(report: &FileReport, check: fn(&str) -> FileReport) {
    let fixed = apply_fixes(report);
    let after = check(&fixed.text);
    let errors = |report: &FileReport| report.diagnostics.iter().filter(|it| it.level == Level::Deny).count();
    let syntax = |report: &FileReport| report.diagnostics.iter().any(|it| it.code == "syntax");
    assert!(syntax(report) || !syntax(&after), "{}", fixed.text);
    assert!(fixed.applied == 0 || errors(&after) <= errors(report), "{}\n{after:#?}", fixed.text);
}

const PROMPT: &str = "([{}\\\\[\\\\]\"':,/|<> \\t\\n\\\\\\\\]|body|product|\\{body\\}|\\{\\{|\\}\\}|\"queue\": |billing|é|😀|\u{202e}|\u{200d}|e\u{301}|<\\|x\\|>)*";

proptest! {
    #[test]
    fn any_prompt_is_checked(system_prompt in PROMPT, user_template in PROMPT) {
        let report = check_template(&template(&system_prompt, &user_template));
        check_sound(&report);
        prop_assert!(report.diagnostics.iter().all(|finding| finding.code != "syntax"));
    }

    #[test]
    fn any_text_is_checked(text in any::<String>()) {
        check_sound(&check_template(&text));
        check_sound(&check_contract(&text));
    }

    #[test]
    fn any_edit_of_a_template_is_checked(at in 0usize..300, length in 0usize..20, insert in r#"[{}\[\]",:'\\a1\n]{0,3}"#) {
        for (text, check) in [
            (doc::files().templates[0].source.text().to_owned(), check_template as fn(&str) -> FileReport),
            (doc::files().responses[0].text().to_owned(), check_contract),
        ] {
            let start = at.min(text.len());
            let end = (start + length).min(text.len());
            let edited = format!("{}{insert}{}", &text[..start], &text[end..]);
            let report = check(&edited);
            check_sound(&report);
            check_fixes(&report, check);
        }
    }
}

#[test]
fn large_files_take_time_in_proportion() {
    let units = [
        "{",
        "}",
        "{{",
        "{}",
        "{a",
        "{\"",
        "{'",
        "{\"a\":",
        "{\"a\":{",
        "{a: ",
        "{ ",
        "[",
        "<",
        "<|",
        "<|a|>",
        " ",
        " \n",
        "\t",
        "\u{301}",
        "\u{202e}",
        "\u{202c}",
        "\u{200d}",
        "e\u{301}",
        "{body}",
        "{bdy}",
        "{{body}}",
        "\"",
        "\\",
        "a/b|",
        "//",
        "\u{1f3f4}",
        "{\"queue\": \"x\"} ",
    ];
    for unit in units {
        let prompt = unit.repeat(50_000 / unit.len());
        let start = Instant::now();
        check_template(&template(&prompt, &prompt));
        // Generous: what takes quadratic time takes minutes.
        assert!(start.elapsed() < Duration::from_secs(10), "{unit:?}: {:?}", start.elapsed());
    }
    for unit in ["{\"a\":", "[", "\"a\":1,", "{\"strategies\":{", "'", "//\n", "\\u0041"] {
        let start = Instant::now();
        check_template(&unit.repeat(50_000 / unit.len()));
        check_template(&format!("{{\"strategies\": {{{}", unit.repeat(50_000 / unit.len())));
        assert!(start.elapsed() < Duration::from_secs(10), "{unit:?}: {:?}", start.elapsed());
    }
}

#[test]
fn many_strategies_take_time_in_proportion() {
    let strategy = |name: usize| {
        format!(
            r#""s{name}": {{"name": "s{name}", "description": "d", "system_prompt": "a", "user_template": "{{body}}"}}"#
        )
    };
    let strategies: Vec<String> = (0..3_000).map(strategy).collect();
    let start = Instant::now();
    let report = check_template(&format!("{{\"strategies\": {{{}}}}}", strategies.join(",\n")));
    assert!(!report.has_errors());
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
}
