//! What is certain, mended: the file is written again beside itself and then takes its own place, or stays as it is.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::json;
use crate::lines::{Lines, Next};
use crate::trainer::ByteOrderMark;
use crate::validate::{MARK, other_format};

/// What was mended in a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Fixed {
    /// Byte order marks that were taken away.
    pub byte_order_marks: u64,
    /// Blank lines that were taken away.
    pub blank_lines: u64,
    /// Lines that ended in CR LF.
    pub carriage_returns: u64,
    /// Whether the last line got its line feed.
    pub final_newline: bool,
}

/// Takes away byte order marks, blank lines and carriage returns at line ends, and adds the last line feed; only at lines that
/// are whole JSON values, so that nothing of a text is lost. A trainer that asks for a mark keeps the first one.
///
/// ```
/// use tunesmith_trainers::{ByteOrderMark, fix};
///
/// let file = tempfile::NamedTempFile::new()?;
/// std::fs::write(file.path(), "{\"text\": \"a\"}\r\n\r\n{\"text\": \"b\"}")?;
/// let fixed = fix(file.path(), ByteOrderMark::Refused)?;
/// assert_eq!((fixed.blank_lines, fixed.carriage_returns, fixed.final_newline), (1, 1, true));
/// assert_eq!(std::fs::read_to_string(file.path())?, "{\"text\": \"a\"}\n{\"text\": \"b\"}\n");
/// # Ok::<(), std::io::Error>(())
/// ```
///
/// # Errors
/// When the file cannot be read or written; then it is as it was.
pub fn fix(path: &Path, mark: ByteOrderMark) -> io::Result<Fixed> {
    // A link stays a link to the file that is mended.
    let path = path.canonicalize()?;
    let mut lines = Lines::open(&path)?;
    if lines.is_compressed() || other_format(lines.peek(8)?).is_some() {
        return Ok(Fixed::default());
    }
    let (beside, file) = create_beside(&path)?;
    let written = write(&mut lines, file, mark).and_then(|fixed| {
        if fixed != Fixed::default() {
            fs::set_permissions(&beside, fs::metadata(&path)?.permissions())?;
            fs::rename(&beside, &path)?;
        }
        Ok(fixed)
    });
    if !matches!(written, Ok(fixed) if fixed != Fixed::default()) {
        fs::remove_file(&beside)?;
    }
    written
}

/// A new file in the same folder.
fn create_beside(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let file = OpenOptions::new().write(true).create_new(true).open(&beside)?;
    Ok((beside, file))
}

fn write(lines: &mut Lines, file: File, mark: ByteOrderMark) -> io::Result<Fixed> {
    let mut out = BufWriter::with_capacity(1 << 18, file);
    let mut fixed = Fixed::default();
    let (mut is_first, mut was_whole) = (true, true);
    loop {
        let (line, is_ended) = match lines.next()? {
            Next::Line(line) => (line.bytes, line.is_ended),
            Next::TooLong(_) => return Ok(Fixed::default()),
            Next::End => break,
        };
        let marked = line.strip_prefix(MARK).filter(|_| was_whole);
        let text = marked.unwrap_or(line);
        let is_blank = text.trim_ascii().is_empty();
        let is_whole = std::str::from_utf8(text).is_ok_and(|text| json::parse(text).root.is_some());
        if marked.is_some() && is_first && mark == ByteOrderMark::Asked {
            out.write_all(MARK)?;
        } else {
            fixed.byte_order_marks += u64::from(marked.is_some());
        }
        is_first = false;
        if is_blank && was_whole {
            fixed.blank_lines += 1;
            continue;
        }
        was_whole = is_whole;
        let returned = text.strip_suffix(b"\r").filter(|_| is_whole && is_ended);
        fixed.carriage_returns += u64::from(returned.is_some());
        out.write_all(returned.unwrap_or(text))?;
        if is_ended || is_whole {
            out.write_all(b"\n")?;
            fixed.final_newline |= !is_ended;
        }
    }
    out.into_inner()?.sync_all()?;
    Ok(fixed)
}
