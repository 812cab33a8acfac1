//! The runtime's table of look-alikes, held against a library.

use tunesmith_runtime::plain;
use unicode_normalization::UnicodeNormalization;

/// How many such characters Unicode 14 has.
const KNOWN: usize = 1080;

#[test]
fn every_character_has_the_plain_form_that_nfkc_gives_it() {
    let mut known = 0;
    for c in ('\u{80}'..=char::MAX).filter(|c| !c.is_ascii()) {
        let mut composed = std::iter::once(c).nfkc();
        let only = composed.next().filter(|only| composed.next().is_none() && only.is_ascii_graphic());
        // The library may be of a newer version of Unicode, which has more of them and changes none.
        assert!(plain(c).is_none() || plain(c) == only, "{c:?}");
        known += usize::from(plain(c).is_some());
    }
    assert_eq!(known, KNOWN);
}
