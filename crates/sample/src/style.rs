//! Passes over a finished draft: marks, punctuation, capitals.

/// Takes the marks out of a draft, and returns the words between them.
pub(crate) fn take_marks(draft: &str) -> (String, String) {
    let mut text = String::with_capacity(draft.len());
    let mut marked = String::new();
    for (index, piece) in draft.split('|').enumerate() {
        text.push_str(piece);
        if index % 2 == 1 {
            if !marked.is_empty() {
                marked.push(' ');
            }
            marked.push_str(piece);
        }
    }
    (text, marked)
}

/// Sets punctuation apart from words, as tokenised tweets have it.
pub(crate) fn spaced(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = String::with_capacity(text.len() + 16);
    let mut copied = 0;
    for (at, byte) in text.bytes().enumerate() {
        let ends_word = || matches!(bytes.get(at + 1), None | Some(b' ' | b'\n' | b'|'));
        if matches!(byte, b',' | b'?' | b'!' | b';') && ends_word() && at > 0 && bytes[at - 1] != b' ' {
            out.extend([&text[copied..at], " "]);
            copied = at;
        }
    }
    out.push_str(&text[copied..]);
    out
}

/// Begins every sentence with a capital letter.
pub(crate) fn capitalised(text: &str) -> String {
    let mut at_start = true;
    text.chars()
        .map(|c| match c {
            '.' | '?' | '!' | '\n' => {
                at_start = true;
                c
            }
            _ if at_start && c.is_alphanumeric() => {
                at_start = false;
                c.to_ascii_uppercase()
            }
            _ => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_leave_the_text_and_become_the_rationale() {
        let (text, marked) = take_marks("so |keep them out|, they |hum|!");
        assert_eq!(text, "so keep them out, they hum!");
        assert_eq!(marked, "keep them out hum");
    }

    #[test]
    fn punctuation_is_set_apart_but_numbers_and_braces_are_not() {
        assert_eq!(spaced("well, at 10,30 ? {\"a\": 1}!"), "well , at 10,30 ? {\"a\": 1} !");
    }

    #[test]
    fn sentences_begin_with_a_capital() {
        assert_eq!(capitalised("so it is. “well”, says é! ok"), "So it is. “Well”, says é! Ok");
    }
}
