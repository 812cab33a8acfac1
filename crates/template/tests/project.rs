//! Whatever the files of a project hold: no panic, places that are there, and mistakes that stay where they were made.

#![expect(clippy::unwrap_used, reason = "a broken case fails its test")]

use proptest::prelude::*;
use serde_json::{Value, json};
use tunesmith_template::{Checked, FileReport, Files, Levels, Source, apply_fixes, check, doc, schemas, show};

/// The files of the small project, one of them by number with another text.
fn files_with(place: usize, text: &str) -> Files {
    let mut files = doc::files();
    let source = |old: &Source| Source::new(old.path(), text);
    match place {
        0 => files.project = source(&files.project),
        1 => files.schema = source(&files.schema),
        2 => files.responses[0] = source(&files.responses[0]),
        _ => files.templates[0].source = source(&files.templates[0].source),
    }
    files
}

fn text_of(place: usize) -> String {
    let files = doc::files();
    let source = match place {
        0 => &files.project,
        1 => &files.schema,
        2 => &files.responses[0],
        _ => &files.templates[0].source,
    };
    source.text().to_owned()
}

/// Checks the project and all that is made of it; what it says must be sound.
#[track_caller]
fn check_sound(files: &Files) -> Checked {
    let checked = check(files, &Levels::default(), None);
    checked.reports.iter().for_each(check_report);
    checked.with_project(|project| assert!(project.pairs.len() == checked.pairs.len()));
    for (path, text) in schemas(&checked, files) {
        assert!(serde_json::from_str::<Value>(&text).is_ok(), "{path}:\n{text}");
    }
    checked
}

#[track_caller]
fn check_report(report: &FileReport) {
    let text = report.source.text();
    for finding in &report.diagnostics {
        let labels = finding.labels.iter().filter(|label| label.source.is_none()).map(|label| &label.span);
        for span in std::iter::once(&finding.span).chain(labels) {
            assert!(text.is_char_boundary(span.start) && text.is_char_boundary(span.end), "{finding:?}");
            assert!(span.start <= span.end && span.end <= text.len(), "{finding:?}");
        }
        assert!(!finding.message.contains('\n'), "{finding:?}");
        let human = show::human(&report.source, finding, false);
        assert_eq!(human.lines().next(), Some(show::short(&report.source, finding).as_str()));
    }
    apply_fixes(report);
}

/// The places in a value, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| places(value, &format!("{at}/{key}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(index, value)| places(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

fn all_places(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    places(value, "", &mut found);
    found
}

/// What stands where something else was meant.
fn odd_values() -> Vec<Value> {
    let texts =
        ["", "body", "queue", "item", "team", "part", "train", "upper", "rejects", "é😀", "<|end|>", "{body}", "text"];
    let mut values: Vec<Value> = texts.map(Value::from).to_vec();
    values.extend([
        json!(null),
        json!(true),
        json!(0),
        json!(-1),
        json!(1.5),
        json!(1e300),
        json!([]),
        json!({}),
        json!([[]]),
    ]);
    values.extend([json!([0, "body"]), json!({"field": "body"}), json!({"field": 1}), json!({"name": {}, "_a": [{}]})]);
    values.extend([json!(["string", "null"]), json!([{"first": []}]), json!({"": {"": null}})]);
    values
}

#[derive(Clone, Debug)]
enum Edit {
    /// Another value.
    Replace(usize),
    /// The key or item is gone.
    Remove,
    /// The key is another one.
    Rename(&'static str),
    /// The item stands twice.
    Repeat,
}

fn edit(root: &mut Value, place: &str, edit: &Edit) {
    let Some((parent, key)) = place.rsplit_once('/') else {
        *root = odd_values()[0].clone();
        return;
    };
    match (root.pointer_mut(parent), edit) {
        (Some(Value::Object(members)), Edit::Remove) => {
            members.remove(key);
        }
        (Some(Value::Object(members)), Edit::Rename(suffix)) => {
            let value = members.remove(key).unwrap_or_default();
            members.insert(format!("{key}{suffix}"), value);
        }
        (Some(Value::Array(items)), Edit::Remove) => {
            items.remove(key.parse::<usize>().unwrap());
        }
        (Some(Value::Array(items)), Edit::Repeat | Edit::Rename(_)) => {
            let item = items[key.parse::<usize>().unwrap()].clone();
            items.push(item);
        }
        (_, Edit::Replace(odd)) => {
            let odd_values = odd_values();
            *root.pointer_mut(place).unwrap() = odd_values[odd % odd_values.len()].clone();
        }
        _ => {}
    }
}

fn an_edit() -> impl Strategy<Value = Edit> {
    prop_oneof![
        4 => any::<usize>().prop_map(Edit::Replace),
        2 => Just(Edit::Remove),
        2 => prop::sample::select(vec!["s", "_", " ", "x-role", "é"]).prop_map(Edit::Rename),
        1 => Just(Edit::Repeat),
    ]
}

proptest! {
    #[test]
    fn any_value_anywhere_is_checked(edits in prop::collection::vec((0usize..4, any::<prop::sample::Index>(), an_edit()), 1..4)) {
        let mut files = doc::files();
        for (place, at, how) in edits {
            let mut value: Value = serde_json::from_str(&text_of(place)).unwrap();
            let places = all_places(&value);
            edit(&mut value, at.get(&places).as_str(), &how);
            let changed = files_with(place, &value.to_string());
            match place {
                0 => files.project = changed.project,
                1 => files.schema = changed.schema,
                2 => files.responses = changed.responses,
                _ => files.templates = changed.templates,
            }
        }
        check_sound(&files);
    }

    #[test]
    fn any_text_is_checked(place in 0usize..4, at in 0usize..1200, length in 0usize..30, insert in "[{}\\[\\]\",:'\\\\a1\né]{0,3}") {
        let text = text_of(place);
        let floor = |at: usize| (0..=at.min(text.len())).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
        let (start, end) = (floor(at % (text.len() + 1)), floor(at % (text.len() + 1) + length));
        check_sound(&files_with(place, &format!("{}{insert}{}", &text[..start], &text[end..])));
        check_sound(&files_with(place, &text[..start]));
    }
}

/// The files besides one in which something is found.
fn elsewhere(checked: &Checked, place: usize) -> Vec<&str> {
    let others = checked.reports.iter().enumerate().filter(|(index, _)| *index != place);
    others.filter(|(_, report)| !report.diagnostics.is_empty()).map(|(_, report)| report.source.path()).collect()
}

/// A mistake in `tunesmith.json` or the record schema is found there, and nowhere else: not where a value is used.
#[test]
fn no_finding_follows_from_a_mistake_in_another_file() {
    for place in [0, 1] {
        let sound: Value = serde_json::from_str(&text_of(place)).unwrap();
        for at in all_places(&sound).iter().filter(|at| !at.is_empty()) {
            for odd in [json!(0), json!(null), json!([0]), json!({"a": 0})] {
                // There the values that others use are taken out.
                if at == "/values" && odd.is_object() {
                    continue;
                }
                let mut value = sound.clone();
                *value.pointer_mut(at).unwrap() = odd.clone();
                let checked = check_sound(&files_with(place, &value.to_string()));
                if !checked.reports[place].diagnostics.is_empty() {
                    assert_eq!(elsewhere(&checked, place), [""; 0], "{at} = {odd}");
                }
            }
        }
    }
}

/// A typo of a key costs one finding, however many values hang on it.
#[test]
fn a_misspelt_key_is_one_finding() {
    let keys = [
        "record", "data", "output", "missing", "values", "splits", "formats", "response", "first", "case", "else",
        "unless", "input", "template", "strategy", "suffix",
    ];
    for key in keys {
        let text = text_of(0).replacen(&format!("\"{key}\":"), &format!("\"{key}x\":"), 1);
        let checked = check_sound(&files_with(0, &text));
        let found: Vec<_> = checked.reports.iter().flat_map(|report| &report.diagnostics).map(|it| it.code).collect();
        assert_eq!(found, ["misspelt-key"], "{key}");
    }
}

/// A derived value may draw on any type of field, and on none where it has a text.
#[test]
fn derived_values_draw_on_every_type() {
    for first in [r#"[]"#, r#"[{"field": "priority"}]"#, r#"[{"field": "product"}, {"field": "body"}]"#] {
        let text = text_of(0).replace(r#"[{"field": "product", "unless": ["other"]}]"#, first);
        let checked = check_sound(&files_with(0, &text));
        assert!(!checked.has_errors(), "{first}: {:#?}", checked.reports);
    }
}

#[test]
fn many_splits_and_values_take_time_in_proportion() {
    let start = std::time::Instant::now();
    let mut value: Value = serde_json::from_str(&text_of(0)).unwrap();
    for number in 0..2_000 {
        let split = json!({"name": "dev", "input": format!("in{}", number % 1_000), "output": format!("out{number}")});
        value["splits"].as_array_mut().unwrap().push(split);
        value["values"][format!("v{number}")] = json!({"first": [{"field": "product"}], "else": null});
    }
    check(&files_with(0, &value.to_string()), &Levels::default(), None);
    // Generous: what takes quadratic time takes minutes.
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}
