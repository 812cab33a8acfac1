//! A list of turns judged: who speaks, in which order, what is said, and whether it is trained.

use tunesmith_runtime::shown;
use tunesmith_template::rules::files;
use tunesmith_template::{Level, Span, did_you_mean, nearest};

use crate::calls;
use crate::json::{Node, Value};
use crate::row::{Meaning, Row, is_zero_or_one};
use crate::shape::{Said, Words};
use crate::trainer::{Keys, Order, Role, SystemTurn, Trainer};

/// Which part of a conversation a list is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    /// All of it.
    Whole,
    /// What comes before the answer.
    Prompt,
    /// The answer.
    Completion,
}

/// A turn whose role is known.
#[derive(Clone, Copy)]
struct Turn {
    role: Role,
    /// Where the role stands.
    span: Span,
    is_trained: bool,
}

/// Judges the list under `key`.
pub(crate) fn judge(row: &mut Row<'_>, items: &[Node<'_>], span: Span, key: &str, words: &Words, part: Part) {
    if items.is_empty() {
        row.report(&files::TURN_LAST, span, format!("`{key}` has no turns"), "leave the row out");
        return;
    }
    let turns: Vec<Option<Turn>> = items.iter().map(|item| turn(row, item, words)).collect();
    if words.role == "role" && words.parts.is_empty() {
        calls::judge(row, items);
    }
    // What is said of the order holds only where every role is known.
    let Some(turns) = turns.into_iter().collect::<Option<Vec<Turn>>>() else { return };
    systems(row, &turns);
    order(row, &turns, part);
    last(row, &turns, part);
    let answers = || turns.iter().filter(|turn| turn.role == Role::Assistant);
    if let Some(answer) = answers().next_back().filter(|_| answers().all(|turn| !turn.is_trained)) {
        let message = "no turn of this row is trained: all weights are 0";
        row.report(&files::TURN_WEIGHT, answer.span, message, "weigh the answer that is to be learnt with 1");
    }
}

fn turn(row: &mut Row<'_>, item: &Node<'_>, words: &Words) -> Option<Turn> {
    if item.members().is_none() {
        row.wrong_type("turn", item, &format!("an object with `{}` and `{}`", words.role, words.content));
        return None;
    }
    let turn = role(row, item, words);
    let role = turn.map_or(Role::Tool, |turn| turn.role);
    content(row, item, words, role);
    keys(row, item, words);
    let is_trained = weight(row, item, role);
    turn.map(|turn| Turn { is_trained, ..turn })
}

fn role(row: &mut Row<'_>, item: &Node<'_>, words: &Words) -> Option<Turn> {
    let Some(node) = item.get(words.role) else {
        row.missing(item, words.role);
        return None;
    };
    let Some(word) = node.text() else {
        row.wrong_type(words.role, node, "a string");
        return None;
    };
    row.mean(node, Meaning::Fixed);
    let Some(role) = words.role_of(word) else {
        let known: Vec<&str> = words.words.iter().map(|(word, _)| *word).collect();
        let near = did_you_mean(nearest(word, known.iter().copied()));
        let help = format!("roles here: {}", known.join(", "));
        row.report(&files::TURN_ROLE, node.span, format!("unknown role `{}`{near}", shown(word)), help);
        return None;
    };
    let is_system = matches!(role, Role::System | Role::Developer);
    match row.trainer.system {
        SystemTurn::Refused(instead) if is_system => {
            let message = format!("{} takes no {} turn", row.trainer.title, role.name());
            row.report(&files::TURN_SYSTEM, node.span, message, instead);
        }
        _ if !row.trainer.roles.contains(&role) || word == "function" && !knows_functions(row.trainer) => {
            let roles: Vec<&str> = row.trainer.roles.iter().map(|role| role.name()).collect();
            let message = format!("{} refuses the role `{}`", row.trainer.title, shown(word));
            row.report(&files::TURN_ROLE, node.span, message, format!("it takes: {}", roles.join(", ")));
        }
        _ => {}
    }
    Some(Turn { role, span: node.span, is_trained: true })
}

/// Whether a trainer reads the calls of before there were tools.
fn knows_functions(trainer: &Trainer) -> bool {
    match trainer.turn_keys {
        Keys::Any => true,
        Keys::Only(keys) => keys.contains(&"function_call"),
    }
}

fn content(row: &mut Row<'_>, item: &Node<'_>, words: &Words, role: Role) {
    let has = |key: &str| {
        item.get(key).is_some_and(|node| !node.is_null() && node.list().is_none_or(|list| !list.is_empty()))
    };
    let says_otherwise = ["tool_calls", "function_call", "refusal", "audio"].into_iter().any(has);
    let (is_text, is_list) = (words.said != Said::Parts, words.said != Said::Text);
    match item.get(words.content) {
        Some(node) if is_text && node.text().is_some() => {
            // Beside a call, nothing need be said.
            let is_optional = says_otherwise && node.text().is_some_and(str::is_empty);
            if is_optional { row.mean(node, Meaning::Fixed) } else { row.text(node, role) }
        }
        Some(Node { value: Value::List(_), span }) if is_text && is_list && !row.trainer.takes_parts => {
            let message = format!("{} takes no list of parts as `{}`", row.trainer.title, words.content);
            row.report(
                &files::ROW_TYPE,
                *span,
                message,
                "write the text itself; where it takes pictures, they have a column of their own",
            );
        }
        Some(Node { value: Value::List(parts), span }) if is_list => {
            if parts.is_empty() {
                let message = format!("this {} turn says nothing", role.name());
                row.report(&files::TURN_EMPTY, *span, message, "leave the row out, or write what is meant");
            }
            row.parts(parts, role, words);
        }
        Some(node) if node.is_null() && says_otherwise => {}
        Some(other) => row.wrong_type(words.content, other, if is_text { "a string" } else { "a list of parts" }),
        None if says_otherwise => {}
        None => match item.get("tool_calls").filter(|calls| calls.list().is_some_and(<[_]>::is_empty)) {
            Some(calls) => {
                let message = format!("this {} turn says nothing and calls nothing", role.name());
                row.report(&files::TURN_EMPTY, calls.span, message, "leave the row out, or write what is meant");
            }
            None => row.missing(item, words.content),
        },
    }
}

fn keys(row: &mut Row<'_>, item: &Node<'_>, words: &Words) {
    let Keys::Only(allowed) = row.trainer.turn_keys else { return };
    for member in item.members().unwrap_or_default() {
        let key = member.key.as_ref();
        if key != words.role && key != words.content && !allowed.contains(&key) {
            let message = format!("{} refuses the key `{}` in a turn", row.trainer.title, shown(key));
            row.report(&files::ROW_EXTRA_KEY, member.key_span, message, "leave it out of the file");
        }
    }
}

/// Whether the turn is trained, as far as it says so itself.
fn weight(row: &mut Row<'_>, item: &Node<'_>, role: Role) -> bool {
    let mut is_trained = true;
    if let Some(node) = item.get("weight").filter(|node| !node.is_null()) {
        row.mean(node, Meaning::Fixed);
        let text = &row.line[node.span.range()];
        if !is_zero_or_one(row.line, node) {
            let message = format!("a weight is 0 or 1, not {}", shown(text));
            row.report(&files::TURN_WEIGHT, node.span, message, "0 leaves an answer out of the loss, 1 trains it");
        } else if role != Role::Assistant
            && !row.trainer.weighs_all
            && (text.starts_with('1') || matches!(row.trainer.turn_keys, Keys::Only(_)))
        {
            let message = format!("a {} turn has no weight: only answers are trained", role.name());
            row.report(&files::TURN_WEIGHT, node.span, message, "leave it out");
        }
        is_trained &= !matches!(text, "0" | "0.0");
    }
    for key in ["train", "training"] {
        if let Some(node) = item.get(key).filter(|node| !node.is_null()) {
            if matches!(node.value, Value::Bool) {
                is_trained &= &row.line[node.span.range()] == "true";
            } else {
                row.report(
                    &files::TURN_WEIGHT,
                    node.span,
                    format!("`{key}` is true or false, not {}", node.kind()),
                    "true trains the turn, false leaves it out of the loss",
                );
            }
        }
    }
    is_trained
}

fn systems(row: &mut Row<'_>, turns: &[Turn]) {
    let is_system = |turn: &&Turn| matches!(turn.role, Role::System | Role::Developer);
    for turn in turns.iter().skip(1).filter(is_system) {
        let message = format!("a {} turn behind the first turn", turn.role.name());
        row.report(&files::TURN_SYSTEM, turn.span, message, "one system text, at the start");
    }
}

fn order(row: &mut Row<'_>, turns: &[Turn], part: Part) {
    let level = match row.trainer.order {
        Order::Any => return,
        Order::Alternating => Level::Deny,
        Order::Template => files::TURN_ORDER.level,
    };
    let spoken: Vec<&Turn> = turns.iter().filter(|turn| !matches!(turn.role, Role::System | Role::Developer)).collect();
    let help = match row.trainer.order {
        Order::Alternating => format!("{} demands user and assistant in turn", row.trainer.title),
        _ => "many chat templates demand user and assistant in turn: join the two, or name the trainer with --for"
            .to_owned(),
    };
    if let Some(first) = spoken.first().filter(|turn| turn.role != Role::User && part != Part::Completion) {
        let message = format!("the conversation begins with the {} turn", first.role.name());
        row.report_as(&files::TURN_ORDER, level, first.span, message, help.clone());
    }
    for pair in spoken.windows(2) {
        let (before, turn) = (pair[0].role, pair[1].role);
        if before == turn && turn != Role::Tool {
            let message = format!("two {} turns, one after the other", turn.name());
            row.report_as(&files::TURN_ORDER, level, pair[1].span, message, help.clone());
        } else if before == Role::User && turn == Role::Tool {
            let message = "a tool turn behind a user turn: nobody called the tool";
            row.report_as(&files::TURN_ORDER, level, pair[1].span, message, help.clone());
        }
    }
}

fn last(row: &mut Row<'_>, turns: &[Turn], part: Part) {
    let Some(last) = turns.last() else { return };
    match (part, last.role) {
        (Part::Prompt, Role::Assistant) => {
            let help = "the answer belongs into the completion: what stands in the prompt is not trained";
            row.report(&files::TURN_LAST, last.span, "the prompt ends with an assistant turn", help);
        }
        (Part::Whole | Part::Completion, role) if role != Role::Assistant => {
            let message = format!("the last turn is the {} turn, so there is no answer to train", role.name());
            row.report(&files::TURN_LAST, last.span, message, "end each row with the assistant's turn");
        }
        _ => {}
    }
}
