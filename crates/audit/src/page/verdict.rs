//! The verdict: how much was found of which kinds, and what to look at first.

use std::cmp::Reverse;

use maud::{Markup, html};
use tunesmith_dataset::DataFinding;
use tunesmith_template::rules::{self, Code};
use tunesmith_template::{Level, Rule};

use crate::Audited;
use crate::page::{count_of, cut, prose};
use crate::section::grouped;

/// How many problems are named first.
const WORST: usize = 3;

/// How many kinds the sentence names.
const NAMED: usize = 4;

/// What was found, the worst first.
pub(super) struct Verdict<'a> {
    pub(super) kinds: Vec<Kind<'a>>,
    rows: u64,
}

/// The findings with one code and level.
pub(super) struct Kind<'a> {
    pub(super) code: Code,
    pub(super) level: Level,
    pub(super) count: u64,
    /// Those that are kept.
    pub(super) findings: Vec<&'a DataFinding>,
}

impl<'a> Verdict<'a> {
    pub(super) fn new(audited: &'a Audited) -> Verdict<'a> {
        let mut kinds: Vec<Kind<'a>> = Vec::new();
        for findings in [&audited.visited.findings, &audited.findings] {
            for (level, code, count) in findings.counts() {
                let is_of_kind =
                    |finding: &&DataFinding| finding.diagnostic.level == level && finding.diagnostic.code == code;
                let kept = findings.shown().iter().filter(is_of_kind);
                match kinds.iter_mut().find(|kind| kind.level == level && kind.code == code) {
                    Some(kind) => {
                        kind.count += count;
                        kind.findings.extend(kept);
                    }
                    None => kinds.push(Kind { code, level, count, findings: kept.collect() }),
                }
            }
        }
        // One finding about the whole dataset weighs more than many about single rows.
        kinds.sort_by_key(|kind| (Reverse(kind.level), !kind.is_about_whole(), Reverse(kind.count), kind.code));
        Verdict { kinds, rows: audited.rows }
    }

    fn of(&self, level: Level) -> impl Iterator<Item = &Kind<'a>> {
        self.kinds.iter().filter(move |kind| kind.level == level)
    }

    fn count(&self, level: Level) -> u64 {
        self.of(level).map(|kind| kind.count).sum()
    }

    /// `21 errors, 3 warnings`.
    pub(super) fn in_short(&self) -> String {
        let (errors, warnings) = (self.count(Level::Deny), self.count(Level::Warn));
        format!("{}, {}", count_of(errors, "error"), count_of(warnings, "warning"))
    }

    /// The sentence, without markup.
    pub(super) fn sentence(&self) -> String {
        let found = [Level::Deny, Level::Warn].map(|level| {
            let kinds = self.of(level).map(|kind| format!("{} {}", grouped(kind.count), kind.code));
            let kinds = kinds.collect::<Vec<_>>().join(", ");
            let count = count_of(self.count(level), level.title());
            if kinds.is_empty() { count } else { format!("{count} ({kinds})") }
        });
        format!("{}: {} in {}.", self.word(), found.join(" and "), count_of(self.rows, "row"))
    }

    /// What it comes to.
    pub(super) fn word(&self) -> &'static str {
        match (self.count(Level::Deny), self.count(Level::Warn)) {
            (0, 0) => "Nothing found",
            (0, _) => "No errors, but look at the warnings",
            _ => "Not ready for training",
        }
    }

    pub(super) fn markup(&self, audited: &Audited) -> Markup {
        let errors = self.count(Level::Deny);
        html! {
            section #verdict aria-labelledby="verdict-title" {
                h1 #verdict-title .bad[errors > 0] { (self.word()) }
                p.lead {
                    (self.some_of(Level::Deny)) " and " (self.some_of(Level::Warn))
                    " in " strong { (count_of(self.rows, "row")) }
                    " of " (count_of(audited.visited.files.len() as u64, "file")) "."
                    @if audited.accepted > 0 {
                        " Not counted: " (count_of(audited.accepted, "finding")) " that the baseline accepts."
                    }
                }
                @if !self.kinds.is_empty() {
                    h2 { @if self.kinds.len() > WORST { "The three worst problems" } @else { "The problems" } }
                    ol.worst { @for kind in self.kinds.iter().take(WORST) { li { (kind.card()) } } }
                }
            }
        }
    }

    /// `12 errors (8 of this kind, 4 of that)`, each kind a link.
    fn some_of(&self, level: Level) -> Markup {
        let kinds = || self.of(level).take(NAMED).enumerate();
        let more = self.of(level).count().saturating_sub(NAMED);
        html! {
            strong { (count_of(self.count(level), level.title())) }
            @if kinds().next().is_some() {
                " ("
                @for (place, kind) in kinds() {
                    @if place > 0 { ", " }
                    span.one { (grouped(kind.count)) " " a href=(format!("#{}", kind.anchor())) { (kind.code) } }
                }
                @if more > 0 { ", and " (count_of(more as u64, "other kind")) }
                ")"
            }
        }
    }
}

impl Kind<'_> {
    /// Where its findings stand on the page.
    pub(super) fn anchor(&self) -> String {
        format!("{}-{}", self.level.title(), self.code)
    }

    pub(super) fn rule(&self) -> Option<&'static Rule> {
        rules::find(self.code)
    }

    fn is_about_whole(&self) -> bool {
        self.findings.iter().any(|finding| finding.source.text().is_empty())
    }

    /// What it means, in a sentence.
    pub(super) fn meaning(&self) -> String {
        let meaning = self.rule().map_or(self.code, |rule| rule.meaning);
        sentence(meaning.strip_prefix("`audit`: ").unwrap_or(meaning))
    }

    /// The first words of its meaning, without what limits it.
    fn meaning_in_short(&self) -> String {
        let meaning = self.meaning();
        let end = ["; ", ": ", " ("].iter().filter_map(|limit| meaning.find(limit)).min();
        sentence(&meaning[..end.unwrap_or(meaning.len())])
    }

    /// The badge with its level.
    pub(super) fn badge(&self) -> Markup {
        html! { span.badge .error[self.level == Level::Deny] { (self.level.title()) } }
    }

    fn card(&self) -> Markup {
        let first = self.findings.first().map(|finding| {
            let at = finding.source.position(finding.diagnostic.span.start);
            format!("{}:{}:{}", finding.source.path(), at.line, at.column)
        });
        html! {
            p.count { (self.badge()) " " span.number { (grouped(self.count)) } " " span.code { (self.code) } }
            h3 { (prose(&self.meaning_in_short())) }
            @if let Some(rule) = self.rule() { p { (prose(&sentence(rule.why))) } }
            p.go {
                a href=(format!("#{}", self.anchor())) {
                    @if self.count == 1 { "See the finding" } @else { "See the findings" }
                    span.unseen { " of " (self.code) }
                }
                @if let Some(first) = first { span.place { "first at " (cut(&first, 200)) } }
            }
        }
    }
}

/// A text as a sentence: with a capital at its start and a full stop at its end.
pub(super) fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    let stop = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    format!("{first}{}{stop}", chars.as_str())
}
