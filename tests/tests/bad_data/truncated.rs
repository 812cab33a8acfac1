//! A split file, a template or a contract cut at every byte: an error with a place each time, never a panic, never output.

use std::fs;
use std::path::Path;

use tunesmith_dataset::{Error, Generated};
use tunesmith_prompts::PROJECT;
use tunesmith_tests::{Bench, Form, Row, generate};

fn rows() -> Vec<Row> {
    let short =
        |id: &str, text: &str| Row::new(id, "train", text).without("fine_tuning_embedding").without("source_dataset");
    vec![
        short("t_1", "é 😀 \"[{}]\\"),
        short("t_2", "b\u{2028}").with("extra", serde_json::json!([{"a": null}, 1.5, true])),
    ]
}

/// Runs in this process, as the command would: a panic fails the test.
fn run_on(bench: &Bench) -> Generated {
    generate(bench.options(), &PROJECT)
}

/// Checks that a file of these bytes is refused, with a place in it.
#[track_caller]
fn check_refused(bench: &Bench, file: &Path, bytes: &[u8], case: &str) {
    fs::write(file, bytes).unwrap();
    let generated = run_on(bench);
    assert!(matches!(generated.result, Err(Error::Data { count: 1.. })), "{case}: {:?}", generated.result);
    let finding = generated.findings.shown().first().unwrap_or_else(|| panic!("{case}: no finding"));
    assert!(finding.source.path().ends_with(file.file_name().unwrap().to_str().unwrap()), "{case}");
    assert!(!bench.path("out").exists(), "{case}");
}

/// Cuts a file of the form at every byte; `whole` says at which lengths it still is one.
#[track_caller]
fn check_truncation(form: Form, whole: impl Fn(&[u8]) -> bool) {
    let bench = Bench::empty();
    bench.split("val", Form::Array, &[Row::new("v_1", "val", "one")]);
    let bytes = form.bytes(&rows());
    let file = bench.path(&format!("data/unified_train.{}", form.ending()));
    for length in (0..bytes.len()).filter(|length| !whole(&bytes[..*length])) {
        check_refused(&bench, &file, &bytes[..length], &format!("{form:?} cut to {length} bytes"));
    }
    fs::write(&file, &bytes).unwrap();
    assert!(run_on(&bench).result.is_ok(), "{form:?} uncut");
}

#[test]
fn an_array_cut_anywhere_is_refused() {
    check_truncation(Form::Array, |bytes| bytes.ends_with(b"]"));
}

#[test]
fn a_table_cut_anywhere_but_between_records_is_refused() {
    let whole = |bytes: &[u8]| {
        let ends = bytes.iter().filter(|byte| **byte == b'\r').count();
        ends > 1 && matches!(bytes.last(), Some(b'\r' | b'\n'))
    };
    check_truncation(Form::Csv, whole);
    check_truncation(Form::Tsv, whole);
}

#[test]
fn json_lines_cut_anywhere_but_between_records_are_refused() {
    // What is cut between two records is a whole file of fewer records, and none can know better.
    let rows: Vec<String> = rows().iter().map(Row::json).collect();
    let whole = |bytes: &[u8]| rows.iter().any(|row| bytes.trim_ascii_end().ends_with(row.as_bytes()));
    check_truncation(Form::Lines, whole);
}

#[test]
fn a_compressed_file_cut_anywhere_is_refused() {
    check_truncation(Form::ArrayGz, |_| false);
    check_truncation(Form::ArrayZst, |_| false);
    check_truncation(Form::LinesGz, |_| false);
    check_truncation(Form::LinesZst, |_| false);
}

#[test]
fn a_file_with_any_bit_flipped_never_makes_a_panic() {
    // A bit may well turn one text into another, so that the file is sound; what is made of it is then whole.
    let bench = Bench::empty();
    bench.split("val", Form::Array, &[Row::new("v_1", "val", "one")]);
    let file = bench.path("data/unified_train.json");
    let bytes = Form::Array.bytes(&rows());
    let mut refused = 0;
    for at in 0..bytes.len() {
        let mut bytes = bytes.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&file, &bytes).unwrap();
        let generated = run_on(&bench);
        let out = bench.path("out");
        refused += usize::from(generated.result.is_err());
        assert_eq!(out.join("manifest.json").exists(), generated.result.is_ok(), "bit {} of byte {at}", at % 8);
        let _ = fs::remove_dir_all(out);
    }
    assert!(refused > bytes.len() / 4, "{refused} of {} were refused", bytes.len());
}

/// Cuts a file of the repository's project at every byte.
#[track_caller]
fn check_project_file(name: &str) {
    use tunesmith_template::{Choice, Files, Source};

    fn sources(files: &mut Files) -> impl Iterator<Item = &mut Source> {
        let own = [&mut files.project, &mut files.schema].into_iter();
        own.chain(&mut files.responses).chain(files.templates.iter_mut().map(|file| &mut file.source))
    }

    let mut files = tunesmith_project::read(tunesmith_tests::repository(), None, &Choice::default()).unwrap();
    let whole = sources(&mut files).find(|source| source.path() == name).unwrap().text().to_owned();
    for length in (0..whole.trim_end().len()).filter(|length| whole.is_char_boundary(*length)) {
        let mut files = files.clone();
        for source in sources(&mut files).filter(|source| source.path() == name) {
            *source = Source::new(name, &whole[..length]);
        }
        let checked = tunesmith_template::check(&files, &tunesmith_template::Levels::default(), None);
        let report = checked.reports.iter().find(|report| report.source.path() == name).unwrap();
        assert!(report.has_errors(), "{name} cut to {length} bytes");
        assert!(report.diagnostics.iter().all(|finding| finding.span.start <= length), "{name} cut to {length} bytes");
    }
}

#[test]
fn a_file_of_the_project_cut_anywhere_is_refused_at_a_place_in_it() {
    check_project_file("tunesmith.json");
    check_project_file("data/unified.schema.json");
    check_project_file("templates/simple/simple_v1.json");
    check_project_file("templates/responses/moderation_v1.json");
}
