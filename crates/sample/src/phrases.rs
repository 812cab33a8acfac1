//! What texts are made of. Everything here is made up for this repository, and mild on purpose: hostility
//! is told by where somebody is not wanted, and its reasons are bland inventions.
//!
//! Slots are explained in [`text`](crate::text). `[group]` is a plural, `[one]` a person with an article,
//! `[adj]` stands before a noun, `[voice]` is "as a …"; all other slots are lists in [`words`].

mod friendly;
mod hostile;
mod rude;
mod words;

use crate::plan::Class;

pub(crate) use words::words;

/// The sentences of one class.
pub(crate) struct Stock {
    /// First sentences of short texts.
    pub(crate) short: &'static [&'static str],
    /// First sentences of all other texts.
    pub(crate) long: &'static [&'static str],
    /// Sentences that go on from there.
    pub(crate) more: &'static [&'static str],
}

/// The sentences that texts of `class` are made of.
pub(crate) fn stock(class: Class) -> &'static Stock {
    match class {
        Class::Hatespeech => &hostile::OPEN,
        Class::ToxicImplicit => &hostile::IMPLICIT,
        Class::Offensive => &rude::RUDE,
        Class::Normal => &friendly::TWEETS,
        Class::BenignImplicit => &friendly::STATEMENTS,
    }
}

/// The emoji that suit a class. Some are several code points, joined by U+200D.
pub(crate) fn emoji(class: Class) -> &'static [&'static str] {
    if class.is_hate() {
        &["🙄", "😒", "👎", "😤", "🙄🙄", "🚫", "🤦‍♂️", "🤷‍♀️", "🤦🏽‍♀️"]
    } else if class == Class::Offensive {
        &["🙄", "😂", "🤣", "😂😂", "🤡", "🤦‍♀️", "🤷‍♂️", "🥱"]
    } else {
        &["😂", "😊", "🙌", "☕", "🎉", "❤️", "👩‍🌾", "👨‍👩‍👧", "🏳️‍🌈", "👩🏽‍🔬", "👍🏼"]
    }
}

/// Whole texts of one to three characters.
pub(crate) const TINY: &[&str] = &["k", "ok", "hm", "no", "yes", "lol", "?", ":)", "👍", "oh", "!!"];

/// Sentences with straight quotation marks.
pub(crate) const QUOTES: &[&str] = &[
    "my [relative] only said \"[saying]\"",
    "the poster at the [place] reads \"[saying]\"",
    "\"[saying]\" is what my [friend] wrote under the photo",
    "they printed \"[saying]\" on the mugs of the [club]",
    "somebody shouted \"[saying]\" and that was [weekday]",
];

/// Sentences with typographic quotation marks.
pub(crate) const CURLY: &[&str] = &[
    "the sign by the door says “[saying]”",
    "my [friend]’s answer was “[saying]”",
    "“[saying]”, says the card from the [place]",
    "it’s written on the fridge: “[saying]”",
];

/// Sentences with a backslash.
pub(crate) const BACKSLASHES: &[&str] = &[
    "¯\\_(ツ)_/¯",
    "\\o/ see you at the [event]",
    "the photos are in c:\\photos\\[weekday] as always",
    "it is on [weekday] \\ [weekday], nobody knows",
    "the printer wrote \\n at the end of every line",
];

/// Sentences that look like templates. They are data, and must come out as they are.
pub(crate) const BRACES: &[&str] = &[
    "the mail from the [place] began with dear {text}, nice",
    "the screen at the [place] shows {\"a\": 1} again",
    "my ticket for the [event] says %s and {0} where the name should be",
    "the [club] sent {{first_name}} an invitation",
    "the label maker prints {} and { and } now",
    "100 % {persona}, says the badge from the [event]",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::persona::{ARAB, HISPANIC, HOMOSEXUAL, LGBTQ, MEXICAN, MIDDLE_EAST};

    const CLASSES: [Class; 5] =
        [Class::Hatespeech, Class::Offensive, Class::Normal, Class::ToxicImplicit, Class::BenignImplicit];

    fn all_phrases() -> impl Iterator<Item = &'static str> {
        let stocks = CLASSES.into_iter().flat_map(|class| {
            let stock = stock(class);
            [stock.short, stock.long, stock.more]
        });
        stocks.chain([QUOTES, CURLY, BACKSLASHES, BRACES]).flatten().copied()
    }

    fn slots(phrase: &str) -> impl Iterator<Item = &str> {
        phrase.split('[').skip(1).map(|tail| tail.split_once(']').map_or("", |(slot, _)| slot))
    }

    #[test]
    fn every_slot_has_words() {
        for phrase in all_phrases() {
            for slot in slots(phrase) {
                let known = matches!(slot, "group" | "one" | "adj" | "voice");
                assert!(known || !words(slot).is_empty(), "[{slot}] in {phrase:?}");
            }
        }
    }

    #[test]
    fn only_harmless_rows_speak_as_the_group() {
        for class in CLASSES.into_iter().filter(|class| class.is_hate()) {
            let stock = stock(class);
            for phrase in [stock.short, stock.long, stock.more].concat() {
                assert!(!phrase.contains("[voice]"), "{phrase:?}");
            }
        }
    }

    #[test]
    fn marks_come_in_pairs_and_stand_inside_punctuation() {
        for phrase in all_phrases() {
            assert_eq!(phrase.matches('|').count() % 2, 0, "{phrase:?}");
            for marked in phrase.split('|').skip(1).step_by(2) {
                assert!(!marked.is_empty() && !marked.ends_with(['?', '!', ',', ' ']), "{phrase:?}");
            }
        }
    }

    #[test]
    fn rows_with_a_rationale_have_marks_and_harmless_rows_have_none() {
        for class in CLASSES {
            let stock = stock(class);
            let wanted = matches!(class, Class::Hatespeech | Class::Offensive);
            for phrase in [stock.short, stock.long].concat() {
                assert_eq!(phrase.contains('|'), wanted, "{phrase:?}");
            }
        }
    }

    #[test]
    fn phrases_are_not_repeated() {
        let mut phrases: Vec<&str> = all_phrases().collect();
        let count = phrases.len();
        phrases.sort_unstable();
        phrases.dedup();
        assert_eq!(phrases.len(), count);
        assert!(count > 300, "{count} phrases");
    }

    #[test]
    fn personas_have_all_kinds_of_names() {
        for persona in [HOMOSEXUAL, LGBTQ, MEXICAN, HISPANIC, MIDDLE_EAST, ARAB] {
            assert_eq!(persona.tag.to_uppercase(), persona.tag_upper);
            for list in [persona.adjectives, persona.phrases, persona.voices, persona.greetings] {
                assert!(!list.is_empty(), "{}", persona.tag);
            }
        }
    }
}
