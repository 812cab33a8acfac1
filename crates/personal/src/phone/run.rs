//! The groups of digits that may be one phone number.

use super::MOST;
use crate::digits::Digits;

/// Nobody writes a number in more groups: `+33 1 23 45 67 89` has six.
const MOST_GROUPS: usize = 7;

/// The digits from a group on, as far as they may be one number.
pub(super) struct Run<'t> {
    pub(super) digits: [u8; MOST],
    /// By group: how many digits there are up to its end.
    ends: [usize; MOST_GROUPS],
    pub(super) groups: [&'t str; MOST_GROUPS],
    pub(super) gaps: [&'t str; MOST_GROUPS],
    pub(super) count: usize,
}

impl<'t> Run<'t> {
    pub(super) fn new(digits: &Digits<'t>, first: usize) -> Run<'t> {
        let mut run = Run {
            digits: [0; MOST],
            ends: [0; MOST_GROUPS],
            groups: [""; MOST_GROUPS],
            gaps: [""; MOST_GROUPS],
            count: 0,
        };
        let mut length = 0;
        for place in first..digits.groups.len().min(first + MOST_GROUPS) {
            let group = digits.group(place);
            if length + group.len() > MOST {
                break;
            }
            run.digits[length..length + group.len()].copy_from_slice(group.as_bytes());
            length += group.len();
            run.ends[run.count] = length;
            run.groups[run.count] = group;
            run.gaps[run.count] = digits.gap(place);
            run.count += 1;
            if !is_gap(digits.gap(place)) {
                break;
            }
        }
        run
    }

    /// The digits of its first groups.
    pub(super) fn up_to(&self, count: usize) -> &[u8] {
        &self.digits[..count.checked_sub(1).map_or(0, |last| self.ends[last])]
    }
}

/// Whether what stands between two groups may stand within a number.
pub(super) fn is_gap(gap: &str) -> bool {
    matches!(gap, " " | "-" | "." | "/" | "(" | ")" | " (" | ") " | ")-" | ")/" | "-(" | "\u{A0}" | "\u{2011}" | " / ")
}
