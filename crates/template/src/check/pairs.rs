//! Which strategies are sound, and with which contracts each of them agrees.

use super::run_rules::check_strategy;
use crate::answer::ContractModel;
use crate::diagnostic::FileFindings;
use crate::view::{Context, StrategyView, TemplateView};
use crate::{Diagnostic, Level, Levels, Strategy, TemplateFile, lower, rules};

/// The sound strategies of a template, each with the contracts that it agrees with, its own first.
pub(super) fn lower_template(
    view: &TemplateView<'_>,
    file: &TemplateFile,
    faulty: &[bool],
    context: &Context<'_>,
    levels: &Levels,
) -> Vec<(Strategy, Vec<usize>)> {
    let sha256 = lower::sha256(&file.source);
    let mut strategies = Vec::new();
    for (index, strategy) in view.strategies.iter().enumerate() {
        if faulty.get(index).copied().unwrap_or(false) {
            continue;
        }
        let Some(lowered) = lower::strategy(strategy, file, &sha256, context) else { continue };
        let agrees = |model: &ContractModel| {
            model.contract.name == lowered.response || agrees(view, strategy, &model.contract.name, context, levels)
        };
        let agreeing = context.contracts.iter().enumerate().filter(|(_, model)| agrees(model));
        let mut contracts: Vec<usize> = agreeing.map(|(place, _)| place).collect();
        contracts.sort_by_key(|&place| context.contracts[place].contract.name != lowered.response);
        strategies.push((lowered, contracts));
    }
    strategies
}

/// Whether a strategy's prompts and a contract that is not its own go together. Nobody reads warnings about a pair that
/// nobody asked for, so one that is not allowed keeps it from being made.
fn agrees(
    template: &TemplateView<'_>,
    strategy: &StrategyView<'_>,
    response: &str,
    context: &Context<'_>,
    levels: &Levels,
) -> bool {
    let mut findings = FileFindings::default();
    check_strategy(strategy, &Context { response: Some(response), ..*context }, &mut findings);
    rules::unneeded_allow::apply(&[template.root, strategy.node], &mut findings);
    let lowered = |code| rules::find(code).is_some_and(|rule| rule.level == Level::Deny);
    let objects = |finding: &Diagnostic| finding.level == Level::Deny || !lowered(finding.code);
    let unneeded = rules::unneeded_allow::RULE.code;
    !findings.finish(levels).iter().any(|finding| finding.code != unneeded && objects(finding))
}
