//! All stages over all files: every finding of a run, and the model where there are no errors.

use crate::diagnostic::{FileReport, Findings};
use crate::json::{self, Node, ProblemKind};
use crate::rules::{self, Check};
use crate::view::{Context, ContractView, Parts, TemplateView};
use crate::{Contract, Levels, RecordSchema, Source, Span, Strategy, lower, module_identifier, schema_file};

/// The files of a project, read.
#[derive(Clone, Debug)]
pub struct Files {
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
    /// `--response`: the contract that its strategies are trained towards, whatever they say themselves.
    pub response: Option<String>,
}

/// What [`check()`] found and made.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Schema of the record; empty where the schema has errors.
    pub schema: RecordSchema,
    /// The contracts without errors, by file.
    pub contracts: Vec<Contract>,
    /// The strategies of the templates without errors, by template, in the order of the file.
    pub strategies: Vec<Strategy>,
    /// Every file with its findings, schema first, then contracts, then templates.
    pub reports: Vec<FileReport>,
}

impl Checked {
    /// Whether any finding is an error: then nothing may be made.
    pub fn has_errors(&self) -> bool {
        self.reports.iter().any(FileReport::has_errors)
    }
}

/// Checks every file and makes the model.
///
/// ```
/// use tunesmith_template::{Files, Levels, check, doc};
///
/// let mut files = doc::files();
/// files.templates[0].source = tunesmith_template::Source::new("t.json", r#"{"strategies": {}}"#);
/// let checked = check(&files, &Levels::default());
/// assert!(checked.has_errors());
/// assert_eq!(checked.reports[2].diagnostics[0].code, "no-strategy");
/// ```
pub fn check(files: &Files, levels: &Levels) -> Checked {
    let (schema, schema_report) = check_schema(&files.schema, levels);
    let mut reports = vec![schema_report];
    let mut contracts = Vec::new();
    let names: Vec<String> = files.responses.iter().map(|source| stem(source.path()).to_owned()).collect();
    for (index, source) in files.responses.iter().enumerate() {
        let context = Context { schema: &schema, contracts: &[], contract_names: &names, response: None };
        let same = |other: &&String| module_identifier(other) == module_identifier(&names[index]);
        let twin = names[..index].iter().find(same);
        let (contract, report) = check_contract(source, twin, &context, levels);
        contracts.extend(contract);
        reports.push(report);
    }
    let mut strategies = Vec::new();
    for (index, file) in files.templates.iter().enumerate() {
        let context = Context {
            schema: &schema,
            contracts: &contracts,
            contract_names: &names,
            response: file.response.as_deref(),
        };
        let twin = files.templates[..index]
            .iter()
            .find(|other| module_path(other.source.path()) == module_path(file.source.path()));
        let (made, report) = check_template(file, twin, &context, levels);
        strategies.extend(made);
        reports.push(report);
    }
    Checked { schema, contracts, strategies, reports }
}

/// The module that a template's generated code stands in, folder by folder.
pub fn module_path(name: &str) -> Vec<String> {
    name.trim_end_matches(".json").split('/').map(module_identifier).collect()
}

/// File name without folder and `.json`.
fn stem(path: &str) -> &str {
    let file = path.rsplit(['/', '\\']).next().unwrap_or(path);
    file.strip_suffix(".json").unwrap_or(file)
}

fn check_schema(source: &Source, levels: &Levels) -> (RecordSchema, FileReport) {
    let mut findings = Findings::default();
    let root = parse(source, &mut findings);
    if let Some(root) = &root {
        check_json(root, &mut findings);
    }
    let schema = root.and_then(|root| schema_file::read(&root, &mut findings));
    let report = FileReport { source: source.clone(), diagnostics: findings.finish(levels) };
    let schema = schema.filter(|_| !report.has_errors());
    (schema.unwrap_or_else(|| RecordSchema::new(Vec::new())), report)
}

fn check_contract(
    source: &Source,
    twin: Option<&String>,
    context: &Context<'_>,
    levels: &Levels,
) -> (Option<Contract>, FileReport) {
    let mut findings = Findings::default();
    if let Some(twin) = twin {
        report_twins(twin, stem(source.path()), &mut findings);
    }
    let root = parse(source, &mut findings);
    if let Some(root) = &root {
        let view = ContractView { root, stem: stem(source.path()) };
        check_json(root, &mut findings);
        check_parts(&view.parts(), &mut findings);
        for rule in rules::all() {
            if let Check::Contract(check) = rule.check {
                findings.set_rule(rule);
                check(&view, context, &mut findings);
            }
        }
        rules::unneeded_allow::apply(&[root], &mut findings);
    }
    let report = FileReport { source: source.clone(), diagnostics: findings.finish(levels) };
    let contract =
        root.filter(|_| !report.has_errors()).and_then(|root| lower::contract(&root, source, context.schema));
    (contract, report)
}

fn check_template(
    file: &TemplateFile,
    twin: Option<&TemplateFile>,
    context: &Context<'_>,
    levels: &Levels,
) -> (Vec<Strategy>, FileReport) {
    let mut findings = Findings::default();
    if let Some(twin) = twin {
        report_twins(&twin.name, &file.name, &mut findings);
    }
    let root = parse(&file.source, &mut findings);
    if let Some(root) = &root {
        let view = TemplateView::new(root);
        check_view(&view, context, &mut findings);
        let strategies = view.strategies.iter().map(|strategy| strategy.node);
        let scopes: Vec<&Node> = std::iter::once(root).chain(strategies).collect();
        rules::unneeded_allow::apply(&scopes, &mut findings);
    }
    let report = FileReport { source: file.source.clone(), diagnostics: findings.finish(levels) };
    let root = root.filter(|_| !report.has_errors());
    let strategies = root.map(|root| lower::strategies(&TemplateView::new(&root), file, context)).unwrap_or_default();
    (strategies, report)
}

/// Two files of one module name.
fn report_twins(first: &str, second: &str, findings: &mut Findings) {
    findings.set_rule(&rules::identifier_collision::RULE);
    let message = format!("`{first}` and `{second}` become the same Rust module");
    findings.add(Span::at(0), message).help("rename one of the two files");
}

fn check_view(view: &TemplateView<'_>, context: &Context<'_>, findings: &mut Findings) {
    check_json(view.root, findings);
    check_parts(&view.parts(), findings);
    for rule in rules::all() {
        findings.set_rule(rule);
        match rule.check {
            Check::Template(check) => check(view, context, findings),
            Check::Strategy(check) => view.strategies.iter().for_each(|strategy| check(strategy, context, findings)),
            Check::Prompt(check) => {
                let prompts = view.strategies.iter().flat_map(|strategy| &strategy.prompts);
                prompts.for_each(|prompt| check(prompt, context, findings));
            }
            _ => {}
        }
    }
}

/// The rules for any JSON file.
fn check_json(root: &Node, findings: &mut Findings) {
    for rule in rules::all() {
        if let Check::Json(check) = rule.check {
            findings.set_rule(rule);
            check(root, findings);
        }
    }
}

/// The rules for what templates and contracts have in common.
fn check_parts(parts: &Parts<'_>, findings: &mut Findings) {
    for rule in rules::all() {
        findings.set_rule(rule);
        match rule.check {
            Check::Object(check) => parts.objects.iter().for_each(|object| check(object, findings)),
            Check::Value(check) => parts.values.iter().for_each(|value| check(value, findings)),
            Check::Name(check) => parts.names.iter().for_each(|name| check(name, findings)),
            Check::Text(check) => parts.texts.iter().for_each(|text| check(text, findings)),
            _ => {}
        }
    }
}

/// Text to JSON; no value where the text is too broken to look into.
fn parse(source: &Source, findings: &mut Findings) -> Option<Node> {
    if let Some(at) = source.invalid_utf8() {
        findings.set_rule(&rules::invalid_utf8::RULE);
        findings.add(Span::at(at), "this byte is not UTF-8").help("save the file as UTF-8");
        return None;
    }
    let parsed = json::parse(source.text());
    for problem in parsed.problems {
        findings.set_rule(match problem.kind {
            ProblemKind::Syntax => &rules::syntax::RULE,
            ProblemKind::LoneSurrogate => &rules::lone_surrogate::RULE,
        });
        let finding = findings.add(problem.span, problem.message);
        finding.help.extend(problem.help);
        finding.labels.extend(problem.label.map(|(span, label)| (span, label.to_owned())));
    }
    parsed.root
}
