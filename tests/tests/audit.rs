//! What the audit finds in data where we know what is wrong, and that it finds nothing else.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::sync::LazyLock;

use tunesmith_audit::{Audited, Baseline, By, Cell, Likeness, Pairs, Part, Questions, Tokenizer, audit};
use tunesmith_dataset::{Options, Progress, Run};
use tunesmith_prompts::PROJECT;
use tunesmith_tests::{Bench, Form, Row, unlike_texts};

static NOTHING_KNOWN: LazyLock<Baseline> = LazyLock::new(Baseline::default);

fn questions() -> Questions<'static> {
    Questions { shown: 100, ..Questions::new(&NOTHING_KNOWN, 2) }
}

fn audited(bench: &Bench, questions: Questions<'_>) -> Audited {
    let options = Options { findings_shown: questions.findings_of_rows(), ..bench.options() };
    let run = Run::new(options, &PROJECT).unwrap();
    let run = run.reading(PROJECT.settings.groups.iter().copied());
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
    let sound = [Row::new("s_1", "train", TEXTS[0]), Row::hate("s_2", "train", TEXTS[1], "e")];
    bench.split("train", Form::Array, &[&sound[..], &train].concat());
    let sound = [Row::new("s_3", "val", TEXTS[2]), Row::hate("s_4", "val", TEXTS[3], "e")];
    bench.split("val", Form::Lines, &[&sound[..], &validation].concat());
    bench
}

#[test]
fn sound_data_has_nothing_to_say() {
    let found = audited(&bench(Vec::new(), Vec::new()), questions());
    assert_eq!(findings(&found), []);
    assert_eq!(found.likeness, Likeness::default());
    assert_eq!(found.rows, 4);
}

#[test]
fn one_text_in_one_split_is_a_duplicate_once_however_it_is_written() {
    let train = vec![
        Row::new("a_1", "train", TEXTS[4]),
        Row::new("a_2", "train", TEXTS[4]),
        Row::new("a_3", "train", &TEXTS[4].to_uppercase().replace(' ', " — ")),
    ];
    let found = audited(&bench(train, Vec::new()), questions());
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
    let validation = vec![Row::hate("a_2", "val", TEXTS[4], "e"), Row::new("b_2", "val", &near)];
    let found = audited(&bench(train, validation), questions());
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
    let validation = vec![Row::new("a_1", "val", TEXTS[5]), Row::new("n_2", "val", "— 😀 -")];
    let found = audited(&bench(train, validation), questions());
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
    bench.split("val", Form::Array, &[Row::hate("v_1", "val", TEXTS[0], "e")]);
    let found = audited(&bench, Questions { similarity: 1.0, ..questions() });
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
    let first = audited(&bench(rows.clone(), Vec::new()), Questions { threads: 1, similarity: 0.6, ..questions() });
    assert!(first.likeness.near.all > 10, "{:?}", first.likeness);
    rows.reverse();
    for threads in [1, 2, 8] {
        let again = audited(&bench(rows.clone(), Vec::new()), Questions { threads, similarity: 0.6, ..questions() });
        assert_eq!(again.likeness, first.likeness);
    }
}

#[test]
fn leaks_alone_are_those_that_the_whole_audit_finds() {
    let ends = ["", "again", "and again", "and on and on and on"];
    let rows = |split: &'static str, numbers: std::ops::Range<usize>| -> Vec<Row> {
        let text = |number: usize| match (number % 9, format!("{} {}", TEXTS[number % 6], ends[number / 6 % 4])) {
            (0, _) => format!("— {} —", "😀".repeat(number % 4)),
            (1, text) => text.to_uppercase(),
            (_, text) => text,
        };
        numbers.map(|number| Row::new(&format!("{}_{}", &split[..1], number % 31), split, &text(number))).collect()
    };
    let bench = bench([rows("train", 0..30), vec![Row::new("v_8", "train", TEXTS[5])]].concat(), rows("val", 33..50));
    for (similarity, by) in [(1.0, By::Grams), (0.8, By::Grams), (0.5, By::Grams), (0.7, By::Words)] {
        let asked = Questions { similarity, by, ..questions() };
        let all = audited(&bench, asked);
        let leaks = audited(&bench, Questions { only_leaks: true, ..asked });
        let [same, near] = [all.likeness.normalised.leaks, all.likeness.near.leaks];
        assert!(same > 0 && (near > 0 || similarity == 1.0), "{:?}", all.likeness);
        let of = |audited: &Audited| {
            let Likeness { identical, normalised, near, ids, .. } = audited.likeness;
            ([identical, normalised, near].map(|pairs| pairs.leaks), ids)
        };
        assert_eq!(of(&leaks), of(&all));
        let Likeness { identical, normalised, near, .. } = leaks.likeness;
        assert!([identical, normalised, near].iter().all(|pairs| pairs.all == pairs.leaks));
        assert_eq!(leaks.rows, all.rows);
        assert_eq!(of_code(&leaks, "split-leak").len(), of_code(&all, "split-leak").len());
        assert_eq!(of_code(&leaks, "id-in-two-splits"), of_code(&all, "id-in-two-splits"));
        assert_eq!(of_code(&leaks, "duplicate-text"), [""; 0]);
    }
}

#[test]
fn words_may_be_what_is_compared() {
    let train = vec![
        Row::new("a_1", "train", "we lost the umbrella between two trains"),
        Row::new("a_2", "train", "two trains: we lost the umbrella between"),
    ];
    let bench = bench(train, Vec::new());
    assert_eq!(audited(&bench, Questions { similarity: 0.9, ..questions() }).likeness.near.all, 0);
    assert_eq!(audited(&bench, Questions { similarity: 0.9, by: By::Words, ..questions() }).likeness.near.all, 1);
}

/// The findings with this code.
fn of_code(audited: &Audited, code: &str) -> Vec<String> {
    findings(audited).into_iter().filter(|(found, ..)| *found == code).map(|(_, message, _)| message).collect()
}

/// The rows of the first table of a section.
fn table(audited: &Audited, section: &str) -> Vec<Vec<Cell>> {
    let section = audited.sections.iter().find(|found| found.name == section).unwrap();
    section
        .parts
        .iter()
        .find_map(|part| if let Part::Table(table) = part { Some(table.rows.clone()) } else { None })
        .unwrap()
}

#[test]
fn a_row_beyond_the_budget_says_how_much_of_its_answer_would_be_cut() {
    let tokenizer = Tokenizer::named("o200k_harmony").unwrap();
    let bench = bench(vec![Row::new("a_1", "train", &"ferry ".repeat(100))], Vec::new());
    let tokens = |max_tokens| Questions { tokenizer: Some(&tokenizer), max_tokens: Some(max_tokens), ..questions() };
    let found = audited(&bench, tokens(2048));
    assert_eq!(of_code(&found, "token-budget"), [""; 0]);
    let longest = |format: usize| match table(&found, "tokens")[3 * format + 2][5] {
        Cell::Count(count) => count,
        ref other => panic!("{other:?}"),
    };
    // The simple format of the long row fits by a token, the optimized one does not at all.
    let found = audited(&bench, tokens(longest(0)));
    let said = of_code(&found, "token-budget");
    assert!(said.iter().all(|message| message.contains("in the format optimized")), "{said:?}");
    let found = audited(&bench, tokens(longest(0) - 1));
    let mut said = of_code(&found, "token-budget");
    assert_eq!(said.len(), 6);
    said.retain(|message| message.starts_with("record 3 (a_1)"));
    assert!(said[0].contains("in the format simple, 1 beyond the budget: 1 of the 3"), "{said:?}");
    assert!(said[1].contains(": all 3"), "{said:?}");
    assert_eq!(found.errors(), 6);
}

#[test]
fn tokens_are_those_of_the_whole_conversation_though_fixed_text_is_counted_once() {
    let bench = bench(vec![Row::new("a_1", "train", "line\n\nbreaks\n 1\n2 \u{e9}")], Vec::new());
    let run = Run::new(bench.options(), &PROJECT).unwrap();
    for name in ["o200k_base", "cl100k_base"] {
        let tokenizer = Tokenizer::named(name).unwrap();
        let found = audited(&bench, Questions { tokenizer: Some(&tokenizer), ..questions() });
        let (mut expected, mut rows) = ([0; 2], 0);
        let keep = |kept: &tunesmith_dataset::Kept<'_>, ()| {
            rows += 1;
            for (format, filled) in kept.filled().enumerate() {
                let [system, user] = filled.request();
                let mut answer = String::new();
                filled.answer(&mut answer);
                expected[format] +=
                    [&*system.content, &*user.content, &answer].map(|text| tokenizer.count(text)).iter().sum::<usize>();
            }
        };
        tunesmith_dataset::visit(&run, &Progress::default(), |_| (), keep).unwrap();
        let table = table(&found, "tokens");
        // OpenAI counts four tokens a message and three before the answer.
        let totals = expected.map(|sum| Cell::Count((sum + rows * 15) as u64));
        assert_eq!([table[2][6].clone(), table[5][6].clone()], totals, "{name}");
    }
}

#[test]
fn reasons_that_the_text_does_not_hold_or_that_no_target_uses_are_named() {
    let train = vec![
        Row::hate("r_1", "train", "grow the tomatoes on a balcony", "tomatoes balcony"),
        Row::hate("r_2", "train", "the choir sings above the bakery", "bakery fire"),
        Row::new("r_3", "train", "an umbrella lost between trains").with("rationale_text", "umbrella"),
    ];
    let found = audited(&bench(train, Vec::new()), questions());
    assert_eq!(
        of_code(&found, "rationale-not-found"),
        ["record 4 (r_2): \"fire\" of rationale_text does not stand in the text"]
    );
    assert_eq!(
        of_code(&found, "rationale-unused"),
        ["record 5 (r_3): rationale_text has a value, and the target of \"normal\" does not use it"]
    );
    let [hate, normal] = [0, 1].map(|row| table(&found, "rationales")[row][3..].to_vec());
    // Rows, with none, share; verbatim, word by word, not found.
    assert_eq!(hate, [3u64.into(), 0u64.into(), "0.0 %".into(), 1u64.into(), 1u64.into(), Cell::from(1u64)]);
    assert_eq!(normal, [2u64.into(), 1u64.into(), "50.0 %".into(), 1u64.into(), 0u64.into(), Cell::from(0u64)]);
}

#[test]
fn groups_that_a_split_lacks_and_shares_that_differ_are_named() {
    let group = |number: usize| if number.is_multiple_of(3) { "ferry" } else { "train" };
    let label = |number: usize, id: String, split: &str, text: &str| {
        if number.is_multiple_of(2) { Row::hate(&id, split, text, &text[..3]) } else { Row::new(&id, split, text) }
    };
    let train: Vec<Row> = unlike_texts(120)
        .enumerate()
        .map(|(number, text)| {
            label(number, format!("t_{number}"), "train", &text).with("target_group_norm", group(number))
        })
        .collect();
    let bench = Bench::new(&train);
    let validation: Vec<Row> = unlike_texts(160)
        .skip(120)
        .enumerate()
        .map(|(number, text)| {
            label(2 * (number % 10) + usize::from(number > 35), format!("v_{number}"), "val", &text)
                .with("target_group_norm", "train")
        })
        .collect();
    bench.split("val", Form::Lines, &validation);
    let found = audited(&bench, questions());
    assert_eq!(
        of_code(&found, "group-missing"),
        ["no row of validation has target_group_norm \"ferry\", and about 10 were to be expected"]
    );
    let shares = of_code(&found, "split-shares");
    assert!(
        shares[0]
            .starts_with("the shares of label_binary differ between splits by more than chance allows (chi-squared"),
        "{shares:?}"
    );
}

#[test]
fn a_label_that_texts_spell_out_is_named_where_it_gives_the_answer_away() {
    let text =
        |number: usize, text: String| if number.is_multiple_of(2) { format!("[hate_speech] {text}") } else { text };
    let row = |(number, words): (usize, String)| match number.is_multiple_of(2) {
        true => Row::hate(&format!("l_{number}"), "train", &text(number, words.clone()), &words[..3]),
        false => Row::new(&format!("l_{number}"), "train", &text(number, words)),
    };
    let bench = Bench::new(&unlike_texts(60).enumerate().map(row).collect::<Vec<_>>());
    bench.split("val", Form::Lines, &[Row::new("s_3", "val", TEXTS[2]), Row::hate("s_4", "val", TEXTS[3], "e")]);
    let found = audited(&bench, questions());
    assert_eq!(
        of_code(&found, "label-in-text"),
        ["hate", "hate_speech"]
            .map(|word| { format!("30 texts hold \"{word}\", and 30 of them (100.0 %) have label_binary \"hate\"") })
    );
}

#[test]
fn short_and_long_texts_and_one_answer_for_all_are_named() {
    let long = unlike_texts(300).collect::<Vec<_>>().join(" ");
    let train = vec![Row::new("a_1", "train", "k."), Row::new("a_2", "train", &long)];
    let found = audited(&bench(train, Vec::new()), questions());
    assert_eq!(of_code(&found, "text-short"), ["record 3 (a_1): the text has 1 letter or digit"]);
    assert!(of_code(&found, "text-long")[0].contains("characters; half of all texts have no more than"));
    assert_eq!(of_code(&found, "one-answer"), [""; 0]);
    let bench = Bench::new(&[Row::new("s_1", "train", TEXTS[0])]);
    bench.split("val", Form::Lines, &[Row::new("s_2", "val", TEXTS[1])]);
    let found = audited(&bench, questions());
    assert_eq!(of_code(&found, "one-answer").len(), 2);
}

#[test]
fn a_baseline_knows_what_was_found_whatever_the_order_of_rows_and_tells_what_is_new() {
    let known = vec![
        Row::new("a_1", "train", TEXTS[4]),
        Row::new("a_2", "train", TEXTS[4]),
        Row::new("a_3", "train", "— 😀 —"),
    ];
    let keep = Baseline::default().kept();
    let before = audited(&bench(known.clone(), Vec::new()), Questions { baseline: &keep, ..questions() });
    assert_eq!(before.accepted, 0);
    let baseline = Baseline::from_text(&before.baseline).unwrap();
    let with = Questions { baseline: &baseline, ..questions() };
    let mut later = known.clone();
    later.reverse();
    let again = audited(&bench(later.clone(), Vec::new()), with);
    assert_eq!((findings(&again), again.accepted), (Vec::new(), 2));
    later.push(Row::new("b_1", "train", TEXTS[5]));
    later.push(Row::new("b_2", "train", TEXTS[5]));
    let again = audited(&bench(later, Vec::new()), with);
    assert_eq!(findings(&again).len(), 1);
    assert_eq!(of_code(&again, "duplicate-text").len(), 1);
    // A group that has grown is new.
    let grown = [known, vec![Row::new("a_4", "train", TEXTS[4])]].concat();
    assert_eq!(of_code(&audited(&bench(grown, Vec::new()), with), "duplicate-text").len(), 1);
    let error = Baseline::from_text("{\"tool\": \"x\", \"findings\": []}").unwrap_err();
    assert_eq!(error.to_string(), "it is no baseline of an audit: its `tool` is not \"tunesmith audit\"");
}

#[test]
fn personal_data_is_named_by_kind_and_shown_to_nobody() {
    let train = vec![
        Row::new("p_1", "train", "write to jo@example.com or jo@example.org"),
        Row::hate("p_2", "train", "call +49 30 1234567 at noon", "call +49 30 1234567"),
    ];
    let found = audited(&bench(train, Vec::new()), questions());
    assert_eq!(
        of_code(&found, "personal-data"),
        [
            "record 3 (p_1): text holds personal data: email (2 times)",
            "record 4 (p_2): text holds personal data: phone number",
            "record 4 (p_2): rationale_text holds personal data: phone number",
        ]
    );
    let shown = format!("{:?}{}", found.findings, found.summary());
    for secret in ["example.com", "example.org", "1234567"] {
        assert!(!shown.contains(secret), "{shown}");
    }
    let excerpt = &found.findings.shown()[0].source;
    assert!(excerpt.text().contains("write to ************** or **************"), "{}", excerpt.text());
}
