//! `check --fix`: applies the replacements that are certain.

use crate::{Diagnostic, FileReport, Span};

/// A file with its certain mistakes mended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fixed {
    /// The whole text, byte order mark included; what no fix touches is as it was, byte for byte.
    pub text: String,
    /// How many findings were mended.
    pub applied: usize,
}

/// Applies every fix of a report; of two that overlap only the first, so that a second run may find more.
///
/// ```
/// use tunesmith_template::{Levels, apply_fixes, check, doc};
///
/// let mut files = doc::files();
/// let text = files.templates[0].source.text().replace("{body}", "{bdy}");
/// files.templates[0].source = tunesmith_template::Source::new("t.json", text);
/// let checked = check(&files, &Levels::default(), None);
/// let fixed = apply_fixes(checked.reports.last().unwrap());
/// assert_eq!(fixed.applied, 1);
/// assert_eq!(fixed.text, doc::files().templates[0].source.text());
/// ```
pub fn apply_fixes(report: &FileReport) -> Fixed {
    let source = &report.source;
    // The text of a file that is not UTF-8 is not the file's.
    let findings = if source.invalid_utf8().is_some() { &[] } else { report.diagnostics.as_slice() };
    let (edits, applied) = choose(findings);
    let mut text = String::from(if source.has_bom() { "\u{feff}" } else { "" });
    let mut copied = 0;
    for (span, replacement) in edits {
        text.push_str(&source.text()[copied..span.start]);
        text.push_str(replacement);
        copied = span.end;
    }
    text.push_str(&source.text()[copied..]);
    Fixed { text, applied }
}

/// The edits of all fixes that do not overlap an earlier one, ascending, and the number of these fixes.
fn choose(findings: &[Diagnostic]) -> (Vec<(Span, &str)>, usize) {
    let mut edits: std::collections::BTreeMap<Span, &str> = std::collections::BTreeMap::new();
    let mut applied = 0;
    for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()) {
        let free = |span: &Span| {
            let before = edits.range(..=*span).next_back().is_none_or(|(other, _)| other.end <= span.start);
            let after = edits.range(*span..).next().is_none_or(|(other, _)| span.end <= other.start);
            before && after && !edits.contains_key(span)
        };
        if fix.edits.iter().all(|(span, _)| free(span)) {
            edits.extend(fix.edits.iter().map(|(span, replacement)| (*span, replacement.as_str())));
            applied += 1;
        }
    }
    (edits.into_iter().collect(), applied)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Files, Level, Levels, Source, check, doc};

    fn with_user_template(user_template: &str) -> Files {
        let mut files = doc::files();
        let text = files.templates[0].source.text().replace("Which queue? \\\"{body}\\\"", user_template);
        files.templates[0].source = Source::new("t.json", text);
        files
    }

    fn template_report(files: &Files, levels: &Levels) -> FileReport {
        check(files, levels, None).reports.pop().unwrap()
    }

    #[track_caller]
    fn check_fixed(user_template: &str, expected: &str) {
        let mut files = with_user_template(user_template);
        let mut levels = Levels::default();
        levels.set("contract-mismatch", Level::Allow).unwrap();
        let fixed = apply_fixes(&template_report(&files, &levels));
        assert_eq!(fixed.text, with_user_template(expected).templates[0].source.text());
        files.templates[0].source = Source::new("t.json", fixed.text);
        assert_eq!(template_report(&files, &levels).diagnostics, []);
    }

    #[test]
    fn certain_fixes_leave_nothing_to_find() {
        check_fixed("{BODY}", "{body}");
        check_fixed("{ body } {prodct}", "{body} {product}");
        check_fixed(r#"{\"a\": {\"b\": \"{body}\"}}"#, r#"{{\"a\": {{\"b\": \"{body}\"}}}}"#);
        check_fixed(r"{body}  \nmore \t\n", r"{body}\nmore");
        check_fixed("{body} {{a}", "{body} {{a}}");
    }

    #[test]
    fn the_byte_order_mark_and_line_ends_stay() {
        let mut files = with_user_template("{bdy}");
        let text = format!("\u{feff}{}", files.templates[0].source.text().replace('\n', "\r\n"));
        files.templates[0].source = Source::new("t.json", &text);
        let fixed = apply_fixes(&template_report(&files, &Levels::default()));
        assert_eq!(fixed.text, text.replace("{bdy}", "{body}"));
    }
}
