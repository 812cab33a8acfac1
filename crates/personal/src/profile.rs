//! Links to someone's page on a social network.
//!
//! A link counts with all that follows in it: a post's address names whose it is. Links to a network's own pages, to groups,
//! and to repositories are nobody's.

use crate::chars::is_word;
use crate::{Found, Kind};

/// How a network writes a person's page.
struct Network {
    hosts: &'static [&'static str],
    /// What stands before the name.
    before: &'static [&'static str],
    /// Fewest and most characters of a name.
    length: (usize, usize),
    /// Characters of a name besides letters, digits and `_`.
    marks: &'static [char],
    /// What stands in the place of a name and is none; words in lower case.
    reserved: &'static str,
    /// Whether more after the name makes it a page of something else.
    is_name_last: bool,
}

const NETWORKS: &[Network] = &[
    Network {
        hosts: &["twitter.com", "x.com"],
        before: &[""],
        length: (1, 15),
        marks: &[],
        reserved: "about account compose download en explore hashtag help home i intent jobs login logout messages \
                   notifications privacy search settings share signup tos who_to_follow widgets",
        is_name_last: false,
    },
    Network {
        hosts: &["facebook.com", "fb.com"],
        before: &["people/", "profile.php?id=", ""],
        length: (5, 50),
        marks: &['.', '-'],
        reserved: "about business careers dialog events gaming groups hashtag help legal login login.php marketplace \
                   media messages notes pages people permalink.php photo photo.php photos plugins policies policy.php \
                   privacy profile.php public reels search settings share share.php sharer sharer.php stories story.php \
                   terms terms.php video.php videos watch",
        is_name_last: false,
    },
    Network {
        hosts: &["instagram.com"],
        before: &["stories/", ""],
        length: (2, 30),
        marks: &['.'],
        reserved: "about accounts developer direct directory explore highlights legal p press reel reels stories tags \
                   tv web",
        is_name_last: false,
    },
    Network {
        hosts: &["linkedin.com"],
        before: &["in/", "pub/"],
        length: (3, 100),
        marks: &['-', '%', '.'],
        reserved: "",
        is_name_last: false,
    },
    Network {
        hosts: &["tiktok.com", "youtube.com"],
        before: &["@"],
        length: (2, 30),
        marks: &['.', '-', '%'],
        reserved: "",
        is_name_last: false,
    },
    Network {
        hosts: &["github.com"],
        before: &[""],
        length: (1, 39),
        marks: &['-'],
        reserved: "about account apps blog codespaces collections contact copilot dashboard enterprise events explore \
                   features issues join login logout marketplace mobile new notifications orgs pricing pulls readme \
                   search security settings signup site sponsors stars team topics trending",
        is_name_last: true,
    },
    Network {
        hosts: &["reddit.com"],
        before: &["u/", "user/"],
        length: (3, 20),
        marks: &['-'],
        reserved: "me",
        is_name_last: false,
    },
    Network {
        hosts: &["t.me", "telegram.me"],
        before: &["s/", ""],
        length: (4, 32),
        marks: &[],
        reserved: "addemoji addlist addstickers addtheme iv joinchat login proxy setlanguage share socks",
        is_name_last: false,
    },
];

/// What may stand before a host, besides a language: `docs.github.com` and the like are others.
const PREFIXES: &[&str] = &["www", "m", "mobile", "mbasic", "web", "old", "new", "np"];

pub(crate) fn find(text: &str, found: &mut Vec<Found>) {
    let mut floor = 0;
    for (slash, _) in text.match_indices('/').filter(|(slash, _)| ends_host(text, *slash)) {
        if slash < floor {
            continue;
        }
        let Some((network, host)) = network(&text[..slash]) else { continue };
        let Some(start) = start(text, slash - host.len()) else { continue };
        if let Some(length) = network.page(&text[slash + 1..]) {
            floor = slash + 1 + length;
            found.push(Found { kind: Kind::ProfileLink, range: start..floor });
        }
    }
}

/// Every host ends in `m` or `me`: hardly any other slash is looked at further.
fn ends_host(text: &str, slash: usize) -> bool {
    text.as_bytes()[..slash].last().is_some_and(|byte| matches!(byte, b'm' | b'M' | b'e' | b'E'))
}

fn network(text: &str) -> Option<(&'static Network, &'static str)> {
    let bytes = text.as_bytes();
    let ends_in = |host: &str| {
        let start = bytes.len().checked_sub(host.len());
        start.is_some_and(|start| bytes[start..].eq_ignore_ascii_case(host.as_bytes()))
    };
    let mut hosts = NETWORKS.iter().flat_map(|network| network.hosts.iter().map(move |host| (network, *host)));
    // `x.com` ends other hosts too, and none of these ends in another.
    hosts.find(|(_, host)| ends_in(host))
}

/// Where a link begins whose host begins at a place; none where the host goes on before it.
fn start(text: &str, host: usize) -> Option<usize> {
    let mut start = host;
    if let Some(rest) = text[..start].strip_suffix('.') {
        let label = rest.bytes().rev().take(7).take_while(|byte| byte.is_ascii_alphabetic() || *byte == b'-').count();
        start = rest.len() - label;
        let label = &rest[start..];
        let is_language = matches!(label.as_bytes(), [_, _] | [_, _, b'-', _, _]);
        if !is_language && !PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(label)) {
            return None;
        }
    }
    for scheme in ["https://", "http://"] {
        let at = start.checked_sub(scheme.len());
        if let Some(at) = at.filter(|at| text.as_bytes()[*at..start].eq_ignore_ascii_case(scheme.as_bytes())) {
            return Some(at);
        }
    }
    let goes_on = |c: char| is_word(c) || matches!(c, '.' | '-' | '@');
    (!text[..start].chars().next_back().is_some_and(goes_on)).then_some(start)
}

impl Network {
    /// The length of the path to someone's page at the start of a text.
    fn page(&self, path: &str) -> Option<usize> {
        let starts = |before: &&&str| {
            let start = path.as_bytes().get(..before.len());
            start.is_some_and(|start| start.eq_ignore_ascii_case(before.as_bytes()))
        };
        let before = self.before.iter().find(starts)?.len();
        let is_inner = |c: char| is_word(c) || self.marks.contains(&c);
        let name = path[before..].split(|c| !is_inner(c)).next().unwrap_or_default();
        let name = name.trim_end_matches(['.', '-']);
        // What is no longer than the longest name has no more characters than it has bytes.
        let count = if name.len() > 4 * self.length.1 { usize::MAX } else { name.chars().count() };
        let is_name = (self.length.0..=self.length.1).contains(&count);
        if !is_name || self.reserved.split(' ').any(|word| word.eq_ignore_ascii_case(name)) {
            return None;
        }
        let end = before + name.len();
        let rest = rest(&path[end..]);
        let more = rest.strip_prefix('/').unwrap_or_default();
        let is_other = !more.is_empty() && !more.starts_with(['?', '#']);
        (!self.is_name_last || !is_other).then_some(end + rest.len())
    }
}

/// What follows in a link, without the marks of the sentence around it.
fn rest(text: &str) -> &str {
    if !text.starts_with(['/', '?', '#']) {
        return "";
    }
    let is_inner = |c: char| c.is_ascii_alphanumeric() || "/?#=&%_-.~+:@!$*,;".contains(c);
    let rest = text.split(|c| !is_inner(c)).next().unwrap_or_default();
    rest.trim_end_matches(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '=')))
}
