//! The generated code is Rust, and rustc reads back from it what went in.

#[allow(dead_code, missing_docs, unreachable_pub)]
mod zoo;

use std::path::Path;
use std::process::Command;

use tunesmith_codegen::{generate, write};
use tunesmith_runtime::{Record, Role};

#[allow(
    clippy::all,
    dead_code,
    missing_docs,
    unreachable_pub,
    non_camel_case_types,
    non_snake_case,
    reason = "generated"
)]
mod small {
    include!("expected/small/prompts.rs");
}

use small::responses::{reply_v1, routing_v1, word_v1};
use small::templates::route::route_v1::{Reply, Short, Word};

#[test]
fn hostile_names_and_texts_survive_rustc() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("zoo");
    let codegen = Path::new(env!("CARGO_MANIFEST_DIR"));
    write(&generate(&zoo::checked()).unwrap(), &folder).unwrap();
    let runtime = codegen.join("../runtime");
    let manifest = format!(
        "[package]\nname = \"zoo\"\nedition = \"2024\"\n[[bin]]\nname = \"zoo\"\npath = \"main.rs\"\n[workspace]\n[dependencies]\n\
         serde = {{ version = \"1\", features = [\"derive\"] }}\nserde_json = \"1\"\ntunesmith-runtime = {{ path = {runtime:?} }}\n"
    );
    std::fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    std::fs::copy(codegen.join("../../Cargo.lock"), folder.join("Cargo.lock")).unwrap();
    std::fs::copy(codegen.join("tests/zoo/around.rs"), folder.join("main.rs")).unwrap();
    let mut cargo = Command::new(env!("CARGO"));
    cargo.args(["run", "--quiet", "--offline"]).current_dir(&folder).env("CARGO_TARGET_DIR", folder.join("target"));
    let output = cargo.env("RUSTFLAGS", "--cap-lints=warn -Awarnings").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let expected = zoo::checked().with_project(|project| format!("{project:?}"));
    assert_eq!(String::from_utf8_lossy(&output.stdout), expected);
}

#[test]
fn a_small_project_survives_rustc() {
    let expected = zoo::small().with_project(|project| format!("{project:?}"));
    assert_eq!(format!("{:?}", small::PROJECT), expected);
}

#[test]
fn a_struct_renders_what_its_template_says() {
    let short = Short { item: "LAMP", priority: -3, body: "too dark {item}" };
    assert_eq!(short.user_prompt(), "LAMP (LAMP), priority -3:\n\"too dark {item}\" {sic}");
    assert_eq!(short.messages()[0].content, Short::SYSTEM_PROMPT);
    assert_eq!(Short::PARAMETERS.frequency_penalty, Some(-0.5));
    let word = Word { body: "b", hours: 0.1 + 0.2, paid: true, tags: &["x", "y"] };
    assert_eq!(word.user_prompt(), "b\n0.30000000000000004 hours, paid: true, tags: x, y");
    assert_eq!(Reply { body: "b" }.user_prompt(), "b");
}

#[test]
fn a_struct_and_a_record_of_the_same_values_give_the_same_messages() {
    let record = Record::new(&small::record::SCHEMA).with("message", "too dark").with("product", "lamp");
    let request = Short::PAIR.request(&record.with("priority", 7)).unwrap();
    assert_eq!(request, Short { item: "LAMP", priority: 7, body: "too dark" }.messages());
}

/// A ticket, with everything that any strategy asks for.
fn ticket(queue: &'static str) -> Record<'static> {
    let tags = tunesmith_runtime::Datum::Strings(vec!["old \"lamp\"".into(), "".into()]);
    let record = Record::new(&small::record::SCHEMA).with("body", "too dark").with("priority", 1).with("tags", tags);
    record.with("queue", queue).with("reply", "Try \"on\".").with("paid", true).with("hours", 2)
}

#[test]
fn what_is_trained_is_what_the_type_of_the_answer_reads() {
    let answer = |record: &Record<'_>, pair: tunesmith_runtime::Pair<'_>| {
        let message = pair.conversation(record).unwrap().pop().unwrap();
        assert_eq!(message.role, Role::Assistant);
        message.content.into_owned()
    };
    let solved = ticket("billing").with("solved_by", "Ann");
    for record in [ticket("billing"), solved, ticket("technical")] {
        let text = answer(&record, Short::PAIR);
        let parsed: routing_v1::Answer = serde_json::from_str(&text).unwrap();
        // Order, nulls and all; only the spaces behind separators are JSON Lines' own.
        let again = serde_json::to_string(&parsed).unwrap();
        assert_eq!(again.replace("\":", "\": ").replace(",\"", ", \""), text);
    }
    let word: word_v1::Answer = answer(&ticket("billing"), Word::PAIR).parse().unwrap();
    assert_eq!(word, word_v1::Answer::Billing);
    let reply = reply_v1::Answer::from(answer(&ticket("billing"), Reply::PAIR));
    assert_eq!(reply.as_str(), "Try \"on\".");
}

#[test]
fn wrong_keys_and_labels_are_no_answers() {
    let good = r#"{"queue": "billing", "details": {"who": null, "kind": "money", "about": ["a"]}, "level": 2}"#;
    assert!(serde_json::from_str::<routing_v1::Answer>(good).is_ok());
    for (from, to) in [
        ("\"billing\"", "\"bills\""),
        ("\"money\"", "\"cash\""),
        ("\"level\": 2", "\"level\": 3"),
        ("\"who\": null, ", ""),
        ("\"kind\"", "\"more\": 1, \"kind\""),
        ("\"level\"", "\"more\": 1, \"level\""),
        ("[\"a\"]", "[1]"),
    ] {
        assert!(serde_json::from_str::<routing_v1::Answer>(&good.replace(from, to)).is_err(), "{to}");
    }
    assert!("Billing".parse::<word_v1::Answer>().is_err());
}
