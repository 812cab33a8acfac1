//! Words before a number that say whether it is one of a phone.

/// Words before a number that is called; in lower case.
const CALLS: &[&str] = &[
    "call",
    "tel",
    "phone",
    "telephone",
    "telefon",
    "fax",
    "mobile",
    "cell",
    "whatsapp",
    "sms",
    "handy",
    "mobil",
    "ph",
];

/// Words between those and the number.
const FILLERS: &[&str] = &["me", "us", "at", "on", "is", "number", "no", "nr", "my"];

/// Words before a number that is none of a phone.
const OTHERS: &[&str] = &[
    "isbn", "issn", "doi", "asin", "sku", "id", "order", "invoice", "ref", "case", "ticket", "serial", "imei", "pmid",
    "patent", "article", "part", "model", "ean", "upc",
];

/// Whether a word before a number says that it is called.
pub(super) fn is_call(text: &str, start: usize) -> bool {
    is_listed(CALLS, word_before(text, start))
}

/// Whether a word before a number says that it is another.
pub(super) fn is_other(text: &str, start: usize) -> bool {
    is_listed(OTHERS, word_before(text, start))
}

fn is_listed(list: &[&str], word: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(word))
}

/// The word before a number, past those that stand between.
fn word_before(text: &str, start: usize) -> &str {
    let mut rest = &text[..start];
    let mut word = "";
    for _ in 0..3 {
        rest = rest.trim_end_matches([' ', ':', '.', '#', '\u{A0}']);
        // The longest listed word, and one letter more.
        let length = rest.bytes().rev().take(10).take_while(u8::is_ascii_alphabetic).count();
        word = &rest[rest.len() - length..];
        rest = &rest[..rest.len() - length];
        if !is_listed(FILLERS, word) {
            break;
        }
    }
    word
}
