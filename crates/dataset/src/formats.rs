//! The formats of a run: which strategy asks, and which contract answers.

use tunesmith_template::{Contract, Prompts, Strategy, nearest};

use crate::line::LineFormat;
use crate::{Error, Options};

/// The template and strategy of the simple format.
const SIMPLE: (&str, &str) = ("simple/simple_v1.json", "simple");

/// The simple format, and the optimized one where it was asked for and its strategy exists.
pub(crate) fn formats<'p>(
    options: &Options,
    prompts: &Prompts<'p>,
    notes: &mut Vec<String>,
) -> Result<Vec<LineFormat<'p>>, Error> {
    let simple = prompts.strategy(SIMPLE.0, SIMPLE.1).ok_or(Error::NoSimpleStrategy)?;
    let mut formats = vec![LineFormat::new(simple, contract(prompts, &simple.response)?, options.shape)];
    if options.simple_only {
        return Ok(formats);
    }
    let known: Vec<&Strategy> = prompts.strategies_of(&options.template).collect();
    if known.is_empty() {
        let known = prompts.templates().join(", ");
        return Err(Error::UnknownTemplate { name: options.template.clone(), known });
    }
    match prompts.strategy(&options.template, &options.strategy) {
        Some(strategy) => {
            let response = options.response.as_deref().unwrap_or(&strategy.response);
            formats.push(LineFormat::new(strategy, contract(prompts, response)?, options.shape));
        }
        None => {
            let name = &options.strategy;
            notes.push(format!("WARNING: Strategy {name} not found in template. Using simple format only."));
            let names: Vec<&str> = known.iter().map(|strategy| strategy.name.as_ref()).collect();
            let near =
                nearest(name, names.iter().copied()).map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
            notes.push(format!("INFO: Strategies in {}: {}.{near}", options.template, names.join(", ")));
        }
    }
    Ok(formats)
}

fn contract<'p>(prompts: &Prompts<'p>, name: &str) -> Result<&'p Contract, Error> {
    let known = || prompts.contracts.iter().map(|contract| contract.name.as_ref()).collect::<Vec<_>>().join(", ");
    prompts.contract(name).ok_or_else(|| Error::UnknownResponse { name: name.to_owned(), known: known() })
}
