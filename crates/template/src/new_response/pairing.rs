//! Which label of a prompt stands for which value of a label field.

use super::shape::Seen;
use crate::names::{fold, nearest};

/// A label of the prompts for each value of a field, in the field's order.
#[derive(Clone, Debug)]
pub(super) struct Pairing {
    pub(super) labels: Vec<Seen>,
    /// How many are alike, and so need no guess.
    pub(super) sure: usize,
}

/// Pairs each value with one label, where there is one for each and none is left: those that are alike, then the only ones
/// left, then in order.
pub(super) fn pair(values: &[&str], seen: &[Seen]) -> Option<Pairing> {
    if values.len() != seen.len() || values.is_empty() {
        return None;
    }
    let mut labels: Vec<Option<&Seen>> = vec![None; values.len()];
    let mut left: Vec<&Seen> = seen.iter().collect();
    for alike in [is_equal, is_near, is_part] {
        for (value, label) in values.iter().zip(&mut labels).filter(|(_, label)| label.is_none()) {
            let matching: Vec<usize> = (0..left.len()).filter(|&place| alike(value, &left[place].text)).collect();
            // Of two that are alike, neither is sure.
            if let [only] = matching.as_slice() {
                *label = Some(left.remove(*only));
            }
        }
    }
    let sure = labels.iter().flatten().count();
    let mut rest = left.into_iter();
    let labels = labels.into_iter().map(|label| label.or_else(|| rest.next()).cloned()).collect::<Option<_>>()?;
    Some(Pairing { labels, sure })
}

fn is_equal(value: &str, label: &str) -> bool {
    fold(value) == fold(label)
}

fn is_near(value: &str, label: &str) -> bool {
    nearest(label, [value]).is_some()
}

/// Whether one begins with or ends in the other, unless it denies it.
fn is_part(value: &str, label: &str) -> bool {
    const SHORTEST: usize = 4;
    let (value, label) = (fold(value), fold(label));
    let (short, long) = if value.len() < label.len() { (&value, &label) } else { (&label, &value) };
    let denies = ["not", "non", "no", "un", "in"]
        .iter()
        .any(|word| long.strip_prefix(word).is_some_and(|rest| rest.starts_with(short.as_str())));
    short.chars().count() >= SHORTEST && !denies && (long.starts_with(short.as_str()) || long.ends_with(short.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_pairs(values: &[&str], seen: &[&str], expected: &[&str], sure: usize) {
        let seen: Vec<Seen> = seen.iter().map(|&text| Seen { text: text.to_owned(), is_string: true }).collect();
        let pairing = pair(values, &seen).unwrap();
        let labels: Vec<&str> = pairing.labels.iter().map(|label| label.text.as_str()).collect();
        assert_eq!((labels.as_slice(), pairing.sure), (expected, sure));
    }

    #[test]
    fn labels_that_are_alike_come_before_the_order() {
        check_pairs(&["billing", "other"], &["Other", "bills"], &["bills", "Other"], 1);
        check_pairs(&["billing", "other"], &["billing_question", "other"], &["billing_question", "other"], 2);
        check_pairs(&["urgent", "routine"], &["not_urgent", "urgent_ticket"], &["urgent_ticket", "not_urgent"], 1);
        check_pairs(&["urgent", "routine"], &["a", "b"], &["a", "b"], 0);
    }

    #[test]
    fn every_value_needs_a_label_of_its_own() {
        let seen = [Seen { text: "a".to_owned(), is_string: true }];
        assert!(pair(&["a", "b"], &seen).is_none() && pair(&[], &[]).is_none());
    }
}
