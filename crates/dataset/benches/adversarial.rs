//! Every scanner over text that would take quadratic time from a careless one, at a length and at its double: the second
//! time should be about twice the first.
//!
//! `cargo bench -p tunesmith-dataset --bench adversarial`

use divan::{Bencher, black_box};
use tunesmith_runtime::{Datum, Needs, Record, control_tokens, escape};
use tunesmith_template::{Levels, Source, check, doc, json};

/// What is repeated.
const UNITS: &[&str] = &[
    "<",
    "[",
    "<|",
    "<|a",
    "<s>",
    "</s>",
    "</s> ",
    "<s></s>",
    "<<",
    "[/",
    "\n",
    "Human:",
    "\nHuman:",
    "<|im_\u{200b}",
    "＜",
    "\u{e0041}",
    "\u{1b}",
    "{",
    "{{",
    "{%",
    "${",
    "\\",
    "\"",
    " ",
];

/// A length and its double, in bytes.
const LENGTHS: [usize; 2] = [1 << 17, 1 << 18];

fn main() {
    divan::main();
}

fn texts() -> impl Iterator<Item = (&'static str, usize)> {
    UNITS.iter().flat_map(|unit| LENGTHS.map(|length| (*unit, length)))
}

fn repeated((unit, length): (&str, usize)) -> String {
    unit.repeat(length / unit.len())
}

#[divan::bench(args = texts())]
fn tokens(bencher: Bencher<'_, '_>, text: (&str, usize)) {
    let text = repeated(text);
    bencher.bench(|| control_tokens(black_box(&text), &[]));
}

#[divan::bench(args = texts())]
fn examine(bencher: Bencher<'_, '_>, text: (&str, usize)) {
    let checked = doc::checked();
    let needs = Needs::new(&checked.schema, vec![doc::pair(&checked)]);
    let text = repeated(text);
    let record = Record::new(&checked.schema)
        .with("body", text.as_str())
        .with("queue", "billing")
        .with("solved_by", Datum::Null);
    bencher.bench(|| needs.examine(black_box(&record), &mut Vec::new()).is_some());
}

#[divan::bench(args = texts())]
fn keys_of_a_record(bencher: Bencher<'_, '_>, text: (&str, usize)) {
    let record = format!("{{\"body\": \"{}\"}}", escape(&repeated(text)));
    bencher.bench(|| json::keys(black_box(&record)));
}

#[divan::bench(args = texts())]
fn check_a_template(bencher: Bencher<'_, '_>, text: (&str, usize)) {
    let mut files = doc::files();
    let prompt = escape(&repeated((text.0, text.1 / 8)));
    let template = format!(
        "{{\"strategies\": {{\"s\": {{\"name\": \"s\", \"description\": \"d\", \"system_prompt\": \"{prompt}\", \"user_template\": \"{prompt}\"}}}}}}"
    );
    files.templates[0].source = Source::new("t.json", template);
    bencher.bench(|| check(black_box(&files), &Levels::default(), None).has_errors());
}
