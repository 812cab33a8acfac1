//! The strategy that a run uses: of a template from outside, the only one that can fail it.

use crate::json::{self, Node};
use crate::view::{ProjectView, StrategyView, TemplateView};
use crate::{Choice, Diagnostic, Level, Span, TemplateFile};

/// The strategy that a run uses in its last format.
pub(super) struct Used<'c> {
    pub(super) template: String,
    pub(super) strategy: String,
    pub(super) response: Option<&'c str>,
}

impl<'c> Used<'c> {
    pub(super) fn new(root: &Node, choice: Option<&'c Choice>, templates: &[TemplateFile]) -> Option<Used<'c>> {
        let choice = choice?;
        let last = ProjectView { root }.formats().last();
        let own = |key| last?.get(key)?.text().map(|text| text.value().to_owned());
        let template = choice.template.clone().or_else(|| own("template"))?;
        let only = || {
            let file = templates.iter().find(|file| file.name == template)?;
            let root = json::parse(file.source.text()).root?;
            let view = TemplateView::new(&root);
            if let [only] = view.strategies.as_slice() { Some(only.key.value().to_owned()) } else { None }
        };
        let strategy = choice.strategy.clone().or_else(|| choice.template.is_some().then(only).flatten());
        let strategy = strategy.or_else(|| own("strategy"))?;
        Some(Used { template, strategy, response: choice.response.as_deref() })
    }
}

/// Makes warnings of the errors in strategies that a run does not use; returns which of these have any.
pub(super) fn spare_unused(view: &TemplateView<'_>, used: Option<&Used<'_>>, findings: &mut [Diagnostic]) -> Vec<bool> {
    let spare = |strategy: &StrategyView<'_>| {
        let is_used = used.is_some_and(|used| used.strategy == strategy.key.value());
        let inside = |span: Span| strategy.key.span().start <= span.start && span.start < strategy.node.span.end;
        let mut faulty = false;
        for finding in findings.iter_mut().filter(|finding| finding.level == Level::Deny && inside(finding.span)) {
            faulty = true;
            finding.level = if is_used { Level::Deny } else { Level::Warn };
        }
        faulty
    };
    view.strategies.iter().map(spare).collect()
}
