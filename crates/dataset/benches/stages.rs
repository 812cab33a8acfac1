//! Micro-benchmarks of the stages: parsing a record, escaping, rendering.
//!
//! `cargo bench -p tunesmith-dataset`; the whole command is measured by `cargo xtask bench`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use tunesmith_prompts as prompts;
use tunesmith_template::render::{target, user_prompt};
use tunesmith_template::{JsonString, Record, Scalar, escape_into};

const RECORD: &str = r#"{
    "text": "the neighbours brought “tamales” to the street party and everybody said \"more\" 😊",
    "label_binary": "normal",
    "label_multiclass": "normal",
    "target_group_norm": "mexican",
    "persona_tag": "hispanic",
    "source_dataset": "hatexplain",
    "is_synthetic": false,
    "rationale_text": null,
    "fine_tuning_embedding": "[PERSONA:HISPANIC] the neighbours brought “tamales” to the street party [POLICY:HATE_SPEECH_DETECTION]",
    "original_id": "90000001_gab",
    "split": "train"
  }"#;

fn main() {
    divan::main();
}

#[divan::bench]
fn parse_a_record(bencher: Bencher<'_, '_>) {
    bencher
        .counter(BytesCount::of_str(RECORD))
        .bench(|| tunesmith_dataset::parse_for_bench(&prompts::record::SCHEMA, black_box(RECORD)));
}

#[divan::bench(args = ["plain ascii text of a usual length, as most posts are, without anything special", "“typo” \"quotes\" and \\ é 😊"])]
fn escape(bencher: Bencher<'_, '_>, text: &str) {
    let mut out = Vec::with_capacity(1024);
    bencher.counter(BytesCount::of_str(text)).bench_local(|| {
        out.clear();
        escape_into(&mut out, black_box(text));
    });
}

#[divan::bench]
fn render_a_user_prompt(bencher: Bencher<'_, '_>) {
    let record = record();
    let strategy = prompts::templates::combined::combined_gptoss_v1::CombinedOptimized::STRATEGY;
    let mut out = Vec::with_capacity(1 << 14);
    bencher.bench_local(|| {
        out.clear();
        user_prompt(strategy, black_box(&record), &mut JsonString(&mut out));
    });
}

#[divan::bench(args = ["hate", "normal"])]
fn render_a_target(bencher: Bencher<'_, '_>, label: &str) {
    let record = record();
    let answer = prompts::responses::moderation_v1::CONTRACT.target(label);
    let mut out = Vec::with_capacity(1 << 12);
    bencher.bench_local(|| {
        out.clear();
        answer.into_iter().for_each(|answer| target(answer, black_box(&record), &mut JsonString(&mut out)));
    });
}

fn record() -> Record<'static> {
    let mut record = Record::new(&prompts::record::SCHEMA);
    record.set("text", Scalar::String("the neighbours brought “tamales” to the street party".into()));
    record.set("target_group_norm", Scalar::String("mexican".into()));
    record.set("persona_tag", Scalar::String("hispanic".into()));
    record.set("rationale_text", Scalar::String("brought “tamales”".into()));
    record
}
