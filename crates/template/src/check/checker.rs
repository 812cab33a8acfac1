//! One file after another: the project and its schema first, for all others stand on them.

use super::pairs::lower_template;
use super::run_rules::{self, check_json, check_parts, check_strategy, check_view, parse};
use super::used::{Used, spare_unused};
use super::{Checked, Files, TemplateFile, module_path, stem};
use crate::answer::ContractModel;
use crate::diagnostic::{FileFindings, FileReport};
use crate::json::Node;
use crate::rules;
use crate::view::{Context, ContractView, ProjectView, TemplateView, members};
use crate::{
    Field, Levels, Schema, Settings, Source, Span, Strategy, Text, lower, module_identifier, project_file, schema_file,
};

pub(super) struct Checker<'c> {
    files: &'c Files,
    levels: &'c Levels,
    schema: Schema,
    settings: Settings,
    default_response: Option<String>,
    default_is_meant: bool,
    contract_names: Vec<String>,
    contracts: Vec<ContractModel>,
    /// The templates of the project, each with its strategies; with none where they cannot be read.
    templates: Vec<(String, Vec<String>)>,
    strategies: Vec<Strategy>,
    pairs: Vec<(usize, usize)>,
    schema_findings: FileFindings,
    project_findings: FileFindings,
    reports: Vec<FileReport>,
}

impl<'c> Checker<'c> {
    pub(super) fn new(files: &'c Files, levels: &'c Levels) -> Checker<'c> {
        Checker {
            files,
            levels,
            schema: Schema::default(),
            settings: Settings::default(),
            default_response: None,
            default_is_meant: true,
            contract_names: files.responses.iter().map(|source| stem(source.path()).to_owned()).collect(),
            contracts: Vec::new(),
            templates: Vec::new(),
            strategies: Vec::new(),
            pairs: Vec::new(),
            schema_findings: FileFindings::default(),
            project_findings: FileFindings::default(),
            reports: Vec::new(),
        }
    }

    fn context(&self) -> Context<'_> {
        Context {
            schema: &self.schema,
            contracts: &self.contracts,
            contract_names: &self.contract_names,
            default_response: self.default_response.as_deref(),
            default_is_meant: self.default_is_meant,
            response: None,
            templates: &self.templates,
            max_tokens: self.settings.max_tokens,
            file: None,
        }
    }

    /// Reads `tunesmith.json` and the record schema; what other files are needed for is checked at the end.
    pub(super) fn read_project(&mut self) -> Option<Node> {
        let findings = &mut self.project_findings;
        let root = parse(&self.files.project, findings)?;
        check_json(&root, findings);
        let view = ProjectView { root: &root };
        check_parts(&view.parts(), findings);
        self.default_response = view.text("response").map(|text| text.value().to_owned());
        self.settings.max_tokens = project_file::max_tokens(&view);
        let broken = is_broken(findings);
        self.default_is_meant = view.is_meant("response", broken);
        let values_are_open = view.values_are_open(broken);
        let fields = view.text("record").and_then(|record| self.read_schema(record)).filter(|_| !values_are_open);
        self.schema = fields.map(|it| project_file::schema(&view, it)).unwrap_or_default();
        Some(root)
    }

    /// The fields of the record; none where the schema has errors or is not there, so that nothing else is said of them.
    fn read_schema(&mut self, record: &Text) -> Option<Vec<Field>> {
        let source = &self.files.schema;
        if let Some(reason) = source.unreadable_because() {
            self.project_findings.set_rule(&rules::record_schema::RULE);
            let message = format!("cannot read `{}`: {reason}", source.path());
            self.project_findings
                .add(record.span(), message)
                .help("paths are relative to the folder of `tunesmith.json`");
            return None;
        }
        let root = parse(source, &mut self.schema_findings)?;
        check_json(&root, &mut self.schema_findings);
        let fields = schema_file::read(&root, &mut self.schema_findings);
        fields.filter(|_| self.schema_findings.all.is_empty())
    }

    pub(super) fn check_contracts(&mut self) {
        let names = self.contract_names.clone();
        for (index, source) in self.files.responses.iter().enumerate() {
            let same = |other: &&String| module_identifier(other) == module_identifier(&names[index]);
            let twin = names[..index].iter().find(same);
            let (contract, report) = check_contract(source, twin, &self.context(), self.levels);
            self.contracts.extend(contract);
            self.reports.push(report);
        }
    }

    pub(super) fn check_templates(&mut self, used: Option<&Used<'_>>) {
        let files = &self.files.templates;
        for (index, file) in files.iter().enumerate() {
            let path = module_path(file.source.path());
            let twin = files[..index].iter().find(|other| module_path(other.source.path()) == path);
            let used = used.filter(|used| used.template == file.name);
            self.check_template(file, twin, used);
        }
    }

    fn check_template(&mut self, file: &TemplateFile, twin: Option<&TemplateFile>, used: Option<&Used<'_>>) {
        let context = Context { response: file.response.as_deref(), file: Some(file), ..self.context() };
        let mut findings = FileFindings::default();
        if let Some(twin) = twin {
            report_twins(&twin.name, &file.name, &mut findings);
        }
        let root = parse(&file.source, &mut findings);
        let view = root.as_ref().map(TemplateView::new);
        if let Some(view) = &view {
            check_view(view, &context, &mut findings);
            if let Some((strategy, response)) =
                used.and_then(|used| Some((view.strategy(&used.strategy)?, used.response?)))
            {
                let context = Context { response: Some(response), ..context };
                check_strategy(strategy, &context, &mut findings);
            }
            let scopes: Vec<&Node> =
                std::iter::once(view.root).chain(view.strategies.iter().map(|it| it.node)).collect();
            rules::unneeded_allow::apply(&scopes, &mut findings);
        }
        let mut report = FileReport { source: file.source.clone(), diagnostics: findings.finish(self.levels) };
        let faulty = match &view {
            Some(view) if file.outside => spare_unused(view, used, &mut report.diagnostics),
            _ => Vec::new(),
        };
        let sound = view.as_ref().filter(|_| !report.has_errors());
        let strategies = sound.map(|view| lower_template(view, file, &faulty, &context, self.levels));
        for (strategy, contracts) in strategies.unwrap_or_default() {
            let place = self.strategies.len();
            self.pairs.extend(contracts.into_iter().map(|contract| (place, contract)));
            self.strategies.push(strategy);
        }
        // A format names templates of the project alone.
        if !file.outside {
            self.templates.push((file.name.clone(), strategy_names(view.as_ref(), &report)));
        }
        self.reports.push(report);
    }

    /// The rules for `tunesmith.json` as a whole, now that the other files are known.
    pub(super) fn check_project(&mut self, root: Option<&Node>) {
        let Some(root) = root else { return };
        let view = ProjectView { root };
        let mut findings = std::mem::take(&mut self.project_findings);
        for (rule, check) in rules::of_project() {
            findings.set_rule(rule);
            check(&view, &self.context(), &mut findings);
        }
        rules::unneeded_allow::apply(&[root], &mut findings);
        self.project_findings = findings;
        self.settings = project_file::settings(&view, &self.files.project, &self.schema).unwrap_or_default();
    }

    pub(super) fn finish(self) -> Checked {
        let report = |source: &Source, findings: FileFindings| FileReport {
            source: source.clone(),
            diagnostics: findings.finish(self.levels),
        };
        let mut reports =
            vec![report(&self.files.project, self.project_findings), report(&self.files.schema, self.schema_findings)];
        reports.extend(self.reports);
        let outside = self.files.templates.iter().find(|file| file.outside).map(|file| file.name.clone());
        Checked {
            schema: self.schema,
            settings: self.settings,
            contracts: self.contracts.into_iter().map(|model| model.contract).collect(),
            strategies: self.strategies,
            pairs: self.pairs,
            reports,
            outside,
        }
    }
}

/// A contract file with its findings, and the model where none is an error.
fn check_contract(
    source: &Source,
    twin: Option<&String>,
    context: &Context<'_>,
    levels: &Levels,
) -> (Option<ContractModel>, FileReport) {
    let mut findings = FileFindings::default();
    if let Some(twin) = twin {
        report_twins(twin, stem(source.path()), &mut findings);
    }
    let root = parse(source, &mut findings);
    let view = root.as_ref().map(|root| ContractView { root, stem: stem(source.path()) });
    if let Some(view) = &view {
        run_rules::check_contract(view, context, &mut findings);
    }
    let report = FileReport { source: source.clone(), diagnostics: findings.finish(levels) };
    let contract =
        view.filter(|_| !report.has_errors()).and_then(|view| lower::contract(&view, source, context.schema));
    (contract, report)
}

/// The names of a template's strategies; none where the file is too broken to tell.
fn strategy_names(view: Option<&TemplateView<'_>>, report: &FileReport) -> Vec<String> {
    let broken = report.diagnostics.iter().any(|finding| finding.code == rules::syntax::RULE.code);
    let strategies = view.filter(|_| !broken).and_then(|view| view.root.get("strategies"));
    members(strategies).map(|member| member.key.value().to_owned()).collect()
}

/// Whether a file is no sound JSON, so that more may have been meant than can be read.
fn is_broken(findings: &FileFindings) -> bool {
    findings.all.iter().any(|finding| finding.code == rules::syntax::RULE.code)
}

/// Two files of one module name.
fn report_twins(first: &str, second: &str, findings: &mut FileFindings) {
    findings.set_rule(&rules::identifier_collision::RULE);
    let message = format!("`{first}` and `{second}` become the same Rust module");
    findings.add(Span::at(0), message).help("rename one of the two files");
}
