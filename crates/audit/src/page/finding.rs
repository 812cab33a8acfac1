//! The findings by kind, each with what it means, where it is, and its text, which nobody sees who has not asked for it.

use std::collections::BTreeSet;

use maud::{Markup, html};
use tunesmith_dataset::DataFinding;
use tunesmith_template::show::{self, MessageFormat};
use tunesmith_template::{Label, Level, RecordRef, Source};

use crate::Audited;
use crate::page::verdict::{Kind, Verdict, sentence};
use crate::page::{About, FINDINGS_SHOWN, Room, count_of, cut, json_link, prose};
use crate::section::{Part, grouped};

/// So many findings of a kind are seen at once, the others on request.
const OPEN: usize = 5;

/// Characters of a rendering that are shown.
const RENDERING: usize = 4_000;

/// What stands for a quotation from data.
const HIDDEN: &str = "“…”";

pub(super) fn all(verdict: &Verdict<'_>, audited: &Audited, about: &About, room: &mut Room<'_>) -> Markup {
    let words = words(audited, about);
    html! {
        @if verdict.kinds.is_empty() {
            p { "There are none." }
        } @else {
            (overview(verdict))
            div.note #texts {
                p {
                    strong { "Texts are hidden." }
                    " Rows may hold what hurts to read, so their texts, and what messages quote of them, are shown only on request."
                }
            }
            @for kind in &verdict.kinds { (of_kind(kind, &words, about, room)) }
        }
    }
}

/// The kinds as a table.
fn overview(verdict: &Verdict<'_>) -> Markup {
    html! {
        div.sorted.short {
            div.scroll role="group" aria-label="Findings by kind" {
                table {
                    caption.unseen { "Findings by kind" }
                    thead {
                        tr { th scope="col" { "code" } th scope="col" { "level" } th.n scope="col" { "findings" } th scope="col" { "meaning" } }
                    }
                    tbody {
                        @for kind in &verdict.kinds {
                            tr {
                                th scope="row" { a href=(format!("#{}", kind.anchor())) { (kind.code) } }
                                td { (kind.badge()) }
                                td.n data-value=(kind.count) { (grouped(kind.count)) }
                                td.wide { (prose(&kind.meaning())) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn of_kind(kind: &Kind<'_>, words: &BTreeSet<String>, about: &About, room: &mut Room<'_>) -> Markup {
    let anchor = kind.anchor();
    let mut articles = Vec::new();
    for (at, finding) in kind.findings.iter().take(FINDINGS_SHOWN).enumerate() {
        let Some(article) = room.take(article(finding, kind, at + 1, words)) else { break };
        articles.push(article);
    }
    let more = kind.count.saturating_sub(articles.len() as u64);
    let rest = articles.split_off(articles.len().min(OPEN));
    html! {
        section.kind #(anchor) aria-labelledby=(format!("{anchor}-title")) {
            h3 #(format!("{anchor}-title")) { (kind.badge()) " " (kind.code) " " span.quiet { (count_of(kind.count, "finding")) } }
            (explanation(kind))
            div.list {
                @for article in &articles { (article) }
                @if !rest.is_empty() {
                    details.more {
                        summary { "Show " (rest.len()) " more of " (kind.code) }
                        @for article in &rest { (article) }
                    }
                }
            }
            @if more > 0 { p.quiet { (count_of(more, "more finding")) " of this kind: see " (json_link(&about.json)) "." } }
        }
    }
}

fn explanation(kind: &Kind<'_>) -> Markup {
    html! {
        dl.explanation {
            dt { "What it is" }
            dd { (prose(&kind.meaning())) }
            @if let Some(rule) = kind.rule() {
                dt { "Why it matters" }
                dd { (prose(&sentence(rule.why))) }
                dt { "Wrong" }
                dd { (example(rule.wrong)) }
                dt { "Right" }
                dd { (example(rule.right)) }
            }
        }
    }
}

/// An example from an explanation: what begins like code is code up to its last bracket, and the rest is words.
fn example(text: &str) -> Markup {
    let end = if text.starts_with(['{', '[', '"']) { text.rfind(['}', ']', '"']).map_or(0, |end| end + 1) } else { 0 };
    let (code, words) = text.split_at(end);
    html! { @if !code.is_empty() { code { (code) } } (prose(words)) }
}

fn article(finding: &DataFinding, kind: &Kind<'_>, number: usize, words: &BTreeSet<String>) -> Markup {
    let DataFinding { source, diagnostic } = finding;
    let rendering = show::finding(source, diagnostic, MessageFormat::Human, false);
    let is_about_row = !source.text().is_empty();
    let record = diagnostic.record.as_ref();
    html! {
        article #(format!("{}-{number}", kind.anchor())) .error[kind.level == Level::Deny] {
            p.at {
                span.index { (number) }
                " " span.path { (place(source, diagnostic.span.start)) }
                @if let Some(record) = record { " " (name(record, &diagnostic.message)) }
            }
            p.message { (without_quotations(&cut(&diagnostic.message, 1000), words)) }
            @if !diagnostic.labels.is_empty() {
                ul.related { @for label in diagnostic.labels.iter().take(10) { li { (related(source, label, words)) } } }
            }
            @for help in diagnostic.help.iter().take(5) { p.help { (without_quotations(&cut(help, 500), words)) } }
            details.text[is_about_row] {
                summary {
                    span.closed { @if is_about_row { "Show this text" } @else { "Show as on the terminal" } }
                    span.opened { @if is_about_row { "Hide this text" } @else { "Hide" } }
                    span.unseen { ": " (kind.code) " " (number) }
                }
                pre tabindex="0" { (cut(&rendering, RENDERING)) }
            }
        }
    }
}

fn related(source: &Source, label: &Label, words: &BTreeSet<String>) -> Markup {
    let source = label.source.as_deref().unwrap_or(source);
    html! {
        span.path { (place(source, label.span.start)) }
        @if let Some(record) = &label.record { " " (name(record, &label.message)) }
        " " (without_quotations(&cut(&label.message, 500), words))
    }
}

/// A record in words, where the message does not begin with them.
fn name(record: &RecordRef, message: &str) -> String {
    let number = format!("record {}", record.number);
    if message.starts_with(&number) {
        return String::new();
    }
    if record.id.is_empty() { number } else { format!("{number} ({})", cut(&record.id, 100)) }
}

fn place(source: &Source, offset: usize) -> String {
    let at = source.position(offset);
    format!("{}:{}:{}", cut(source.path(), 200), at.line, at.column)
}

/// The words that may be quoted: labels, splits and groups, which stand in the figures anyway.
fn words(audited: &Audited, about: &About) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = about.words.iter().chain(&about.splits).cloned().collect();
    for part in audited.sections.iter().flat_map(|section| &section.parts) {
        if let Part::Bars(bars) = part {
            words.extend(bars.pieces.iter().chain(bars.bars.iter().map(|(name, _)| name)).cloned());
        }
    }
    words
}

/// A message without what it quotes of data: whatever stands between quotation marks and is no word of the project.
fn without_quotations(message: &str, words: &BTreeSet<String>) -> String {
    let mut out = String::new();
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('"') {
        out += before;
        // Messages escape what they quote, so a mark without a backslash ends it.
        let is_end = |at: usize| after[..at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0;
        let end = after.match_indices('"').map(|(at, _)| at).find(|at| is_end(*at));
        let Some(end) = end else { return out + HIDDEN };
        let quoted = &after[..end];
        if words.contains(quoted) {
            out += &format!("\"{quoted}\"");
        } else {
            out += HIDDEN;
        }
        rest = &after[end + 1..];
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(message: &str, shown: &str) {
        assert_eq!(without_quotations(message, &BTreeSet::from(["normal".to_owned()])), shown);
    }

    #[test]
    fn words_of_the_project_are_quoted_and_no_others() {
        check("label is \"xyz\"; allowed: \"normal\"", "label is “…”; allowed: \"normal\"");
        check("a \"b \\\" c\" d", "a “…” d");
        check("a \"b \\\\\" c \"d\"", "a “…” c “…”");
        check("cut \"in the mid", "cut “…”");
        check("nothing", "nothing");
    }
}
