//! Prompts against contracts, and contracts by themselves, in the example project.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use tunesmith_template::{
    Diagnostic, FileReport, Files, Levels, Source, TemplateFile, apply_fixes, check, doc, new_response,
};

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

fn template(system_prompt: &str, user_template: &str) -> String {
    let (system_prompt, user_template) = (quoted(system_prompt), quoted(user_template));
    format!(
        "{{\"strategies\": {{\n  \"s\": {{\n    \"name\": \"s\",\n    \"description\": \"d\",\n    \"system_prompt\": {system_prompt},\n    \"user_template\": {user_template}\n  }}\n}}}}\n"
    )
}

/// The example project with another template and with contracts `c`, `d` and so on, of which the first is the default.
fn project(template: &str, contracts: &[&str]) -> Files {
    let mut files = doc::files();
    if !contracts.is_empty() {
        files.project = Source::new("tunesmith.json", files.project.text().replace("\"routing\"", "\"c\""));
        files.responses.clear();
    }
    for (name, body) in ["c", "d", "e"].into_iter().zip(contracts) {
        let text = format!("{{\"name\": \"{name}\", \"description\": \"d\", {body}}}");
        files.responses.push(Source::new(format!("templates/responses/{name}.json"), text));
    }
    let source = Source::new("t.json", template);
    files.templates = vec![TemplateFile { source, name: "t.json".to_owned(), outside: false, response: None }];
    files
}

/// Targets for the two labels of the example project.
fn targets(billing: &str, technical: &str) -> String {
    format!(r#""label": "queue", "targets": {{"billing": {billing}, "technical": {technical}}}"#)
}

fn template_report(files: &Files) -> FileReport {
    check(files, &Levels::default(), None).reports.pop().unwrap()
}

fn shown(findings: &[Diagnostic]) -> Vec<String> {
    findings.iter().map(|finding| format!("{}: {}", finding.code, finding.message)).collect()
}

#[track_caller]
fn check_prompts(contract: &str, system_prompt: &str, user_template: &str, expected: &[&str]) {
    let report = template_report(&project(&template(system_prompt, user_template), &[contract]));
    assert_eq!(shown(&report.diagnostics), expected);
}

/// The findings of a contract file by itself.
#[track_caller]
fn check_contract(body: &str, expected: &[&str]) {
    let report = contract_report(&project(&template("billing or technical", "{body}"), &[body]));
    assert_eq!(shown(&report.diagnostics), expected);
}

fn contract_report(files: &Files) -> FileReport {
    let checked = check(files, &Levels::default(), None);
    checked.reports.into_iter().find(|report| report.source.path().ends_with("/c.json")).unwrap()
}

const FLAT: &str = r#""label": "queue", "targets": {
  "billing": {"queue": "billing", "why": {"field": "solved_by"}}, "technical": {"queue": "technical"}}"#;
const NESTED: &str = r#""label": "queue", "targets": {
  "billing": {"verdict": {"queue": "billing"}, "steps": [{"do": "refund", "by": "us"}]},
  "technical": {"verdict": {"queue": "technical"}, "steps": [{"do": "call"}]}}"#;
const TEXT: &str = r#""label": "queue", "targets": {"billing": "billing", "technical": "tech"}"#;

#[test]
fn keys_and_labels_are_judged_at_any_depth() {
    let agrees = r#"{"verdict": {"queue": "billing|technical"}, "steps": [{"do": "refund|call", "by": "…"}]}"#;
    check_prompts(NESTED, agrees, "{body}", &[]);
    check_prompts(
        NESTED,
        &agrees.replace("|technical", "|other"),
        "{body} technical",
        &["contract-mismatch: response contract `c` has no label `other` for `verdict.queue`"],
    );
    check_prompts(
        NESTED,
        &agrees.replace("\"by\"", "\"bye\""),
        "{body}",
        &["contract-mismatch: response contract `c` has no key `bye` in `steps`; did you mean `by`?"],
    );
    check_prompts(
        FLAT,
        r#"{"queue": "billing", "why": {"code": 1}} or technical"#,
        "{body}",
        &["contract-mismatch: response contract `c` has no object in `why`"],
    );
}

#[test]
fn a_schema_is_judged_at_any_depth() {
    let schema = |label: &str| {
        format!(
            r#"{{"type": "object", "properties": {{"verdict": {{"type": "object", "properties": {{"queue": {{"enum": ["billing", "{label}"]}}}}}},
              "steps": {{"type": "array", "items": {{"type": "object", "properties": {{"do": {{"type": "string"}}}}}}}}}}}} refund call technical"#
        )
    };
    check_prompts(NESTED, &schema("technical"), "{body}", &[]);
    check_prompts(
        NESTED,
        &schema("other"),
        "{body}",
        &["contract-mismatch: response contract `c` has no label `other` for `verdict.queue`"],
    );
    check_prompts(FLAT, r#"{"queue": {"type": "string", "enum": ["billing", "technical"]}}"#, "{body}", &[]);
}

#[test]
fn every_object_is_judged_but_the_input_and_what_stands_beside_an_answer() {
    let answer = r#"{"queue": "billing"} or {"queue": "technical"}"#;
    let tool = r#"{"tool": "search"}"#;
    let unknown = &["contract-mismatch: response contract `c` has no key `tool`"];
    check_prompts(FLAT, &format!("{tool} {answer}"), "{body}", &[]);
    check_prompts(FLAT, tool, &format!("{{body}} {}", answer.replace('{', "{{").replace('}', "}}")), unknown);
    check_prompts(FLAT, answer, "{{\"ticket\": \"{body}\", \"why\": 1}}", &[]);
    check_prompts(FLAT, &format!(r#"{{"body": "I paid twice", "why": 1}} -> {answer}"#), "{body}", &[]);
    check_prompts(FLAT, r#"{"input": {"a": 1}, "output": {"queue": "billing"}} technical"#, "{body}", &[]);
    check_prompts(
        FLAT,
        r#"{"result": {"queue": "billing"}} technical"#,
        "{body}",
        &["contract-mismatch: response contract `c` has no key `result`"],
    );
    check_prompts(
        FLAT,
        r#"{"queue": "billing"} or {"queue": "other"}, technical"#,
        "{body}",
        &["contract-mismatch: response contract `c` has no label `other` for `queue`"],
    );
}

#[test]
fn json_with_single_braces_is_a_finding_of_its_own() {
    let report = template_report(&project(&template("billing or technical", r#"{body} {"tool": 1}"#), &[FLAT]));
    assert_eq!(report.diagnostics.iter().map(|finding| finding.code).collect::<Vec<_>>(), ["unescaped-json"]);
}

#[test]
fn a_contract_in_plain_text_wants_no_object() {
    check_prompts(TEXT, "Answer billing or tech.", "{body}", &[]);
    check_prompts(
        TEXT,
        "Answer billing.",
        "{body}",
        &["label-not-mentioned: no prompt mentions the label `tech` of response contract `c`"],
    );
    check_prompts(
        TEXT,
        r#"Answer {"queue": "billing"}."#,
        "{body}",
        &["contract-mismatch: response contract `c` answers in plain text, not with an object"],
    );
    let text = template("billing or tech", "{body}")
        .replace("\"name\"", "\"parameters\": {\"response_format\": \"json_object\"}, \"name\"");
    assert_eq!(
        shown(&template_report(&project(&text, &[TEXT])).diagnostics),
        ["contract-mismatch: response contract `c` answers in plain text, not in JSON"]
    );
}

#[test]
fn without_a_label_keys_are_judged_still() {
    let contract = r#""label": null, "target": {"queue": {"field": "queue"}, "sure": "yes"}"#;
    check_prompts(contract, r#"{"queue": "whatever", "sure": "no"}"#, "{body}", &[]);
    check_prompts(
        contract,
        r#"{"team": "x"}"#,
        "{body}",
        &["contract-mismatch: response contract `c` has no key `team`"],
    );
}

#[test]
fn a_single_mismatch_says_what_it_always_said() {
    let report = template_report(&project(&template(r#"{"queue": "billing|techncal"} technical"#, "{body}"), &[FLAT]));
    let [finding] = report.diagnostics.as_slice() else { panic!("{:#?}", report.diagnostics) };
    assert_eq!(finding.message, "response contract `c` has no label `techncal` for `queue`; did you mean `technical`?");
    assert_eq!(
        finding.help,
        ["its labels: `billing`, `technical`", "or train the strategy towards another contract: \"response\": NAME"]
    );
    assert!(finding.labels.is_empty() && finding.fix.is_none());
    assert_eq!(&report.source.text()[finding.span.range()], "techncal");
}

#[test]
fn a_missing_label_is_no_second_finding_where_the_answer_is_another_one() {
    let key = "contract-mismatch: response contract `c` has no key `topic`";
    check_prompts(FLAT, r#"{"topic": "a|b"}"#, "{body}", &[key]);
    let label = "label-not-mentioned: no prompt mentions the label `technical` of response contract `c`";
    check_prompts(FLAT, r#"{"queue": "billing", "topic": "…"}"#, "{body}", &[label, key]);
}

#[test]
fn many_mismatches_are_one_finding() {
    let prompt = r#"{"topic": "a", "because": "b"} "#.repeat(5) + "billing or technical";
    let report = template_report(&project(&template(&prompt, "{body}"), &[FLAT]));
    let [finding] = report.diagnostics.as_slice() else { panic!("{:#?}", report.diagnostics) };
    assert_eq!(finding.message, "response contract `c` has no key `topic`");
    assert_eq!(finding.labels.len(), 6);
    assert_eq!(finding.labels[0].message, "`c` has no key `because`");
    assert_eq!(
        finding.help,
        [
            "its keys: `queue`, `why`",
            "3 more places of this strategy are not shown",
            "`cargo xtask new-response --from t.json:s` writes the contract that it asks for"
        ]
    );
}

const OTHER: &str = r#""label": "queue", "targets": {
  "billing": {"topic": "money", "because": null}, "technical": {"topic": "tech", "because": "x y"}}"#;
const OTHER_PROMPT: &str = r#"{"topic": "money|tech", "because": "<null or x y>"} null, x y"#;

#[track_caller]
fn check_named(text: &str, expected: &str) {
    let mut files = project(text, &[FLAT, OTHER]);
    let report = template_report(&files);
    let [finding] = report.diagnostics.as_slice() else { panic!("{:#?}", report.diagnostics) };
    assert_eq!(finding.message, "these prompts ask for the answer of response contract `d`, not of `c`");
    assert!(finding.help.contains(&"write \"response\": \"d\"".to_owned()), "{finding:?}");
    let other = finding.labels.last().unwrap();
    assert!(other.source.as_ref().unwrap().path().ends_with("d.json"));
    let fixed = apply_fixes(&report);
    assert_eq!(fixed.text, expected);
    files.templates[0].source = Source::new("t.json", fixed.text);
    assert_eq!(template_report(&files).diagnostics, []);
}

#[test]
fn a_contract_that_fits_is_named_and_written() {
    let text = template(OTHER_PROMPT, "{body}");
    let named = text.replace("\"{body}\"\n", "\"{body}\",\n    \"response\": \"d\"\n");
    check_named(&text, &named);
    let crlf = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    check_named(&crlf(&text), &crlf(&named));
    let inline = |text: &str| text.replace("\n    ", " ").replace("\n  }", " }");
    check_named(&inline(&text), &inline(&named));
    let dense = |text: &str| inline(text).replace("\": \"", "\":\"").replace(", \"", ",\"");
    check_named(&dense(&text), &dense(&named));
    let own = named.replace("\"d\"\n", "\"c\"\n");
    check_named(&own, &named);
}

#[test]
fn of_several_contracts_that_fit_none_is_written() {
    let report = template_report(&project(&template(OTHER_PROMPT, "{body}"), &[FLAT, OTHER, OTHER]));
    let [finding] = report.diagnostics.as_slice() else { panic!("{:#?}", report.diagnostics) };
    assert_eq!(finding.message, "these prompts ask for the answer of response contract `d` or of `e`, not of `c`");
    assert_eq!(finding.fix, None);
}

#[test]
fn a_placeholder_in_a_target_is_found_at_any_depth() {
    let body = targets(r#"{"queue": "a", "x": [{"about": "{product}"}]}"#, r#"{"queue": "b"}"#);
    let files = project(&template("a b", "{body}"), &[&body]);
    let report = contract_report(&files);
    assert_eq!(
        shown(&report.diagnostics),
        ["placeholder-in-target: `{product}` in a constant of an answer is trained as it stands"]
    );
    assert!(apply_fixes(&report).text.contains(r#"[{"about": {"field": "product"}}]"#));
    check_contract(
        &targets(r#"{"queue": "a", "{{x}}": 1}"#, r#"{"queue": "b {name}"}"#),
        &[
            "placeholder-in-target: `{{x}}` in a key of an answer is trained as it stands",
            "placeholder-in-target: `{name}` in a constant of an answer is trained as it stands",
        ],
    );
    check_contract(&targets(r#"{"queue": "{\"a\": 1}"}"#, r#"{"queue": "{}"}"#), &[]);
}

#[test]
fn answers_differ_have_one_form_and_are_not_empty() {
    check_contract(
        &targets(r#"{"a": 1}"#, r#"{"a": 1, "_b": 2}"#),
        &["same-answer: every label of `queue` gets the same answer"],
    );
    check_contract(
        &targets(r#""x""#, r#"{"a": 1}"#),
        &["mixed-answers: this answer is JSON, and another one plain text"],
    );
    check_contract(
        &targets(r#"{"field": "team"}"#, "3"),
        &["mixed-answers: this answer is JSON, and another one plain text"],
    );
    for empty in ["{}", "[]", "\"\"", "\" \"", "{\"_a\": 1}"] {
        check_contract(&targets(r#"{"a": 1}"#, empty), &["missing-target: the target of `technical` is empty"]);
        check_contract(&format!("\"label\": null, \"target\": {empty}"), &["missing-target: the target is empty"]);
    }
    check_contract(
        &targets(r#"{"a": 1}"#, "null"),
        &["wrong-type: the target of `technical` must be an answer, not null"],
    );
}

#[test]
fn a_contract_has_targets_or_one_target() {
    check_contract(r#""label": null"#, &["missing-key: this contract has no `target`"]);
    check_contract(r#""label": "queue""#, &["missing-key: this contract has no `targets`"]);
    check_contract(
        r#""label": null, "targets": {"billing": {"a": 1}}"#,
        &["unknown-target: `targets` chooses nothing where `label` is null"],
    );
    check_contract(
        r#""label": null, "target": {"a": 1}, "targets": {"billing": {"a": 1}}"#,
        &["unknown-target: `targets` chooses nothing where `label` is null"],
    );
    let beside = format!("{}, \"target\": {{\"a\": 1}}", targets(r#"{"a": 1}"#, r#"{"a": 2}"#));
    check_contract(&beside, &["unknown-target: `target` is not used where there is a label"]);
    let misspelt = targets(r#"{"a": 1}"#, r#"{"a": 2}"#).replace("targets", "target");
    check_contract(&misspelt, &["unknown-target: `target` is not used where there is a label"]);
    let report = contract_report(&project(&template("a", "{body}"), &[&misspelt]));
    assert!(apply_fixes(&report).text.contains("\"targets\": {\"billing\""));
}

#[test]
fn a_value_of_the_record_may_stand_anywhere() {
    check_contract(
        &targets(r#"{"a": [{"field": "solvd_by"}]}"#, r#"[["x", {"feild": "team"}]]"#),
        &[
            "unknown-field: unknown field `solvd_by`; did you mean `solved_by`?",
            "misspelt-key: unknown key `feild`; did you mean `field`?",
        ],
    );
}

#[test]
fn labels_may_be_numbers_and_booleans() {
    let with = |kind: &str, body: &str| {
        let mut files = project(&template(r#"{"urgent": 1, "late": "false|true"}"#, "{body}"), &[body]);
        let label = format!("\"queue\": {{{kind}, \"x-role\": \"label\"}}");
        let old = r#""queue": {"type": "string", "enum": ["billing", "technical"], "x-role": "label"}"#;
        files.schema = Source::new(files.schema.path(), files.schema.text().replace(old, &label));
        let checked = check(&files, &Levels::default(), None);
        shown(&checked.reports[2..].iter().flat_map(|report| report.diagnostics.clone()).collect::<Vec<_>>())
    };
    let body = |one: &str, other: &str| {
        format!(
            r#""label": "queue", "targets": {{"{one}": {{"urgent": 1, "late": true}}, "{other}": {{"urgent": 2, "late": false}}}}"#
        )
    };
    let integer = r#""type": "integer", "enum": [1, 2]"#;
    let missing = "label-not-mentioned: no prompt mentions the label `2` of response contract `c`";
    assert_eq!(with(integer, &body("1", "2")), [missing]);
    assert_eq!(with(r#""type": "boolean""#, &body("true", "false")), [missing]);
    assert_eq!(with(integer, &body("1", "3"))[0], "unknown-target: the label field has no value `3`");
    let one = body("1", "2").replace(r#", "2": {"urgent": 2, "late": false}"#, "");
    assert_eq!(with(integer, &one)[0], "missing-target: no target for `2`");
}

#[track_caller]
fn check_made(system_prompt: &str, label_and_targets: &str) {
    let made = new_response(&project(&template(system_prompt, "{body}"), &[]), "t.json", None, None).unwrap();
    let (_, body) = made.text.split_once("asks for\",\n").unwrap();
    assert_eq!(
        body.split_whitespace().collect::<String>(),
        label_and_targets.split_whitespace().collect::<String>() + "}"
    );
    serde_json::from_str::<serde_json::Value>(&made.text).unwrap();
}

#[test]
fn a_contract_is_made_from_what_the_prompts_show() {
    check_made(
        r#"{"topic": "technical_problem|billing_question", "solved": {"by": "<name>", "team": "…"}, "sure": 0.9, "about": "some words"}"#,
        r#""label": "queue", "targets": {
          "billing": {"topic": "billing_question", "solved": {"by": null, "team": {"field": "team"}}, "sure": 0.9, "about": null},
          "technical": {"topic": "technical_problem", "solved": {"by": null, "team": {"field": "team"}}, "sure": 0.9, "about": null}}"#,
    );
    check_made(
        r#"{"queue": "billing", "refund": [{"solved_by": "x"}]} or {"queue": "technical"}"#,
        r#""label": "queue", "targets": {
          "billing": {"queue": "billing", "refund": [{"solved_by": {"field": "solved_by"}}]},
          "technical": {"queue": "technical"}}"#,
    );
    check_made(
        r#"{"properties": {"verdict": {"properties": {"queue": {"enum": ["billing", "technical"]}}}}}"#,
        r#""label": "queue", "targets": {
          "billing": {"verdict": {"queue": "billing"}}, "technical": {"verdict": {"queue": "technical"}}}"#,
    );
    check_made(
        r#"billing or technical: {"queue": "<label>"}"#,
        r#""label": "queue", "targets": {"billing": {"queue": "billing"}, "technical": {"queue": "technical"}}"#,
    );
}

#[test]
fn labels_that_are_paired_by_a_guess_are_noted() {
    let files = project(&template(r#"{"topic": "b|a"}"#, "{body}"), &[]);
    let made = new_response(&files, "t.json", Some("s"), None).unwrap();
    assert_eq!(made.notes, ["labels were paired in the order of the prompt: `b` for `billing`, `a` for `technical`"]);
}

#[track_caller]
fn check_not_made(system_prompt: &str, strategy: Option<&str>, expected: &str) {
    let error = new_response(&project(&template(system_prompt, "{body}"), &[]), "t.json", strategy, None).unwrap_err();
    assert_eq!(error, expected);
}

#[test]
fn what_cannot_be_decided_is_said() {
    check_not_made("billing", None, "the prompts show no JSON object that could be an answer");
    check_not_made("x", Some("t"), "t.json has no strategy `t`");
    check_not_made(
        r#"{"topic": "a|b|c"}"#,
        None,
        "strategy `s`: no key lists one label for each value of a label field: `topic` shows `a`, `b`, `c`; `queue` has `billing`, `technical`",
    );
    check_not_made(
        r#"{"topic": "a|b", "sure": "c|d"}"#,
        None,
        "strategy `s`: `topic` for the label field `queue` fits no better than `sure` for the label field `queue`",
    );
    let error = new_response(&doc::files(), "u.json", None, None).unwrap_err();
    assert_eq!(error, "there is no template `u.json`; did you mean `t.json`?");
    let two = template(r#"{"topic": "a|b"}"#, "{body}");
    let second = two
        .trim()
        .trim_start_matches("{\"strategies\": {")
        .trim_end_matches("}}")
        .replace("\"s\"", "\"r\"")
        .replace("topic", "kind");
    let both = two.replace("  }\n}}", &format!("  }},{second}}}}}"));
    let error = new_response(&project(&both, &[]), "t.json", None, None).unwrap_err();
    assert_eq!(error, "strategies `s` and `r` ask for different answers; choose one: FILE:STRATEGY");
}
