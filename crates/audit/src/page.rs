//! What an audit found, as one HTML file for people and one JSON file for programs.
//!
//! The page opens from a disk, asks the network for nothing and holds no time, so equal audits are equal bytes. `verdict`
//! comes first, then the figures (`histogram`, `bars`, `flow`), the numbers (`table`), and each `finding` with its text,
//! hidden until it is asked for. `json` has all of it, `file` puts both in their places.
//!
//! Invariants, each held by a test:
//! - The page has at most [`PAGE_BYTES`], whatever the data: what does not fit is counted and stands in the JSON file.
//! - Whatever comes from data is escaped: `maud` writes the HTML, and only our own style and script go in as they are.
//! - A section of a new check appears without an edit here: figures and tables are drawn from [`Part`](crate::Part)s.

mod bars;
mod figure;
mod file;
mod finding;
mod flow;
mod histogram;
mod json;
mod scale;
mod table;
#[cfg(test)]
mod tests;
mod verdict;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use maud::{DOCTYPE, Markup, PreEscaped, html};
use sha2::{Digest, Sha256};
use tunesmith_dataset::Run;

pub use file::{NoReport, Report};
pub use json::json;

use crate::page::verdict::Verdict;
use crate::section::grouped;
use crate::{Audited, Questions};

/// The page has at most so many bytes.
pub const PAGE_BYTES: usize = 5_000_000;

/// How many findings of a kind stand on the page; the JSON file has those that the audit kept.
pub const FINDINGS_SHOWN: usize = 20;

/// What the page must know besides what was found.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Names of the splits' outputs, by their places in the project's settings.
    pub splits: Vec<String>,
    /// Words that messages quote and that nobody needs to be spared: labels.
    pub words: Vec<String>,
    /// What was asked, in words: name and value.
    pub asked: Vec<(String, String)>,
    /// Name of the JSON file beside the page.
    pub json: String,
}

impl About {
    /// What a report of this audit must know; `all` says whether it was one of all files.
    pub fn new(run: &Run<'_>, questions: &Questions<'_>, all: bool, report: &Report) -> About {
        let scope = if all { "of all files, whichever split they name" } else { "that gen-data would write" };
        let tokenizer = questions.tokenizer.map_or("none", |tokenizer| tokenizer.name());
        let budget = questions.max_tokens.map_or("none".to_owned(), |tokens| format!("{tokens} tokens a row"));
        let formats: Vec<&str> = run.formats().map(|(name, _)| name).collect();
        let what = if questions.only_leaks { "leaks alone" } else { "all" };
        let near = format!("Jaccard similarity of {} or more of {}", questions.similarity, questions.by.what());
        let asked = [
            ("Rows", scope.to_owned()),
            ("Looked for", what.to_owned()),
            ("Formats", formats.join(", ")),
            ("Nearly the same", near),
            ("Tokenizer", tokenizer.to_owned()),
            ("Training length", budget),
            ("Epochs", questions.epochs.to_string()),
        ];
        About {
            splits: run.project().settings.splits.iter().map(|split| split.output.to_string()).collect(),
            words: run.labels().into_iter().flat_map(|(_, labels)| labels).map(|label| (*label).to_owned()).collect(),
            asked: asked.map(|(name, value)| (name.to_owned(), value)).to_vec(),
            json: report.json_name(),
        }
    }
}

const STYLE: &str = include_str!("page/style.css");
const SCRIPT: &str = include_str!("page/page.js");

/// The mark by which a page is known as ours, in its first line.
const GENERATOR: &str = "tunesmith audit";

/// The page.
pub fn page(audited: &Audited, about: &About) -> String {
    let verdict = Verdict::new(audited);
    // What is small and capped by itself (verdict, explanations, notes, files) is not counted: a fifth of the page is left for it.
    let mut room = Room { left: PAGE_BYTES / 5 * 4, json: &about.json };
    let findings = finding::all(&verdict, audited, about, &mut room.of(PAGE_BYTES / 2));
    let figures = figure::all(audited, about, &mut room.of(PAGE_BYTES / 10));
    let tables = table::all(audited, about, &mut room);
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    );
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="generator" content=(GENERATOR);
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                meta name="referrer" content="no-referrer";
                title { "Audit: " (verdict.in_short()) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#verdict" { "Skip to the verdict" }
                header {
                    p.kicker { "Dataset audit" }
                    nav aria-label="On this page" {
                        a href="#verdict" { "Verdict" }
                        a href="#figures" { "Figures" }
                        a href="#tables" { "Tables" }
                        a href="#findings" { "Findings" }
                        a href="#about" { "What was asked" }
                    }
                }
                main {
                    (verdict.markup(audited))
                    section #figures aria-labelledby="figures-title" {
                        h2 #figures-title { "Figures" }
                        (figures)
                    }
                    section #tables aria-labelledby="tables-title" {
                        h2 #tables-title { "Tables" }
                        (tables)
                    }
                    section #findings aria-labelledby="findings-title" {
                        h2 #findings-title { "Findings" }
                        (findings)
                    }
                    (asked(audited, about))
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

/// What was asked of which files: what somebody needs to ask it again.
fn asked(audited: &Audited, about: &About) -> Markup {
    html! {
        section #about aria-labelledby="about-title" {
            h2 #about-title { "What was asked" }
            dl.asked {
                dt { "tunesmith" }
                dd { (env!("CARGO_PKG_VERSION")) }
                @for (name, value) in about.asked.iter().take(50) {
                    dt { (cut(name, 200)) }
                    dd { (cut(value, 500)) }
                }
            }
            div.scroll role="group" aria-label="Files that were read" {
                table {
                    caption { "Files that were read" }
                    thead { tr { th scope="col" { "file" } th.n scope="col" { "rows" } th scope="col" { "SHA-256" } } }
                    tbody {
                        @for ((path, ledger), sha256) in audited.visited.files.iter().zip(&audited.visited.sha256).take(100) {
                            tr {
                                th scope="row" { (cut(path, 200)) }
                                td.n { (grouped(ledger.read)) }
                                td.hash { (cut(sha256, 64)) }
                            }
                        }
                    }
                }
            }
            p.quiet { "All of this is in " (json_link(&about.json)) " too, for programs." }
        }
    }
}

/// How many bytes may still be written.
struct Room<'j> {
    left: usize,
    json: &'j str,
}

impl<'j> Room<'j> {
    /// A room of at most so many bytes in this one, which are taken from it.
    fn of(&mut self, bytes: usize) -> Room<'j> {
        let bytes = bytes.min(self.left);
        self.left -= bytes;
        Room { left: bytes, json: self.json }
    }

    /// The markup where it fits.
    fn take(&mut self, markup: Markup) -> Option<Markup> {
        self.left = self.left.checked_sub(markup.0.len())?;
        Some(markup)
    }

    /// The markup, or a word on where else it stands.
    fn or_word(&mut self, markup: Markup) -> Markup {
        let json = self.json;
        self.take(markup).unwrap_or_else(|| html! { p.quiet { "Too large for this page: see " (json_link(json)) "." } })
    }
}

/// A link to the JSON file beside the page.
fn json_link(name: &str) -> Markup {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
    let encoded: String = name
        .bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    html! { a href=(format!("./{encoded}")) { (cut(name, 200)) } }
}

/// How a policy names a style or a script that may stand in the page.
fn hash(text: &str) -> String {
    format!("sha256-{}", BASE64_STANDARD.encode(Sha256::digest(text)))
}

/// At most so many characters of a text.
fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// A sentence with its code in backticks.
fn prose(text: &str) -> Markup {
    html! {
        @for (place, piece) in text.split('`').enumerate() {
            @if place % 2 == 1 { code { (piece) } } @else { (piece) }
        }
    }
}

/// `1 row`, `2 rows`.
fn count_of(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}
