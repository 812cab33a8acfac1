//! Micro-benchmarks of the stages: parsing a record, escaping, rendering.
//!
//! `cargo bench -p tunesmith-dataset`; the whole command is measured by `cargo xtask bench`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use tunesmith_runtime::{Datum, JsonString, Needs, Record, escape_into};
use tunesmith_template::doc;

const RECORD: &str = r#"{
    "body": "the neighbours brought “tamales” to the street party and everybody said \"more\" 😊",
    "queue": "billing",
    "product": "oven",
    "priority": 2,
    "solved_by": null,
    "channel": "mail",
    "ticket": "90000001",
    "part": "train"
  }"#;

fn main() {
    divan::main();
}

#[divan::bench]
fn parse_a_record(bencher: Bencher<'_, '_>) {
    let checked = doc::checked();
    bencher
        .counter(BytesCount::of_str(RECORD))
        .bench(|| tunesmith_dataset::parse_for_bench(&checked.schema, black_box(RECORD)));
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
fn examine_and_render_a_record(bencher: Bencher<'_, '_>) {
    let checked = doc::checked();
    let needs = Needs::new(&checked.schema, vec![doc::pair(&checked)]);
    let record = Record::new(&checked.schema)
        .with("body", "the neighbours brought “tamales” to the street party")
        .with("queue", "billing")
        .with("product", "oven")
        .with("solved_by", Datum::from("brought “tamales”"));
    let mut out = Vec::with_capacity(1 << 12);
    bencher.bench_local(|| {
        out.clear();
        let fit = needs.examine(black_box(&record), &mut Vec::new());
        for filled in fit.iter().flat_map(|fit| fit.filled()) {
            filled.user(&mut JsonString(&mut out));
            filled.answer(&mut JsonString(&mut out));
        }
    });
}
