//! Doc comments from any text: nothing in it can end the comment, hide in it, or be taken for Markdown.

use proc_macro2::{Group, Literal, TokenStream, TokenTree};
use quote::quote;

/// Doc attributes, one a line.
pub(crate) fn attributes(lines: impl IntoIterator<Item = impl AsRef<str>>) -> TokenStream {
    let lines = lines.into_iter().map(|line| match inline(line.as_ref()) {
        line if line.is_empty() => line,
        line => format!(" {line}"),
    });
    quote! { #(#[doc = #lines])* }
}

/// Text on one line, with characters that cannot be seen, or that rustc refuses in comments, spelt as escapes.
pub(crate) fn inline(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// Controls, line and paragraph separators, and the marks and overrides of bidirectional text.
fn is_hidden(c: char) -> bool {
    let bidirectional =
        matches!(c, '\u{61C}' | '\u{200E}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    bidirectional || (c.is_control() && c != '\t') || matches!(c, '\u{2028}' | '\u{2029}' | '\u{FEFF}')
}

/// Text as a Markdown paragraph that shows it as it is.
pub(crate) fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.split_whitespace().collect::<Vec<_>>().join(" ").chars() {
        if c.is_ascii_punctuation() && !matches!(c, ',' | '.' | ';' | '?' | '\'' | '"' | '(' | ')' | '/' | '%' | '-') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Text as a Markdown code span.
pub(crate) fn code(text: &str) -> String {
    let text = inline(text);
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') || text.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// The first lines of a text as a Markdown code block.
pub(crate) fn excerpt(text: &str, most_lines: usize, most_chars: usize) -> Vec<String> {
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let mut lines = vec![format!("{fence}text")];
    for line in text.lines().take(most_lines) {
        let cut: String = line.chars().take(most_chars).collect();
        lines.push(if cut.len() < line.len() { format!("{cut} …") } else { cut });
    }
    if text.lines().count() > most_lines {
        lines.push("…".to_owned());
    }
    lines.push(fence);
    lines
}

fn longest_run(text: &str) -> usize {
    let ends = text.split(|c| c != '`').map(str::len);
    ends.max().unwrap_or_default()
}

/// The tokens with every doc attribute made safe, for code that another generator made.
pub(crate) fn sanitize(tokens: TokenStream) -> TokenStream {
    tokens
        .into_iter()
        .flat_map(|tree| match tree {
            TokenTree::Group(group) => sanitize_group(group),
            other => TokenStream::from(other),
        })
        .collect()
}

/// A group with what is inside made safe; `[doc = "…"]` gives one line of documentation.
fn sanitize_group(group: Group) -> TokenStream {
    let inside = match doc_text(group.stream()) {
        Some(text) => {
            let text =
                format!(" {}", text.lines().map(|line| inline(line.trim())).collect::<Vec<_>>().join(" ").trim());
            let literal = Literal::string(&text);
            quote! { doc = #literal }
        }
        None => sanitize(group.stream()),
    };
    let mut safe = Group::new(group.delimiter(), inside);
    safe.set_span(group.span());
    TokenStream::from(TokenTree::Group(safe))
}

/// The text of `doc = "…"`.
fn doc_text(tokens: TokenStream) -> Option<String> {
    let meta: syn::MetaNameValue =
        syn::parse2(tokens).ok().filter(|meta: &syn::MetaNameValue| meta.path.is_ident("doc"))?;
    match meta.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_become_escapes() {
        assert_eq!(inline("a\u{202e}b\r\n\tc"), "a\\u{202e}b\\u{d}\\u{a}\tc");
    }

    #[test]
    fn markdown_means_nothing_in_plain_text() {
        assert_eq!(plain(" see [x]\n<user> https://a.b"), r"see \[x\] \<user\> https\://a.b");
    }

    #[test]
    fn code_spans_hold_backticks() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("`a`"), "`` `a` ``");
    }

    #[test]
    fn excerpts_say_where_they_cut() {
        assert_eq!(excerpt("abc\nd\ne", 2, 2), ["```text", "ab …", "d", "…", "```"]);
        assert_eq!(excerpt("```", 9, 9), ["````text", "```", "````"]);
    }
}
