//! `rationale-not-found`, `rationale-unused`, `rationale-missing`: reasons that targets quote from a label field.

use std::collections::BTreeMap;

use tunesmith_dataset::Kept;
use tunesmith_runtime::{FieldKind, FieldRole, Pair, Schema, Segment, Value, shown};
use tunesmith_template::rules::audit as rules;

use super::{Asked, Check, Whole};
use crate::look::Looked;
use crate::out::Out;
use crate::section::{Part, Section, Table, percent};

/// More rows without a reason than this share are a finding.
const FEW_PERCENT: u64 = 5;

pub(super) struct Rationale {
    fields: Vec<Field>,
    text: Option<usize>,
    label: Option<usize>,
}

/// A field that targets quote.
struct Field {
    place: usize,
    /// The labels whose targets quote it; of a contract without labels, all do.
    labels: Option<Vec<String>>,
    /// By split and label.
    counts: BTreeMap<(usize, String), Counts>,
}

#[derive(Clone, Copy, Default)]
struct Counts {
    /// Whether targets of this label quote it.
    is_quoted: bool,
    rows: u64,
    without: u64,
    verbatim: u64,
    in_pieces: u64,
    not_found: u64,
}

pub(super) fn new(asked: Asked<'_>) -> Rationale {
    let schema = asked.run.project().schema;
    let mut fields: Vec<Field> = Vec::new();
    let label = asked.run.labels().map(|(place, _)| place);
    for (_, pair) in asked.run.formats() {
        for place in quoted(pair, schema, None) {
            if Some(place) == label || fields.iter().any(|field| field.place == place) {
                continue;
            }
            let of = |target: &str| quoted(pair, schema, Some(target)).contains(&place);
            let labels = pair.contract().targets.iter().map(|target| target.label.to_string());
            let labels = pair.contract().label.map(|_| labels.filter(|label| of(label)).collect());
            fields.push(Field { place, labels, counts: BTreeMap::new() });
        }
    }
    Rationale { fields, text: schema.with_role(FieldRole::Text), label }
}

/// The label fields that may be null and that targets quote, of one label or of all.
fn quoted(pair: Pair<'_>, schema: &Schema, label: Option<&str>) -> Vec<usize> {
    let targets = pair.contract().targets.iter().filter(|target| label.is_none_or(|label| target.label == label));
    let values = targets.flat_map(|target| target.segments.iter()).filter_map(|segment| match segment {
        Segment::Literal(_) => None,
        Segment::Text(value) | Segment::Json(value) => Some(*value),
    });
    let places = values.flat_map(|value| match value {
        Value::Field(place) => vec![place],
        Value::Derived(place) => schema.values[place].first.iter().map(|alternative| alternative.field).collect(),
    });
    let is_reason = |place: &usize| {
        let field = &schema.fields[*place];
        field.role == FieldRole::Label && field.nullable && field.kind == FieldKind::String && field.values.is_empty()
    };
    places.filter(is_reason).collect()
}

impl Check for Rationale {
    fn row(&mut self, kept: &Kept<'_>, _looked: &Looked, out: &mut Out<'_>) {
        let record = kept.record();
        let text = self.text.and_then(|place| record.at(place).key()).unwrap_or_default();
        let label = self.label.and_then(|place| record.at(place).key()).unwrap_or_default();
        for field in &mut self.fields {
            let is_quoted = field.labels.as_ref().is_none_or(|labels| labels.iter().any(|known| known == label));
            let counts = field.counts.entry((kept.split, label.to_owned())).or_default();
            counts.is_quoted = is_quoted;
            counts.rows += 1;
            let Some(reason) = record.present(field.place).key().filter(|reason| !reason.trim().is_empty()) else {
                counts.without += 1;
                continue;
            };
            let name = &record.schema().fields[field.place].name;
            if text.contains(reason) {
                counts.verbatim += 1;
            } else {
                match reason.split_whitespace().find(|word| !text.contains(word)) {
                    None => counts.in_pieces += 1,
                    Some(word) => {
                        counts.not_found += 1;
                        out.row(kept, &rules::RATIONALE_NOT_FOUND, field.place, || {
                            format!("\"{}\" of {name} does not stand in the text", shown(word))
                        });
                    }
                }
            }
            if !is_quoted {
                out.row(kept, &rules::RATIONALE_UNUSED, field.place, || {
                    format!("{name} has a value, and the target of \"{}\" does not use it", shown(label))
                });
            }
        }
    }

    fn end(&mut self, whole: &Whole<'_>, out: &mut Out<'_>) -> Option<Section> {
        let mut parts = Vec::new();
        for field in &self.fields {
            let name = whole.field(field.place);
            let mut table = Table::new(
                name,
                ["split", "label", "in the target", "rows", "with none", "share", "verbatim in the text", "word by word", "not in the text"],
            );
            let mut of_split: BTreeMap<usize, (u64, u64)> = BTreeMap::new();
            for ((split, label), counts) in &field.counts {
                let Counts { is_quoted, rows, without, verbatim, in_pieces, not_found } = *counts;
                table.row([
                    whole.split(*split as u16).into(),
                    shown(label).into(),
                    if is_quoted { "yes" } else { "no" }.into(),
                    rows.into(),
                    without.into(),
                    percent(without, rows).into(),
                    verbatim.into(),
                    in_pieces.into(),
                    not_found.into(),
                ]);
                if is_quoted {
                    let sums = of_split.entry(*split).or_default();
                    *sums = (sums.0 + rows, sums.1 + without);
                }
            }
            for (split, (rows, without)) in of_split {
                if without * 100 >= rows * FEW_PERCENT && without > 0 {
                    let (split, share) = (whole.split(split as u16), percent(without, rows));
                    let message = format!("{without} of {rows} rows of {split} ({share}) have no {name}, and null is trained for it");
                    out.whole(whole.path(), &rules::RATIONALE_MISSING, message, &[]);
                }
            }
            parts.push(Part::Table(table));
        }
        let about = "Reasons: label fields that may be null and that targets quote. Verbatim is one that stands in the text as it \
                     is; word by word, one of which each word does.";
        (!parts.is_empty()).then(|| Section { name: "rationales", title: "Rationales", about: about.to_owned(), parts })
    }
}
