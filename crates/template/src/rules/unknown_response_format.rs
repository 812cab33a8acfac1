//! `unknown-response-format`: a form of answer that no server knows.

use super::{Check, Rule, list};
use crate::diagnostic::FileFindings;
use crate::json::Node;
use crate::view::{ObjectKind, ObjectView};
use crate::{Level, ResponseFormat, did_you_mean, nearest};

pub(crate) static RULE: Rule = Rule {
    code: "unknown-response-format",
    level: Level::Deny,
    fixed: true,
    meaning: "`response_format` is none of the forms that OpenAI-style servers know: `text`, `json_object`, \
              `json_schema`.",
    why: "The server would refuse every request.",
    wrong: r#""response_format": "json""#,
    right: r#""response_format": "json_object""#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    let format = object.node.get("response_format").and_then(Node::text);
    let Some(format) = format.filter(|_| object.kind == ObjectKind::Parameters) else { return };
    let known = ResponseFormat::ALL.map(ResponseFormat::name);
    if known.contains(&format.value()) {
        return;
    }
    let instead = match format.value() {
        "json" | "JSON" | "json_mode" => Some("json_object"),
        other => nearest(other, known),
    };
    let instead = did_you_mean(instead);
    let finding = findings.add(format.span(), format!("unknown response format `{}`{instead}", format.value()));
    finding.help(list("formats", known));
}
