//! What is asked of a project, resolved: which formats with which pairs, and what is read of a record for them.

use tunesmith_runtime::{FieldRole, Needs, NoPair, Pair, Project, Settings, Split};
use tunesmith_template::rules::data;
use tunesmith_template::{Level, nearest};

use crate::line::LineFormat;
use crate::read::Fields;
use crate::trainers::{Own, own_rows};
use crate::{Error, OnInvalid, Options, Plan};

/// A run of a project that the command line asks for soundly.
#[derive(Debug)]
pub struct Run<'p> {
    pub(crate) options: Options,
    pub(crate) project: &'p Project<'p>,
    pub(crate) formats: Vec<Chosen<'p>>,
    pub(crate) needs: Needs<'p>,
    pub(crate) fields: Fields,
    /// What is written for trainers beside the formats' own files.
    pub(crate) own: Vec<Own>,
    /// What becomes of rows that are alike.
    pub(crate) plan: Option<Plan>,
    /// Fallbacks that the user must hear of.
    pub(crate) notes: Vec<String>,
    /// Whether a format is not written, since its strategy is not there.
    pub(crate) lacks_format: bool,
}

/// A format of a run.
#[derive(Clone, Debug)]
pub(crate) struct Chosen<'p> {
    /// Its place in the project's settings.
    pub(crate) place: usize,
    pub(crate) pair: Pair<'p>,
    pub(crate) line: LineFormat,
}

impl<'p> Run<'p> {
    /// Resolves names.
    ///
    /// # Errors
    /// When the project does not have what the options name ([`Error::is_usage`]).
    pub fn new(options: Options, project: &'p Project<'p>) -> Result<Run<'p>, Error> {
        if options.pool_splits && project.schema.with_role(FieldRole::Split).is_none() {
            return Err(Error::NoSplitField);
        }
        check_include(&options, project.settings)?;
        let options = resplit(options, project)?;
        let mut notes = Vec::new();
        let formats = formats(&options, project, &mut notes)?;
        let lacks_format = formats.len() < asked(&options, project)?.len();
        let level = options.levels.apply(data::STRATEGY_NOT_FOUND.code, data::STRATEGY_NOT_FOUND.level);
        if lacks_format && level == Level::Deny {
            return Err(Error::StrategyNotFound(notes.join("\n")));
        }
        let needs = Needs::new(project.schema, formats.iter().map(|format| format.pair).collect());
        let needs = needs.with_families(&project.settings.families);
        let roles = [FieldRole::Split, FieldRole::Id].into_iter().filter_map(|role| project.schema.with_role(role));
        let fields = match options.sample {
            // Rows without ids are drawn by all their values.
            Some(_) => Fields::new(project.schema, 0..project.schema.fields.len()),
            None => Fields::new(project.schema, needs.places().chain(roles)),
        };
        let own = own_rows(&options, &formats);
        Ok(Run { options, project, formats, own, needs, fields, plan: None, notes, lacks_format })
    }

    /// The same, where these fields are read too, by their places in the schema.
    #[must_use]
    pub fn reading(mut self, places: impl Iterator<Item = usize>) -> Run<'p> {
        self.fields.add(places);
        self
    }

    /// The same for requests: what the prompts need of a row is looked at alone, and no label.
    #[must_use]
    pub fn for_requests(mut self) -> Run<'p> {
        let schema = self.project.schema;
        let needs = Needs::of_prompts(schema, self.needs.pairs().to_vec());
        self.needs = needs.with_families(&self.project.settings.families);
        let split = schema.with_role(FieldRole::Split);
        self.fields = Fields::new(schema, self.needs.places().chain(schema.with_role(FieldRole::Id)).chain(split));
        self
    }

    /// The same, where rows are left out and moved as planned.
    #[must_use]
    pub fn with_plan(mut self, plan: Plan) -> Run<'p> {
        self.plan = Some(plan);
        self
    }

    /// The fields whose words reach a message, by their places in the schema: no labels that choose a target, and none of
    /// which the schema says what it may hold.
    pub fn worded_fields(&self) -> Vec<usize> {
        let fields = &self.project.schema.fields;
        let chooses = |place: usize| self.needs.labels().iter().any(|(label, _)| *label == place);
        let mut places: Vec<usize> =
            self.needs.places().filter(|place| !chooses(*place) && fields[*place].values.is_empty()).collect();
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The formats with their names, in the order of the output.
    pub fn formats(&self) -> impl Iterator<Item = (&'p str, Pair<'p>)> {
        self.formats.iter().map(|format| (self.name_of(format), format.pair))
    }

    /// The options.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The project.
    pub fn project(&self) -> &'p Project<'p> {
        self.project
    }

    /// The label field by which the first format that has one chooses its targets, and the labels that have one.
    pub fn labels(&self) -> Option<(usize, &[&'p str])> {
        self.needs.labels().first().map(|(place, labels)| (*place, labels.as_slice()))
    }

    /// Whether it matters that an id stands twice in a split.
    pub fn compares_ids(&self) -> bool {
        let rule = &data::DUPLICATE_ID;
        self.options.levels.apply(rule.code, rule.level) != Level::Allow
    }

    /// Whether a row is left out whose id stands on an earlier one.
    pub fn leaves_out_repeated(&self) -> bool {
        let rule = &data::DUPLICATE_ID;
        self.options.levels.apply(rule.code, rule.level) == Level::Deny && self.options.on_invalid == OnInvalid::Skip
    }

    /// Whether the rows of a split are read: pooling reads all splits, since each may hold rows of any.
    pub fn reads(&self, split: &Split) -> bool {
        self.options.writes(split) || self.options.pool_splits
    }

    /// Name of a format.
    pub(crate) fn name_of(&self, format: &Chosen<'_>) -> &'p str {
        &self.project.settings.formats[format.place].name
    }

    /// Name of the field with a role, for messages.
    pub(crate) fn field_of(&self, role: FieldRole, otherwise: &'p str) -> &'p str {
        let schema = self.project.schema;
        schema.with_role(role).map_or(otherwise, |place| &schema.fields[place].name)
    }
}

/// The options of a run that splits its rows anew: with a share for each split, and all rows read.
fn resplit(mut options: Options, project: &Project<'_>) -> Result<Options, Error> {
    if options.acts.resplit.is_empty() {
        return Ok(options);
    }
    let splits = &project.settings.splits;
    let wanted = |all: bool| splits.iter().filter(move |split| all || !split.optional);
    let shares = std::mem::take(&mut options.acts.resplit);
    let is_sound =
        shares.iter().all(|share| (0.0..=1.0).contains(share)) && (shares.iter().sum::<f64>() - 1.0).abs() < 1e-6;
    let all = shares.len() == splits.len();
    if !is_sound || !all && shares.len() != wanted(false).count() {
        let names = wanted(true).map(|split| split.name.as_ref()).collect::<Vec<_>>().join(", ");
        let rest = 0.2 / (splits.len().max(2) - 1) as f64;
        let example =
            splits.iter().enumerate().map(|(place, _)| if place == 0 { "0.8".to_owned() } else { format!("{rest}") });
        return Err(Error::Shares {
            wanted: format!("a share for each split ({names})"),
            example: example.collect::<Vec<_>>().join(","),
        });
    }
    let mut given = shares.into_iter();
    for split in splits.iter() {
        let share = if all || !split.optional { given.next() } else { None };
        options.acts.resplit.push(share.unwrap_or_default());
        if split.optional && share.is_some_and(|share| share > 0.0) && !options.writes(split) {
            options.include.push(split.name.to_string());
        }
    }
    // Whichever file a row stands in, and whichever split it names.
    options.pool_splits |= project.schema.with_role(FieldRole::Split).is_some();
    Ok(options)
}

fn check_include(options: &Options, settings: &Settings) -> Result<(), Error> {
    let optional: Vec<&str> =
        settings.splits.iter().filter(|split| split.optional).map(|split| split.name.as_ref()).collect();
    match options.include.iter().find(|name| !optional.contains(&name.as_str())) {
        Some(name) => Err(Error::unknown("optional split", name, optional)),
        None => Ok(()),
    }
}

/// The places of the formats that were asked for.
pub(crate) fn asked(options: &Options, project: &Project<'_>) -> Result<Vec<usize>, Error> {
    let formats = &project.settings.formats;
    if options.simple_only {
        return Ok(vec![0]);
    }
    if let Some(name) = options.formats.iter().find(|name| !formats.iter().any(|format| format.name == **name)) {
        return Err(Error::unknown("format", name, formats.iter().map(|format| format.name.as_ref())));
    }
    let wanted = |name: &str| options.formats.is_empty() || options.formats.iter().any(|format| format == name);
    Ok((0..formats.len()).filter(|&place| wanted(&formats[place].name)).collect())
}

/// The template and strategy of a format; those of the last may be replaced.
fn strategy(options: &Options, project: &Project<'_>, place: usize, is_last: bool) -> (String, String) {
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
fn formats<'p>(options: &Options, project: &'p Project<'p>, notes: &mut Vec<String>) -> Result<Vec<Chosen<'p>>, Error> {
    let asked = asked(options, project)?;
    let mut chosen: Vec<Chosen<'p>> = Vec::new();
    for (index, &place) in asked.iter().enumerate() {
        let is_last = index + 1 == asked.len() && !options.simple_only;
        let (template, strategy) = strategy(options, project, place, is_last);
        let response = options.response.as_deref().filter(|_| is_last);
        match project.pair(&template, &strategy, response) {
            Ok(pair) => {
                notes.extend(choice(options, project, pair).filter(|_| is_last));
                let format = &project.settings.formats[place].name;
                notes.extend(turns(format, pair));
                notes.extend(personal(format, pair, options)?);
                chosen.push(Chosen { place, pair, line: LineFormat::new(pair, options.shape, options.system) });
            }
            Err(NoPair::Strategy(name, known)) if is_last && !chosen.is_empty() => {
                let others = chosen.iter().map(|format| project.settings.formats[format.place].name.as_ref());
                let others = others.collect::<Vec<&str>>().join(", ");
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

/// Which strategy of another template is used, where it has several and none was named.
fn choice(options: &Options, project: &Project<'_>, pair: Pair<'_>) -> Option<String> {
    let template = options.template.as_ref().filter(|_| options.strategy.is_none())?;
    let names: Vec<&str> = project.strategies_of(template).map(|strategy| strategy.name.as_ref()).collect();
    let used = &pair.strategy().name;
    (names.len() > 1).then(|| {
        format!("INFO: Strategy {used} of {template} is used; it has {}. --strategy chooses.", names.join(", "))
    })
}

/// Personal data in examples: it stands in every row of the format, and is not masked there.
fn personal(format: &str, pair: Pair<'_>, options: &Options) -> Result<Option<String>, Error> {
    let texts = pair.turns().iter().flat_map(|turn| [&turn.user.text, &turn.answer.text]);
    let Some(found) = texts.flat_map(|text| tunesmith_personal::find(text)).next() else { return Ok(None) };
    let (strategy, kind) = (pair.strategy().name.to_string(), found.kind.name());
    if options.mask_personal {
        return Err(Error::PersonalExample { strategy, kind });
    }
    let what = format!(
        "An example of {strategy} holds personal data ({kind}), which stands in every row of the format {format}"
    );
    Ok(Some(format!("WARNING: {what}.")))
}

/// How many examples a format shows.
fn turns(format: &str, pair: Pair<'_>) -> Option<String> {
    let (turns, strategy) = (pair.turns().len(), &pair.strategy().name);
    let noun = if turns == 1 { "example" } else { "examples" };
    (turns > 0).then(|| {
        format!("INFO: Each row of the format {format} begins with {turns} {noun} of {strategy}, a turn of user and assistant each.")
    })
}

/// The template and strategy of the last format, whether it is written or not.
pub(crate) fn last(options: &Options, project: &Project<'_>) -> (String, String) {
    let every = Options { simple_only: false, ..options.clone() };
    let places = asked(&every, project).unwrap_or_default();
    places.last().map(|&place| strategy(&every, project, place, true)).unwrap_or_default()
}
