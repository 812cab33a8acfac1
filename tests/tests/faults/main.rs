//! Faults on purpose, in real processes: kills, signals, full disks, folders that vanish, links planted.
//!
//! After any end each output is the whole old or the whole new file, `verify` tells a torn set from a whole one,
//! and the next run clears what is left and succeeds. What a platform lacks the means for is skipped with a reason.

#![expect(clippy::panic, clippy::unwrap_used, reason = "helpers of tests")]
#![cfg(unix)]

mod folders;
mod kills;
mod limits;
mod links;
mod mounts;

use std::collections::BTreeMap;

use tunesmith_tests::{Bench, Form, Row};

/// Names and bytes of outputs.
type Outputs = BTreeMap<String, Vec<u8>>;

/// A bench with two sets of splits, `data/` and `new/`, and the outputs that each of them makes.
struct Two {
    bench: Bench,
    old: Outputs,
    new: Outputs,
}

impl Two {
    /// `rows` training rows each; `out/` holds what the old ones make with `args`.
    fn new(rows: usize, args: &[&str]) -> Two {
        let bench = Bench::new(&[]);
        std::fs::create_dir(bench.path("new")).unwrap();
        let texts = |name: &str| {
            (0..rows).map(|n| Row::hate(&format!("t_{n}"), "train", &format!("{name} {n} é"), name)).collect::<Vec<_>>()
        };
        bench.write("new/unified_train.json", Form::Array.bytes(&texts("young")));
        bench.write("new/unified_val.json", Form::Array.bytes(&[Row::new("v_1", "val", "young")]));
        bench.split("train", Form::Array, &texts("old"));
        tunesmith_tests::run(&mut bench.tunesmith(&new_args(args))).ends_with(0);
        let new = bench.outputs();
        bench.gen_data(args).ends_with(0);
        let old = bench.outputs();
        let differs = |name: &String, bytes: &Vec<u8>| new[name] != *bytes || name == "rejects.jsonl";
        assert!(old.iter().all(|(name, bytes)| differs(name, bytes)), "the two sets differ in every file");
        Two { bench, old, new }
    }

    /// Checks that every output is whole, and that `verify` knows whether they are of one run.
    #[track_caller]
    fn check_whole(&self, case: &str) {
        let found = self.bench.outputs();
        let shown = found.iter().filter(|(name, _)| !name.starts_with('.'));
        for (name, bytes) in shown.clone() {
            assert!(self.is_whole(name, bytes), "{case}: {name} is neither the old file nor the new one");
        }
        assert_eq!(shown.clone().count(), self.old.len(), "{case}: {:?}", found.keys());
        let all = |outputs: &Outputs| shown.clone().all(|(name, bytes)| outputs[name] == *bytes);
        let whole = all(&self.old) || all(&self.new);
        let verdict = self.bench.verify();
        assert_eq!(verdict.code, Some(i32::from(!whole)), "{case}: {}{}", verdict.stdout, verdict.stderr);
        assert_eq!(verdict.stdout.contains("torn: "), !whole, "{case}: {}", verdict.stdout);
    }

    fn is_whole(&self, name: &str, bytes: &[u8]) -> bool {
        [&self.old, &self.new].iter().any(|outputs| outputs.get(name).is_some_and(|whole| whole == bytes))
    }

    /// Checks that nothing was changed.
    #[track_caller]
    fn check_old(&self, case: &str) {
        assert!(self.bench.outputs() == self.old, "{case}: {:?}", self.bench.outputs().keys());
        self.bench.verify().ends_with(0);
    }

    /// Checks that a run from the new splits succeeds and leaves its outputs alone behind.
    #[track_caller]
    fn check_next_run(&self, args: &[&str], case: &str) {
        tunesmith_tests::run(&mut self.bench.tunesmith(&new_args(args))).ends_with(0);
        assert!(self.bench.outputs() == self.new, "{case}: {:?}", self.bench.outputs().keys());
        self.bench.verify().ends_with(0);
    }
}

/// Arguments of a run from the new splits.
fn new_args<'a>(args: &[&'a str]) -> Vec<&'a str> {
    [&["gen-data", "--unified-dir", "new", "--output-dir", "out"], args].concat()
}

/// Numbers that look random and are the same each time.
struct Random(u64);

impl Random {
    /// A number below `limit`.
    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}
