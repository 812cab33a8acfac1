//! What rendering alone costs: every record of a folder's files is read once, then examined and rendered over and over on one
//! thread, into a buffer that is used again for each 256 rows. Reading from JSON is timed by itself; hashing and writing
//! are in no figure. Processor time, as Linux counts it for the thread.
//!
//! `cargo bench -p tunesmith-dataset --bench rendering -- PROJECT DATA`; `python/bench/render.py` measures the wheel
//! with the same rows.

use std::path::Path;
use std::time::Duration;

use tunesmith_dataset::batch::{Judge, ReadRow, Rows, Way, split_records};
use tunesmith_dataset::{Options, Run};
use tunesmith_template::{Choice, Levels, check};

/// Rows that are examined and rendered at a time.
const ROWS: usize = 256;

/// Rounds, of which the quickest counts.
const ROUNDS: usize = 9;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let args: Vec<String> = std::env::args().skip(1).filter(|arg| !arg.starts_with("--")).collect();
    let [root, data] = args.as_slice() else {
        // `cargo test --benches` runs this too.
        return Ok(());
    };
    let files = tunesmith_project::read(Path::new(root), None, &Choice::default())?;
    let checked = check(&files, &Levels::default(), None);
    let mut texts = Vec::new();
    let mut entries: Vec<_> = std::fs::read_dir(data)?.collect::<Result<_, _>>()?;
    entries.sort_by_key(std::fs::DirEntry::path);
    for entry in entries {
        split_records(std::fs::read(entry.path())?, &mut |text| {
            texts.push(text.to_vec());
            true
        })?;
    }
    checked.with_project(|project| {
        let names: Vec<String> = project.settings.formats.iter().map(|format| format.name.to_string()).collect();
        let mut choices: Vec<Vec<String>> = names.iter().map(|name| vec![name.clone()]).collect();
        choices.push(names);
        for formats in choices {
            let options = Options { formats: formats.clone(), threads: 1, ..Options::new("", "") };
            let run = Run::new(options, project)?;
            let judge = Judge::new(&run, "data", Way::Any);
            let chunks: Vec<Rows> =
                texts.chunks(ROWS).map(|texts| Rows::of_texts(1, texts.iter().map(Vec::as_slice))).collect();
            let reading = (0..ROUNDS).map(|_| read(&judge, &chunks)).min().unwrap_or_default();
            let read: Vec<Vec<ReadRow<'_>>> = chunks.iter().map(|rows| judge.read(rows)).collect();
            let mut times: Vec<(Duration, usize, usize)> =
                (0..ROUNDS).map(|_| render(&judge, &read, formats.len())).collect();
            times.sort_unstable();
            let (time, lines, bytes) = times[0];
            println!(
                "{}: {} rows, {lines} lines, {:.0} MB: {:.3} s, {:.2} µs a row; reading them from JSON before: {:.3} s",
                formats.join(" and "),
                texts.len(),
                bytes as f64 / 1e6,
                time.as_secs_f64(),
                time.as_secs_f64() * 1e6 / texts.len() as f64,
                reading.as_secs_f64(),
            );
        }
        Ok(())
    })
}

/// Reads every row, and forgets it.
fn read(judge: &Judge<'_>, chunks: &[Rows]) -> Duration {
    let start = processor_time();
    chunks.iter().for_each(|rows| drop(std::hint::black_box(judge.read(rows))));
    processor_time() - start
}

fn render(judge: &Judge<'_>, read: &[Vec<ReadRow<'_>>], formats: usize) -> (Duration, usize, usize) {
    let (start, mut out, mut lines, mut bytes) = (processor_time(), Vec::<u8>::new(), 0, 0);
    for rows in read {
        for row in judge.judge(rows).fit {
            for format in 0..formats {
                judge.write(&row, format, &mut out);
                out.push(b'\n');
                lines += 1;
            }
        }
        bytes += std::hint::black_box(&out).len();
        out.clear();
    }
    (processor_time() - start, lines, bytes)
}

/// What the thread used so far; nothing where the system does not say.
fn processor_time() -> Duration {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(text.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or_default())
}
