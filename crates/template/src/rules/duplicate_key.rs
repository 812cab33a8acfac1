//! `duplicate-key`: a key stands twice in one object.

use std::collections::BTreeMap;

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::{Kind, Member, Node};

pub(crate) static RULE: Rule = Rule {
    code: "duplicate-key",
    level: Level::Deny,
    fixed: true,
    meaning: "A key stands twice in one JSON object.",
    why: "Readers differ in which of the two they take, most take the last without a word, and a reviewer sees \
              the first.",
    wrong: r#"{"system_prompt": "old", …, "system_prompt": "new"}"#,
    right: r#"{"system_prompt": "new", …}"#,
    check: Check::Json(check),
};

fn check(root: &Node, findings: &mut FileFindings) {
    let strategies = root.get("strategies").map(|node| node.span);
    visit(root, &mut |node, members| {
        // Two strategies of one name are a finding of their own.
        if Some(node.span) != strategies {
            report(members, findings);
        }
    });
}

fn report(members: &[Member], findings: &mut FileFindings) {
    for (later, first) in repeated(members) {
        let finding = findings.add(later.key.span(), format!("the key `{}` stands here a second time", later.key.value()));
        finding.label(first.key.span(), "the first one").help("remove one of the two");
    }
}

/// The members whose key stands further up already, with the first of that key.
pub(super) fn repeated(members: &[Member]) -> Vec<(&Member, &Member)> {
    let mut seen: BTreeMap<&str, &Member> = BTreeMap::new();
    let mut repeated = Vec::new();
    for member in members {
        match seen.get(member.key.value()) {
            Some(first) => repeated.push((member, *first)),
            None => {
                seen.insert(member.key.value(), member);
            }
        }
    }
    repeated
}

fn visit(node: &Node, see: &mut impl FnMut(&Node, &[Member])) {
    match &node.kind {
        Kind::Object(members) => {
            see(node, members);
            members.iter().for_each(|member| visit(&member.value, see));
        }
        Kind::Array(items) => items.iter().for_each(|item| visit(item, see)),
        _ => {}
    }
}
