//! Control tokens of chat formats, by model family, and the search for them.
//!
//! A tokenizer reads these strings as tokens wherever they stand, so one in a message ends it, begins another turn, or
//! says something that nobody wrote. All of the form `<|name|>` count, whatever the name.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::ops::Range;

use crate::fold::Folded;

/// Models with one set of control tokens, besides those of the form `<|name|>`.
#[derive(Debug)]
pub struct Family {
    /// Name in `tunesmith.json`.
    pub name: &'static str,
    /// Where the tokens are listed.
    pub source: &'static str,
    /// Tokens that no honest text holds.
    pub tokens: &'static [&'static str],
    /// Tokens that honest text may hold.
    pub honest: &'static [&'static str],
}

/// Every family, in the order of their names.
///
/// ```
/// use tunesmith_runtime::FAMILIES;
///
/// let mistral = FAMILIES.iter().find(|family| family.name == "mistral").unwrap();
/// assert!(mistral.tokens.contains(&"[INST]"));
/// ```
pub const FAMILIES: &[Family] = &[
    Family {
        name: "baichuan",
        source: "Baichuan2 tokenizer_config.json and generation_utils.py",
        tokens: &["<reserved_106>", "<reserved_107>"],
        honest: &[],
    },
    Family {
        name: "bert",
        source: "BERT vocab.txt",
        tokens: &[],
        honest: &["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]"],
    },
    Family {
        name: "cohere",
        source: "Command R tokenizer_config.json",
        tokens: &["<BOS_TOKEN>", "<EOS_TOKEN>", "<EOP_TOKEN>", "<MASK_TOKEN>"],
        honest: &["<PAD>", "<UNK>", "<CLS>", "<SEP>"],
    },
    Family {
        name: "deepseek",
        source: "DeepSeek-R1 tokenizer_config.json",
        tokens: &[],
        honest: &["<think>", "</think>"],
    },
    Family {
        name: "exaone",
        source: "EXAONE 3.5 tokenizer_config.json; all of the form [|name|]",
        tokens: &[],
        honest: &["[BOS]"],
    },
    Family {
        name: "fill-in-the-middle",
        source: "tokenizer_config.json of StarCoder2 and Code Llama",
        tokens: &[
            "<fim_prefix>",
            "<fim_middle>",
            "<fim_suffix>",
            "<fim_pad>",
            "<file_sep>",
            "<gh_stars>",
            "<issue_start>",
            "<issue_comment>",
            "<issue_closed>",
            "<jupyter_start>",
            "<jupyter_text>",
            "<jupyter_code>",
            "<jupyter_output>",
            "<empty_output>",
            "<commit_before>",
            "<commit_msg>",
            "<commit_after>",
            "<SUF>",
            "<MID>",
            "<EOT>",
        ],
        honest: &["<PRE>", "<filename>", "<reponame>", "<repo_name>"],
    },
    Family {
        name: "gemma",
        source: "tokenizer_config.json of Gemma 2, 3 and 4",
        tokens: &[
            "<bos>",
            "<eos>",
            "<start_of_turn>",
            "<end_of_turn>",
            "<start_of_image>",
            "<end_of_image>",
            "<image_soft_token>",
            "<start_of_audio>",
            "<end_of_audio>",
            "<audio_soft_token>",
            "<|turn>",
            "<turn|>",
            "<|channel>",
            "<channel|>",
            "<|tool>",
            "<tool|>",
            "<|tool_call>",
            "<tool_call|>",
            "<|tool_response>",
            "<tool_response|>",
            "<|image>",
            "<image|>",
            "<|audio>",
            "<audio|>",
            "<|\"|>",
        ],
        honest: &["<pad>", "<unk>", "<mask>"],
    },
    Family {
        name: "glm",
        source: "GLM-4 tokenizer_config.json",
        tokens: &["[gMASK]", "[sMASK]", "<sop>", "<eop>"],
        honest: &["[MASK]", "<think>", "</think>"],
    },
    Family {
        name: "gpt-oss",
        source: "openai/harmony, docs/format.md; all of the form <|name|>",
        tokens: &[],
        honest: &[],
    },
    Family {
        name: "internlm",
        source: "InternLM tokenizer_config.json",
        tokens: &["<eoh>", "<eoa>", "<eosys>", "<TOKENS_UNUSED_0>", "<TOKENS_UNUSED_1>"],
        honest: &[],
    },
    Family {
        name: "llama",
        source: "Llama 2 tokenizer.model and reference code; Llama 3 has the form <|name|> alone",
        tokens: &["<s>", "</s>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>"],
        honest: &["<unk>"],
    },
    Family {
        name: "llava",
        source: "LLaVA constants.py",
        tokens: &["<im_start>", "<im_end>", "<im_patch>"],
        honest: &["<image>", "<video>", "<image-placeholder>"],
    },
    Family {
        name: "mistral",
        source: "mistral-common, SpecialTokens",
        tokens: &[
            "<s>",
            "</s>",
            "[INST]",
            "[/INST]",
            "[SYSTEM_PROMPT]",
            "[/SYSTEM_PROMPT]",
            "[AVAILABLE_TOOLS]",
            "[/AVAILABLE_TOOLS]",
            "[TOOL_RESULTS]",
            "[/TOOL_RESULTS]",
            "[TOOL_CALLS]",
            "[TOOL_CONTENT]",
            "[IMG_BREAK]",
            "[IMG_END]",
            "[BEGIN_AUDIO]",
            "[CALL_ID]",
            "[MODEL_SETTINGS]",
            "[/MODEL_SETTINGS]",
        ],
        honest: &[
            "<unk>", "<pad>", "[IMG]", "[AUDIO]", "[PREFIX]", "[MIDDLE]", "[SUFFIX]", "[ARGS]", "[THINK]", "[/THINK]",
        ],
    },
    Family {
        name: "plain-turns",
        source: "the turns of Vicuna, Alpaca and of the first Claude models, which are plain words at a line's start",
        tokens: &[],
        honest: TURNS,
    },
    Family {
        name: "qwen",
        source: "Qwen3 tokenizer_config.json",
        tokens: &[
            "<tool_call>",
            "</tool_call>",
            "<tool_response>",
            "</tool_response>",
            "<tts_pad>",
            "<tts_text_bos>",
            "<tts_text_eod>",
        ],
        honest: &["<think>", "</think>"],
    },
    Family {
        name: "t5",
        source: "T5 tokenizer_config.json; <extra_id_0> to <extra_id_99>",
        tokens: &["</s>"],
        honest: &["<pad>", "<unk>"],
    },
];

/// Words that begin a turn where they stand at a line's start.
const TURNS: &[&str] = &[
    "Human:",
    "Assistant:",
    "USER:",
    "ASSISTANT:",
    "### Instruction:",
    "### Response:",
    "### Human:",
    "### Assistant:",
];

/// Longer names are no tokens.
const LONGEST_NAME: usize = 64;

/// A control token in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ControlToken {
    /// Where it stands.
    pub range: Range<usize>,
    /// The token, without characters that nobody sees and look-alikes.
    pub name: String,
    /// Whether honest text may hold it.
    pub is_honest: bool,
}

/// Every chat control token in a text, in order; of some `families`, or of all where none is named. Look-alikes count, and
/// so does a token with invisible characters in it.
///
/// ```
/// use tunesmith_runtime::control_tokens;
///
/// let names = |text| control_tokens(text, &[]).into_iter().map(|token| token.name).collect::<Vec<_>>();
/// assert_eq!(names("hi<|end|><|start|>assistant"), ["<|end|>", "<|start|>"]);
/// assert_eq!(names("［ＩＮＳＴ］"), ["[INST]"]);
/// assert!(names("<user> said [so]").is_empty());
/// ```
pub fn control_tokens(text: &str, families: &[Cow<'_, str>]) -> Vec<ControlToken> {
    let Some(folded) = Folded::new(text) else { return Search::new(text, families).run() };
    let mut found = Search::new(&folded.text, families).run();
    found.iter_mut().for_each(|token| token.range = folded.original(&token.range));
    found
}

/// Whether a control token may begin in a text, by its characters: hardly any text is looked at further.
pub(crate) fn holds_opener(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut opener, mut feed, mut wide) = (false, false, false);
    for byte in bytes {
        opener |= matches!(byte, b'<' | b'[');
        feed |= *byte == b'\n';
        wide |= *byte == 0xEF;
    }
    let is_wide = |c: char| matches!(c, '\u{FE64}' | '\u{FF1C}' | '\u{FE47}' | '\u{FF3B}');
    opener || wide && text.contains(is_wide) || begins_turn(text) || feed && text.split('\n').any(begins_turn)
}

/// Whether a control token stands in a text as it is, or may be completed by what follows it.
pub(crate) fn holds_token(text: &str, families: &[Cow<'_, str>]) -> bool {
    may_go_on(text) || !control_tokens(text, families).is_empty()
}

/// Whether a value behind this literal may complete a control token.
pub(crate) fn may_go_on(literal: &str) -> bool {
    let is_opener = |c: char| matches!(c, '<' | '[' | '\u{FE64}' | '\u{FF1C}' | '\u{FE47}' | '\u{FF3B}');
    let mut tail = literal.chars().rev().take(2 * LONGEST_NAME);
    tail.find(|c| is_opener(*c) || matches!(c, '>' | ']' | '\n')).is_some_and(is_opener)
}

/// Whether a text begins with a word that begins a turn, in whatever case: a derived value may change it.
pub(crate) fn begins_turn(text: &str) -> bool {
    let bytes = text.as_bytes();
    let begins = |turn: &&str| bytes.get(..turn.len()).is_some_and(|start| start.eq_ignore_ascii_case(turn.as_bytes()));
    matches!(bytes.first(), Some(b'H' | b'h' | b'A' | b'a' | b'U' | b'u' | b'#')) && TURNS.iter().any(begins)
}

/// A search through a text; what one step looks at is bounded, so that the whole is linear.
struct Search<'s> {
    text: &'s str,
    families: &'s [Cow<'s, str>],
    /// Where `<s>` and `</s>` stand in pairs: that is HTML for struck-out text.
    struck: OnceCell<Vec<(usize, usize)>>,
}

impl<'s> Search<'s> {
    fn new(text: &'s str, families: &'s [Cow<'s, str>]) -> Search<'s> {
        Search { text, families, struck: OnceCell::new() }
    }

    fn run(&self) -> Vec<ControlToken> {
        let mut found = Vec::new();
        let mut at = 0;
        if self.is_meant("plain-turns") {
            found.extend(self.turn(0));
        }
        let is_start = |byte: &u8| matches!(byte, b'<' | b'[' | b'\n');
        while let Some(next) = self.text.as_bytes()[at..].iter().position(is_start).map(|next| at + next) {
            let token = if self.text.as_bytes()[next] == b'\n' {
                self.turn(next + 1).filter(|_| self.is_meant("plain-turns"))
            } else {
                self.bar_token(next).or_else(|| self.listed(next))
            };
            at = token.as_ref().map_or(next + 1, |token| token.range.end);
            found.extend(token);
        }
        found
    }

    fn is_meant(&self, family: &str) -> bool {
        self.families.is_empty() || self.families.iter().any(|name| name == family)
    }

    fn token(&self, range: Range<usize>, is_honest: bool) -> Option<ControlToken> {
        Some(ControlToken { name: self.text[range.clone()].to_owned(), range, is_honest })
    }

    fn turn(&self, start: usize) -> Option<ControlToken> {
        let turn = TURNS.iter().find(|turn| self.text[start..].starts_with(**turn))?;
        self.token(start..start + turn.len(), true)
    }

    /// `<|name|>`, with ASCII bars or the wide ones of DeepSeek; and `[|name|]`.
    fn bar_token(&self, open: usize) -> Option<ControlToken> {
        let bytes = self.text.as_bytes();
        let close = if bytes[open] == b'<' { '>' } else { ']' };
        let bar = self.text[open + 1..].chars().next().filter(|bar| matches!(bar, '|' | '｜'))?;
        let start = open + 1 + bar.len_utf8();
        // An answer has its line feeds as escapes.
        let stop = |c: char| c == bar || matches!(c, '<' | '>' | '[' | ']' | '\n' | '\\');
        let length = self.text[start..].char_indices().take(LONGEST_NAME).find(|&(_, c)| stop(c))?.0;
        let name = &self.text[start..start + length];
        let end = start + length + bar.len_utf8();
        let closed = self.text[start + length..].starts_with(bar) && self.text[end..].starts_with(close);
        let is_name = name.contains(|c: char| c.is_alphanumeric());
        (closed && is_name).then(|| self.token(open..end + 1, false)).flatten()
    }

    /// A token of the tables.
    fn listed(&self, open: usize) -> Option<ControlToken> {
        let rest = &self.text.as_bytes()[open..];
        let rest = &rest[..rest.len().min(LONGEST_NAME)];
        let close = if rest[0] == b'<' { b'>' } else { b']' };
        let doubled = rest.starts_with(b"<<");
        let inner = if doubled { 2 } else { 1 };
        let is_end = |byte: &u8| *byte == close || matches!(byte, b'<' | b'[' | b'\n');
        let length = inner + rest.get(inner..)?.iter().position(is_end)?;
        let length = length + if doubled { 2 } else { 1 };
        let token = self.text.get(open..open + length)?;
        if !token.ends_with(char::from(close)) {
            return None;
        }
        let is_sentinel = token.strip_prefix("<extra_id_").and_then(|rest| rest.strip_suffix('>'));
        if is_sentinel.is_some_and(|id| id.len() < 4 && id.parse::<u8>().is_ok()) && self.is_meant("t5") {
            return self.token(open..open + length, false);
        }
        let meant = || FAMILIES.iter().filter(|family| self.is_meant(family.name));
        let is_struck = || {
            let pairs = self.struck.get_or_init(|| struck(self.text));
            pairs.binary_search_by_key(&open, |pair| pair.0).is_ok()
                || pairs.binary_search_by_key(&open, |pair| pair.1).is_ok()
        };
        if meant().any(|family| family.tokens.contains(&token)) {
            return self.token(open..open + length, matches!(token, "<s>" | "</s>") && is_struck());
        }
        meant().any(|family| family.honest.contains(&token)).then(|| self.token(open..open + length, true)).flatten()
    }
}

/// The pairs of `<s>` and `</s>` with text between them, none within another.
fn struck(text: &str) -> Vec<(usize, usize)> {
    let mut pairs = Vec::new();
    let mut open = None;
    for (at, _) in text.match_indices("s>") {
        if text[..at].ends_with('<') {
            open.get_or_insert(at - 1);
        } else if text[..at].ends_with("</") {
            pairs.extend(open.take().map(|open| (open, at - 2)));
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[&str], honest: bool) {
        let found = control_tokens(text, &[]);
        let found: Vec<_> = found.iter().filter(|token| token.is_honest == honest).map(|token| &token.name).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn tokens_of_chat_formats_are_found() {
        check("<|im_start|>user<|im_end|>", &["<|im_start|>", "<|im_end|>"], false);
        check("<s>[INST] <<SYS>>a<</SYS>> b [/INST] c", &["<s>", "[INST]", "<<SYS>>", "<</SYS>>", "[/INST]"], false);
        check("<｜User｜> <｜fim▁begin｜>", &["<｜User｜>", "<｜fim▁begin｜>"], false);
        check("a</s>", &["</s>"], false);
        check(
            "<bos> <turn|> <|turn> <start_of_image> <|\"|>",
            &["<bos>", "<turn|>", "<|turn>", "<start_of_image>", "<|\"|>"],
            false,
        );
        check(
            "[gMASK]<sop> [|user|] <extra_id_7> <BOS_TOKEN>",
            &["[gMASK]", "<sop>", "[|user|]", "<extra_id_7>", "<BOS_TOKEN>"],
            false,
        );
        check(
            "<fim_prefix> <eoh> <tool_call> [TOOL_CALLS]",
            &["<fim_prefix>", "<eoh>", "<tool_call>", "[TOOL_CALLS]"],
            false,
        );
    }

    #[test]
    fn look_alikes_and_invisible_characters_hide_nothing() {
        for text in
            ["＜|im_end|＞", "<|im_\u{200b}end|>", "<|im_e\u{301}nd|>", "﹤|𝐢𝐦_end|﹥", "<\u{2060}|im_end|\u{ad}>"]
        {
            check(text, &["<|im_end|>"], false);
        }
        check("［ＩＮＳＴ］", &["[INST]"], false);
    }

    #[test]
    fn what_honest_text_may_hold_is_told_apart() {
        check(
            "<s>gone</s> <image> <think>hm</think> [CLS]",
            &["<s>", "</s>", "<image>", "<think>", "</think>", "[CLS]"],
            true,
        );
        check("Human: hi\nAssistant: ho\nHe said: Human: x", &["Human:", "Assistant:"], true);
        check("<s>gone</s> <image> [CLS]\nUSER: x", &[], false);
    }

    #[test]
    fn other_marks_are_none() {
        for text in [
            "<a|b> <||> <|> [INSTRUCTIONS] <system> a <|",
            "P(a|b) < 1 | 2 > 0; [TASK]",
            "<br> <b>x</b> [1] [sic] << >> <extra_id_>",
        ] {
            check(text, &[], false);
            check(text, &[], true);
        }
    }

    #[test]
    fn families_narrow_the_search() {
        let names = |families: &[Cow<'_, str>]| {
            let found = control_tokens("[INST] <bos> <|end|> <image>\nHuman: x", families);
            found.into_iter().map(|token| token.name).collect::<Vec<_>>()
        };
        assert_eq!(names(&["mistral".into()]), ["[INST]", "<|end|>"]);
        assert_eq!(names(&["gemma".into(), "llava".into()]), ["<bos>", "<|end|>", "<image>"]);
    }

    #[test]
    fn the_tables_are_in_order_and_hold_what_the_search_can_find() {
        assert!(FAMILIES.is_sorted_by_key(|family| family.name));
        for family in FAMILIES {
            for token in family.tokens.iter().chain(family.honest) {
                assert!(
                    control_tokens(token, &[family.name.into()]).iter().any(|found| found.name == *token),
                    "{token}"
                );
            }
        }
    }
}
