//! What is wrong with a record, as `examine` says it.

#[allow(dead_code, unreachable_pub)]
mod tickets;

use tickets::{
    BODY, BY, CHANNEL, HOURS, ITEM, LEVEL, PRIORITY, SOLVED_BY, TAGS, contract, examine, plain, schema, strategy,
    strings, ticket,
};
use tunesmith_runtime::{
    Case, Contract, Datum, FaultKind, Field, Literal, Needs, Record, Schema, Segment, Strategy, generated,
};

#[track_caller]
fn check_faults(strategy: &Strategy, contract: &Contract, record: &Record<'_>, expected: &[(FaultKind, &str)]) {
    let faults = tickets::run(strategy, contract, record).err().unwrap_or_default();
    let faults: Vec<_> = faults.iter().map(|(kind, reason)| (*kind, reason.as_str())).collect();
    assert_eq!(faults, expected);
}

/// The prompt takes the text and everything that an input can be; the answer chosen by the queue has the rest.
#[track_caller]
fn check(record: &Record<'_>, expected: &[(FaultKind, &str)]) {
    let answer = contract(Some(6), &["billing", "technical"], &[("by", SOLVED_BY), ("hours", HOURS), ("tags", TAGS)]);
    check_faults(&strategy(&[BODY, ITEM]), &answer, record, expected);
}

#[test]
fn a_sound_record_has_none() {
    check(&ticket(&schema()), &[]);
}

#[test]
fn a_field_that_is_missing() {
    let schema = schema();
    let body = (FaultKind::MissingField, "the field body is missing; it must be a string");
    let queue = (FaultKind::MissingField, "the field queue is missing; it must be a string");
    check(&Record::new(&schema), &[body, queue]);
    let missing = (FaultKind::MissingField, "the field priority is missing; it must be a whole number");
    check_faults(&strategy(&[BODY, PRIORITY]), &contract(None, &[""], &[]), &ticket(&schema), &[missing]);
}

#[test]
fn a_required_field_may_be_null_and_not_absent() {
    let mut schema = schema();
    schema.fields.to_mut()[8].required = true;
    check(&ticket(&schema).with("solved_by", Datum::Null), &[]);
    let reason = "the field solved_by is missing; it must be a string";
    check(&ticket(&schema), &[(FaultKind::MissingField, reason)]);
}

#[test]
fn null_where_it_may_not_be() {
    let schema = schema();
    let record = ticket(&schema).with("body", Datum::Null);
    check(&record, &[(FaultKind::FieldType, "body is null; it must be a string")]);
    let record = ticket(&schema).with("queue", Datum::Null);
    check(&record, &[(FaultKind::FieldType, "queue is null; it must be a string")]);
    // A prompt has no word for null.
    let answer = contract(None, &[""], &[]);
    let record = ticket(&schema).with("hours", Datum::Null);
    let fault = (FaultKind::FieldType, "hours is null; it must be a number");
    check_faults(&strategy(&[BODY, HOURS]), &answer, &record, &[fault]);
}

#[test]
fn another_type() {
    let schema = schema();
    let tags = |datum| ticket(&schema).with("tags", datum);
    let kind = FaultKind::FieldType;
    check(&ticket(&schema).with("body", 1), &[(kind, "body is a number; it must be a string")]);
    check(&ticket(&schema).with("product", true), &[(kind, "product is a boolean; it must be a string")]);
    check(&ticket(&schema).with("hours", "2"), &[(kind, "hours is a string; it must be a number")]);
    check(&ticket(&schema).with("queue", false), &[(kind, "queue is a boolean; it must be a string")]);
    check(&tags("a".into()), &[(kind, "tags is a string; it must be an array of strings")]);
    check(&tags(Datum::Compound), &[(kind, "tags is an array or object; it must be an array of strings")]);
}

#[test]
fn a_number_that_json_has_not() {
    let schema = schema();
    for text in
        ["", "-", "+1", "01", ".5", "1.", "1e", "1e+", "0x1", "1 ", "NaN", "inf", "1e999", "1\", \"x\": \"", "\u{661}"]
    {
        let (faults, fit) = {
            let answer = contract(None, &[""], &[("hours", HOURS)]);
            let strategy = strategy(&[BODY]);
            let pair = generated::pair(&schema, &strategy, &answer, &[]);
            examine(vec![pair], &ticket(&schema).with("hours", Datum::Number(text.into())))
        };
        assert_eq!((faults, fit), (vec![FaultKind::FieldType], false), "{text:?}");
    }
    let prompt = strategy(&[BODY, PRIORITY]);
    for text in ["1.0", "1e2", "x", "--1"] {
        let record = ticket(&schema).with("priority", Datum::Number(text.into()));
        let fault = (FaultKind::FieldType, "priority is a number; it must be a whole number");
        check_faults(&prompt, &contract(None, &[""], &[]), &record, &[fault]);
    }
}

#[test]
fn a_label_without_a_target() {
    let schema = schema();
    let reason = "queue is \"Billing\"; allowed: \"billing\", \"technical\"";
    check(&ticket(&schema).with("queue", "Billing"), &[(FaultKind::UnknownLabel, reason)]);
}

#[test]
fn a_label_that_is_a_number() {
    let schema = schema();
    let answer = contract(Some(7), &["1", "2"], &[("level", LEVEL)]);
    let level = |datum: Datum<'static>| ticket(&schema).with("level", datum);
    let [_, text] = tickets::run(&strategy(&[BODY]), &answer, &level(2.into())).unwrap();
    assert_eq!(text, "{\"level\": 2}");
    let fault = (FaultKind::UnknownLabel, "level is 3; allowed: 1, 2");
    check_faults(&strategy(&[BODY]), &answer, &level(3.into()), &[fault]);
    let fault = (FaultKind::FieldType, "level is a string; it must be a whole number");
    check_faults(&strategy(&[BODY]), &answer, &level("1".into()), &[fault]);
}

#[test]
fn a_label_needs_a_target_in_every_contract_that_it_chooses_for() {
    let schema = schema();
    let strategy = strategy(&[BODY]);
    let contracts = [contract(Some(6), &["billing", "technical"], &[]), contract(Some(6), &["technical"], &[])];
    let pairs =
        || contracts.iter().map(|contract| generated::pair(&schema, &strategy, contract, &[])).collect::<Vec<_>>();
    assert_eq!(examine(pairs(), &ticket(&schema)), (vec![FaultKind::UnknownLabel], false));
    assert_eq!(examine(pairs(), &ticket(&schema).with("queue", "technical")), (vec![], true));
}

#[test]
fn a_value_that_the_schema_does_not_list() {
    let schema = schema();
    let prompt = strategy(&[BODY, CHANNEL]);
    let fault = (FaultKind::UnknownValue, "channel is \"Mail\"; allowed: \"mail\", \"phone\"");
    check_faults(&prompt, &contract(None, &[""], &[]), &ticket(&schema).with("channel", "Mail"), &[fault]);
}

#[test]
fn a_text_that_says_nothing() {
    let schema = schema();
    let empty = (FaultKind::EmptyText, "the text is empty");
    check(&ticket(&schema).with("body", ""), &[empty]);
    let blank = (FaultKind::BlankText, "the text is only white space");
    check(&ticket(&schema).with("body", "\u{a0}\n"), &[blank]);
}

#[test]
fn a_derived_value_that_is_null_in_plain_text() {
    let schema = schema();
    let reason = "by is null: no field that it is derived from has a value";
    check_faults(&strategy(&[BODY]), &plain(BY), &ticket(&schema), &[(FaultKind::MissingField, reason)]);
    let record = ticket(&schema).with("solved_by", "n/a");
    check_faults(&strategy(&[BODY]), &plain(BY), &record, &[(FaultKind::MissingField, reason)]);
}

#[test]
fn characters_that_may_not_reach_a_message() {
    let schema = schema();
    let token = (FaultKind::ControlToken, "body holds the chat control token `<|end|>`");
    check(&ticket(&schema).with("body", "a<|end|>"), &[token]);
    let nul = (FaultKind::Nul, "tags holds the character U+0000");
    check(&ticket(&schema).with("tags", strings(&["a", "\0"])), &[nul]);
    let hidden =
        (FaultKind::HiddenText, "body holds the tag character U+E0041, which people do not see and models read");
    check(&ticket(&schema).with("body", "a\u{e0041}"), &[hidden]);
}

#[test]
fn what_honest_text_may_hold_is_said_and_sent_all_the_same() {
    let schema = schema();
    let (strategy, answer) = (strategy(&[BODY]), contract(None, &[""], &[]));
    let pair = generated::pair(&schema, &strategy, &answer, &[]);
    for (text, kind) in [
        ("a\u{202e}b", FaultKind::Bidi),
        ("a\u{1b}b", FaultKind::ControlCharacter),
        ("see <image>", FaultKind::PossibleToken),
        ("<s>gone</s>", FaultKind::PossibleToken),
    ] {
        let record = ticket(&schema).with("body", text);
        assert_eq!(examine(vec![pair], &record), (vec![kind], true), "{text}");
        assert!(pair.request(&record).is_ok());
    }
}

/// What is said of control tokens in the messages of a record, where the user template has this text around `{body}`.
#[track_caller]
fn check_rendered(before: &'static str, body: &str, after: &'static str, expected: &[&str]) {
    let schema = schema();
    let prompt = Strategy {
        user_template: vec![
            Segment::Literal(Literal::new(before)),
            Segment::Text(BODY),
            Segment::Literal(Literal::new(after)),
        ]
        .into(),
        ..strategy(&[BODY])
    };
    let answer = contract(None, &[""], &[]);
    let record = ticket(&schema).with("body", body);
    let mut faults = Vec::new();
    let needs = Needs::new(&schema, vec![generated::pair(&schema, &prompt, &answer, &[])]);
    needs.examine(&record, &mut faults);
    assert_eq!(faults.iter().map(|fault| fault.reason.as_str()).collect::<Vec<_>>(), expected);
}

#[test]
fn a_token_that_a_value_makes_with_what_stands_around_it() {
    check_rendered("<", "|im_end|", ">", &["with body the message holds the chat control token `<|im_end|>`"]);
    check_rendered("[", "/INST", "]", &["with body the message holds the chat control token `[/INST]`"]);
    check_rendered("\n", "Human: hi", "", &["body holds what may be a chat control token, `Human:`"]);
    check_rendered("Text: ", "Human: hi", "", &[]);
    check_rendered("[INST] ", "hi", " [/INST]", &[]);
    check_rendered("a <b> ", "|c|> d", "", &[]);
    check_rendered("", "［INST］", "", &["body holds the chat control token `［INST］`, which is read as `[INST]`"]);
}

#[test]
fn a_token_that_a_change_of_case_makes() {
    let mut schema = schema();
    schema.values.to_mut()[1].case = Case::Upper;
    let (strategy, answer) = (strategy(&[BODY]), contract(None, &[""], &[("by", BY)]));
    let needs = Needs::new(&schema, vec![generated::pair(&schema, &strategy, &answer, &[])]);
    for (text, token) in [("[inst]", "[INST]"), ("[ınst]", "[INST]"), ("<<sys>>", "<<SYS>>")] {
        let mut faults = Vec::new();
        needs.examine(&ticket(&schema).with("solved_by", text), &mut faults);
        let expected = format!("with solved_by the message holds the chat control token `{token}`");
        assert_eq!(faults.iter().map(|fault| fault.reason.as_str()).collect::<Vec<_>>(), [expected]);
    }
}

#[test]
fn soft_faults_leave_a_record_fit_unless_its_text_says_nothing() {
    let schema = schema();
    let (strategy, answer) = (strategy(&[BODY, ITEM]), contract(None, &[""], &[]));
    let pairs = || vec![generated::pair(&schema, &strategy, &answer, &[])];
    let odd = ticket(&schema).with("product", "[INST]");
    assert_eq!(examine(pairs(), &odd), (vec![FaultKind::ControlToken], true));
    assert_eq!(examine(pairs(), &odd.with("body", "")), (vec![FaultKind::ControlToken, FaultKind::EmptyText], false));
}

#[test]
fn faults_of_an_earlier_record_hide_none() {
    let schema = schema();
    let (strategy, answer) = (strategy(&[BODY]), contract(Some(6), &["billing"], &[]));
    let needs = Needs::new(&schema, vec![generated::pair(&schema, &strategy, &answer, &[])]);
    let mut faults = Vec::new();
    assert!(needs.examine(&Record::new(&schema), &mut faults).is_none());
    assert!(needs.examine(&Record::new(&schema).with("body", "b"), &mut faults).is_none());
    assert_eq!(faults.iter().map(|fault| fault.field).collect::<Vec<_>>(), [0, 6, 6]);
}

#[test]
fn a_record_of_another_schema() {
    let schema = schema();
    let fields: Vec<Field> = schema.fields.iter().rev().cloned().collect();
    let other = Schema { fields: fields.into(), ..schema.clone() };
    let (strategy, answer) = (strategy(&[BODY]), contract(None, &[""], &[]));
    let pair = generated::pair(&schema, &strategy, &answer, &[]);
    let faults = pair.request(&ticket(&other)).unwrap_err();
    assert_eq!(faults[0].reason, "the record is of another schema");
    assert!(pair.request(&ticket(&schema.clone())).is_ok());
}

#[test]
fn a_request_asks_for_no_label() {
    let schema = schema();
    let (strategy, answer) = (strategy(&[BODY]), contract(Some(6), &["billing"], &[("level", LEVEL)]));
    let pair = generated::pair(&schema, &strategy, &answer, &[]);
    let messages = pair.request(&Record::new(&schema).with("body", "b")).unwrap();
    assert_eq!((messages.len(), &*messages[1].content), (2, "<b>"));
}
