//! `unneeded-allow`: an `"allow"` that silences nothing.

use std::collections::BTreeSet;

use super::{Check, Rule};
use crate::Level;
use crate::diagnostic::FileFindings;
use crate::json::{Kind, Node};

pub(crate) static RULE: Rule = Rule {
    code: "unneeded-allow",
    level: Level::Warn,
    fixed: false,
    meaning: "A code in an `allow` list of a file or strategy silences no finding there.",
    why: "It would hide the next fault of that kind.",
    wrong: r#""allow": ["contract-mismatch"] on a strategy that agrees with its contract"#,
    right: "the list without that code",
    check: Check::Elsewhere,
};

/// Takes out what the `allow` lists of `scopes` silence, and reports the entries that silence nothing.
///
/// `scopes` are the file and its strategies; the list of a strategy has its say first.
pub(crate) fn apply(scopes: &[&Node], findings: &mut FileFindings) {
    for scope in scopes.iter().rev() {
        let Some(Kind::Array(codes)) = scope.get("allow").map(|allow| &allow.kind) else { continue };
        let mut done = BTreeSet::new();
        for code in codes.iter().filter_map(Node::text) {
            let Some(rule) = super::find(code.value()).filter(|rule| !rule.fixed) else { continue };
            let before = findings.all.len();
            if done.insert(rule.code) {
                let inside = |at: usize| scope.span.start <= at && at < scope.span.end;
                findings.all.retain(|finding| finding.code != rule.code || !inside(finding.span.start));
            }
            if findings.all.len() == before {
                findings.set_rule(&RULE);
                let message = format!("`{}` is not found here; nothing to allow", rule.code);
                findings.add(code.span(), message).help("remove it");
            }
        }
    }
}
