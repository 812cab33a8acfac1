//! The formats of a run: which strategy asks, and which contract answers.

use tunesmith_runtime::{NoPair, Pair, Project};
use tunesmith_template::nearest;

use crate::{Error, Options};

/// A format of a run: its place in the project's settings, and its pair.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chosen<'p> {
    pub(crate) format: usize,
    pub(crate) pair: Pair<'p>,
}

/// The places of the formats that were asked for.
pub(crate) fn asked(options: &Options, project: &Project<'_>) -> Result<Vec<usize>, Error> {
    let formats = &project.settings.formats;
    if options.simple_only {
        return Ok(vec![0]);
    }
    if let Some(name) = options.formats.iter().find(|name| !formats.iter().any(|format| format.name == **name)) {
        let known = formats.iter().map(|format| format.name.as_ref()).collect::<Vec<_>>().join(", ");
        return Err(Error::UnknownName { what: "format", name: name.clone(), known });
    }
    let wanted = |name: &str| options.formats.is_empty() || options.formats.iter().any(|format| format == name);
    Ok((0..formats.len()).filter(|&place| wanted(&formats[place].name)).collect())
}

/// The template and strategy of a format; those of the last may be replaced.
pub(crate) fn strategy(options: &Options, project: &Project<'_>, place: usize, is_last: bool) -> (String, String) {
    let format = &project.settings.formats[place];
    let (template, strategy) = (format.template.to_string(), format.strategy.to_string());
    if !is_last || options.simple_only {
        return (template, strategy);
    }
    let template = options.template.clone().unwrap_or(template);
    let only = || {
        let mut strategies = project.strategies_of(&template);
        let only = strategies.next().filter(|_| strategies.next().is_none())?;
        options.template.is_some().then(|| only.name.to_string())
    };
    let strategy = options.strategy.clone().or_else(only).unwrap_or(strategy);
    (template, strategy)
}

/// The formats of a run with their pairs; where the last one's strategy does not exist, the others.
pub(crate) fn formats<'p>(
    options: &Options,
    project: &Project<'p>,
    notes: &mut Vec<String>,
) -> Result<Vec<Chosen<'p>>, Error> {
    let asked = asked(options, project)?;
    let mut chosen = Vec::new();
    for (index, &place) in asked.iter().enumerate() {
        let is_last = index + 1 == asked.len() && !options.simple_only;
        let (template, strategy) = strategy(options, project, place, is_last);
        let response = options.response.as_deref().filter(|_| is_last);
        match project.pair(&template, &strategy, response) {
            Ok(pair) => chosen.push(Chosen { format: place, pair }),
            Err(NoPair::Strategy(name, known)) if is_last && !chosen.is_empty() => {
                let others: Vec<&str> =
                    chosen.iter().map(|it| project.settings.formats[it.format].name.as_ref()).collect();
                let others = others.join(", ");
                notes.push(format!("WARNING: Strategy {name} not found in template. Using {others} format only."));
                let near = nearest(&name, known.iter().map(String::as_str));
                let near = near.map(|near| format!(" Did you mean {near}?")).unwrap_or_default();
                notes.push(format!("INFO: Strategies in {template}: {}.{near}", known.join(", ")));
            }
            Err(none) => return Err(Error::NoPair(none)),
        }
    }
    Ok(chosen)
}

/// The template and strategy of the last format, whether it is written or not.
pub(crate) fn last(options: &Options, project: &Project<'_>) -> (String, String) {
    let every = Options { simple_only: false, ..options.clone() };
    let places = asked(&every, project).unwrap_or_default();
    places.last().map(|&place| strategy(&every, project, place, true)).unwrap_or_default()
}
