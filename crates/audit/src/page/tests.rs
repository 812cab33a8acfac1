//! What holds of every page, whatever was found.

use std::fs;

use expect_test::expect;
use tunesmith_dataset::{DataFinding, FileLedger, Findings, Visited};
use tunesmith_template::rules;
use tunesmith_template::{Diagnostic, Level, Position, RecordRef, Source, Span, show};

use super::*;
use crate::likeness::Likeness;
use crate::section::{Bars, Cell, Histogram, Part, Section, Table};

const EVIL: &str = "<script>alert(1)</script><img src=x onerror=alert(1)>'\"&";

fn finding(code: &'static str, level: Level, message: &str, text: &str) -> DataFinding {
    let source = Source::excerpt("data/train.jsonl", text, Position { line: 7, column: 1 });
    let span = Span::new(0, text.len().min(5));
    let record = Some(RecordRef { number: 7, id: "row_7".to_owned() });
    let (labels, help) = (Vec::new(), Vec::new());
    let diagnostic = Diagnostic { code, level, span, message: message.to_owned(), record, labels, help, fix: None };
    DataFinding { source, diagnostic }
}

fn audited(findings: impl IntoIterator<Item = DataFinding>, sections: Vec<Section>) -> Audited {
    let mut all = Findings::new(1_000);
    findings.into_iter().for_each(|finding| all.add(finding));
    let ledger = FileLedger { read: 40, written: [(0, 30)].into(), ..FileLedger::default() };
    let visited = Visited {
        files: vec![("data/train.jsonl".to_owned(), ledger)],
        sha256: vec!["00".repeat(32)],
        ..Visited::default()
    };
    let likeness = Likeness::default();
    Audited { visited, findings: all, accepted: 0, rows: 30, likeness, sections, baseline: String::new() }
}

fn about() -> About {
    About {
        splits: vec!["train".to_owned()],
        words: vec!["normal".to_owned()],
        asked: vec![("Tokenizer".to_owned(), "none".to_owned())],
        json: "audit.json".to_owned(),
    }
}

fn section(name: &'static str, title: &'static str, parts: Vec<Part>) -> Section {
    Section { name, title, about: format!("About {title}."), parts }
}

#[test]
fn a_page_has_at_most_5_mb_whatever_the_data_and_the_json_has_the_numbers() {
    let long = "é<".repeat(2_000);
    let each = |rule: &'static tunesmith_template::Rule| {
        std::iter::repeat_n(finding(rule.code, Level::Deny, &long, &long), 21)
    };
    let mut table = Table { title: long.clone(), columns: vec![long.clone(); 100], rows: Vec::new() };
    table.rows = vec![vec![Cell::from(&long[..600]); 70]; 500];
    let bars =
        Bars { title: long.clone(), pieces: vec![long.clone(); 40], bars: vec![(long.clone(), vec![3; 40]); 300] };
    let bins = (0..20_000).map(|at| (f64::from(at), f64::from(at + 1), 1)).collect();
    let histogram = Histogram { title: long.clone(), unit: long.clone(), bins, marks: vec![(3.5, long.clone()); 90] };
    let parts = vec![Part::Table(table), Part::Bars(bars), Part::Histogram(histogram)];
    let sections = ["a", "b", "c"].map(|name| section(name, "Large", parts.clone())).to_vec();
    let mut audited = audited(rules::all().flat_map(each), sections);
    audited.visited.notes = vec![long.clone(); 5_000];
    audited.visited.files = vec![(long.clone(), FileLedger { read: 1, ..FileLedger::default() }); 3_000];
    audited.visited.sha256 = vec!["00".repeat(32); 3_000];
    let about = About { asked: vec![(long.clone(), long.clone()); 100], splits: vec![long; 100], ..about() };
    let page = page(&audited, &about);
    assert!(page.len() <= PAGE_BYTES, "{}", page.len());
    assert!(page.contains("Too large for this page: see"));
    let json: serde_json::Value = serde_json::from_str(&json(&audited, &about).unwrap()).unwrap();
    assert_eq!(json["sections"][0]["parts"][0]["rows"].as_array().map(Vec::len), Some(500));
    assert_eq!(json["findings"].as_array().map(Vec::len), Some(21 * rules::all().count()));
}

#[test]
fn whatever_comes_from_data_stays_text() {
    let mut table = Table { title: EVIL.to_owned(), columns: vec![EVIL.to_owned(); 2], rows: Vec::new() };
    table.rows = vec![vec![EVIL.into(), 3u64.into()], vec![EVIL.into(), Cell::None]];
    let bars = Bars { title: EVIL.to_owned(), pieces: vec![EVIL.to_owned()], bars: vec![(EVIL.to_owned(), vec![3])] };
    let marks = vec![(0.5, EVIL.to_owned())];
    let histogram = Histogram { title: EVIL.to_owned(), unit: EVIL.to_owned(), bins: vec![(0.0, 1.0, 1)], marks };
    let parts = vec![Part::Table(table), Part::Bars(bars), Part::Histogram(histogram)];
    let mut found = finding("split-leak", Level::Deny, EVIL, EVIL);
    found.diagnostic.record = Some(RecordRef { number: 1, id: EVIL.to_owned() });
    found.diagnostic.help = vec![EVIL.to_owned()];
    let mut audited = audited([found], vec![section("evil", "Evil", parts)]);
    audited.sections[0].about = EVIL.to_owned();
    audited.visited.notes = vec![EVIL.to_owned()];
    audited.visited.files[0].0 = EVIL.to_owned();
    let asked = vec![(EVIL.to_owned(), EVIL.to_owned())];
    let about = About { splits: vec![EVIL.to_owned()], words: vec![], asked, json: EVIL.to_owned() };
    let page = page(&audited, &about);
    assert_eq!((page.matches("<script").count(), page.matches("</script").count()), (1, 1));
    assert_eq!(page.matches("<img").count(), 0);
    assert!(page.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn the_policy_names_the_style_and_the_script_that_are_there() {
    let page = page(&audited([], Vec::new()), &about());
    let between = |from: &str, to: &str| page.split_once(from).and_then(|(_, rest)| rest.split_once(to)).unwrap().0;
    let policy = between("http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(policy.contains(&hash(between("<style>", "</style>"))));
    assert!(policy.contains(&hash(between("<script>", "</script>"))));
    for attribute in [" style=", " onclick=", " src=", "http://", "https://"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
}

#[test]
fn the_verdict_is_a_sentence_and_the_worst_come_first() {
    let whole =
        DataFinding::of_file(Source::new("a", ""), &rules::audit::CLASS_MISSING, Level::Warn, "m".to_owned(), &[]);
    let many = std::iter::repeat_n(finding("duplicate-text", Level::Warn, "m", "t"), 3);
    let errors = [finding("near-leak", Level::Deny, "m", "t"), finding("split-leak", Level::Deny, "m", "t")];
    let audited = audited(many.chain([whole]).chain(errors), Vec::new());
    expect![
        "Not ready for training: 2 errors (1 near-leak, 1 split-leak) and 4 warnings (1 class-missing, 3 duplicate-text) in 30 rows."
    ]
    .assert_eq(&Verdict::new(&audited).sentence());
    let page = page(&audited, &about());
    let cards: Vec<&str> =
        page.match_indices("class=\"go\"><a href=\"#").map(|(at, mark)| &page[at + mark.len()..][..20]).collect();
    assert_eq!(cards.len(), 3);
    assert!(cards[2].starts_with("warning-class-missin"), "{cards:?}");
    expect!["Nothing found: 0 errors and 0 warnings in 30 rows."]
        .assert_eq(&Verdict::new(&super::tests::audited([], Vec::new())).sentence());
}

#[test]
fn a_finding_shows_its_place_and_its_text_on_request_alone() {
    let found = finding(
        "unknown-label",
        Level::Deny,
        "label is \"rude word\"; allowed: \"normal\"",
        "{\"text\": \"rude word\"}",
    );
    let page = page(&audited([found], Vec::new()), &about());
    let (_, article) = page.split_once("<article").unwrap();
    let (article, _) = article.split_once("</article>").unwrap();
    expect![[r#"
         class="error" id="error-unknown-label-1"><p class="at"><span class="index">1</span> <span class="path">data/train.jsonl:7:1</span> record 7 (row_7)</p><p class="message">label is “…”; allowed: &quot;normal&quot;</p><details class="text"><summary><span class="closed">Show this text</span><span class="opened">Hide this text</span><span class="unseen">: unknown-label 1</span></summary><pre tabindex="0">data/train.jsonl:7:1: error[unknown-label]: label is &quot;rude word&quot;; allowed: &quot;normal&quot;
          |
        7 | {&quot;text&quot;: &quot;rude word&quot;}
          | ^^^^^</pre></details>"#]].assert_eq(article);
    let (seen, _) = article.split_once("<details").unwrap();
    assert!(!seen.contains("rude"));
    assert_eq!(page.matches("rude word").count(), 2);
    assert!(!page.contains("<details open") && !page.contains(" open="));
}

#[test]
fn a_section_that_nobody_knows_is_drawn_too() {
    let bars =
        Bars { title: "moods".to_owned(), pieces: vec!["glad".to_owned()], bars: vec![("a".to_owned(), vec![1])] };
    let mut table = Table::new("Moods in numbers", ["mood", "rows"]);
    table.row(["glad".into(), 12_345u64.into()]);
    let parts = vec![Part::Bars(bars), Part::Table(table)];
    let page = page(&audited([], vec![section("moods", "Moods", parts)]), &about());
    for part in
        ["id=\"section-moods\"", "About Moods.", "data-value=\"12345\">12,345</td>", "<th scope=\"row\">glad</th>"]
    {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("<figcaption><span class=\"figure-number\">Figure 1</span> moods"), "{page}");
}

#[test]
fn equal_audits_are_equal_bytes() {
    let make = || audited([finding("split-leak", Level::Deny, "m", "t")], Vec::new());
    assert_eq!(page(&make(), &about()), page(&make(), &about()));
    assert_eq!(json(&make(), &about()).unwrap(), json(&make(), &about()).unwrap());
}

#[test]
fn the_json_has_the_findings_as_message_format_json_has_them() {
    let found = finding("split-leak", Level::Deny, "m \"quoted\"", "{\"text\": 1}");
    let text = json(&audited([found.clone()], Vec::new()), &about()).unwrap();
    assert!(text.starts_with("{\"generator\":\"tunesmith audit\""));
    assert!(text.contains(&show::json(&found.source, &found.diagnostic)));
    let value: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(value["ledger"][0]["written"][0]["name"], "train");
    assert_eq!(value["verdict"]["kinds"][0]["listed"], 1);
}

#[test]
fn a_report_replaces_an_earlier_one_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.html");
    let write = || Report::at(&path).and_then(|report| report.write(&audited([], Vec::new()), &about()));
    write().unwrap();
    fs::write(folder.path().join(".audit.html.tunesmith-tmp"), "of a run that was killed").unwrap();
    write().unwrap();
    let mut names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["audit.html", "audit.json"]);

    let json = folder.path().join("audit.json");
    fs::write(&json, "{\"my\": \"data\"}").unwrap();
    let refused = write().unwrap_err().to_string();
    assert!(
        refused.ends_with("audit.json is no earlier report, and is not replaced; choose another name"),
        "{refused}"
    );
    assert_eq!(fs::read_to_string(&json).unwrap(), "{\"my\": \"data\"}");
    fs::remove_file(&json).unwrap();
    fs::create_dir(&json).unwrap();
    assert!(write().is_err());
    assert!(Report::at(&folder.path().join("audit.json")).is_err());
}

#[cfg(unix)]
#[test]
fn a_report_is_not_written_through_a_link() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("audit.html"), folder.path().join("other.txt"));
    fs::write(&other, "mine").unwrap();
    std::os::unix::fs::symlink(&other, folder.path().join(".audit.html.tunesmith-tmp")).unwrap();
    Report::at(&path).unwrap().write(&audited([], Vec::new()), &about()).unwrap();
    assert_eq!(fs::read_to_string(&other).unwrap(), "mine");
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&other, &path).unwrap();
    assert!(Report::at(&path).is_err());
}
