//! All stages over all files: every finding of a run, and the model where there are no errors.

mod checker;
mod pairs;
mod run_rules;
mod used;

use tunesmith_runtime::{Pair, Project, Turn};

use crate::diagnostic::FileReport;
use crate::{Contract, Levels, Schema, Settings, Source, Strategy, module_identifier};

use checker::Checker;
use used::Used;

/// The files of a project, read.
#[derive(Clone, Debug)]
pub struct Files {
    /// `tunesmith.json`.
    pub project: Source,
    /// Schema of the record.
    pub schema: Source,
    /// Response contracts.
    pub responses: Vec<Source>,
    /// Templates.
    pub templates: Vec<TemplateFile>,
}

/// A template and how it is used.
#[derive(Clone, Debug)]
pub struct TemplateFile {
    /// The file.
    pub source: Source,
    /// Path under `templates/`, or as given for one from outside: the name it is looked up by.
    pub name: String,
    /// Whether it is from outside: then only the strategy that a run uses can fail it.
    pub outside: bool,
    /// The contract that its strategies are trained towards, whatever they say themselves.
    pub response: Option<String>,
}

/// What a run puts in the place of the last format's own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// Name of the template.
    pub template: Option<String>,
    /// Name of the strategy.
    pub strategy: Option<String>,
    /// Name of the contract.
    pub response: Option<String>,
}

/// What [`check()`] found and made.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Schema of the record, with the derived values; empty where it has errors.
    pub schema: Schema,
    /// What `tunesmith.json` says of input and output; empty where it has errors.
    pub settings: Settings,
    /// The contracts without errors, by file.
    pub contracts: Vec<Contract>,
    /// The strategies without errors, by template, in the order of the file.
    pub strategies: Vec<Strategy>,
    /// Which strategy agrees with which contract; its own contract comes first.
    pub pairs: Vec<Agreed>,
    /// Every file with its findings: `tunesmith.json`, schema, contracts, templates.
    pub reports: Vec<FileReport>,
    /// Name of the template that is not under `templates/`, if there is one.
    pub outside: Option<String>,
}

/// A strategy and a contract that agree.
#[derive(Clone, Debug)]
pub struct Agreed {
    /// Place of the strategy.
    pub strategy: usize,
    /// Place of the contract.
    pub contract: usize,
    /// The turns of the strategy's examples, as the contract answers them.
    pub turns: Vec<Turn>,
}

impl Checked {
    /// Whether any finding is an error: then nothing may be made.
    pub fn has_errors(&self) -> bool {
        self.reports.iter().any(FileReport::has_errors)
    }

    /// The pairs of strategies and contracts that agree.
    pub fn checked_pairs(&self) -> Vec<Pair<'_>> {
        fn pair<'c>(checked: &'c Checked, agreed: &'c Agreed) -> Pair<'c> {
            let (strategy, contract) = (&checked.strategies[agreed.strategy], &checked.contracts[agreed.contract]);
            tunesmith_runtime::generated::pair(&checked.schema, strategy, contract, &agreed.turns)
        }
        self.pairs.iter().map(|agreed| pair(self, agreed)).collect()
    }

    /// Hands the project to `use_it`, as generated code has it as a constant.
    pub fn with_project<T>(&self, use_it: impl FnOnce(&Project<'_>) -> T) -> T {
        let contracts: Vec<&Contract> = self.contracts.iter().collect();
        let pairs = self.checked_pairs();
        let outside = self.outside.as_deref();
        use_it(&Project {
            schema: &self.schema,
            settings: &self.settings,
            contracts: &contracts,
            pairs: &pairs,
            outside,
        })
    }
}

/// Checks every file and makes the model; `choice` is what the run that asks will use, where it is known.
///
/// ```
/// use tunesmith_template::{Levels, check, doc};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", r#"{"strategies": {}}"#);
/// let checked = check(&files, &Levels::default(), None);
/// assert!(checked.has_errors());
/// assert!(checked.reports.iter().flat_map(|report| &report.diagnostics).any(|finding| finding.code == "no-strategy"));
/// ```
pub fn check(files: &Files, levels: &Levels, choice: Option<&Choice>) -> Checked {
    let mut checker = Checker::new(files, levels);
    let project = checker.read_project();
    checker.check_contracts();
    let used = project.as_ref().and_then(|root| Used::new(root, choice, &files.templates));
    checker.check_templates(used.as_ref());
    checker.check_project(project.as_ref());
    checker.finish()
}

/// The module that a template's generated code stands in, folder by folder.
pub fn module_path(name: &str) -> Vec<String> {
    name.trim_end_matches(".json").split('/').map(module_identifier).collect()
}

/// File name without folder and `.json`.
pub(crate) fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".json").unwrap_or(file)
}
