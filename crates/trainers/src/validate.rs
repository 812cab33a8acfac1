//! A whole file, line by line: the fast path where it may be taken, the slow one otherwise, and what only all rows together tell.

use std::io;
use std::path::Path;

use memchr::memmem;
use tunesmith_template::rules::files;
use tunesmith_template::{
    DataFinding, Diagnostic, Findings, Level, Levels, Position, RecordRef, Rule, SHOWN, Source, Span,
};

use crate::Shape;
use crate::columns::Columns;
use crate::command::count;
use crate::json::{self, Node, Parsed};
use crate::lines::{Lines, Next};
use crate::row::{self, Found};
use crate::skeleton::Skeletons;
use crate::tokens::Tokens;
use crate::trainer::{ByteOrderMark, COMMON, Limit, Trainer};

/// What is asked of a file.
#[derive(Clone, Debug)]
pub struct Asked<'a> {
    /// Whose rules count, beside those that hold for all.
    pub trainer: Option<&'static Trainer>,
    /// Levels of findings.
    pub levels: Levels,
    /// How many findings of a kind are kept.
    pub shown: u64,
    /// What counts tokens; without it, words tell how long a row is at least.
    pub tokens: Option<Tokens<'a>>,
    /// The most tokens of a row, where a training run takes another number than its trainer does by default.
    pub max_tokens: Option<u64>,
}

impl Default for Asked<'_> {
    fn default() -> Self {
        Asked { trainer: None, levels: Levels::default(), shown: SHOWN, tokens: None, max_tokens: None }
    }
}

impl Asked<'_> {
    /// The most tokens of a row.
    pub(crate) fn most_tokens(&self) -> Option<u64> {
        self.max_tokens.or_else(|| self.trainer?.most_tokens.map(|limit| limit.value))
    }
}

/// What a file is.
#[derive(Debug)]
pub struct Validated {
    /// What is wrong with it, by place.
    pub findings: Findings,
    /// Rows: lines that are not blank.
    pub rows: u64,
    /// Bytes, decompressed.
    pub bytes: u64,
    /// The shape of its first row, where that is known.
    pub shape: Option<Shape>,
    /// Tokens of its longest row; 0 where they are not counted.
    pub longest: u64,
}

/// Reads a file and says what is wrong with it.
///
/// ```
/// use tunesmith_trainers::{Asked, find, validate};
///
/// let file = tempfile::NamedTempFile::new()?;
/// std::fs::write(file.path(), "{\"prompt\": \"a\", \"completion\": \"b\"}\n{\"prompt\": \"a\", \"completion\": \" \"}\n")?;
/// let validated = validate(file.path(), &Asked::default())?;
/// let finding = &validated.findings.shown()[0];
/// let position = finding.source.position(finding.diagnostic.span.start);
/// assert_eq!((finding.diagnostic.code, position.line, position.column), ("turn-empty", 2, 31));
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When the file cannot be read.
pub fn validate(path: &Path, asked: &Asked<'_>) -> io::Result<Validated> {
    let mut file = File::new(path, asked, true);
    let mut lines = Lines::open(path)?;
    if let Some(format) = other_format(lines.peek(8)?) {
        file.not_json_lines(
            "",
            &format!("this is {format}"),
            "write it as JSON Lines: one JSON object a line, in UTF-8",
        );
        return Ok(file.end());
    }
    loop {
        match lines.next()? {
            Next::Line(line) if file.goes_on(line.bytes, line.is_ended) => {}
            Next::Line(_) => return Ok(file.end()),
            Next::TooLong(beginning) => {
                let beginning = String::from_utf8_lossy(beginning).into_owned();
                file.not_json_lines(
                    &beginning,
                    "a line of more than 256 MB",
                    "one row a line, with a line feed at its end",
                );
                return Ok(file.end());
            }
            Next::End => break,
        }
    }
    file.whole(path);
    Ok(file.end())
}

/// The format of a file that is none of lines, by its first bytes.
pub(crate) fn other_format(bytes: &[u8]) -> Option<&'static str> {
    Some(match bytes {
        [b'P', b'A', b'R', b'1', ..] => "a Parquet file",
        [b'A', b'R', b'R', b'O', b'W', b'1', ..] => "an Arrow file",
        [b'P', b'K', 3, 4, ..] => "a ZIP archive",
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [b'{', 0, ..] | [0, b'{', ..] => "UTF-16 text",
        _ => return None,
    })
}

/// A file while it is read.
pub(crate) struct File<'f> {
    path: String,
    asked: &'f Asked<'f>,
    trainer: &'f Trainer,
    findings: Findings,
    skeletons: Skeletons,
    columns: Columns,
    is_fast: bool,
    line: usize,
    rows: u64,
    bytes: u64,
    shape: Option<Shape>,
    longest: u64,
}

impl<'f> File<'f> {
    pub(crate) fn new(path: &Path, asked: &'f Asked<'f>, is_fast: bool) -> File<'f> {
        let trainer = asked.trainer.unwrap_or(&COMMON);
        File {
            path: path.display().to_string(),
            asked,
            trainer,
            findings: Findings::new(asked.shown),
            skeletons: Skeletons::new(trainer, asked.most_tokens()),
            columns: Columns::default(),
            // The fast path counts nothing.
            is_fast: is_fast && asked.tokens.is_none(),
            line: 0,
            rows: 0,
            bytes: 0,
            shape: None,
            longest: 0,
        }
    }

    pub(crate) fn end(self) -> Validated {
        let File { findings, rows, bytes, shape, longest, .. } = self;
        Validated { findings, rows, bytes, shape, longest }
    }

    /// Looks at the next line; whether the rest of the file can be read.
    pub(crate) fn goes_on(&mut self, line: &[u8], is_ended: bool) -> bool {
        self.line += 1;
        self.bytes += line.len() as u64 + u64::from(is_ended);
        if self.is_fast && is_ended && self.skeletons.is_clean(line) {
            self.rows += 1;
            return true;
        }
        self.examine(line, is_ended)
    }

    #[cfg(test)]
    pub(crate) fn is_surely_clean(&self, line: &[u8]) -> bool {
        self.skeletons.is_clean(line)
    }

    #[cfg(test)]
    pub(crate) fn steps(&self) -> usize {
        self.skeletons.steps()
    }

    /// The slow path.
    fn examine(&mut self, line: &[u8], is_ended: bool) -> bool {
        let marked = line.strip_prefix(MARK);
        let text = marked.unwrap_or(line);
        let returned = text.strip_suffix(b"\r").filter(|_| is_ended);
        let text = returned.unwrap_or(text);
        if marked.is_some() && !(self.line == 1 && self.trainer.byte_order_mark == ByteOrderMark::Asked) {
            let help = "`--fix` takes it away";
            self.report(
                &files::BYTE_ORDER_MARK,
                text,
                Span::at(0),
                "the line begins with a byte order mark (U+FEFF)",
                help,
            );
        }
        if text.trim_ascii().is_empty() {
            let stops = self.trainer.parses_blank_lines;
            let level = if stops { Level::Deny } else { files::BLANK_LINE.level };
            let message = if stops {
                format!("a blank line, at which {} stops", self.trainer.title)
            } else {
                "a blank line".to_owned()
            };
            let help = Some("`--fix` takes it away".to_owned());
            self.add(text, Found { rule: &files::BLANK_LINE, level, span: Span::at(0), message, help });
            return true;
        }
        self.rows += 1;
        let goes_on = self.row(text, is_ended);
        if goes_on && returned.is_some() {
            self.report(
                &files::CARRIAGE_RETURN,
                text,
                Span::at(text.len()),
                "the line ends in CR LF",
                "`--fix` makes it LF",
            );
        }
        if goes_on && !is_ended {
            let message = "the last line has no line feed";
            self.report(&files::NO_FINAL_NEWLINE, text, Span::at(text.len()), message, "`--fix` adds it");
        }
        goes_on
    }

    fn row(&mut self, bytes: &[u8], is_ended: bool) -> bool {
        let line = match std::str::from_utf8(bytes) {
            Ok(line) => line,
            Err(error) => {
                let at = error.valid_up_to();
                let span = Span::new(at, at + error.error_len().unwrap_or(1));
                let message =
                    format!("a byte that is not UTF-8 (0x{:02X})", bytes.get(at).copied().unwrap_or_default());
                let help = "write the file in UTF-8; a file in Latin-1 or Windows-1252 has to be converted";
                self.report(&files::LINE_ENCODING, bytes, span, &message, help);
                return true;
            }
        };
        let Parsed { root, mistakes, is_cut } = json::parse(line);
        if self.rows == 1 && self.is_other_layout(line, is_cut && is_ended) {
            return false;
        }
        let mut found: Vec<Found> = Vec::new();
        for mistake in mistakes {
            let is_last = is_cut && !is_ended && mistake.rule.code == files::LINE_SYNTAX.code;
            let rule = if is_last { &files::LINE_CUT } else { mistake.rule };
            let message =
                if is_last { format!("the file ends inside a row: {}", mistake.message) } else { mistake.message };
            let broken = is_cut.then_some("a line break inside a text is written as \\n; a row stands on one line");
            let help = if is_last { Some(CUT) } else { mistake.help.or(broken) };
            found.push(Found { rule, level: rule.level, span: mistake.span, message, help: help.map(str::to_owned) });
        }
        found.extend(separators(line));
        if let Some(root) = &root {
            self.value(line, root, found);
        } else {
            self.add_all(line, found);
        }
        true
    }

    /// A row that is JSON, or nearly so.
    fn value(&mut self, line: &str, root: &Node<'_>, mut found: Vec<Found>) {
        if root.members().is_none() {
            let message = format!("a row is an object, and this is {}", root.kind());
            let help = Some(json::ONE_OBJECT.to_owned());
            found.push(Found { rule: &files::LINE_SYNTAX, level: Level::Deny, span: root.span, message, help });
            self.add_all(line, found);
            return;
        }
        let judged = row::judge(line, root, self.trainer, self.shape, self.asked);
        self.longest = self.longest.max(judged.tokens);
        self.shape = self.shape.or(judged.shape);
        found.extend(judged.found);
        // Where a trainer is named, it is known whether types matter to it.
        if self.asked.trainer.is_none_or(|trainer| trainer.one_type_a_column)
            && judged.shape.is_some()
            && let Some(misfit) = self.columns.add(root)
        {
            let level = if self.asked.trainer.is_some() { Level::Deny } else { files::MIXED_TYPES.level };
            let help = Some("`datasets` keeps one type for a column: make it the same in all rows".to_owned());
            found.push(Found { rule: &files::MIXED_TYPES, level, span: misfit.span, message: misfit.message, help });
        }
        let is_clean = found.iter().all(|found| self.level(found) == Level::Allow);
        if is_clean && self.is_fast {
            self.skeletons.add(line, root, &judged.meanings);
        }
        self.add_all(line, found);
    }

    /// Whether the first row shows that the file is JSON, and not by lines.
    fn is_other_layout(&mut self, line: &str, is_cut: bool) -> bool {
        let trimmed = line.trim();
        if trimmed.starts_with('[') {
            let help =
                "write each row on a line of its own, without brackets and commas between them: jq -c '.[]' FILE";
            self.not_json_lines(line, "this is a JSON array, and not one object a line", help);
            return true;
        }
        if let Some((format, help)) = other_text(trimmed) {
            self.not_json_lines(line, &format!("this is {format}, and not one JSON object a line"), help);
            return true;
        }
        let is_open = is_cut && trimmed.starts_with('{') && trimmed.ends_with(['{', '[', ',', ':']);
        if is_open {
            let help = "write each row on one line: jq -c . FILE";
            self.not_json_lines(line, "a row over several lines", help);
        }
        is_open
    }

    fn not_json_lines(&mut self, line: &str, message: &str, help: &str) {
        let span = Span::new(0, usize::from(!line.is_empty()));
        self.report(&files::NOT_JSON_LINES, line.as_bytes(), span, message, help);
    }

    /// What the file as a whole tells.
    fn whole(&mut self, path: &Path) {
        let trainer = self.trainer;
        let (rows, bytes, title) = (self.rows, self.bytes, trainer.title);
        let few = trainer.fewest_rows.filter(|limit| rows < limit.value);
        match few {
            _ if rows == 0 => {
                let limit = Limit { value: 1, beyond: "look at what wrote it: nothing came out" };
                self.of_file(&files::TOO_FEW_ROWS, "the file has no rows".to_owned(), Some(limit));
            }
            Some(limit) => {
                let message = format!("{} is too few: {title} takes {} or more", count(rows, "row"), limit.value);
                self.of_file(&files::TOO_FEW_ROWS, message, Some(limit));
            }
            None => {}
        }
        if let Some(limit) = trainer.most_rows.filter(|limit| rows > limit.value) {
            self.of_file(
                &files::TOO_MANY_ROWS,
                format!("{rows} rows: {title} takes {} at most", limit.value),
                Some(limit),
            );
        }
        if let Some(limit) = trainer.most_bytes.filter(|limit| bytes > limit.value) {
            let message = format!("{} MB: {title} takes {} MB at most", bytes / 1_000_000, limit.value / 1_000_000);
            self.of_file(&files::FILE_TOO_LARGE, message, Some(limit));
        }
        self.name(path);
    }

    fn name(&mut self, path: &Path) {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(names) = self.trainer.files else { return };
        let wanted = match name.split('.').next() {
            Some("train" | "training") => names.train,
            Some("validation" | "valid" | "val" | "dev" | "eval") => names.validation,
            _ => return,
        };
        if name != wanted {
            let message = format!("{} looks for `{wanted}`, and this is `{name}`", self.trainer.title);
            let limit = Limit { value: 1, beyond: "rename the file: under another name it is not found" };
            self.of_file(&files::FILE_NAME, message, Some(limit));
        }
    }

    fn of_file(&mut self, rule: &'static Rule, message: String, limit: Option<Limit>) {
        let level = self.asked.levels.apply(rule.code, rule.level);
        let help: Vec<&str> = limit.iter().map(|limit| limit.beyond).collect();
        self.findings.add(DataFinding::of_file(Source::new(&*self.path, ""), rule, level, message, &help));
    }

    fn report(&mut self, rule: &'static Rule, line: &[u8], span: Span, message: &str, help: &str) {
        let (message, help) = (message.to_owned(), Some(help.to_owned()));
        self.add(line, Found { rule, level: rule.level, span, message, help });
    }

    fn add_all(&mut self, line: &str, mut found: Vec<Found>) {
        found.sort_by_key(|found| found.span.start);
        found.into_iter().for_each(|found| self.add(line.as_bytes(), found));
    }

    fn level(&self, found: &Found) -> Level {
        self.asked.levels.apply(found.rule.code, found.level)
    }

    /// Adds a finding at its place in the line.
    fn add(&mut self, line: &[u8], found: Found) {
        let level = self.level(&found);
        let (path, first) = (&self.path, Position { line: self.line.max(1), column: 1 });
        let record = (self.rows > 0).then_some(RecordRef { number: self.rows, id: String::new() });
        let code = found.rule.code;
        self.findings.add_with(level, code, || {
            // What is not UTF-8 takes other room once it is replaced.
            let lossy = |at: usize| String::from_utf8_lossy(&line[..at.min(line.len())]).len();
            let span = Span::new(lossy(found.span.start), lossy(found.span.end));
            let source = Source::excerpt(&**path, String::from_utf8_lossy(line), first);
            let (message, help) = (found.message, found.help.into_iter().collect());
            DataFinding {
                source,
                diagnostic: Diagnostic { code, level, span, message, record, labels: Vec::new(), help, fix: None },
            }
        });
    }
}

/// What a file of text is instead, by its first line.
fn other_text(line: &str) -> Option<(&'static str, &'static str)> {
    let columns = || line.split([',', '\t', ';']).map(|word| word.trim_matches(['"', ' ']));
    let is_name = |name: &str| {
        !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_- ".contains(&byte))
    };
    Some(match line {
        _ if line.starts_with("version https://git-lfs") => {
            ("a pointer of Git LFS", "fetch the file that it stands for: git lfs pull")
        }
        _ if line.starts_with("```") => ("Markdown", "take the lines that begin with ``` away"),
        _ if line.starts_with("<!") || line.starts_with("<html") || line.starts_with("<?xml") => {
            ("a page of HTML or XML", "it may be an error of the server that it came from: fetch the file again")
        }
        _ if line == "---" || line.starts_with("- ") && line.ends_with(':') => {
            ("YAML", "write each row as one JSON object on a line of its own")
        }
        _ if columns().count() > 1 && columns().all(is_name) => {
            ("a table", "write each row as one JSON object on a line of its own, with the columns as keys")
        }
        _ => return None,
    })
}

/// The byte order mark.
pub(crate) const MARK: &[u8] = b"\xEF\xBB\xBF";

const CUT: &str = "the file was cut short: write or copy it again, and count its rows";

/// The first character in the line at which some readers would end it.
fn separators(line: &str) -> Option<Found> {
    let characters = [("\u{2028}", "U+2028"), ("\u{2029}", "U+2029"), ("\u{85}", "U+0085")];
    let found =
        characters.into_iter().filter_map(|(c, name)| Some((memmem::find(line.as_bytes(), c.as_bytes())?, c, name)));
    let (at, c, name) = found.min_by_key(|(at, ..)| *at)?;
    let rule = &files::LINE_SEPARATOR;
    let message = format!("{name} as it is: readers that use Python's `splitlines` end the line here");
    let help = Some(format!("write it as an escape: \\u{}", &name[2..]));
    Some(Found { rule, level: rule.level, span: Span::new(at, at + c.len()), message, help })
}
