//! Findings: what is wrong, where, and what to do instead.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::{Levels, Source, Span, rules};

/// How much a finding weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Not reported.
    Allow,
    /// Reported; the run goes on.
    Warn,
    /// Reported; nothing is made.
    Deny,
}

impl Level {
    /// The word in front of the code: `error` or `warning`.
    pub fn title(self) -> &'static str {
        match self {
            Level::Deny => "error",
            Level::Warn | Level::Allow => "warning",
        }
    }
}

/// One finding in one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// The rule's stable kebab-case code.
    #[serde(deserialize_with = "rules::read_code")]
    pub code: rules::Code,
    /// Its weight, after all options.
    pub level: Level,
    /// Where: from the first source character of what is wrong.
    pub span: Span,
    /// One line: what is wrong, and what instead where that is short.
    pub message: String,
    /// The data record that it is about.
    pub record: Option<RecordRef>,
    /// Other places that matter, with a word on each.
    pub labels: Vec<Label>,
    /// What to do instead, a concrete replacement where there is one.
    pub help: Vec<String>,
    /// A replacement that is certain, for `check --fix`.
    pub fix: Option<Fix>,
}

/// A record of a data file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordRef {
    /// Its number in its file, from 1.
    pub number: u64,
    /// Its id; empty where it has none.
    pub id: String,
}

/// Another place that matters to a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// The file, where it is another one than the finding's.
    pub source: Option<Arc<Source>>,
    /// Where.
    pub span: Span,
    /// What is there.
    pub message: String,
    /// The data record there, where there is one.
    pub record: Option<RecordRef>,
}

/// Replacements in the source text that mend a finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fix {
    /// What to replace with what, ascending and apart.
    pub edits: Vec<(Span, String)>,
}

impl Fix {
    /// Replaces one span.
    pub fn replace(span: Span, replacement: impl Into<String>) -> Fix {
        Fix { edits: vec![(span, replacement.into())] }
    }
}

/// A file with its findings, sorted by position.
#[derive(Clone, Debug)]
pub struct FileReport {
    /// The file.
    pub source: Source,
    /// Its findings; allowed ones are left out.
    pub diagnostics: Vec<Diagnostic>,
}

impl FileReport {
    /// Whether any finding is an error.
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|diagnostic| diagnostic.level == Level::Deny)
    }
}

/// Collects the findings of one file.
#[derive(Debug, Default)]
pub(crate) struct FileFindings {
    pub(crate) all: Vec<Diagnostic>,
    rule: Option<&'static crate::Rule>,
}

impl FileFindings {
    /// Findings from now on belong to `rule`.
    pub(crate) fn set_rule(&mut self, rule: &'static crate::Rule) {
        self.rule = Some(rule);
    }

    /// Adds a finding of the current rule; the returned value takes help, labels and a fix.
    pub(crate) fn add(&mut self, span: Span, message: impl Into<String>) -> &mut Diagnostic {
        let (code, level) = self.rule.map_or(("internal", Level::Deny), |rule| (rule.code, rule.level));
        self.all.push(Diagnostic {
            code,
            level,
            span,
            message: one_line(message.into()),
            record: None,
            labels: Vec::new(),
            help: Vec::new(),
            fix: None,
        });
        let last = self.all.len() - 1;
        &mut self.all[last]
    }

    /// The findings with their final levels, by position, allowed ones left out.
    pub(crate) fn finish(mut self, levels: &Levels) -> Vec<Diagnostic> {
        for diagnostic in &mut self.all {
            diagnostic.level = levels.apply(diagnostic.code, diagnostic.level);
        }
        self.all.retain(|diagnostic| diagnostic.level != Level::Allow);
        self.all.sort_by_key(|diagnostic| (diagnostic.span.start, diagnostic.span.end, diagnostic.code));
        self.all.dedup();
        self.all
    }
}

impl Diagnostic {
    /// Adds a help line.
    pub(crate) fn help(&mut self, help: impl Into<String>) -> &mut Diagnostic {
        self.help.push(one_line(help.into()));
        self
    }

    /// Adds a secondary label.
    pub(crate) fn label(&mut self, span: Span, label: impl Into<String>) -> &mut Diagnostic {
        self.labels.push(Label { source: None, span, message: label.into(), record: None });
        self
    }

    /// Adds a secondary label in another file.
    pub(crate) fn label_in(&mut self, source: &Arc<Source>, span: Span, label: impl Into<String>) -> &mut Diagnostic {
        let source = Some(Arc::clone(source));
        self.labels.push(Label { source, span, message: label.into(), record: None });
        self
    }

    /// Sets the certain replacement.
    pub(crate) fn fix(&mut self, fix: Fix) -> &mut Diagnostic {
        self.fix = Some(fix);
        self
    }
}

/// Messages quote the file: on one line, without characters that a terminal hides or obeys, and not without end.
fn one_line(text: String) -> String {
    const LONGEST: usize = 600;
    let odd = |c: char| c.is_control() || tunesmith_runtime::is_hidden(c);
    if text.len() <= LONGEST && !text.contains(odd) {
        return text;
    }
    let mut line = String::new();
    for c in text.chars() {
        if line.len() > LONGEST {
            return line + "…";
        }
        match c {
            c if odd(c) => line.extend(c.escape_default()),
            c => line.push(c),
        }
    }
    line
}
