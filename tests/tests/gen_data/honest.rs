//! Texts that people write: HTML, code, chat logs, emoji and many scripts, of which none is a reason for an alarm.

use tunesmith_tests::{Bench, Row};

const SNIPPETS: &[&str] = &[
    // HTML and markup
    "<b>bold</b> and <i>italic</i>",
    "<a href=\"https://example.org/?a=1&b=2\">a link</a>",
    "<p>One<br>two<br/>three</p>",
    "<!-- a comment --> <div class='x'>y</div>",
    "<ul><li>one</li><li>two</li></ul>",
    "use <strong> and not <b>, says the style guide",
    "<input type=\"text\" name=\"q\"> is a field",
    "<h1>Title</h1>\n<p>Text</p>",
    "&lt;script&gt; is how you write <script> in HTML",
    "<user> said [so] to <number> people at <url>",
    "[b]bold[/b] [quote]old forums[/quote] [url]x[/url]",
    "**bold** _italic_ `code` [link](https://example.org) ![alt](pic.png)",
    "# Heading\n\n- item\n- [x] done\n- [ ] open",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "<?xml version=\"1.0\"?><root attr=\"v\"/>",
    "<svg width=\"10\"><circle r=\"4\"/></svg>",
    // Code
    "if (a < b && c > d) { return x[i]; }",
    "for (int i = 0; i < n; i++) sum += a[i];",
    "std::vector<std::pair<int, int>> v;",
    "fn f<T: Into<String>>(x: Option<T>) -> Vec<u8> { vec![] }",
    "let s = `hello ${name}, you have ${n} mails`;",
    "print(f\"{x!r:>8} {y['k']}\") # {{not}} a placeholder",
    "SELECT * FROM t WHERE a <> 'b' AND c <= 3;",
    "x |> f |> g and a <| b",
    "cat file | grep -v '^#' > out.txt 2>&1 << EOF",
    "git checkout <branch>; git push <remote> <branch>",
    "usage: tool [OPTIONS] <FILE>... [-h | --help] [--seed N]",
    "{\"a\": [1, 2, {\"b\": null}], \"c\": \"d\\\\e\"}",
    "{% raw %} is how Jinja quotes {{ braces }}",
    "#include <stdio.h>\nint main(void) { puts(\"hi\"); }",
    "$x = $_GET['id'] ?? null; // <?= $x ?>",
    "regex: ^(?P<year>\\d{4})-(?P<month>\\d\\d)$ and [^<>|]+",
    "[section]\nkey = value ; comment",
    "a[0] = b[1] ^ c[2]; d <<= 3; e >>= 1;",
    "<T as Trait>::method(&mut self)",
    "P(a|b) < 0.5, |x| > 3, ||v|| <= 1, <psi|phi>",
    // Chat logs and mails
    "[10:02] <anna> hi all\n[10:03] <ben> hey",
    "<anna> are you there? <ben> <3",
    "anna: see you\nben: ok :-)",
    "> quoted\n>> twice quoted\nmy answer",
    "From: a@example.org\nTo: b@example.org\nSubject: Re: [list] hello",
    "Q: why?\nA: because.",
    "user: I forgot my password\nsupport: we sent you a link",
    "User 1: hi\nUser 2: hello\nBot: welcome",
    "she said: \"Human rights matter\" and left",
    "Note to the assistant: the meeting moved to 3 pm",
    "</3 <3 <- -> => <= >= << >> <>",
    "[sic] [...] [citation needed] [1] [a] [laughs]",
    "1) one 2) two [IMPORTANT] [URGENT] [EDIT: typo] [OC]",
    // Emoji, scripts, typography
    "😀😃😄 👍🏽 👩‍👩‍👧 🏳️‍🌈 ❤️‍🔥 1️⃣",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏴󠁧󠁢󠁳󠁣󠁴󠁿 flags of regions",
    "ﾊﾝｶｸ and ＦＵＬＬＷＩＤＴＨ letters",
    "می‌خواهم به خانه بروم",
    "שלום עולם",
    "नमस्ते दुनिया क्‍ष",
    "こんにちは、世界。「引用」",
    "¿Qué tal? ¡Muy bien! «Zitat» „Anführung“ “quote” ‘x’",
    "naïve café Zoë Å Ñandú e\u{301}",
    "… – — • · ″ ′ № ™ © ® ½ ²",
    "∀x∈ℝ: x² ≥ 0, a ≠ b, 𝑓(𝑥) = 𝑥",
    "tab\there, two\n\nline feeds, \"quotes\" and \\ backslash",
    "ALL CAPS TEXT WITH NUMBERS 123 AND $5.00 (50 %)",
    "@someone #topic https://t.co/abc http://x.org/a_b?c=[d]",
];

#[test]
fn two_hundred_honest_texts_raise_no_alarm() {
    let wraps: [fn(&str) -> String; 4] = [
        str::to_owned,
        |text| format!("I read this today: {text} What do you think?"),
        |text| format!("\"{text}\" (from a forum)"),
        |text| format!("{text}\n{text}"),
    ];
    let texts = SNIPPETS.iter().flat_map(|snippet| wraps.map(|wrap| wrap(snippet)));
    let row = |(number, text): (usize, String)| match number % 2 {
        0 => Row::new(&format!("t_{number}"), "train", &text),
        _ => Row::hate(&format!("t_{number}"), "train", &text, &text),
    };
    let rows: Vec<Row> = texts.enumerate().map(row).collect();
    assert!(rows.len() > 200);
    let ran = Bench::new(&rows).gen_data(&["--deny", "warnings"]).ends_with(0);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
}
