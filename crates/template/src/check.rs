//! All stages over all files: every finding of a run, and the model where there are no errors.

use tunesmith_runtime::{Pair, Project};

use crate::answer::ContractModel;
use crate::diagnostic::{FileReport, Findings};
use crate::json::{self, Node, ProblemKind};
use crate::rules::{self, Check};
use crate::view::{Context, ContractView, Parts, ProjectView, StrategyView, TemplateView, members};
use crate::{
    Contract, Diagnostic, Field, Level, Levels, Schema, Settings, Source, Span, Strategy, Text, lower,
    module_identifier, project_file, schema_file,
};

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
    /// Which strategy agrees with which contract, by their places; its own contract comes first.
    pub pairs: Vec<(usize, usize)>,
    /// Every file with its findings: `tunesmith.json`, schema, contracts, templates.
    pub reports: Vec<FileReport>,
    /// Name of the template that is not under `templates/`, if there is one.
    pub outside: Option<String>,
}

impl Checked {
    /// Whether any finding is an error: then nothing may be made.
    pub fn has_errors(&self) -> bool {
        self.reports.iter().any(FileReport::has_errors)
    }

    /// The pairs of strategies and contracts that agree.
    pub fn checked_pairs(&self) -> Vec<Pair<'_>> {
        let pair = |&(strategy, contract): &(usize, usize)| {
            tunesmith_runtime::generated::pair(&self.schema, &self.strategies[strategy], &self.contracts[contract])
        };
        self.pairs.iter().map(pair).collect()
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

/// The strategy that a run uses in its last format.
struct Used<'c> {
    template: String,
    strategy: String,
    response: Option<&'c str>,
}

impl<'c> Used<'c> {
    fn new(root: &Node, choice: Option<&'c Choice>, templates: &[TemplateFile]) -> Option<Used<'c>> {
        let choice = choice?;
        let last = ProjectView { root }.formats().last();
        let own = |key| last?.get(key)?.text().map(|text| text.value().to_owned());
        let template = choice.template.clone().or_else(|| own("template"))?;
        let only = || {
            let file = templates.iter().find(|file| file.name == template)?;
            let root = json::parse(file.source.text()).root?;
            let view = TemplateView::new(&root);
            if let [only] = view.strategies.as_slice() { Some(only.key.value().to_owned()) } else { None }
        };
        let strategy = choice.strategy.clone().or_else(|| choice.template.is_some().then(only).flatten());
        let strategy = strategy.or_else(|| own("strategy"))?;
        Some(Used { template, strategy, response: choice.response.as_deref() })
    }
}

struct Checker<'c> {
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
    schema_findings: Findings,
    project_findings: Findings,
    reports: Vec<FileReport>,
}

impl<'c> Checker<'c> {
    fn new(files: &'c Files, levels: &'c Levels) -> Checker<'c> {
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
            schema_findings: Findings::default(),
            project_findings: Findings::default(),
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
            file: None,
        }
    }

    /// Reads `tunesmith.json` and the record schema; what other files are needed for is checked at the end.
    fn read_project(&mut self) -> Option<Node> {
        let findings = &mut self.project_findings;
        let root = parse(&self.files.project, findings)?;
        check_json(&root, findings);
        let view = ProjectView { root: &root };
        check_parts(&view.parts(), findings);
        self.default_response = view.text("response").map(|text| text.value().to_owned());
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

    fn check_contracts(&mut self) {
        let names = self.contract_names.clone();
        for (index, source) in self.files.responses.iter().enumerate() {
            let same = |other: &&String| module_identifier(other) == module_identifier(&names[index]);
            let twin = names[..index].iter().find(same);
            let (contract, report) = check_contract(source, twin, &self.context(), self.levels);
            self.contracts.extend(contract);
            self.reports.push(report);
        }
    }

    fn check_templates(&mut self, used: Option<&Used<'_>>) {
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
        let mut findings = Findings::default();
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
    fn check_project(&mut self, root: Option<&Node>) {
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

    fn finish(self) -> Checked {
        let report = |source: &Source, findings: Findings| FileReport {
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

/// The names of a template's strategies; none where the file is too broken to tell.
fn strategy_names(view: Option<&TemplateView<'_>>, report: &FileReport) -> Vec<String> {
    let broken = report.diagnostics.iter().any(|finding| finding.code == rules::syntax::RULE.code);
    let strategies = view.filter(|_| !broken).and_then(|view| view.root.get("strategies"));
    members(strategies).map(|member| member.key.value().to_owned()).collect()
}

/// Whether a file is no sound JSON, so that more may have been meant than can be read.
fn is_broken(findings: &Findings) -> bool {
    findings.all.iter().any(|finding| finding.code == rules::syntax::RULE.code)
}

/// Makes warnings of the errors in strategies that a run does not use; returns which of these have any.
fn spare_unused(view: &TemplateView<'_>, used: Option<&Used<'_>>, findings: &mut [Diagnostic]) -> Vec<bool> {
    let spare = |strategy: &StrategyView<'_>| {
        let is_used = used.is_some_and(|used| used.strategy == strategy.key.value());
        let inside = |span: Span| strategy.key.span().start <= span.start && span.start < strategy.node.span.end;
        let mut faulty = false;
        for finding in findings.iter_mut().filter(|finding| finding.level == Level::Deny && inside(finding.span)) {
            faulty = true;
            finding.level = if is_used { Level::Deny } else { Level::Warn };
        }
        faulty
    };
    view.strategies.iter().map(spare).collect()
}

/// The sound strategies of a template, each with the contracts that it agrees with, its own first.
fn lower_template(
    view: &TemplateView<'_>,
    file: &TemplateFile,
    faulty: &[bool],
    context: &Context<'_>,
    levels: &Levels,
) -> Vec<(Strategy, Vec<usize>)> {
    let sha256 = lower::sha256(&file.source);
    let mut strategies = Vec::new();
    for (index, strategy) in view.strategies.iter().enumerate() {
        if faulty.get(index).copied().unwrap_or(false) {
            continue;
        }
        let Some(lowered) = lower::strategy(strategy, file, &sha256, context) else { continue };
        let agrees = |model: &ContractModel| {
            model.contract.name == lowered.response || agrees(view, strategy, &model.contract.name, context, levels)
        };
        let agreeing = context.contracts.iter().enumerate().filter(|(_, model)| agrees(model));
        let mut contracts: Vec<usize> = agreeing.map(|(place, _)| place).collect();
        contracts.sort_by_key(|&place| context.contracts[place].contract.name != lowered.response);
        strategies.push((lowered, contracts));
    }
    strategies
}

/// Whether a strategy's prompts and a contract that is not its own go together. Nobody reads warnings about a pair that
/// nobody asked for, so one that is not allowed keeps it from being made.
fn agrees(
    template: &TemplateView<'_>,
    strategy: &StrategyView<'_>,
    response: &str,
    context: &Context<'_>,
    levels: &Levels,
) -> bool {
    let mut findings = Findings::default();
    check_strategy(strategy, &Context { response: Some(response), ..*context }, &mut findings);
    rules::unneeded_allow::apply(&[template.root, strategy.node], &mut findings);
    let lowered = |code| rules::find(code).is_some_and(|rule| rule.level == Level::Deny);
    let objects = |finding: &Diagnostic| finding.level == Level::Deny || !lowered(finding.code);
    let unneeded = rules::unneeded_allow::RULE.code;
    !findings.finish(levels).iter().any(|finding| finding.code != unneeded && objects(finding))
}

fn check_contract(
    source: &Source,
    twin: Option<&String>,
    context: &Context<'_>,
    levels: &Levels,
) -> (Option<ContractModel>, FileReport) {
    let mut findings = Findings::default();
    if let Some(twin) = twin {
        report_twins(twin, stem(source.path()), &mut findings);
    }
    let root = parse(source, &mut findings);
    let view = root.as_ref().map(|root| ContractView { root, stem: stem(source.path()) });
    if let Some(view) = &view {
        check_json(view.root, &mut findings);
        check_parts(&view.parts(), &mut findings);
        for rule in rules::all() {
            if let Check::Contract(check) = rule.check {
                findings.set_rule(rule);
                check(view, context, &mut findings);
            }
        }
        rules::unneeded_allow::apply(&[view.root], &mut findings);
    }
    let report = FileReport { source: source.clone(), diagnostics: findings.finish(levels) };
    let contract =
        view.filter(|_| !report.has_errors()).and_then(|view| lower::contract(&view, source, context.schema));
    (contract, report)
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
            Check::Prompt(check) => {
                let prompts = view.strategies.iter().flat_map(|strategy| &strategy.prompts);
                prompts.for_each(|prompt| check(prompt, context, findings));
            }
            _ => {}
        }
    }
    view.strategies.iter().for_each(|strategy| check_strategy(strategy, context, findings));
}

/// The rules for a strategy together with its contract.
fn check_strategy(strategy: &StrategyView<'_>, context: &Context<'_>, findings: &mut Findings) {
    for rule in rules::all() {
        if let Check::Strategy(check) = rule.check {
            findings.set_rule(rule);
            check(strategy, context, findings);
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

/// The rules for what files have in common.
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
        if let Some((span, label)) = problem.label {
            finding.label(span, label);
        }
    }
    parsed.root
}
