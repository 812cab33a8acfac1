//! `wrong-type`: a value has the wrong JSON type.

use super::{Check, Rule, list};
use crate::diagnostic::{Diagnostic, FileFindings, Fix};
use crate::json::{Kind, Node};
use crate::view::{self, Shape, ValueView};
use crate::{Level, Text, did_you_mean, names, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "wrong-type",
    level: Level::Deny,
    fixed: true,
    meaning: "A value has another JSON type than its key asks for: a template, `strategies`, a strategy or \
              `parameters` that is no object, a prompt that is no string, a parameter that is no number, a \
              `max_tokens` with a fraction, an `allow` that is no list of codes; in `tunesmith.json` a list that is \
              none, or a `case` that is neither `upper` nor `lower`.",
    why: "A number in quotes reaches the inference server as text, and it refuses the request, or worse, does \
              not.",
    wrong: r#""parameters": {"temperature": "0.1"}"#,
    right: r#""parameters": {"temperature": 0.1}"#,
    check: Check::Value(check),
};

fn check(value: &ValueView<'_>, findings: &mut FileFindings) {
    match (value.shape, &value.node.kind) {
        (Shape::Strings, Kind::Array(items)) => {
            for item in items.iter().filter(|item| item.text().is_none()) {
                let message = format!("{} must hold strings, not {}", value.what, item.kind_name());
                findings.add(view::opening(item), message).help("every item is a text in double quotes");
            }
        }
        (Shape::Objects, Kind::Array(items)) => {
            for item in items.iter().filter(|item| item.members().is_none()) {
                let message = format!("{} must hold objects, not {}", value.what, item.kind_name());
                suggest_object(findings.add(view::opening(item), message), value, item, "");
            }
        }
        (Shape::OneOf(words), Kind::String(text)) if !words.contains(&text.value()) => {
            let instead = did_you_mean(nearest(text.value(), words.iter().copied()));
            let message = format!("{} cannot be `{}`{instead}", value.what, text.value());
            let finding = findings.add(text.span(), message);
            finding.help(list("words that may stand here", words.iter().copied()));
            if let Some(word) = names::only_near(text.value(), words.iter().copied()) {
                finding.fix(Fix::replace(text.span(), format!("\"{word}\"")));
            }
        }
        (shape, _) if fits(shape, value.node) => {}
        (shape, _) => {
            let message = format!("{} must be {}, not {}", value.what, shape.name(), shown(value.node));
            let finding = findings.add(view::opening(value.node), message);
            suggest(finding, shape, value.node);
            suggest_object(finding, value, value.node, "[]");
        }
    }
}

fn fits(shape: Shape, node: &Node) -> bool {
    match (shape, &node.kind) {
        (Shape::String | Shape::StringOrNull | Shape::OneOf(_), Kind::String(_))
        | (Shape::Object, Kind::Object(_))
        | (Shape::Number, Kind::Number(_))
        | (Shape::Boolean, Kind::Bool(_))
        | (Shape::StringOrNull, Kind::Null) => true,
        (Shape::Integer, Kind::Number(number)) => !number.contains(['.', 'e', 'E']),
        (Shape::Answer, kind) => !matches!(kind, Kind::Null),
        _ => false,
    }
}

/// The kind of a value; a number itself.
fn shown(node: &Node) -> String {
    match &node.kind {
        Kind::Number(number) if number.len() < 20 => number.clone(),
        _ => node.kind_name().to_owned(),
    }
}

fn suggest(finding: &mut Diagnostic, shape: Shape, node: &Node) {
    match (shape, &node.kind) {
        (Shape::Number | Shape::Integer, Kind::String(text)) if text.value().trim().parse::<f64>().is_ok() => {
            finding.help(format!("write it without quotes: {}", text.value().trim()));
        }
        (Shape::Integer, Kind::Number(number)) => {
            let rounded = number.parse::<f64>().ok().filter(|value| value.abs() < 1e15);
            if let Some(value) = rounded {
                finding.help(format!("write {}", value.trunc()));
            }
        }
        (Shape::String, Kind::Array(items)) if items.len() == 1 && items[0].text().is_some() => {
            finding.help(format!("write \"{}\"", items[0].text().map_or("", Text::value)));
        }
        (Shape::String, Kind::Array(_)) => {
            finding.help("join the lines into one string, with \\n between them");
        }
        (Shape::String, Kind::Object(_)) if node.get("type").is_some() => {
            if let Some(kind) = node.get("type").and_then(Node::text) {
                finding.help(format!("write \"{}\"", kind.value()));
            }
        }
        (Shape::Strings, Kind::String(text)) => {
            finding.help(format!("write [\"{}\"]", text.value()));
        }
        (Shape::Boolean, Kind::String(text)) if matches!(text.value(), "true" | "false") => {
            finding.help(format!("write it without quotes: {}", text.value()));
        }
        (Shape::StringOrNull, Kind::Number(json)) => {
            finding.help(format!("write it in quotes: \"{json}\""));
        }
        (Shape::Objects, Kind::Object(_)) => {
            finding.help("put it in a list: [{…}]");
        }
        (Shape::Answer, _) => {
            finding.help("an answer is an object, an array, a text, a number, true or false");
        }
        (shape, Kind::Null) => {
            finding.help(format!("write {}, or leave the key out where it may be absent", shape.name()));
        }
        _ => {}
    }
}

/// The name of a field where the object belongs that takes a value from it; `list` stands around more than one such object.
fn suggest_object(finding: &mut Diagnostic, value: &ValueView<'_>, node: &Node, list: &str) {
    let Some(field) = node.text().map(|text| format!("{{\"field\": \"{}\"}}", text.value())) else { return };
    match (value.shape, list) {
        (Shape::Objects, "") if value.what == "`first`" => finding.help(format!("write {field}")),
        (Shape::Objects, _) if value.what == "`first`" => finding.help(format!("write [{field}]")),
        (Shape::Object, _) if value.what.starts_with("the derived value") => {
            finding.help(format!("write {{\"first\": [{field}], \"else\": null}}"))
        }
        _ => finding,
    };
}
