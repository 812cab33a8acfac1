//! What `gen-data` does about rows that are alike: taken out, or split anew, and every row accounted for.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::Value;
use tunesmith_audit::{Audited, Baseline, Questions, audit, plan};
use tunesmith_dataset::{Acts, Generated, Options, Progress, Repeat, Run, generate};
use tunesmith_prompts::PROJECT;
use tunesmith_tests::{Bench, Form, Row, unlike_texts};

const TEXTS: [&str; 5] = [
    "the ferry leaves from the northern pier at dawn",
    "my neighbour grows tomatoes on her balcony",
    "who left the museum door open last night?",
    "a choir rehearses above the bakery on tuesdays",
    "we lost the umbrella somewhere between two trains",
];

fn near(text: &str) -> String {
    format!("{text} !?").replace("the ", "The ") + "x"
}

fn generated(bench: &Bench, acts: Acts) -> Generated {
    let options = Options { acts, removed: true, include_test: true, simple_only: true, ..bench.options() };
    let baseline = Baseline::default();
    let run = Run::new(options, &PROJECT).unwrap().reading(PROJECT.settings.groups.iter().copied());
    let plan = plan(&run, &Questions::new(&baseline, 2), &Progress::default()).unwrap();
    let generated = generate(&run.with_plan(plan), &Progress::default());
    assert!(generated.result.is_ok(), "{:?}", generated.result);
    generated
}

fn audited(bench: &Bench) -> Audited {
    let baseline = Baseline::default();
    let run = Run::new(Options { include_test: true, ..bench.options() }, &PROJECT).unwrap();
    audit(&run, &Questions::new(&baseline, 2), &Progress::default()).unwrap()
}

/// The lines of an output, sorted.
fn lines(bench: &Bench, name: &str) -> Vec<String> {
    let text = std::fs::read_to_string(bench.options().output_dir.join(name)).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

/// A bench with rows in three splits, each with a text that no other has.
fn bench(train: &[Row], validation: &[Row], test: &[Row]) -> Bench {
    let bench = Bench::new(&[&[Row::new("own_1", "train", "chess players argue about clocks")], train].concat());
    let validation = [&[Row::hate("own_2", "val", "snow fell on the vineyard", "snow")], validation].concat();
    bench.split("val", Form::Lines, &validation);
    bench.split("test", Form::Array, &[&[Row::new("own_3", "test", "nobody likes that hat, do they")], test].concat());
    bench
}

#[test]
fn repeats_go_as_far_as_was_asked_and_each_says_which_row_stays() {
    let train = [
        Row::new("a_1", "train", TEXTS[3]),
        Row::new("a_2", "train", TEXTS[3]),
        Row::new("a_3", "train", &TEXTS[3].to_uppercase()),
        Row::hate("a_4", "train", &near(TEXTS[3]), "x"),
    ];
    for (repeat, gone) in [(Repeat::Exact, 1), (Repeat::Normalised, 2), (Repeat::Near, 3)] {
        let bench = bench(&train, &[], &[]);
        let generated = generated(&bench, Acts { dedupe: Some(repeat), ..Acts::default() });
        assert_eq!(lines(&bench, "train.jsonl").len(), 5 - gone);
        let removed: Vec<Value> =
            lines(&bench, "removed.jsonl").iter().map(|line| serde_json::from_str(line).unwrap()).collect();
        assert_eq!(removed.len(), gone);
        assert!(generated.ledgers[0].1.to_string().ends_with(&format!("{gone} left out (duplicate {gone})")));
        let near = removed.iter().find(|line| line["id"] == "a_4");
        assert_eq!(near.is_some(), repeat == Repeat::Near);
        if let Some(near) = near {
            assert_eq!(
                (&near["likeness"], &near["reason"], &near["record"]),
                (&"near".into(), &"duplicate".into(), &5.into())
            );
            assert_eq!((&near["kept"]["record"], &near["other_label"]), (&2.into(), &true.into()));
            assert!(near["similarity"].as_f64().unwrap() >= 0.8);
            assert!(near["row"].as_str().unwrap().contains("a_4"));
        }
    }
}

#[test]
fn leaks_go_from_the_earlier_split() {
    let bench = bench(
        &[Row::new("a_1", "train", TEXTS[3]), Row::new("b_1", "train", TEXTS[4])],
        &[Row::new("a_2", "val", &near(TEXTS[3])), Row::new("a_3", "val", TEXTS[3])],
        &[Row::new("b_2", "test", &TEXTS[4].to_uppercase())],
    );
    assert!(audited(&bench).errors() > 0);
    generated(&bench, Acts { drop_leaks: true, ..Acts::default() });
    // What is alike within a split stays: nobody asked for more.
    let rows = ["train.jsonl", "validation.jsonl", "test.jsonl"].map(|name| lines(&bench, name).len());
    assert_eq!(rows, [1, 3, 2]);
    assert!(lines(&bench, "removed.jsonl").iter().all(|line| line.contains("\"reason\":\"leak\"")));
}

#[test]
fn a_chain_of_likenesses_takes_away_only_what_a_row_that_stays_repeats() {
    // Each is near the next one, and the first is not near the last.
    let words =
        ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel", "india", "juliett", "kilo", "lima"];
    let text = |changed: usize| {
        let word = |(at, word): (usize, &&str)| if at < changed { format!("{word}s") } else { (*word).to_owned() };
        words.iter().enumerate().map(word).collect::<Vec<_>>().join(" ")
    };
    let rows: Vec<Row> = (0..9).map(|changed| Row::new(&format!("c_{changed}"), "train", &text(changed))).collect();
    let bench = bench(&rows, &[], &[]);
    generated(&bench, Acts { dedupe: Some(Repeat::Near), ..Acts::default() });
    let kept: Vec<String> = lines(&bench, "train.jsonl");
    assert!(kept.len() > 2, "only the ends of the chain may be told apart, and more than one of it stays: {kept:?}");
    for line in lines(&bench, "removed.jsonl") {
        let line: Value = serde_json::from_str(&line).unwrap();
        assert!(line["similarity"].as_f64().unwrap() >= 0.8);
    }
}

/// Few texts in many forms, so that most rows are like others.
fn rows() -> impl Strategy<Value = Vec<(usize, usize, usize, bool)>> {
    prop::collection::vec((0..TEXTS.len(), 0..4usize, 0..3usize, any::<bool>()), 12..60)
}

fn row(number: usize, (text, form, split, is_hate): (usize, usize, usize, bool)) -> (usize, Row) {
    let text = match form {
        0 => TEXTS[text].to_owned(),
        1 => TEXTS[text].to_uppercase(),
        2 => near(TEXTS[text]),
        _ => format!("{} {number} {}", TEXTS[text], "abcdefgh".repeat(1 + number)),
    };
    let (id, split_name) = (format!("r_{number}"), ["train", "val", "test"][split]);
    (split, if is_hate { Row::hate(&id, split_name, &text, "e") } else { Row::new(&id, split_name, &text) })
}

fn bench_of(rows: &[(usize, Row)]) -> Bench {
    let of = |split: usize| rows.iter().filter(|(at, _)| *at == split).map(|(_, row)| row.clone()).collect::<Vec<_>>();
    bench(&of(0), &of(1), &of(2))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn after_both_nothing_is_alike_and_every_row_is_accounted_for(specs in rows()) {
        let rows: Vec<_> = specs.into_iter().enumerate().map(|(number, spec)| row(number, spec)).collect();
        let bench = bench_of(&rows);
        let generated = generated(&bench, Acts { dedupe: Some(Repeat::Near), drop_leaks: true, ..Acts::default() });
        prop_assert!(generated.ledgers.iter().all(|(_, ledger)| ledger.adds_up()));
        let gone: Vec<String> = lines(&bench, "removed.jsonl");
        let ids: Vec<String> = gone.iter().map(|line| serde_json::from_str::<Value>(line).unwrap()["id"].as_str().unwrap().to_owned()).collect();
        let left: Vec<_> = rows.into_iter().filter(|(_, row)| !ids.iter().any(|id| id == row.text_of("original_id"))).collect();
        let likeness = audited(&bench_of(&left)).likeness;
        prop_assert_eq!((likeness.identical.all, likeness.normalised.all, likeness.near.all), (0, 0, 0));
    }

    #[test]
    fn a_new_split_keeps_likes_together_and_does_not_depend_on_the_order_of_rows(specs in rows(), seed: u64) {
        let mut rows: Vec<_> = specs.into_iter().enumerate().map(|(number, spec)| row(number, spec)).collect();
        let split = |rows: &[(usize, Row)]| {
            let bench = bench_of(rows);
            let acts = Acts { resplit: vec![0.6, 0.2, 0.2], ..Acts::default() };
            let options = Options { acts, seed: Some(seed), simple_only: true, ..bench.options() };
            let baseline = Baseline::default();
            let run = Run::new(options, &PROJECT).unwrap().reading(PROJECT.settings.groups.iter().copied());
            let plan = plan(&run, &Questions::new(&baseline, 2), &Progress::default()).unwrap();
            let generated = generate(&run.with_plan(plan), &Progress::default());
            // A split without a row is refused: then all rows hang together.
            generated.result.is_ok().then(|| ["train.jsonl", "validation.jsonl", "test.jsonl"].map(|name| lines(&bench, name)))
        };
        let once = split(&rows);
        rows.reverse();
        prop_assert_eq!(&split(&rows), &once);
        if let Some(splits) = once {
            prop_assert_eq!(splits.iter().map(Vec::len).sum::<usize>(), rows.len() + 3);
        }
    }
}

#[test]
fn a_new_split_gives_every_label_and_group_its_share() {
    let row = |(number, text): (usize, String)| {
        let id = format!("r_{number}");
        let row =
            if number.is_multiple_of(4) { Row::hate(&id, "train", &text, "e") } else { Row::new(&id, "train", &text) };
        row.with("target_group_norm", ["ferry", "train"][number / 4 % 2])
    };
    let bench = bench(&unlike_texts(197).enumerate().map(row).collect::<Vec<_>>(), &[], &[]);
    generated(&bench, Acts { resplit: vec![0.8, 0.1, 0.1], ..Acts::default() });
    let mut counts: BTreeMap<(bool, usize), usize> = BTreeMap::new();
    for (split, name) in ["train.jsonl", "validation.jsonl", "test.jsonl"].into_iter().enumerate() {
        for line in lines(&bench, name) {
            let line: Value = serde_json::from_str(&line).unwrap();
            let is_hate = line["messages"][2]["content"].as_str().unwrap().contains("hate_speech");
            *counts.entry((is_hate, split)).or_default() += 1;
        }
    }
    let of = |is_hate: bool| [0, 1, 2].map(|split| counts[&(is_hate, split)]);
    let ([hate, normal], all) =
        ([of(true), of(false)], [0, 1, 2].map(|split| counts[&(true, split)] + counts[&(false, split)]));
    assert_eq!(all, [160, 20, 20]);
    let total: usize = hate.iter().sum();
    for split in 1..3 {
        assert!(hate[split].abs_diff(total / 10) <= 1, "{hate:?} {normal:?}");
    }
}

#[test]
fn shares_that_are_none_are_refused_with_an_example() {
    let bench = bench(&[], &[], &[]);
    for shares in [vec![0.8], vec![0.8, 0.1, 0.2], vec![1.2, -0.1, -0.1], vec![0.4, 0.2, 0.2, 0.2]] {
        let acts = Acts { resplit: shares, ..Acts::default() };
        let error = Run::new(Options { acts, ..bench.options() }, &PROJECT).unwrap_err();
        assert!(error.is_usage());
        assert_eq!(
            error.to_string(),
            "--resplit wants a share for each split (train, val, test), each from 0 to 1 and 1 in all, such as 0.8,0.1,0.1"
        );
    }
}
