//! The rules, one file each, named after its code.
//!
//! To add one: write `rules/my_rule.rs` with its [`Rule`] (explanation included) and check function, name it in
//! the list below, and give it a UI case in `tests/fixtures/my-rule/`. What several rules share stands beside this
//! folder: `view` (what they look at), `braces`, `placeholder`, `examples`, `agreement`, `invisible`.

use crate::Level;
use crate::diagnostic::FileFindings;
pub use crate::explain::{explain, explained, page};
use crate::json::Node;
use crate::view::{
    Context, ContractView, NameView, ObjectView, ProjectView, PromptView, StrategyView, TemplateView, TextView,
    ValueView,
};

/// The code of a rule. By a name of its own, since a derived `Deserialize` would borrow a plain `&str` from its input.
pub type Code = &'static str;

/// A kind of finding: its code, its default level, its explanation, and how it is found.
#[derive(Debug)]
pub struct Rule {
    /// Stable kebab-case code.
    pub code: &'static str,
    /// Level unless an option says otherwise.
    pub level: Level,
    /// Whether nothing can be made with such a finding, so that it cannot be allowed.
    pub fixed: bool,
    /// What it means, in a sentence or two.
    pub meaning: &'static str,
    /// Why it matters.
    pub why: &'static str,
    /// An example that has the fault.
    pub wrong: &'static str,
    /// The example, mended.
    pub right: &'static str,
    pub(crate) check: Check,
}

/// What a rule looks at.
pub(crate) enum Check {
    /// Nothing of its own: the stage that reads the file, or the data generator, reports it.
    Elsewhere,
    /// The JSON of any file.
    Json(fn(&Node, &mut FileFindings)),
    /// An object with known keys, in any file but the record schema.
    Object(fn(&ObjectView<'_>, &mut FileFindings)),
    /// A value whose type is known, in any file but the record schema.
    Value(fn(&ValueView<'_>, &mut FileFindings)),
    /// The `name` of a strategy or contract.
    Name(fn(&NameView<'_>, &mut FileFindings)),
    /// A template file as a whole.
    Template(fn(&TemplateView<'_>, &Context<'_>, &mut FileFindings)),
    /// A strategy.
    Strategy(fn(&StrategyView<'_>, &Context<'_>, &mut FileFindings)),
    /// One prompt of a strategy.
    Prompt(fn(&PromptView<'_>, &Context<'_>, &mut FileFindings)),
    /// A contract file as a whole.
    Contract(fn(&ContractView<'_>, &Context<'_>, &mut FileFindings)),
    /// `tunesmith.json` as a whole.
    Project(ProjectCheck),
    /// Any text that reaches a model or a reader: prompts, names, descriptions, constants of targets.
    Text(fn(&TextView<'_>, &mut FileFindings)),
}

impl std::fmt::Debug for Check {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Check::Elsewhere => "Elsewhere",
            Check::Json(_) => "Json",
            Check::Object(_) => "Object",
            Check::Value(_) => "Value",
            Check::Name(_) => "Name",
            Check::Template(_) => "Template",
            Check::Strategy(_) => "Strategy",
            Check::Prompt(_) => "Prompt",
            Check::Contract(_) => "Contract",
            Check::Project(_) => "Project",
            Check::Text(_) => "Text",
        })
    }
}

/// Rules that are looked for elsewhere: name, code, level, whether it is fixed, and the explanation.
macro_rules! rules_elsewhere {
    ($($name:ident: $code:literal $level:ident $fixed:literal
        $meaning:literal
        why $why:literal
        wrong $wrong:literal
        right $right:literal)*) => {
        $(
            #[doc = $meaning]
            pub static $name: $crate::rules::Rule = $crate::rules::Rule {
                code: $code,
                level: $crate::Level::$level,
                fixed: $fixed,
                meaning: $meaning,
                why: $why,
                wrong: $wrong,
                right: $right,
                check: $crate::rules::Check::Elsewhere,
            };
        )*
        /// Every one of them.
        pub(crate) static ALL: &[&$crate::rules::Rule] = &[$(&$name),*];
    };
}

pub mod audit;
pub mod data;
pub mod files;

macro_rules! rules {
    ($($name:ident)*) => {
        $(pub(crate) mod $name;)*
        static RULES: &[&Rule] = &[$(&$name::RULE),*];
    };
}

rules! {
    syntax invalid_utf8 lone_surrogate duplicate_key
    missing_key misspelt_key unknown_key wrong_type empty_prompt no_strategy name_mismatch
    duplicate_strategy identifier_collision
    unknown_placeholder placeholder_case placeholder_spaces positional_placeholder placeholder_conversion
    placeholder_format_spec placeholder_attribute placeholder_index
    unescaped_json unmatched_brace doubled_brace foreign_syntax missing_text label_leak placeholder_in_system_prompt
    prompt_over_budget parameter_range unknown_parameter unknown_response_format
    unknown_response contract_mismatch label_not_mentioned
    faulty_example repeated_example missing_example
    missing_target unknown_target unknown_field placeholder_in_target same_answer mixed_answers
    control_token invisible_character trailing_whitespace tab non_nfc
    bad_allow unneeded_allow
    record_schema no_split no_format no_value unknown_template unknown_strategy split_mismatch name_collision bad_file_name unknown_family
}

/// A look at `tunesmith.json` as a whole.
type ProjectCheck = fn(&ProjectView<'_>, &Context<'_>, &mut FileFindings);

/// The rules that look at `tunesmith.json` as a whole.
pub(crate) fn of_project() -> impl Iterator<Item = (&'static Rule, ProjectCheck)> {
    let both: [(&'static Rule, ProjectCheck); 2] = [
        (&unknown_field::RULE, unknown_field::check_project),
        (&unknown_response::RULE, unknown_response::check_project),
    ];
    let alone = RULES
        .iter()
        .filter_map(|&rule| if let Check::Project(check) = rule.check { Some((rule, check)) } else { None });
    both.into_iter().chain(alone)
}

/// Every rule, in the order of the documentation.
///
/// ```
/// assert!(tunesmith_template::rules::all().any(|rule| rule.code == "syntax"));
/// ```
pub fn all() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().chain(data::ALL).chain(audit::ALL).chain(files::ALL).copied()
}

/// The rules about the files of a project: all but those about data rows.
pub fn templates() -> impl Iterator<Item = &'static Rule> {
    RULES.iter().copied()
}

/// Reads the code of a rule that there is, for `#[serde(deserialize_with)]`: the writer may be of another version.
///
/// # Errors
/// When no rule has the code.
pub fn read_code<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Code, D::Error> {
    let code = <String as serde::Deserialize>::deserialize(deserializer)?;
    let unknown = || serde::de::Error::custom(format!("there is no finding `{code}`"));
    find(&code).map(|rule| rule.code).ok_or_else(unknown)
}

/// The rule with this code.
pub fn find(code: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.code == code)
}

/// The help line that lists what may stand there.
pub(crate) fn list<'n>(what: &str, names: impl IntoIterator<Item = &'n str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    format!("{what}: {}", if names.is_empty() { "none".to_owned() } else { names.join(", ") })
}
