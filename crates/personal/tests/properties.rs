//! What holds for every text.

use std::time::{Duration, Instant};

use proptest::prelude::*;
use tunesmith_personal::{find, masked};

#[track_caller]
fn check_invariants(text: &str) {
    let found = find(text);
    assert!(found.iter().all(|found| found.range.start < found.range.end), "{text:?}");
    assert!(found.iter().all(|found| text.get(found.range.clone()).is_some()), "{text:?}");
    assert!(found.windows(2).all(|pair| pair[0].range.end <= pair[1].range.start), "{text:?}");
    let masked = masked(text);
    assert_eq!(masked == text, found.is_empty(), "{text:?}");
    assert_eq!(find(&masked), [], "{text:?} masked is {masked:?}");
}

/// Pieces of all that is looked for, and of what stands beside it.
const PIECES: &[&str] = &[
    "@",
    ".",
    "-",
    " ",
    "/",
    ":",
    "::",
    "+",
    "(",
    ")",
    "_",
    "<",
    ">",
    "\n",
    "`",
    "é",
    "谢",
    "\u{301}",
    "#",
    "x",
    "com",
    "1",
    "0",
    "30",
    "555",
    "123",
    "4567",
    "4242",
    "4242 4242 4242 4242",
    "DE89 3704 0044 0532 0130 00",
    "192.0.2.17",
    "2001:db8::1",
    "jo@example.com",
    "@some_one",
    "@user",
    "@property",
    "x.com/",
    "https://",
    "t.me/some",
    "+49 30 1234567",
    "030 1234567",
    "555-123-4567",
    "call ",
    "ISBN ",
    "ext. ",
    "version ",
    "01 99 00 12 34",
    "SG.",
    "eyJhbGciOiJub25l",
    "a1B2c3D4e5F6g7H8i9J0k",
    "-----BEGIN ",
    "PRIVATE KEY-----",
    "-----END ",
    "sk-",
    "abc",
    "xn--",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_masked_once_and_for_all(text in any::<String>()) {
        check_invariants(&text);
    }

    #[test]
    fn any_line_of_marks_is_masked_once_and_for_all(text in "[0-9a-zA-Z@.:/+() _é-]{0,80}") {
        check_invariants(&text);
    }

    #[test]
    fn any_digits_are_masked_once_and_for_all(text in "[0-9+(). /-]{0,60}") {
        check_invariants(&text);
    }

    #[test]
    fn any_pieces_are_masked_once_and_for_all(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        check_invariants(&pieces.concat());
    }
}

#[test]
fn a_mask_is_no_part_of_a_block() {
    check_invariants("-----BEGIN PRIVATE KEY-----jo@example.com PRIVATE KEY-----eyJhbGciOiJub25l555-123-4567");
}

#[test]
fn time_grows_with_the_length_alone() {
    let units = PIECES.iter().copied().chain([
        "a.a.a.",
        "1-1-1-",
        "+1 +1",
        "+1 ",
        "4-4-4-",
        "4242-",
        "a@",
        "@aaa",
        "@a.b",
        "a@b.co@ccc",
        "x.com/a",
        "//x.com/",
        "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----\na",
        "eyJaaaaaaa.",
        "SG.a.",
        "a:b::",
        "1.1.1.1.",
        "DE89 ",
        "DE89",
        "01 23 45 67 89 ",
        "call 1 ",
        "   1   1",
        "@user\n",
        "    ",
        "\n    @media",
        "@a-",
        "@xn--.",
        "call me me ",
        "1",
        "(555) ",
    ]);
    for unit in units {
        let text = unit.repeat(1_000_000 / unit.len());
        let start = Instant::now();
        let _ = find(&text);
        // Even unoptimised, a linear search is far from this; a quadratic one takes minutes.
        assert!(start.elapsed() < Duration::from_secs(10), "{unit:?}: {:?}", start.elapsed());
    }
}
