//! Builds the text of a row from the phrase tables.
//!
//! A phrase is a sentence without its full stop. `[slot]` in it stands for one of a list of words, and
//! `|…|` encloses the words that an annotator would mark as the reason for the label.

use crate::persona::Persona;
use crate::phrases::{self, Stock};
use crate::plan::Class;
use crate::rng::Rng;
use crate::style::{capitalised, spaced, take_marks};

/// No text is longer than this, in bytes.
const MAX_LEN: usize = 540;

/// The lengths that texts aim at: one in each step of this many thousandths is at most that long.
const TOXIGEN_LENGTHS: &[(u64, u64)] =
    &[(0, 12), (50, 24), (250, 52), (500, 89), (750, 123), (900, 140), (990, 168), (1000, 240)];
const HATEXPLAIN_LENGTHS: &[(u64, u64)] =
    &[(0, 17), (50, 25), (250, 55), (500, 99), (750, 170), (900, 238), (993, 300), (1000, 540)];

/// How far apart the sentences of one text stand in their list. No list's length is a multiple of one.
const STRIDES: [usize; 4] = [7, 13, 17, 19];

/// A text and the words in it that explain its label.
pub(crate) struct Post {
    /// The text.
    pub(crate) text: String,
    /// The marked words; never for ToxiGen, and never for a harmless row.
    pub(crate) rationale: Option<String>,
}

/// Writes the post of one row.
pub(crate) fn compose(class: Class, persona: &Persona, rng: &mut Rng) -> Post {
    if !class.is_hate() && class != Class::Offensive && rng.below(1000) < 5 {
        return Post { text: rng.pick(phrases::TINY).to_owned(), rationale: None };
    }
    let mut draft = Draft { class, persona, rng, text: String::with_capacity(256) };
    draft.write();
    let (text, marked) = take_marks(&draft.text);
    let keeps_rationale = matches!(class, Class::Hatespeech | Class::Offensive);
    Post { text, rationale: Some(marked).filter(|marked| keeps_rationale && !marked.is_empty()) }
}

/// A text in the making, marks included.
struct Draft<'a> {
    class: Class,
    persona: &'a Persona,
    rng: &'a mut Rng,
    text: String,
}

impl Draft<'_> {
    fn write(&mut self) {
        let stock = phrases::stock(self.class);
        let target = self.target_length();
        self.address();
        self.open(stock, target);
        self.continue_to(stock, target);
        self.add_oddity();
        self.close();
        self.decorate();
    }

    fn target_length(&mut self) -> usize {
        let table = if self.class.is_toxigen() { TOXIGEN_LENGTHS } else { HATEXPLAIN_LENGTHS };
        let draw = self.rng.below(1000);
        let above = table.partition_point(|&(permille, _)| permille <= draw);
        let ((from, short), (to, long)) = (table[above - 1], table[above]);
        (short + (long - short) * (draw - from) / (to - from)) as usize
    }

    /// Some tweets begin with the accounts that they answer, made anonymous.
    fn address(&mut self) {
        if !self.class.is_toxigen() && self.rng.chance(195) {
            let accounts = 1 + self.rng.below(5) / 3;
            (0..accounts).for_each(|_| self.text.push_str("<user> "));
        }
    }

    fn open(&mut self, stock: &Stock, target: usize) {
        let list = if target < 62 { stock.short } else { stock.long };
        self.sentence(list);
    }

    /// Adds sentences, none of them twice, until the text is about as long as it should be.
    fn continue_to(&mut self, stock: &Stock, target: usize) {
        let first = self.rng.below(stock.more.len() as u64) as usize;
        let stride = STRIDES[self.rng.below(STRIDES.len() as u64) as usize];
        for step in 0..stock.more.len() {
            if self.text.len() + 30 > target || self.text.len() + 130 > MAX_LEN {
                break;
            }
            self.join();
            let phrase = stock.more[(first + step * stride) % stock.more.len()];
            self.expand_sentence(phrase);
        }
    }

    /// What makes data awkward for careless tools: quotes, backslashes, braces, line breaks, foreign words.
    fn add_oddity(&mut self) {
        let list = match self.rng.below(1000) {
            0..16 => phrases::QUOTES,
            16..20 => phrases::BACKSLASHES,
            20..23 => phrases::BRACES,
            23..25 => {
                self.text.push('\n');
                return self.sentence(phrases::stock(self.class).more);
            }
            25..42 => phrases::CURLY,
            42..70 if !self.class.is_hate() => self.persona.greetings,
            _ => return,
        };
        self.join();
        self.sentence(list);
    }

    /// Ends a sentence and leaves room for the next one.
    fn join(&mut self) {
        let pause = match (self.text.ends_with(['?', '!']), self.class.is_toxigen()) {
            (true, _) => " ",
            (false, true) => ". ",
            (false, false) => self.rng.pick(&[" . ", " . ", " . ", " , ", " , ", " ... ", " "]),
        };
        self.text.push_str(pause);
    }

    fn close(&mut self) {
        if self.text.ends_with(['?', '!']) {
            return;
        }
        let end = if self.class.is_toxigen() {
            self.rng.pick(&[".", ".", ".", ".", ""])
        } else {
            self.rng.pick(&["", "", "", " .", " !"])
        };
        self.text.push_str(end);
    }

    fn decorate(&mut self) {
        let emoji = if self.class.is_toxigen() { 8 } else { 55 };
        if self.rng.chance(emoji) {
            self.text.push(' ');
            self.text.push_str(self.rng.pick(phrases::emoji(self.class)));
        }
        if self.rng.chance(70) {
            self.text = self.text.replace('\'', "’");
        }
        if self.class.is_toxigen() {
            if self.rng.chance(200) {
                self.text = capitalised(&self.text);
            }
        } else {
            self.text = spaced(&self.text);
        }
    }

    fn sentence(&mut self, list: &[&'static str]) {
        let phrase = self.rng.pick(list);
        self.expand_sentence(phrase);
    }

    fn expand_sentence(&mut self, phrase: &str) {
        let mut rest = phrase;
        while let Some((before, (slot, after))) =
            rest.split_once('[').and_then(|(before, tail)| Some((before, tail.split_once(']')?)))
        {
            self.text.push_str(before);
            self.fill(slot);
            rest = after;
        }
        self.text.push_str(rest);
    }

    fn fill(&mut self, slot: &str) {
        match slot {
            "group" => self.group(),
            "adj" => self.text.push_str(self.rng.pick(self.persona.adjectives)),
            "one" => self.one(),
            "voice" => self.text.push_str(self.rng.pick(self.persona.voices)),
            _ => self.text.push_str(self.rng.pick(phrases::words(slot))),
        }
    }

    /// A plural: `gay students`, `people from mexico`.
    fn group(&mut self) {
        if self.rng.chance(450) {
            self.text.push_str(self.rng.pick(self.persona.phrases));
        } else {
            let adjective = self.rng.pick(self.persona.adjectives);
            let folk = self.rng.pick(phrases::words("folk"));
            self.text.extend([adjective, " ", folk]);
        }
    }

    /// A single person: `an iraqi dentist`.
    fn one(&mut self) {
        let adjective = self.rng.pick(self.persona.adjectives);
        // "an lgbtq teacher": the first letter is spoken "el".
        let article = if adjective.starts_with(['a', 'e', 'i']) || adjective == "lgbtq" { "an " } else { "a " };
        let role = self.rng.pick(phrases::words("role"));
        self.text.extend([article, adjective, " ", role]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stride_comes_back_early() {
        use Class::{BenignImplicit, Hatespeech, Normal, Offensive, ToxicImplicit};
        for class in [Hatespeech, Offensive, Normal, ToxicImplicit, BenignImplicit] {
            let len = phrases::stock(class).more.len();
            assert!(STRIDES.iter().all(|stride| !len.is_multiple_of(*stride)), "{len} sentences");
        }
    }
}
