//! `split-shares`: labels or groups whose shares differ between splits by more than chance allows.

use statrs::distribution::{ChiSquared, ContinuousCDF};
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::out::Out;
use crate::rows::NONE;
use crate::section::{Part, Section, Table};

/// Chance alone brings such a difference, or a larger one, once in a thousand datasets.
const P: f64 = 0.001;

/// With many rows the smallest difference is no chance; this is how large it must be to matter (Cohen's "small").
const V: f64 = 0.1;

/// The test's approximation needs so many rows to be expected in each cell; values with fewer count together.
const EXPECTED: f64 = 5.0;

pub(super) struct Shares;

pub(super) fn new(_asked: Asked<'_>) -> Shares {
    Shares
}

impl Check for Shares {
    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let splits = whole.splits();
        let mut table = Table::new("", ["field", "chi-squared", "degrees of freedom", "p", "Cramér's V"]);
        let label = whole.run.labels().map(|(field, _)| field);
        let labels = label.map(|field| (field, whole.rows.rows.iter().map(|row| row.label).collect::<Vec<u16>>()));
        let groups = whole.rows.groups.iter().map(|groups| (groups.field, groups.of.clone()));
        for (field, values) in labels.into_iter().chain(groups) {
            let values = values.into_iter().zip(whole.rows.rows.iter().map(|row| row.split));
            let Some(test) = independence(values, &splits) else { continue };
            let name = whole.field(field);
            let p = if test.p < 1e-4 { "< 0.0001".to_owned() } else { format!("{:.4}", test.p) };
            if test.p < P && test.v >= V {
                let message = format!(
                    "the shares of {name} differ between splits by more than chance allows (chi-squared {:.1} with {} \
                     degrees of freedom, p {p}, Cramér's V {:.2})",
                    test.chi_squared, test.freedom, test.v
                );
                let help = "gen-data --resplit draws the splits anew, stratified by label and group";
                out.whole(whole.path(), &rules::SPLIT_SHARES, message, &[help]);
            }
            table.row([name.into(), test.chi_squared.into(), (test.freedom as u64).into(), p.into(), test.v.into()]);
        }
        let about = format!(
            "Whether the shares of labels and groups are those of one dataset in all splits: Pearson's chi-squared test of \
             independence; values with fewer than {EXPECTED} expected rows in a split count together. A finding needs p < {P} \
             and Cramér's V ≥ {V}."
        );
        (!table.rows.is_empty()).then(|| Section { name: "shares", title: "Shares by split", about, parts: vec![Part::Table(table)] })
    }
}

/// What a test of independence says.
#[derive(Debug)]
struct Test {
    chi_squared: f64,
    freedom: usize,
    p: f64,
    v: f64,
}

/// Pearson's chi-squared test that a row's value and its split have nothing to do with each other.
fn independence(rows: impl Iterator<Item = (u16, u16)>, splits: &[u16]) -> Option<Test> {
    let mut counts: std::collections::BTreeMap<u16, Vec<f64>> = std::collections::BTreeMap::new();
    for (value, split) in rows.filter(|(value, _)| *value != NONE) {
        let place = splits.iter().position(|known| *known == split)?;
        counts.entry(value).or_insert_with(|| vec![0.0; splits.len()])[place] += 1.0;
    }
    let total: f64 = counts.values().flatten().sum();
    let of_split: Vec<f64> = (0..splits.len()).map(|at| counts.values().map(|cells| cells[at]).sum()).collect();
    let smallest = of_split.iter().copied().fold(f64::INFINITY, f64::min) / total;
    let (mut table, mut rare) = (Vec::new(), vec![0.0; splits.len()]);
    for cells in counts.into_values() {
        if cells.iter().sum::<f64>() * smallest >= EXPECTED {
            table.push(cells);
        } else {
            rare.iter_mut().zip(cells).for_each(|(sum, cell)| *sum += cell);
        }
    }
    if rare.iter().sum::<f64>() * smallest >= EXPECTED {
        table.push(rare);
    }
    if table.len() < 2 || splits.len() < 2 {
        return None;
    }
    let total: f64 = table.iter().flatten().sum();
    let of_split: Vec<f64> = (0..splits.len()).map(|at| table.iter().map(|cells| cells[at]).sum()).collect();
    let mut chi_squared = 0.0;
    for cells in &table {
        let of_value: f64 = cells.iter().sum();
        for (cell, of_split) in cells.iter().zip(&of_split) {
            let expected = of_value * of_split / total;
            chi_squared += (cell - expected).powi(2) / expected;
        }
    }
    let freedom = (table.len() - 1) * (splits.len() - 1);
    let p = ChiSquared::new(freedom as f64).ok()?.sf(chi_squared);
    let v = (chi_squared / (total * (table.len().min(splits.len()) - 1) as f64)).sqrt();
    Some(Test { chi_squared, freedom, p, v })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[[usize; 2]]) -> Vec<(u16, u16)> {
        let cell = |value: usize, split: usize, count: usize| vec![(value as u16, split as u16); count];
        table.iter().enumerate().flat_map(|(at, cells)| (0..2).flat_map(move |split| cell(at, split, cells[split]))).collect()
    }

    #[test]
    fn the_test_is_pearsons() {
        // A textbook table: chi-squared 12.195…, 1 degree of freedom.
        let test = independence(rows(&[[20, 30], [40, 10]]).into_iter(), &[0, 1]).unwrap();
        assert!((test.chi_squared - 16.667).abs() < 0.001, "{test:?}");
        assert!((test.p - 4.456e-5).abs() < 1e-7, "{test:?}");
        assert!((test.v - 0.408).abs() < 0.001, "{test:?}");
    }

    #[test]
    fn rare_values_count_together() {
        let test = independence(rows(&[[40, 40], [30, 30], [3, 3], [4, 4]]).into_iter(), &[0, 1]).unwrap();
        assert_eq!((test.freedom, test.chi_squared), (2, 0.0));
    }
}
