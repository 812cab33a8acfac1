//! What the audit finds in data where we know what is wrong, and that it finds nothing else.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use tunesmith_audit::{Audited, By, Likeness, Pairs, Questions, audit};
use tunesmith_dataset::{Options, Progress, Run};
use tunesmith_prompts::PROJECT;
use tunesmith_tests::{Bench, Form, Row};

const QUESTIONS: Questions = Questions { similarity: 0.8, by: By::Grams, threads: 2 };

fn audited(bench: &Bench, questions: Questions) -> Audited {
    let run = Run::new(Options { findings_shown: 100, ..bench.options() }, &PROJECT).unwrap();
    audit(&run, &questions, &Progress::default()).unwrap()
}

/// Code, message and the places of the other rows, of each finding.
fn findings(audited: &Audited) -> Vec<(&'static str, String, Vec<String>)> {
    let shown = audited.findings.shown().iter().map(|finding| &finding.diagnostic);
    let others = |labels: &[tunesmith_template::Label]| labels.iter().map(|label| label.message.clone()).collect();
    shown.map(|diagnostic| (diagnostic.code, diagnostic.message.clone(), others(&diagnostic.labels))).collect()
}

/// Texts that are nothing like each other.
const TEXTS: [&str; 6] = [
    "the ferry leaves from the northern pier at dawn",
    "my neighbour grows tomatoes on her balcony",
    "who left the museum door open last night?",
    "a choir rehearses above the bakery on tuesdays",
    "we lost the umbrella somewhere between two trains",
    "chess players argue about clocks, not about kings",
];

/// A bench with these training rows and two validation rows, of both labels.
fn bench(train: Vec<Row>, validation: Vec<Row>) -> Bench {
    let bench = Bench::new(&[]);
    let sound = [Row::new("s_1", "train", TEXTS[0]), Row::hate("s_2", "train", TEXTS[1], "x")];
    bench.split("train", Form::Array, &[&sound[..], &train].concat());
    let sound = [Row::new("s_3", "val", TEXTS[2]), Row::hate("s_4", "val", TEXTS[3], "x")];
    bench.split("val", Form::Lines, &[&sound[..], &validation].concat());
    bench
}

#[test]
fn sound_data_has_nothing_to_say() {
    let found = audited(&bench(Vec::new(), Vec::new()), QUESTIONS);
    assert_eq!(findings(&found), []);
    assert_eq!(found.likeness, Likeness::default());
    assert_eq!(found.balance.rows, [2, 2]);
}

#[test]
fn one_text_in_one_split_is_a_duplicate_once_however_it_is_written() {
    let train = vec![
        Row::new("a_1", "train", TEXTS[4]),
        Row::new("a_2", "train", TEXTS[4]),
        Row::new("a_3", "train", &TEXTS[4].to_uppercase().replace(' ', " — ")),
    ];
    let found = audited(&bench(train, Vec::new()), QUESTIONS);
    let others = ["record 4 (a_2) in train, \"normal\"", "record 5 (a_3) in train, \"normal\""];
    let message = "record 3 (a_1) in train, \"normal\": 3 rows have the same text";
    assert_eq!(findings(&found), [("duplicate-text", message.to_owned(), others.map(str::to_owned).to_vec())]);
    assert_eq!(found.likeness.identical, Pairs { all: 1, leaks: 0, conflicts: 0 });
    assert_eq!(found.likeness.normalised, Pairs { all: 2, leaks: 0, conflicts: 0 });
}

#[test]
fn a_text_in_two_splits_is_a_leak_and_with_two_labels_a_conflict_too() {
    let train = vec![Row::new("a_1", "train", TEXTS[4]), Row::new("b_1", "train", TEXTS[5])];
    let near = format!("{} !", TEXTS[5].replace("clocks", "clock"));
    let validation = vec![Row::hate("a_2", "val", TEXTS[4], "x"), Row::new("b_2", "val", &near)];
    let found = audited(&bench(train, validation), QUESTIONS);
    let codes: Vec<&str> = findings(&found).iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, ["split-leak", "label-conflict", "near-leak"]);
    assert_eq!(found.findings.errors(), 3);
    assert_eq!(found.likeness.identical, Pairs { all: 1, leaks: 1, conflicts: 1 });
    assert_eq!(found.likeness.near, Pairs { all: 1, leaks: 1, conflicts: 0 });
    // Both places, in two files.
    let finding = &found.findings.shown()[0];
    assert!(finding.source.path().ends_with("data/unified_train.json"));
    let other = finding.diagnostic.labels[0].source.as_ref().unwrap();
    assert!(other.path().ends_with("data/unified_val.jsonl"));
    assert_eq!(&other.text()[finding.diagnostic.labels[0].span.range()], format!("\"{}\"", TEXTS[4]));
    assert_eq!(finding.diagnostic.labels[0].record.as_ref().unwrap().id, "a_2");
}

#[test]
fn one_id_in_two_splits_and_a_text_without_letters_are_named() {
    let train = vec![Row::new("a_1", "train", TEXTS[4]), Row::new("n_1", "train", "— 😀 —")];
    let validation = vec![Row::new("a_1", "val", TEXTS[5]), Row::new("n_2", "val", "— 😀 —")];
    let found = audited(&bench(train, validation), QUESTIONS);
    let codes: Vec<&str> = findings(&found).iter().map(|(code, ..)| *code).collect();
    assert_eq!(codes, ["id-in-two-splits", "no-letters", "no-letters"]);
    // An empty key is no likeness.
    assert_eq!(found.likeness.identical.all, 0);
}

#[test]
fn a_class_that_is_missing_and_one_that_is_nearly_all_are_named() {
    let texts = (0..40u32).map(|number| format!("{} {}", number.pow(3), "abcdefghij".repeat(1 + number as usize % 3)));
    let row = |(number, text): (usize, String)| Row::new(&format!("m_{number}"), "train", &text);
    let bench = Bench::new(&texts.enumerate().map(row).collect::<Vec<_>>());
    bench.split("val", Form::Array, &[Row::hate("v_1", "val", TEXTS[0], "x")]);
    let found = audited(&bench, Questions { similarity: 1.0, ..QUESTIONS });
    let said: Vec<String> =
        findings(&found).into_iter().map(|(code, message, _)| format!("{code}: {message}")).collect();
    assert_eq!(
        said,
        [
            "class-missing: no row of train has label_binary \"hate\"",
            "class-missing: no row of validation has label_binary \"normal\"",
        ]
    );
}

#[test]
fn what_is_found_depends_neither_on_the_order_of_rows_nor_on_the_number_of_threads() {
    let variants = |number: usize| format!("{} and {}", TEXTS[number % 6], TEXTS[(number / 6) % 6].replace('a', "aa"));
    let mut rows: Vec<Row> =
        (0..60).map(|number| Row::new(&format!("o_{number}"), "train", &variants(number))).collect();
    let first = audited(&bench(rows.clone(), Vec::new()), Questions { threads: 1, similarity: 0.6, ..QUESTIONS });
    assert!(first.likeness.near.all > 10, "{:?}", first.likeness);
    rows.reverse();
    for threads in [1, 2, 8] {
        let again = audited(&bench(rows.clone(), Vec::new()), Questions { threads, similarity: 0.6, ..QUESTIONS });
        assert_eq!(again.likeness, first.likeness);
    }
}

#[test]
fn words_may_be_what_is_compared() {
    let train = vec![
        Row::new("a_1", "train", "we lost the umbrella between two trains"),
        Row::new("a_2", "train", "two trains: we lost the umbrella between"),
    ];
    let bench = bench(train, Vec::new());
    assert_eq!(audited(&bench, Questions { similarity: 0.9, ..QUESTIONS }).likeness.near.all, 0);
    assert_eq!(audited(&bench, Questions { similarity: 0.9, by: By::Words, ..QUESTIONS }).likeness.near.all, 1);
}
