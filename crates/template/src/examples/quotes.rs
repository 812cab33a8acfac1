//! Strings, white space and comments in loose JSON.

/// Offset behind the string that opens at `at`.
pub(super) fn double_quoted(text: &str, at: usize) -> Option<usize> {
    let mut escaped = false;
    for (offset, byte) in text.bytes().enumerate().skip(at + 1) {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(offset + 1),
            _ => {}
        }
    }
    None
}

/// A single quote ends a string only where JSON goes on behind it; otherwise the end of the line.
pub(super) fn single_quoted(text: &str, at: usize) -> Result<usize, usize> {
    let mut at = at + 1;
    loop {
        at = text[at..].find(['\'', '\n']).map_or(text.len(), |length| at + length);
        let Some(rest) = text[at..].strip_prefix('\'') else { return Err(at) };
        at += 1;
        if rest.trim_start_matches(' ').starts_with([',', ':', '}', ']', '|', '/', '\n']) {
            return Ok(at);
        }
    }
}

/// Skips white space.
pub(super) fn skip_space(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + (rest.len() - rest.trim_start().len())
}

/// Skips white space and comments.
pub(super) fn skip_comments(text: &str, at: usize) -> usize {
    let mut at = at;
    loop {
        at = skip_space(text, at);
        let rest = &text[at..];
        at += match rest.as_bytes() {
            [b'/', b'/', ..] => rest.find('\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => rest.find("*/").map_or(rest.len(), |end| end + 2),
            _ => return at,
        };
    }
}
