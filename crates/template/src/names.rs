//! Names: the nearest of a list, and Rust identifiers.

use unicode_normalization::UnicodeNormalization;

/// The name of `names` that `name` is most likely a typo of.
///
/// One edit in a short name, two in a longer one; case, `-`, `_` and spaces do not count.
///
/// ```
/// use tunesmith_template::nearest;
///
/// assert_eq!(nearest("bdy", ["body", "subject"]), Some("body"));
/// assert_eq!(nearest("banana", ["body", "subject"]), None);
/// ```
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    near(name, names).into_iter().min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
}

/// What a message about an unknown name ends with: the name that is likely meant, or nothing.
///
/// ```
/// use tunesmith_template::did_you_mean;
///
/// assert_eq!(did_you_mean(Some("body")), "; did you mean `body`?");
/// assert_eq!(did_you_mean(None), "");
/// ```
pub fn did_you_mean(near: Option<&str>) -> String {
    near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
}

/// The name of `names` that `name` is a typo of, where no other is near: certain enough to mend.
pub(crate) fn only_near<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    match near(name, names).as_slice() {
        [(_, only)] => Some(only),
        _ => None,
    }
}

/// The names within reach of a typo, with their distances.
fn near<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Vec<(usize, &'n str)> {
    let folded = fold(name);
    let length = folded.chars().count();
    let distance = |candidate: &str| {
        let candidate = fold(candidate);
        let other = candidate.chars().count();
        let limit = match length.min(other) {
            // One character is no typo of another, nor is a number.
            _ if [&folded, &candidate].iter().all(|name| name.parse::<f64>().is_ok()) => 0,
            0 | 1 => 0,
            2..=5 => 1,
            _ => 2,
        };
        // A swap of neighbours is one edit, as it is one slip of the fingers.
        let distance = || strsim::osa_distance(&folded, &candidate);
        (length.abs_diff(other) <= limit).then(distance).filter(|&distance| distance <= limit)
    };
    names.into_iter().filter_map(|candidate| Some((distance(candidate)?, candidate))).collect()
}

/// The name without what does not count: case, `-`, `_` and spaces.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// A Rust type name for a strategy or contract name: `short_answer` is `ShortAnswer`.
pub fn type_identifier(name: &str) -> String {
    let words = words(name);
    let joined: String = words
        .iter()
        .map(|word| {
            let mut chars = word.chars();
            chars.next().map(|first| first.to_uppercase().chain(chars).collect::<String>()).unwrap_or_default()
        })
        .collect();
    usable(joined, "N")
}

/// A Rust module or field name: `a-b.c` is `a_b_c`.
pub fn module_identifier(name: &str) -> String {
    let words = words(name);
    usable(words.join("_").to_lowercase(), "n")
}

/// The parts of a name that may stand in an identifier; a name with none is spelt in code points.
fn words(name: &str) -> Vec<String> {
    let name: String = name.nfc().collect();
    let split = |c: char| !unicode_ident::is_xid_continue(c) || c == '_';
    let words: Vec<String> = name.split(split).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    if words.is_empty() { name.chars().map(|c| format!("u{:x}", u32::from(c))).collect() } else { words }
}

/// The identifier with a prefix where it could not begin so, and a suffix where it is a keyword.
fn usable(identifier: String, prefix: &str) -> String {
    let identifier: String = identifier.nfc().collect();
    let starts = identifier.chars().next().is_some_and(unicode_ident::is_xid_start);
    let identifier = if starts { identifier } else { format!("{prefix}{identifier}") };
    if KEYWORDS.contains(&identifier.as_str()) { format!("{identifier}_") } else { identifier }
}

/// Strict and reserved keywords of edition 2024 (Rust Reference, "Keywords").
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return", "self", "static", "struct", "super",
    "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        let distance = |name, candidate| near(name, [candidate]).first().map(|&(distance, _)| distance);
        assert_eq!(distance("bdoy", "body"), Some(1));
        assert_eq!(distance("subjct", "subject"), Some(1));
        assert_eq!(distance("sbujcet", "subject"), Some(2));
        assert_eq!(distance("", "abc"), None);
    }

    #[test]
    fn a_short_name_may_differ_in_less_than_a_long_one() {
        assert_eq!(nearest("bdoyy", ["body"]), None);
        assert_eq!(nearest("sbujcet", ["subject"]), Some("subject"));
        assert_eq!(nearest("sbujcte", ["subject"]), None);
        assert_eq!(nearest("a", ["b"]), None);
        assert_eq!(nearest("2019", ["2018"]), None);
        // Characters count, not bytes.
        assert_eq!(nearest("größee", ["größe"]), Some("größe"));
    }

    #[test]
    fn identifiers_are_usable_whatever_the_name() {
        assert_eq!(type_identifier("short_answer"), "ShortAnswer");
        assert_eq!(type_identifier("self"), "Self_");
        assert_eq!(type_identifier("2fast"), "N2fast");
        assert_eq!(type_identifier("a-b.c"), "ABC");
        assert_eq!(type_identifier("🔥"), "U1f525");
        assert_eq!(module_identifier("type"), "type_");
        assert_eq!(module_identifier("9lives"), "n9lives");
        assert_eq!(type_identifier("日本"), "日本");
    }
}
