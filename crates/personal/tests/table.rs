//! What is found and what is left alone, kind by kind.
//!
//! Nothing here is anyone's: hosts of RFC 2606, addresses of RFC 5737 and 3849, numbers with 555 or set aside for fiction,
//! cards and accounts of documentation. Secrets are put together when the tests run, so that no scanner takes the file for
//! a leak.

use tunesmith_personal::{Kind, find, masked};

/// Whether a text has one find: the whole between `[[` and `]]`.
#[track_caller]
fn check_found(kind: Kind, marked: &str) {
    let (before, rest) = marked.rsplit_once("[[").unwrap_or_default();
    let (inner, after) = rest.split_once("]]").unwrap_or_default();
    let text = [before, inner, after].concat();
    let (start, end) = (before.len(), before.len() + inner.len());
    let found: Vec<_> = find(&text).into_iter().map(|found| (found.kind, text[found.range].to_owned())).collect();
    assert_eq!(found, [(kind, text[start..end].to_owned())], "{marked}");
    assert_eq!(masked(&text), format!("{}{}{}", &text[..start], kind.mask(), &text[end..]));
}

#[track_caller]
fn check_all_found(kind: Kind, texts: &[&str]) {
    let failed: Vec<_> =
        texts.iter().filter(|text| std::panic::catch_unwind(|| check_found(kind, text)).is_err()).collect();
    assert!(failed.is_empty(), "FAILED {failed:#?}");
}

#[track_caller]
fn check_left(texts: &[&str]) {
    let failed: Vec<_> =
        texts.iter().map(|text| masked(text)).zip(texts).filter(|(masked, text)| masked != *text).collect();
    assert!(failed.is_empty(), "FAILED {failed:#?}");
}

#[test]
fn emails_are_found() {
    check_all_found(
        Kind::Email,
        &[
            "[[jo@example.com]]",
            "write to [[jo@example.com]].",
            "([[jo.doe@example.org]])",
            "<[[jo.doe@example.org]]>",
            "mailto:[[jo@example.net]]?subject=hi",
            "[[jo+news@example.com]], please",
            "[[jo_doe@mail.example.co.uk]]!",
            "[[jo-doe@sub.example.com]]: hi",
            "[[JO@EXAMPLE.COM]]",
            "[[j@example.com]]",
            "[[1234@example.com]]",
            "[[o'doe@example.com]]",
            "'[[jo@example.com]]'",
            "\"[[jo@example.com]]\"",
            "*[[jo@example.com]]*",
            "email=[[jo@example.com]]&x=1",
            "wait...[[jo@example.com]]",
            "[[jo@example.com]]... wait",
            "[[jörg@beispiel.example]]",
            "[[jo@münchen.example]]",
            "[[jo@xn--mnchen-3ya.example]]",
            "[[jo@example.xn--p1ai]]",
            "[[почта@пример.рф]]",
            "写信给[[jo@example.com]]谢谢",
            "[[用户@例子.广告]]",
            "[[jo@example.com]]-related",
            "[[jo@example.museum]]",
            "[[jo%example@example.com]]",
            "a\n[[jo@example.com]]\nb",
            "[[jo@1and1.example]]",
            "\u{1F4E7}[[jo@example.com]]\u{1F4E7}",
            "https://[[jo@example.com]]/",
        ],
    );
}

#[test]
fn what_only_has_an_at_sign_is_no_email() {
    check_left(&[
        "@",
        "a @ b",
        "3 apples @ 2.50 each",
        "me@ home",
        "jo@localhost",
        "jo@example",
        "icon@2x.png",
        "banner@3x.jpg",
        "git@github.com:owner/name.git",
        "package@1.2.3",
        "lodash@4.17.21",
        "react@18",
        "jo [at] example [dot] com",
        "A@B",
        "a@b.c",
        "user@-example.com",
        "x@1.2",
        "an @example.com address",
    ]);
}

#[test]
fn phone_numbers_are_found() {
    check_all_found(
        Kind::Phone,
        &[
            "[[+49 30 1234567]]",
            "call [[+49 30 1234567]].",
            "[[+49 (0)30 1234567]]",
            "[[+49 (30) 123 45 67]]",
            "[[+49-30-1234567]]",
            "[[+49.30.1234567]]",
            "[[+49/30/1234567]]",
            "[[+49301234567]]",
            "[[(+49) 30 1234567]]",
            "[[+1 555 123 4567]]",
            "[[+1 (555) 123-4567]]",
            "[[+1-555-123-4567]]",
            "[[+15551234567]]",
            "[[+44 20 7946 0958]]",
            "[[+442079460958]]",
            "[[+33 1 99 00 12 34]]",
            "[[+61 2 5550 1234]]",
            "[[+91 98765 43210]]",
            "[[+353 20 913 1234]]",
            "[[+39 06 1234567]]",
            "[[0049 30 1234567]]",
            "[[+49\u{a0}30\u{a0}1234567]]",
            "[[(555) 123-4567]]",
            "my number is [[(555) 123-4567]]",
            "[[555-123-4567]]",
            "[[555.123.4567]]",
            "[[555 555 0123]]",
            "[[(555)123-4567]]",
            "[[(555) 123 4567]]",
            "[[1-555-123-4567]]",
            "[[1 (555) 123-4567]]",
            "[[1-800-555-0199]]",
            "[[555-123-4567 ext. 12]]",
            "[[555-123-4567 x12]]",
            "[[555-123-4567]], or later",
            "[[555-555-0123]]!",
            "tel:[[555-123-4567]]",
            "[[030 1234567]]",
            "[[030/1234567]]",
            "[[0171-1234567]]",
            "[[0171 123 45 67]]",
            "[[(030) 1234567]]",
            "[[020 7946 0958]]",
            "[[(020) 7946 0958]]",
            "[[07700 900123]]",
            "[[07700 900 123]]",
            "[[01 99 00 12 34]]",
            "[[01.99.00.12.34]]",
            "[[02 5550 1234]]",
            "[[0151 23456789]]",
            "call [[5551234567]]",
            "call [[555-0123]] now",
            "Tel.: [[1234567]]",
            "call me at [[555 0123]]",
            "phone number: [[5550123456]]",
            "fax [[123456789]]",
            "at 5pm: [[555-123-4567]]",
            "\u{1F4DE}[[555-123-4567]]",
        ],
    );
}

#[test]
fn other_numbers_are_no_phone_numbers() {
    check_left(&[
        "2026-01-31",
        "31.01.2026",
        "31/01/2026",
        "01/31/2026",
        "01-02-2010",
        "01.02.2010",
        "01/02/2010 03:04:05",
        "01-02-2010 12 30",
        "01 02 2010 1000 people",
        "2026-01-31 12:30:45",
        "2026-01-31T12:30:45Z",
        "20260131",
        "20260131123045",
        "12:30:45",
        "2010-2015",
        "2010–2015",
        "1914-1918 and 1939-1945",
        "from 2010 to 2015",
        "2007- 2004- 2005- 2006- 2007- 2008- 2009-",
        "the 1950s, 1960s and 1970s",
        "$1,000,000",
        "$1 000 000",
        "1,234,567.89",
        "1.234.567,89 EUR",
        "1 234 567 people",
        "19.99",
        "€ 1.299,00",
        "v1.2.3",
        "version 10.15.7",
        "1.0.0-beta.2",
        "21-15, 15-21, 25-23",
        "6-4 6-7 7-5",
        "3:1",
        "ISBN 978-3-16-148410-0",
        "ISBN-13: 978-0-306-40615-7",
        "ISBN 0-306-40615-2",
        "ISBN 0306406152",
        "ISSN 0317-8471",
        "1234567",
        "123456789",
        "1234567890",
        "5551234567",
        "id 1234567890123456789",
        "status/1234567890123456789",
        "078-05-1120",
        "3.14159265358979",
        "03.14159265",
        "0.123456789",
        "50.4501, 30.5234",
        "01 02 03 04 05",
        "04 12 23 34 45 49",
        "001 002 003 004",
        "012 013 014",
        "page 123-456",
        "100-200-3000",
        "+20 000 000",
        "+1 000 000",
        "+1 000 000 0000",
        "+1 234 567",
        "+100",
        "+5 -3 +2",
        "+1 +1 +1",
        "1+1=2",
        "+2000000",
        "0800-1730",
        "0900 1730",
        "10000 steps",
        "1600x900",
        "24/7/365",
        "9/11",
        "50-50",
        "99.9%",
        "AB-555-123-4567",
        "555-123-4567-89",
        "#555-123-4567",
        "$555-123-4567",
        "example.com/555-123-4567",
        "call 911",
        "call 2010-2015",
        "order 030 1234567",
        "12-18-2017, 08:50 AM",
        "Update 1/20/2018 - - -",
        "June 26, 2016- 19.3% of 40",
        "created in 2004, and in 2010, 100,000 of 200,000",
        "1 2 3 4 5 6 7 8 9 10",
        "00:1A:2B:3C:4D:5E",
        "0xdeadbeef 0x12345678",
        "1e10 2e20 1000000",
        "Room 101-102-103",
        "2019/2020/2021",
        "+262142-12-31",
    ]);
}

#[test]
fn card_numbers_are_found() {
    check_all_found(
        Kind::CardNumber,
        &[
            "[[4242 4242 4242 4242]]",
            "[[4242424242424242]]",
            "[[4242-4242-4242-4242]]",
            "card [[4242 4242 4242 4242]], 12/27",
            "12 [[4242 4242 4242 4242]] 12",
            "[[4111 1111 1111 1111]]",
            "[[4012888888881881]]",
            "[[4222222222222]]",
            "[[4000 0566 5566 5556]]",
            "[[5555 5555 5555 4444]]",
            "[[5105105105105100]]",
            "[[2223 0031 2200 3222]]",
            "[[3782 822463 10005]]",
            "[[378282246310005]]",
            "[[3714 496353 98431]]",
            "[[6011 1111 1111 1117]]",
            "[[6011000990139424]]",
            "[[3056 9309 0259 04]]",
            "[[3056 930902 5904]]",
            "[[38520000023237]]",
            "[[3566 0020 2036 0505]]",
            "[[3530111333300000]]",
            "[[6200 0000 0000 0005]]",
            "[[6205500000000000004]]",
            "[[4242\u{a0}4242\u{a0}4242\u{a0}4242]]",
        ],
    );
}

#[test]
fn other_long_numbers_are_no_cards() {
    check_left(&[
        "4242 4242 4242 4241",
        "4242424242424243",
        "1234 5678 9012 3456",
        "1234567890123456",
        "0000 0000 0000 0000",
        "9780306406157",
        "4006381333931",
        "1700000000000",
        "1234567890123456789",
        "x4242424242424242",
        "4242424242424242x",
        "0.4242424242424242",
        "42424242424242424242424242",
        "4 2 4 2 4 2 4 2 4 2 4 2 4 2 4 2",
        "4242 4242",
        "4044404959645932768",
        "3002399751580331",
    ]);
}

#[test]
fn ibans_are_found() {
    check_all_found(
        Kind::Iban,
        &[
            "[[DE89 3704 0044 0532 0130 00]]",
            "[[DE89370400440532013000]]",
            "IBAN: [[DE89 3704 0044 0532 0130 00]].",
            "[[de89 3704 0044 0532 0130 00]]",
            "[[DE89-3704-0044-0532-0130-00]]",
            "[[DE89 37040044 0532013000]]",
            "[[GB29 NWBK 6016 1331 9268 19]]",
            "[[GB82WEST12345698765432]]",
            "[[FR14 2004 1010 0505 0001 3M02 606]]",
            "[[NO93 8601 1117 947]]",
            "[[NL91 ABNA 0417 1643 00]]",
            "[[BE68 5390 0754 7034]]",
            "[[CH93 0076 2011 6238 5295 7]]",
            "[[AT61 1904 3002 3457 3201]]",
            "[[ES91 2100 0418 4502 0005 1332]]",
            "[[IT60 X054 2811 1010 0000 0123 456]]",
            "[[PL61 1090 1014 0000 0712 1981 2874]]",
            "[[SE45 5000 0000 0583 9825 7466]]",
            "[[MT84 MALT 0110 0001 2345 MTLC AST0 01S]]",
            "[[SA03 8000 0000 6080 1016 7519]]",
            "pay [[GB29 NWBK 6016 1331 9268 19]] today",
        ],
    );
}

#[test]
fn what_fails_a_check_is_no_iban() {
    check_left(&[
        "DE88370400440532013000",
        "DE89 3704 0044 0532 0130",
        "XX89370400440532013000",
        "GB29 NWBK 6016 1331 9268 18",
        "xDE89370400440532013000",
        "DE893704004405320130001",
        "GB29 is what we say in 6016",
        "NO93 is a no",
        "in 1999 we had 10000",
        "US12345678901234567890",
    ]);
}

#[test]
fn ip_addresses_are_found() {
    check_all_found(
        Kind::Ip,
        &[
            "[[192.0.2.17]]",
            "from [[198.51.100.23]].",
            "([[203.0.113.5]])",
            "http://[[192.0.2.17]]/index.html",
            "[[192.0.2.17]]:8080",
            "[[192.0.2.0]]/24",
            "[[192.168.1.10]]",
            "[[10.12.0.3]], and more",
            "ip=[[203.0.113.200]]",
            "[[2001:db8::1]]",
            "[[2001:db8:0:0:0:0:0:1]]",
            "[[2001:0db8:85a3:0000:0000:8a2e:0370:7334]]",
            "[[[2001:db8::1]]]:443",
            "is [[2001:DB8::A1]].",
            "from: [[2001:db8::1]]: refused",
            "[[fe80::1ff:fe23:4567:890a]]%eth0",
            "[[fd12:3456:789a:1::1]]",
            "[[::ffff:192.0.2.128]]",
            "[[2001:db8::192.0.2.33]]",
        ],
    );
}

#[test]
fn versions_times_and_code_are_no_ip_addresses() {
    check_left(&[
        "0.0.0.0",
        "127.0.0.1",
        "127.0.0.1:8000",
        "255.255.255.0",
        "256.1.1.1",
        "1.2.3.4",
        "1.2.3",
        "1.2.3.4.5",
        "10.20.30.40.50",
        "v10.20.30.40",
        "version 10.20.30.40",
        "Version: 10.20.30.40",
        "Chrome/120.0.0.0 Safari/537.36",
        "10.20.30.400",
        "010.020.030.040",
        "192.0.2.17a",
        "a192.0.2.17",
        "linux-10.20.30.40",
        "+10.20.30.40",
        "build 10.0.19.45",
        "::",
        "::1",
        "12:30:45",
        "1:2:3:4:5:6:7:8",
        "std::vector<int>::iterator",
        "cafe::add::dead::beef",
        "x[1::2] and y[100::3]",
        "00:1A:2B:3C:4D:5E:6F:70",
        "a::b",
        ":: :) ::",
        "face::b00c",
        "2001:db8::1::2",
    ]);
}

#[test]
fn secrets_are_found() {
    // Each has all that a key has, and says nothing.
    let fill = |count: usize| "a1B2c3D4".chars().cycle().take(count).collect::<String>();
    let upper = |count: usize| "FAKE1234".chars().cycle().take(count).collect::<String>();
    let hex = |count: usize| "0f1e2d3c".chars().cycle().take(count).collect::<String>();
    let json = format!("{}{}.{}{}.{}", "ey", "JhbGciOiJub25lIn0", "ey", "JmYWtlIjp0cnVlfQ", fill(43));
    let secrets = [
        ["AK", "IA", &upper(16)].concat(),
        ["AS", "IA", &upper(16)].concat(),
        ["gh", "p_", &fill(36)].concat(),
        ["gh", "o_", &fill(36)].concat(),
        ["gh", "s_", &fill(36)].concat(),
        ["github_", "pat_", &fill(22), "_", &fill(59)].concat(),
        ["gl", "pat-", &fill(20)].concat(),
        ["xo", "xb-", "123456789012-", &fill(24)].concat(),
        ["xo", "xp-", "123456789012-123456789012-", &fill(24)].concat(),
        ["sk", "-", &fill(48)].concat(),
        ["sk", "-proj-", &fill(20), "-_", &fill(40)].concat(),
        ["sk", "-ant-", "api03-", &fill(80)].concat(),
        ["AI", "za", &fill(35)].concat(),
        ["sk", "_live_", &fill(24)].concat(),
        ["rk", "_live_", &fill(24)].concat(),
        ["sk", "_test_", &fill(24)].concat(),
        ["h", "f_", &fill(34)].concat(),
        ["np", "m_", &fill(36)].concat(),
        ["S", "G.", &fill(22), ".", &fill(43)].concat(),
        ["S", "K", &hex(32)].concat(),
        json,
        ["-----BEGIN ", "PRIVATE KEY-----\n", &fill(64), "\n", &fill(20), "==\n-----END ", "PRIVATE KEY-----"].concat(),
        ["-----BEGIN ", "RSA PRIVATE KEY-----\n", &fill(64), "\n", &fill(64)].concat(),
        ["-----BEGIN ", "OPENSSH PRIVATE KEY-----\n", &fill(70), "\n-----END ", "OPENSSH PRIVATE KEY-----"].concat(),
    ];
    for secret in secrets {
        check_found(Kind::Secret, &format!("[[{secret}]]"));
        check_found(Kind::Secret, &format!("key=\"[[{secret}]]\";"));
        check_found(Kind::Secret, &format!("the key is [[{secret}]]"));
    }
}

#[test]
fn placeholders_and_names_are_no_secrets() {
    let placeholders = [
        ["sk", "-", &"x".repeat(48)].concat(),
        ["gh", "p_", &"X".repeat(36)].concat(),
        ["AK", "IA", "SHORT"].concat(),
        ["ey", "J.ey", "J.x"].concat(),
        ["-----BEGIN ", "PRIVATE KEY----- is its first line"].concat(),
        ["-----BEGIN ", "PUBLIC KEY-----\n", &"abcd1234".repeat(8), "\n-----END ", "PUBLIC KEY-----"].concat(),
    ];
    placeholders.iter().for_each(|text| check_left(&[text]));
    check_left(&[
        "hf_hub_download_with_many_retries_and_more",
        "npm_config_registry_of_the_whole_company",
        "sk-learn",
        "sk-something-that-goes-on-and-on-and-on",
        "task-1234567890abcdefghijklmnop",
        "sk_live_",
        "AKIAKIAKIAKIA",
        "xoxo",
        "xoxo-love-you",
        "SG.",
        "SKATEBOARDINGISNOTACRIMEATALLBUT",
        "d41d8cd98f00b204e9800998ecf8427e",
        "123e4567-e89b-12d3-a456-426614174000",
        "Donaudampfschifffahrtsgesellschaft",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "github_pattern_matching_in_the_whole_repository",
    ]);
}

#[test]
fn handles_are_found() {
    check_all_found(
        Kind::Handle,
        &[
            "[[@some_one]]",
            "hi [[@some_one]]!",
            ".[[@some_one]] says",
            "([[@some_one]])",
            "RT [[@some_one]]: so true",
            "[[@abc]]",
            "[[@SomeCat]]'s",
            "[[@some.one]]",
            "[[@some-one]] is here",
            "[[@some_one]].",
            "[[@1337coder]]",
            "[[@coder1337]]",
            "\"[[@some_one]]\"",
            "thanks,[[@some_one]]",
            "[[@söme_öne]]",
            "[[@имя_тест]]",
            "\u{1F44B}[[@some_one]]\u{1F44B}",
            "[[@some_one@example.social]]",
            "[[@username_that_is_one]]",
            "see the [[@propertyguy]]",
            "https://example.com/[[@some_one]]",
            "你好 [[@some_one]]",
            "I asked [[@media_watch]]",
        ],
    );
}

#[test]
fn what_is_nobody_is_no_handle() {
    check_left(&[
        "@user",
        "@USER",
        "@User hello @user",
        "@user: hi",
        "@user1 and @user_2",
        "@username",
        "@mention",
        "@everyone",
        "@here",
        "@channel",
        "@all",
        "@ab",
        "@a",
        "@ home",
        "@5pm",
        "@10am",
        "@100",
        "@2026",
        "@60fps",
        "@1080p",
        "@@",
        "@@@@@@",
        "@_@",
        "@.@",
        "@property",
        "@property\ndef name(self):",
        "class A:\n    @staticmethod\n    def f():",
        "@media (max-width: 600px) {",
        "@import 'a.css';",
        "@font-face {",
        "@Override\npublic",
        "  @Deprecated",
        "/**\n * @param x\n * @returns y\n */",
        "@app.route('/')",
        "@pytest.fixture(scope='module')",
        "@types/node",
        "@angular/core",
        "`@property`",
        "`@dataclass` is one",
        "foo@bar",
        "a b@ c",
    ]);
}

#[test]
fn profile_links_are_found() {
    check_all_found(
        Kind::ProfileLink,
        &[
            "[[https://twitter.com/some_one]]",
            "[[http://twitter.com/some_one]]",
            "[[twitter.com/some_one]]",
            "[[www.twitter.com/some_one]]",
            "[[https://mobile.twitter.com/some_one]]",
            "see [[https://x.com/some_one]].",
            "[[https://x.com/some_one/status/1234567890]]",
            "([[https://x.com/some_one?s=20]])",
            "[[https://TWITTER.com/Some_One]]",
            "[[https://facebook.com/some.one]]",
            "[[https://www.facebook.com/some.one.12]]",
            "[[https://de-de.facebook.com/some.one]]",
            "[[https://www.facebook.com/profile.php?id=100000000000000]]",
            "[[https://www.facebook.com/people/Some-One/100000000000000]]",
            "[[https://instagram.com/some.one]]",
            "[[https://www.instagram.com/some_one/]]",
            "[[https://www.instagram.com/stories/some_one/123/]]",
            "[[https://www.linkedin.com/in/some-one-123]]",
            "[[https://de.linkedin.com/in/some-one/]]",
            "[[linkedin.com/in/someone]]",
            "[[https://www.tiktok.com/@some.one]]",
            "[[https://www.tiktok.com/@some.one/video/123456]]",
            "[[https://github.com/some-one]]",
            "[[github.com/some-one]], there",
            "[[https://github.com/some-one/?tab=repositories]]",
            "[[https://www.reddit.com/u/some-one]]",
            "[[https://old.reddit.com/user/some_one/comments]]",
            "[[https://t.me/some_one]]",
            "[[t.me/some_one]]",
            "[[https://www.youtube.com/@some_one]]",
            "<a href=\"[[https://twitter.com/some_one]]\">",
            "[link]([[https://twitter.com/some_one]])",
        ],
    );
}

#[test]
fn other_links_are_no_profiles() {
    check_left(&[
        "https://example.com/some_one",
        "https://twitter.com",
        "https://twitter.com/",
        "https://twitter.com/home",
        "https://twitter.com/search?q=a",
        "https://twitter.com/hashtag/rust",
        "https://twitter.com/i/status/1234567890",
        "https://twitter.com/intent/tweet?text=a",
        "https://netflix.com/title",
        "https://fedex.com/track",
        "https://nottwitter.com/some_one",
        "https://developer.twitter.com/en",
        "https://www.facebook.com/groups/rust",
        "https://www.facebook.com/events/123456",
        "https://www.facebook.com/watch/?v=123456",
        "https://www.instagram.com/p/abc123/",
        "https://www.instagram.com/explore/tags/rust",
        "https://www.linkedin.com/company/example",
        "https://www.linkedin.com/jobs/view/123",
        "https://github.com/owner/name",
        "https://github.com/features",
        "https://github.com/owner/.github/blob/main/README.md",
        "https://github.com/topics/rust",
        "https://docs.github.com/en",
        "https://www.reddit.com/r/rust",
        "https://t.me/joinchat/abc",
        "https://t.me/+abcdef",
        "https://t.co/abcdefghij",
        "https://www.youtube.com/watch?v=abcdefghijk",
        "https://youtu.be/abcdefghijk",
        "https://www.tiktok.com/tag/rust",
        "and/or, he/she, 1/2, a.m/p.m",
    ]);
}

#[test]
fn the_longer_or_more_specific_kind_wins() {
    let kinds = |text: &str| find(text).into_iter().map(|found| found.kind).collect::<Vec<_>>();
    assert_eq!(kinds("DE89 3704 0044 0532 0130 00"), [Kind::Iban]);
    assert_eq!(kinds("https://www.youtube.com/@some_one"), [Kind::ProfileLink]);
    assert_eq!(kinds("@some_one@example.social"), [Kind::Handle]);
    assert_eq!(kinds("::ffff:192.0.2.128"), [Kind::Ip]);
    assert_eq!(kinds("jo@example.com@other"), [Kind::Email, Kind::Handle]);
    assert_eq!(kinds("@one@two@six"), [Kind::Handle; 3]);
    assert_eq!(kinds("192.0.2.1-192.0.2.9"), [Kind::Ip; 2]);
    assert_eq!(kinds("030 1234567 030 7654321"), [Kind::Phone; 2]);
    assert_eq!(
        masked("Jo (jo@example.com, @jo_doe, 555-123-4567) paid 4242 4242 4242 4242 from 192.0.2.1"),
        "Jo (<EMAIL>, <HANDLE>, <PHONE>) paid <CARD> from <IP>"
    );
}

#[test]
fn kinds_and_masks_are_in_step() {
    for (place, kind) in Kind::ALL.into_iter().enumerate() {
        assert_eq!(kind as usize, place);
        assert!(find(kind.mask()).is_empty() && find(kind.name()).is_empty());
    }
}
