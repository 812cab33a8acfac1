//! The rules, run over what they look at.

use crate::diagnostic::FileFindings;
use crate::json::{self, Node, ProblemKind};
use crate::rules::{self, Check};
use crate::view::{Context, ContractView, Parts, StrategyView, TemplateView};
use crate::{Source, Span};

/// The rules for a template file.
pub(super) fn check_view(view: &TemplateView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    check_json(view.root, findings);
    check_parts(&view.parts(), findings);
    for rule in rules::all() {
        findings.set_rule(rule);
        match rule.check {
            Check::Template(check) => check(view, context, findings),
            Check::Prompt(check) => {
                let prompts = view.strategies.iter().flat_map(|strategy| &strategy.prompts);
                prompts.for_each(|prompt| check(prompt, context, findings));
            }
            _ => {}
        }
    }
    view.strategies.iter().for_each(|strategy| check_strategy(strategy, context, findings));
}

/// The rules for a strategy together with its contract.
pub(super) fn check_strategy(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    for rule in rules::all() {
        if let Check::Strategy(check) = rule.check {
            findings.set_rule(rule);
            check(strategy, context, findings);
        }
    }
}

/// The rules for any JSON file.
pub(super) fn check_json(root: &Node, findings: &mut FileFindings) {
    for rule in rules::all() {
        if let Check::Json(check) = rule.check {
            findings.set_rule(rule);
            check(root, findings);
        }
    }
}

/// The rules for what files have in common.
pub(super) fn check_parts(parts: &Parts<'_>, findings: &mut FileFindings) {
    for rule in rules::all() {
        findings.set_rule(rule);
        match rule.check {
            Check::Object(check) => parts.objects.iter().for_each(|object| check(object, findings)),
            Check::Value(check) => parts.values.iter().for_each(|value| check(value, findings)),
            Check::Name(check) => parts.names.iter().for_each(|name| check(name, findings)),
            Check::Text(check) => parts.texts.iter().for_each(|text| check(text, findings)),
            _ => {}
        }
    }
}

/// Text to JSON; no value where the text is too broken to look into.
pub(super) fn parse(source: &Source, findings: &mut FileFindings) -> Option<Node> {
    if let Some(at) = source.invalid_utf8() {
        findings.set_rule(&rules::invalid_utf8::RULE);
        findings.add(Span::at(at), "this byte is not UTF-8").help("save the file as UTF-8");
        return None;
    }
    let parsed = json::parse(source.text());
    for problem in parsed.problems {
        findings.set_rule(match problem.kind {
            ProblemKind::Syntax => &rules::syntax::RULE,
            ProblemKind::LoneSurrogate => &rules::lone_surrogate::RULE,
        });
        let finding = findings.add(problem.span, problem.message);
        finding.help.extend(problem.help);
        if let Some((span, label)) = problem.label {
            finding.label(span, label);
        }
    }
    parsed.root
}

/// The rules for a response contract.
pub(super) fn check_contract(view: &ContractView<'_>, context: &Context<'_>, findings: &mut FileFindings) {
    check_json(view.root, findings);
    check_parts(&view.parts(), findings);
    for rule in rules::all() {
        if let Check::Contract(check) = rule.check {
            findings.set_rule(rule);
            check(view, context, findings);
        }
    }
    rules::unneeded_allow::apply(&[view.root], findings);
}
