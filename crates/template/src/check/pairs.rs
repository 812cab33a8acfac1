//! Which strategies are sound, and with which contracts each of them agrees.

use super::Agreed;
use super::run_rules::check_strategy;
use crate::answer::ContractModel;
use crate::diagnostic::FileFindings;
use crate::view::{Context, StrategyView, TemplateView};
use crate::{Diagnostic, Level, Levels, Strategy, TemplateFile, lower, rules};

/// The sound strategies of a template, of which the first one has this place among all, and the contracts that each agrees
/// with, its own first.
pub(super) fn lower_template(
    view: &TemplateView<'_>,
    file: &TemplateFile,
    faulty: &[bool],
    context: &Context<'_>,
    levels: &Levels,
    first: usize,
) -> (Vec<Strategy>, Vec<Agreed>) {
    let sha256 = lower::sha256(&file.source);
    let (mut strategies, mut pairs) = (Vec::new(), Vec::new());
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
        let with_turns = |place: usize| {
            let pair = lower::bare(context.schema, &lowered, &context.contracts[place].contract);
            let turns = lower::turns(strategy, pair)?;
            Some(Agreed { strategy: first + strategies.len(), contract: place, turns })
        };
        pairs.extend(contracts.into_iter().filter_map(with_turns));
        strategies.push(lowered);
    }
    (strategies, pairs)
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
