//! Calls of tools and their results in a list of messages: what a call is made of, and which result answers it.

use tunesmith_runtime::shown;
use tunesmith_template::rules::files;
use tunesmith_template::{Level, Span};

use crate::json::Node;
use crate::row::{Meaning, Row};
use crate::trainer::Calls;

/// A call whose result may follow.
struct Call<'n> {
    id: &'n Node<'n>,
    is_answered: bool,
}

/// Judges the calls and results among messages.
pub(crate) fn judge<'n>(row: &mut Row<'_>, messages: &'n [Node<'n>]) {
    let (mut open, mut is_called): (Vec<Call<'n>>, bool) = (Vec::new(), false);
    for message in messages {
        if message.get("role").and_then(Node::text) == Some("tool") {
            result(row, message, &mut open, is_called);
            continue;
        }
        for call in open.drain(..).filter(|call| !call.is_answered) {
            let text = "no result of this call follows";
            report(row, call.id.span, text, "a tool turn with its `tool_call_id` stands directly behind the call");
        }
        let calls = message.get("tool_calls").filter(|calls| !calls.is_null());
        is_called = calls.is_some();
        match calls.map(|calls| (calls, calls.list())) {
            Some((_, Some(calls))) => open.extend(calls.iter().filter_map(|item| call(row, item))),
            Some((other, None)) => row.wrong_type("tool_calls", other, "a list of calls"),
            None => {}
        }
    }
}

/// A call, if it has an id.
fn call<'n>(row: &mut Row<'_>, item: &'n Node<'n>) -> Option<Call<'n>> {
    let function = item.get("function").unwrap_or(item);
    if function.get("name").and_then(Node::text).is_none() {
        let span = Span::new(item.span.start, item.span.start + 1);
        row.report(&files::ROW_TYPE, span, "this call names no function", FORM);
    }
    let asked = row.trainer.calls;
    if let Some(arguments) = function.get("arguments").filter(|node| asked == Calls::Api && node.text().is_none()) {
        row.wrong_type("arguments", arguments, "a string that holds JSON");
    }
    let Some(id) = item.get("id").filter(|id| id.text().is_some()) else {
        if asked != Calls::Template {
            let span = Span::new(item.span.start, item.span.start + 1);
            report(row, span, "this call has no `id`, so no result can answer it", FORM);
        }
        return None;
    };
    row.mean(id, Meaning::Id);
    if asked == Calls::Nine && !id.text().is_some_and(|id| is_nine(id.as_bytes())) {
        let message =
            format!("{} wants ids of nine letters and digits, but for its newest tokenizer", row.trainer.title);
        let help = "make the ids of calls and results anew, such as `call00001`";
        row.report(&files::TURN_CALL, id.span, message, help);
    }
    Some(Call { id, is_answered: false })
}

fn result(row: &mut Row<'_>, message: &Node<'_>, open: &mut [Call<'_>], is_called: bool) {
    let asked = row.trainer.calls;
    let start = Span::new(message.span.start, message.span.start + 1);
    match message.get("tool_call_id").map(|id| (id, id.text())) {
        _ if !is_called && asked != Calls::Template => {
            let span = message.get("role").map_or(start, |role| role.span);
            report(row, span, "a tool turn, and nobody called the tool", "the turn before it has `tool_calls`");
        }
        Some((node, Some(id))) => {
            let is_same = |call: &&Call<'_>| call.id.text() == Some(id);
            let place = open.iter().position(|call| !call.is_answered && is_same(&call));
            match place.or_else(|| open.iter().position(|call| is_same(&call))) {
                Some(place) => {
                    open[place].is_answered = true;
                    row.mean(node, Meaning::Answer(open[place].id.span.start));
                }
                // Calls without ids, or in a text.
                None if open.is_empty() && asked == Calls::Template => {}
                None => {
                    let text = format!("no call before this result has the id `{}`", shown(id));
                    report(row, node.span, &text, "a result has the id of the call that it answers");
                }
            }
        }
        _ if asked == Calls::Template => {}
        _ => report(row, start, "this result has no `tool_call_id`", "it is the `id` of the call that it answers"),
    }
}

/// Whether an id is one of Mistral's.
pub(crate) fn is_nine(id: &[u8]) -> bool {
    id.len() == 9 && id.iter().all(u8::is_ascii_alphanumeric)
}

/// A trainer that is known to match calls and results refuses what others may train.
fn report(row: &mut Row<'_>, span: Span, message: &str, help: &str) {
    let level = if row.trainer.calls == Calls::Template { files::TURN_CALL.level } else { Level::Deny };
    row.report_as(&files::TURN_CALL, level, span, message, help);
}

const FORM: &str = "a call is {\"id\": …, \"type\": \"function\", \"function\": {\"name\": …, \"arguments\": \"{…}\"}}";
