//! `bad-allow`: an `allow` that cannot be.

use super::{Check, Rule};
use crate::diagnostic::FileFindings;
use crate::json::{Kind, Node};
use crate::view::ObjectView;
use crate::{Level, Levels};

pub(crate) static RULE: Rule = Rule {
    code: "bad-allow",
    level: Level::Deny,
    fixed: false,
    meaning: "An entry of an `allow` list is no code of a finding, or the code of one that cannot be allowed.",
    why: "It would silence nothing, and whoever wrote it believes that it does.",
    wrong: r#""allow": ["contract-missmatch"]"#,
    right: r#""allow": ["contract-mismatch"]"#,
    check: Check::Object(check),
};

fn check(object: &ObjectView<'_>, findings: &mut FileFindings) {
    let Some(allow) = object.node.get("allow").filter(|_| object.known("allow").is_some()) else { return };
    let Kind::Array(codes) = &allow.kind else { return };
    for code in codes.iter().filter_map(Node::text) {
        if let Err(error) = Levels::default().set(code.value(), Level::Allow) {
            findings.add(code.span(), error.to_string());
        }
    }
}
