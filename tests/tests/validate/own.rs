//! What `gen-data` writes is clean for every trainer that reads the shape.

use std::process::Command;

use tempfile::TempDir;
use tunesmith_tests::{repository, run, tunesmith};

use crate::told;

#[test]
fn what_gen_data_writes_is_clean_for_every_trainer_that_reads_it() {
    let outputs = TempDir::new().unwrap();
    for (shape, trainers) in [
        ("messages", "openai azure trl llama-factory unsloth torchtune mistral together fireworks"),
        ("prompt-completion", "trl unsloth"),
    ] {
        let folder = outputs.path().join(shape);
        let mut generate = Command::new(tunesmith());
        generate.args(["gen-data", "--quiet", "--include-test", "--shape", shape, "--output-dir"]);
        run(generate.arg(&folder).current_dir(repository())).ends_with(0);
        let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
        let files: Vec<_> = files.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect();
        assert_eq!(files.len(), 6);
        for path in files {
            for trainer in std::iter::once("").chain(trainers.split(' ')) {
                assert_eq!(told(&path, trainer), [], "{}, for {trainer}", path.display());
            }
        }
    }
}
