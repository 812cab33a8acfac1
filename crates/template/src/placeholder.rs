//! What may be wrong with a placeholder: exactly one fault each, so that one mistake gives one finding.

use crate::braces::{Braced, Part};
use crate::diagnostic::FileFindings;
use crate::view::{Context, PromptView};
use crate::{FieldRole, Schema, Span};

/// A placeholder that may not stand as it does.
pub(crate) struct Placeholder<'p> {
    /// From its `{` to its `}`.
    pub(crate) span: Span,
    /// Its text, braces included.
    pub(crate) written: &'p str,
    /// Its name, without white space and quotes around it.
    pub(crate) name: &'p str,
    pub(crate) fault: PlaceholderFault,
}

/// The faults of placeholders, each with a rule of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PlaceholderFault {
    Unknown,
    /// The name in the right case.
    Case(String),
    Spaces,
    Positional,
    Conversion,
    FormatSpec,
    Attribute,
    Index,
    /// It names what carries the answer.
    Leak,
}

/// The faulty placeholders of a prompt, in their order.
pub(crate) fn faults<'p>(prompt: &'p PromptView<'_>, schema: &'p Schema) -> impl Iterator<Item = Placeholder<'p>> {
    prompt.parts.iter().filter_map(|part| {
        let Part::Placeholder { range, field } = part else { return None };
        let fault = fault(field, schema)?;
        let written = &prompt.text.value()[range.clone()];
        Some(Placeholder { span: prompt.source_span(range.clone()), written, name: clean(field.name()), fault })
    })
}

/// Reports the placeholders that have more than a name; `what` says of one what it has.
pub(crate) fn report(
    prompt: &PromptView<'_>,
    context: &Context<'_>,
    findings: &mut FileFindings,
    fault: PlaceholderFault,
    what: &str,
) {
    for placeholder in faults(prompt, context.schema).filter(|placeholder| placeholder.fault == fault) {
        let message = format!("`{}` {what}; placeholders are plain names", placeholder.written);
        let finding = findings.add(placeholder.span, message);
        finding.help(format!("write {{{}}}, or double the braces if they are meant literally", placeholder.name));
    }
}

/// What is wrong with a placeholder, if anything.
pub(crate) fn fault(field: &Braced, schema: &Schema) -> Option<PlaceholderFault> {
    let name = clean(field.name());
    match field {
        Braced::Positional => Some(PlaceholderFault::Positional),
        _ if carries_answer(name, schema) => Some(PlaceholderFault::Leak),
        Braced::Conversion(_) => Some(PlaceholderFault::Conversion),
        Braced::FormatSpec(_) => Some(PlaceholderFault::FormatSpec),
        Braced::Attribute(_) => Some(PlaceholderFault::Attribute),
        Braced::Index(_) => Some(PlaceholderFault::Index),
        Braced::Name(written) => name_fault(written, name, schema),
    }
}

fn name_fault(written: &str, name: &str, schema: &Schema) -> Option<PlaceholderFault> {
    // Without a sound record schema there is no telling.
    if schema.fields.is_empty() || schema.prompt_value(written).is_some() {
        return None;
    }
    if schema.prompt_value(name).is_some() && written.trim() == name {
        return Some(PlaceholderFault::Spaces);
    }
    let lower = name.to_lowercase();
    match schema.prompt_value(&lower) {
        Some(_) if written.trim() == name => Some(PlaceholderFault::Case(lower)),
        _ => Some(PlaceholderFault::Unknown),
    }
}

/// Whether a name, in whatever case, stands for something that carries the answer.
pub(crate) fn carries_answer(name: &str, schema: &Schema) -> bool {
    schema
        .value(&name.to_lowercase())
        .or_else(|| schema.value(name))
        .is_some_and(|it| schema.role(it) == FieldRole::Label)
}

/// Whether a text that is literal holds `{name}` all the same.
pub(crate) fn stands_in(text: &str, schema: &Schema) -> bool {
    let names = text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.trim());
    names.into_iter().any(|name| schema.prompt_value(&name.to_lowercase()).is_some())
}

fn clean(name: &str) -> &str {
    name.trim().trim_matches(['"', '\'']).trim()
}
