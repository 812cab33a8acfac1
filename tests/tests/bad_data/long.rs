//! Records that are too long, and strings that never end: refused in bounded memory.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::process::Command;

use tunesmith_tests::{Bench, Form, Row, run};

/// The longest record.
const LONGEST: usize = 16 << 20;

/// A record of exactly `length` bytes.
fn row_of(length: usize, id: &str) -> Row {
    let empty = Row::new(id, "train", "");
    let text = "x".repeat(length - empty.json().len());
    empty.with("text", text)
}

#[test]
fn a_record_of_16_mib_is_read_and_one_byte_more_is_refused() {
    for form in [Form::Array, Form::Lines] {
        let bench = Bench::new(&[]);
        bench.split(
            "train",
            form,
            &[Row::new("t_1", "train", "a"), row_of(LONGEST, "t_2"), Row::new("t_3", "train", "b")],
        );
        bench.gen_data(&["--simple-only"]).ends_with(0);
        assert_eq!(bench.text("out/train.jsonl").lines().count(), 3);
        let before = bench.outputs();
        bench.split(
            "train",
            form,
            &[Row::new("t_1", "train", "a"), row_of(LONGEST + 1, "t_2"), Row::new("t_3", "train", "b")],
        );
        let ran = bench.gen_data(&["--simple-only"]).ends_with(1);
        let place = if form == Form::Array { "data/unified_train.json:3:3" } else { "data/unified_train.jsonl:2:1" };
        let message = format!("{place}: error[data-syntax]: record 2 is longer than 16 MiB\n");
        assert!(ran.stderr.starts_with(&message), "{}", &ran.stderr[..200.min(ran.stderr.len())]);
        assert!(ran.stderr.len() < 2_000, "a long record is not shown whole");
        assert_eq!(bench.outputs(), before);
    }
}

/// Writes `[{"text": "xxxx…` of 200 MB, compressed where `form` says so; nothing of it is ever in memory.
fn write_endless(bench: &Bench, form: Form) {
    let name = format!("data/unified_train.{}", form.ending());
    let file = BufWriter::new(File::create(bench.path(&name)).unwrap());
    let mut writer: Box<dyn Write> = match form {
        Form::ArrayZst => Box::new(zstd::Encoder::new(file, 1).unwrap().auto_finish()),
        _ => Box::new(file),
    };
    writer.write_all(b"[{\"text\": \"").unwrap();
    let block = [b'x'; 1 << 16];
    for _ in 0..200_000_000 / block.len() {
        writer.write_all(&block).unwrap();
    }
}

#[test]
fn a_string_of_200_mb_is_refused_in_bounded_memory() {
    for form in [Form::Array, Form::ArrayZst] {
        let bench = Bench::empty();
        bench.validation();
        write_endless(&bench, form);
        // 160 MB of address space: the file would not fit.
        let shell = format!(
            "ulimit -v 160000; exec {} gen-data --unified-dir data --output-dir out --threads 2",
            tunesmith_tests::tunesmith().display()
        );
        let ran = run(Command::new("sh").args(["-c", &shell]).current_dir(bench.root())).ends_with(1);
        let place =
            format!("data/unified_train.{}:1:2: error[data-syntax]: record 1 is longer than 16 MiB\n", form.ending());
        assert!(ran.stderr.starts_with(&place), "{}", &ran.stderr[..200.min(ran.stderr.len())]);
        assert!(!bench.path("out").exists());
    }
}
