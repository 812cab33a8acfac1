//! Splits drawn anew: by label and group, with rows that are alike on one side.
//!
//! Rows that are alike make a bundle. Bundles are put in the order of label, groups and a hash of seed and content, and each
//! goes to the split that is furthest behind its share by then. So every label, and every group of a label, gets its shares
//! within about a row, and nothing depends on the order of the rows.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;
use tunesmith_dataset::{Plan, Run};

use crate::likeness::{Alike, Components};
use crate::rows::Rows;

/// Rows that go to one split together.
struct Bundle {
    /// What most of its rows are, in words, so that the order in which values are met does not matter.
    stratum: Vec<String>,
    hash: u64,
    rows: Vec<u32>,
}

/// Plans where each row goes that is not `gone`.
pub(super) fn resplit(run: &Run<'_>, rows: &Rows, alike: &Alike, gone: &[bool], plan: &mut Plan) {
    let acts = &run.options().acts;
    let mut bundles: Vec<Bundle> =
        bundles(alike).into_iter().filter_map(|members| bundle(rows, members, gone, run.options().seed())).collect();
    bundles.sort_by(|one, two| {
        let key = |bundle: &Bundle| (bundle.hash, bundle.rows.len());
        one.stratum.cmp(&two.stratum).then_with(|| key(one).cmp(&key(two)))
    });
    let total: f64 = acts.resplit.iter().sum();
    let mut have = vec![0.0; acts.resplit.len()];
    let mut placed = 0.0;
    for bundle in bundles {
        let size = bundle.rows.len() as f64;
        placed += size;
        let behind = |split: usize| acts.resplit[split] / total * placed - have[split];
        let wanted = (0..have.len()).filter(|split| acts.resplit[*split] > 0.0);
        let Some(split) = wanted.max_by(|one, two| behind(*one).total_cmp(&behind(*two)).then(two.cmp(one))) else {
            return;
        };
        have[split] += size;
        bundle.rows.iter().for_each(|row| plan.send(rows.rows[*row as usize].place(), split));
    }
}

/// The rows of each bundle.
fn bundles(alike: &Alike) -> Vec<Vec<u32>> {
    let mut components = Components::new(alike.texts.len());
    alike.near.iter().for_each(|pair| components.join(pair.first as usize, pair.second as usize));
    let mut is_joined = vec![false; alike.texts.len()];
    let mut bundles = Vec::new();
    for members in components.groups() {
        members.iter().for_each(|text| is_joined[*text] = true);
        bundles.push(members.iter().flat_map(|text| alike.texts[*text].iter().copied()).collect());
    }
    let alone = alike.texts.iter().zip(&is_joined).filter(|(_, is_joined)| !**is_joined);
    bundles.extend(alone.map(|(of_text, _)| of_text.clone()));
    bundles
}

fn bundle(rows: &Rows, members: Vec<u32>, gone: &[bool], seed: u64) -> Option<Bundle> {
    let members: Vec<u32> = members.into_iter().filter(|row| !gone[*row as usize]).collect();
    let strata = members.iter().map(|row| stratum(rows, *row));
    let mut strata: Vec<Vec<String>> = strata.collect();
    strata.sort_unstable();
    let often = strata
        .chunk_by(|one, two| one == two)
        .max_by(|one, two| one.len().cmp(&two.len()).then_with(|| two.cmp(one)))?;
    let stratum = often.first()?.clone();
    let hash = members.iter().map(|row| content(rows, *row, seed)).min()?;
    Some(Bundle { stratum, hash, rows: members })
}

fn stratum(rows: &Rows, row: u32) -> Vec<String> {
    let label = rows.labels.get(usize::from(rows.rows[row as usize].label)).cloned().unwrap_or_default();
    let groups = rows.groups.iter().map(|groups| {
        let group = groups.of[row as usize];
        groups.names.get(usize::from(group)).cloned().unwrap_or_default()
    });
    std::iter::once(label).chain(groups).collect()
}

fn content(rows: &Rows, row: u32, seed: u64) -> u64 {
    let row = rows.rows[row as usize];
    let mut hasher = SipHasher13::new_with_keys(seed, 0);
    hasher.write(&row.text().to_le_bytes());
    hasher.write_u64(row.id);
    hasher.finish()
}
