//! `docs/trainers.md` says of each trainer what the code does.

use std::fs;

use expect_test::expect_file;
use tunesmith_tests::repository;
use tunesmith_trainers::{Keys, Order, SystemTurn, Trainer, all};

const BEGIN: &str = "<!-- trainers -->\n";
const END: &str = "<!-- end of trainers -->";

#[test]
fn the_table_of_trainers_is_fresh() {
    let path = repository().join("docs/trainers.md");
    let page = fs::read_to_string(&path).unwrap();
    let (head, rest) = page.split_once(BEGIN).unwrap();
    let (_, tail) = rest.split_once(END).unwrap();
    let fresh = format!("{head}{BEGIN}{}{END}{tail}", table());
    expect_file![path.canonicalize().unwrap()].assert_eq(&fresh);
}

fn table() -> String {
    let head =
        "| `--for` | Shapes | Limits | Turns | Columns beside the shape's | Read in |\n|---|---|---|---|---|---|\n";
    head.to_owned() + &all().map(line).collect::<String>()
}

fn line(trainer: &Trainer) -> String {
    let shapes: Vec<&str> = trainer.shapes.iter().map(|shape| shape.name()).collect();
    let limits = [
        trainer
            .fewest_rows
            .map(|limit| format!("at least {} row{}", limit.value, if limit.value == 1 { "" } else { "s" })),
        trainer.most_rows.map(|limit| format!("at most {} rows", thousands(limit.value))),
        trainer.most_bytes.map(|limit| format!("at most {} MB: {}", thousands(limit.value / 1_000_000), limit.beyond)),
        trainer.most_tokens.map(|limit| format!("{} tokens a row: {}", thousands(limit.value), limit.beyond)),
        trainer.files.map(|files| format!("`{}` and `{}`", files.train, files.validation)),
    ];
    let limits: Vec<String> = limits.into_iter().flatten().collect();
    let order = match trainer.order {
        Order::Alternating => "user and assistant in turn",
        Order::Any => "any order",
        Order::Template => "user and assistant in turn, or a warning",
    };
    let system = if trainer.system == SystemTurn::Taken { "" } else { ", no system turn" };
    let keys = match trainer.row_keys {
        Keys::Any => "any".to_owned(),
        Keys::Only([]) => "none".to_owned(),
        Keys::Only(keys) => keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", "),
    };
    format!(
        "| `{}` | {} | {} | {order}{system} | {keys} | {} |\n",
        trainer.name,
        shapes.join(", "),
        limits.join("; "),
        trainer.source
    )
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    groups.join(",")
}
