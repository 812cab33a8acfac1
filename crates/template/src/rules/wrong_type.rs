//! `wrong-type`: a value has the wrong JSON type.

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::{Diagnostic, Findings};
use crate::json::{Kind, Node};
use crate::view::{self, ObjectKind, ObjectView, Shape, ValueView};

pub(crate) static RULE: Rule = Rule {
    code: "wrong-type",
    level: Level::Deny,
    fixed: true,
    meaning: "A value has another JSON type than its key asks for: a template, `strategies`, a strategy or \
              `parameters` that is no object, a prompt that is no string, a parameter that is no number, a \
              `max_tokens` with a fraction, an `allow` that is no list of codes, a target whose value is no \
              scalar.",
    why: "A number in quotes reaches the inference server as text, and it refuses the request, or worse, does \
              not.",
    wrong: r#""parameters": {"temperature": "0.1"}"#,
    right: r#""parameters": {"temperature": 0.1}"#,
    check: Check::Value(check),
};

fn check(value: &ValueView<'_>, findings: &mut Findings) {
    match (value.shape, &value.node.kind) {
        (Shape::Strings, Kind::Array(items)) => {
            for item in items.iter().filter(|item| item.text().is_none()) {
                let message = format!("{} must hold strings, not {}", value.what, item.kind_name());
                findings.add(view::opening(item), message);
            }
        }
        (shape, _) if fits(shape, value.node) => {}
        (shape, _) => {
            let message = format!("{} must be {}, not {}", value.what, shape.name(), shown(value.node));
            suggest(findings.add(view::opening(value.node), message), shape, value.node);
        }
    }
}

fn fits(shape: Shape, node: &Node) -> bool {
    match (shape, &node.kind) {
        (Shape::String, Kind::String(_)) | (Shape::Object, Kind::Object(_)) | (Shape::Number, Kind::Number(_)) => true,
        (Shape::Integer, Kind::Number(number)) => !number.contains(['.', 'e', 'E']),
        (Shape::TargetValue, Kind::Array(_)) => false,
        // With a misspelt or mistyped `field` the finding is there.
        (Shape::TargetValue, Kind::Object(_)) => ObjectView::new(ObjectKind::Field, node)
            .is_some_and(|object| object.has("field") || object.unknown_members().any(|m| object.misspelt(m).is_some())),
        (Shape::TargetValue, _) => true,
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
        (Shape::String, Kind::Array(_)) => {
                finding.help("join the lines into one string, with \\n between them");
            }
        (Shape::String, Kind::Object(_)) if node.get("type").is_some() => {
            if let Some(kind) = node.get("type").and_then(Node::text) {
                finding.help(format!("write \"{}\"", kind.value()));
            }
        }
        (Shape::String | Shape::Object | Shape::Number, Kind::Null) => {
            finding.help("leave the key out where there is nothing to say");
        }
        (Shape::Strings, Kind::String(text)) => {
                finding.help(format!("write [\"{}\"]", text.value()));
            }
        (Shape::TargetValue, _) => {
            finding.help("constants are strings, numbers, true, false or null; for JSON inside an answer, write it as a string");
        }
        _ => {}
    }
}
