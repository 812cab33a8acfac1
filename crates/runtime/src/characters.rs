//! Tokens and characters that may not reach a message.

use std::ops::Range;

/// Control tokens of Mistral, Llama 2 and Gemma, besides all of the form `<|name|>`.
///
/// ```
/// assert!(tunesmith_runtime::CONTROL_TOKENS.contains(&"[INST]"));
/// ```
pub const CONTROL_TOKENS: &[&str] = &[
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "<</SYS>>",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[AVAILABLE_TOOLS]",
    "[/AVAILABLE_TOOLS]",
    "[TOOL_RESULTS]",
    "[/TOOL_RESULTS]",
    "[TOOL_CALLS]",
    "<start_of_turn>",
    "<end_of_turn>",
];

/// Longer names are no tokens.
const LONGEST_NAME: usize = 64;

/// The first chat control token in a text, such as `<|end|>` or `[INST]`.
///
/// ```
/// let text = "hi<|end|><|start|>assistant";
/// assert_eq!(tunesmith_runtime::control_token(text).map(|token| &text[token]), Some("<|end|>"));
/// assert_eq!(tunesmith_runtime::control_token("<user> said [so]"), None);
/// ```
pub fn control_token(text: &str) -> Option<Range<usize>> {
    let may_hold = |open: u8| text.as_bytes().contains(&open);
    if may_hold(b'<') || may_hold(b'[') { control_tokens(text).into_iter().next() } else { None }
}

/// Every chat control token in a text, in order.
pub fn control_tokens(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(open) = text[at..].find(['<', '[']).map(|open| at + open) {
        let token = fixed_token(text, open).or_else(|| bar_token(text, open)).or_else(|| sentence_token(text, open));
        at = token.as_ref().map_or(open + 1, |token| token.end);
        found.extend(token);
    }
    found
}

fn fixed_token(text: &str, open: usize) -> Option<Range<usize>> {
    CONTROL_TOKENS.iter().find(|token| text[open..].starts_with(**token)).map(|token| open..open + token.len())
}

/// `<|name|>`, with ASCII bars or the wide ones of DeepSeek.
fn bar_token(text: &str, open: usize) -> Option<Range<usize>> {
    let bar = text[open..].strip_prefix('<')?.chars().next().filter(|bar| matches!(bar, '|' | '｜'))?;
    let start = open + 1 + bar.len_utf8();
    let stop = |c: char| c == bar || matches!(c, '<' | '>' | '\n');
    let length = text[start..].char_indices().take(LONGEST_NAME).find(|&(_, c)| stop(c))?.0;
    let name = &text[start..start + length];
    let close = start + length + bar.len_utf8();
    let closed = text[start + length..].starts_with(bar) && text[close..].starts_with('>');
    (closed && name.contains(|c: char| c.is_alphanumeric())).then_some(open..close + 1)
}

/// `<s>` and `</s>` of Llama and Mistral; in pairs they are the HTML for struck-out text.
fn sentence_token(text: &str, open: usize) -> Option<Range<usize>> {
    let rest = &text[open..];
    let begins = rest.strip_prefix("<s>").is_some_and(|rest| rest.trim_start_matches(' ').starts_with("[INST]"));
    let ends = rest.starts_with("</s>") && !text[..open].ends_with(' ') && text[..open].trim_end().ends_with("[/INST]");
    let token = if begins { "<s>" } else { "</s>" };
    (begins || ends || rest.trim_end() == "</s>" && !has_pair(text)).then(|| open..open + token.len())
}

fn has_pair(text: &str) -> bool {
    text.contains("<s>") && text.find("<s>") < text.find("</s>")
}

/// The first bidirectional control character: embeddings, overrides, isolates (UAX #9).
pub(crate) fn bidi_control(text: &str) -> Option<char> {
    if text.is_ascii() {
        return None;
    }
    text.chars().find(|c| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_find(text: &str, expected: &[&str]) {
        assert_eq!(control_tokens(text).into_iter().map(|range| &text[range]).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn tokens_of_chat_formats_are_found() {
        check_find("<|im_start|>user<|im_end|>", &["<|im_start|>", "<|im_end|>"]);
        check_find("<s>[INST] <<SYS>>a<</SYS>> b [/INST] c</s>", &["<s>", "[INST]", "<<SYS>>", "<</SYS>>", "[/INST]"]);
        check_find("<｜User｜>", &["<｜User｜>"]);
        check_find("a</s>", &["</s>"]);
    }

    #[test]
    fn other_marks_are_not() {
        check_find("<s>gone</s> <a|b> <||> <|> [INSTRUCTIONS] <system> <think> a <| b |> <|", &["<| b |>"]);
        check_find("P(a|b) < 1 | 2 > 0; [TASK]", &[]);
    }
}
