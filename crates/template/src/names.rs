//! Names: the nearest of a list, and Rust identifiers.

use unicode_normalization::UnicodeNormalization;

/// The name of `names` that `name` is most likely a typo of.
///
/// One edit in a short name, two in a longer one; case, `-`, `_` and spaces do not count.
///
/// ```
/// use tunesmith_template::nearest;
///
/// assert_eq!(nearest("txt", ["text", "persona"]), Some("text"));
/// assert_eq!(nearest("banana", ["text", "persona"]), None);
/// ```
pub fn nearest<'n>(name: &str, names: impl IntoIterator<Item = &'n str>) -> Option<&'n str> {
    near(name, names).into_iter().min_by_key(|&(distance, _)| distance).map(|(_, candidate)| candidate)
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
    let folded: Vec<char> = fold(name).chars().collect();
    let distance = |candidate: &str| {
        let candidate: Vec<char> = fold(candidate).chars().collect();
        let limit = if folded.len().min(candidate.len()) <= 5 { 1 } else { 2 };
        let reachable = folded.len().abs_diff(candidate.len()) <= limit;
        reachable.then(|| edit_distance(&folded, &candidate)).filter(|&distance| distance <= limit)
    };
    names.into_iter().filter_map(|candidate| Some((distance(candidate)?, candidate))).collect()
}

/// The name without what does not count: case, `-`, `_` and spaces.
pub(crate) fn fold(name: &str) -> String {
    name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).flat_map(char::to_lowercase).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours between two names (optimal string alignment).
fn edit_distance(left: &[char], right: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (i, &l) in left.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &r) in right.iter().enumerate() {
            let replaced = last[j] + usize::from(l != r);
            let mut best = replaced.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && l == right[j - 1] && left[i - 1] == r {
                best = best.min(before[j - 1] + 1);
            }
            row.push(best);
        }
        before = std::mem::replace(&mut last, row);
    }
    last[right.len()]
}

/// A Rust type name for a strategy or contract name: `combined_optimized` is `CombinedOptimized`.
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
        let distance = |left: &str, right: &str| {
            edit_distance(&left.chars().collect::<Vec<_>>(), &right.chars().collect::<Vec<_>>())
        };
        assert_eq!(distance("txet", "text"), 1);
        assert_eq!(distance("persona", "persna"), 1);
        assert_eq!(distance("", "abc"), 3);
    }

    #[test]
    fn identifiers_are_usable_whatever_the_name() {
        assert_eq!(type_identifier("combined_optimized"), "CombinedOptimized");
        assert_eq!(type_identifier("self"), "Self_");
        assert_eq!(type_identifier("2fast"), "N2fast");
        assert_eq!(type_identifier("a-b.c"), "ABC");
        assert_eq!(type_identifier("🔥"), "U1f525");
        assert_eq!(module_identifier("type"), "type_");
        assert_eq!(module_identifier("9lives"), "n9lives");
        assert_eq!(type_identifier("日本"), "日本");
    }
}
