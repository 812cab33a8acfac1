//! How a conversation becomes a row of a trainer, and what a training run on the rows is started with.
//!
//! A row is constant text, the question, constant text, the answer, constant text: what stands between the two is made once
//! for a format. All texts are escaped already, as they stand between the quotes of a JSON string.

/// What all rows of a format have in front of the question.
#[derive(Clone, Debug, Default)]
pub struct Opening<'o> {
    /// The system text; none where it is folded into the first turn of the user.
    pub system: Option<&'o str>,
    /// The turns of examples: what the user says, and what the assistant answers.
    pub turns: Vec<[String; 2]>,
    /// What the question begins with.
    pub lead: &'o str,
}

/// The constant parts of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Up to the question.
    pub before_question: String,
    /// Between the question and the answer.
    pub before_answer: String,
    /// After the answer, without a line feed.
    pub after: String,
}

/// A file that a training run is started with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StartFile {
    /// Its name.
    pub name: &'static str,
    /// Its text.
    pub text: String,
}

/// The rows that a training run is started on.
#[derive(Clone, Debug)]
pub struct Job {
    /// Name of the format.
    pub format: String,
    /// The rows to train on, relative to the folder of the start files.
    pub train: String,
    /// The rows to validate with.
    pub validation: Option<String>,
    /// How many rows there are to train on.
    pub rows: u64,
    /// Bytes of the longest row, of those to validate with too.
    pub longest: u64,
    /// The training length in tokens, where the project names one.
    pub max_tokens: Option<u64>,
}

/// Tokens that a chat template may add to a row beyond the bytes of its keys and quotes, such as a system text of the model's own.
const OF_TEMPLATE: u64 = 256;

/// How often each row is trained, where a start file says so.
const EPOCHS: u64 = 3;

impl Job {
    /// The training length in tokens: the project's, or one that cuts no row. A tokenizer makes a token of a byte or of more,
    /// so the longest row has fewer tokens than bytes.
    pub fn length(&self) -> u64 {
        self.max_tokens.unwrap_or(self.longest + OF_TEMPLATE)
    }

    /// How many optimisation steps train each row as often as other start files do, for trainers that count steps.
    pub fn steps(&self, rows_a_step: u64) -> u64 {
        (EPOCHS * self.rows).div_ceil(rows_a_step)
    }

    /// A start file: the marks `@train@`, `@validation@`, `@format@`, `@length@`, `@why@` (where the length comes from) and
    /// `@max_tokens@` in the text are replaced, and lines with a mark that the job has nothing for are left out.
    pub fn start_file(&self, name: &'static str, text: &str) -> StartFile {
        let max_tokens = self.max_tokens.map(|tokens| tokens.to_string());
        let why = match max_tokens {
            Some(_) => "`max_tokens` of tunesmith.json.".to_owned(),
            None => {
                format!("No row has more tokens: the bytes of the longest, and {OF_TEMPLATE} for the chat template.")
            }
        };
        let marks = [
            ("@train@", Some(self.train.clone())),
            ("@validation@", self.validation.clone()),
            ("@format@", Some(self.format.clone())),
            ("@length@", Some(self.length().to_string())),
            ("@why@", Some(why)),
            ("@max_tokens@", max_tokens),
        ];
        let lacks = |line: &&str| !marks.iter().any(|(mark, value)| value.is_none() && line.contains(mark));
        let mut text: String = text.split_inclusive('\n').filter(lacks).collect();
        for (mark, value) in marks {
            text = text.replace(mark, &value.unwrap_or_default());
        }
        StartFile { name, text }
    }
}

impl<'o> Opening<'o> {
    /// The same with the system text at the head of the first turn of the user, for chat templates without that role.
    /// `lead` is the folded text, which the opening then borrows.
    pub fn folded(mut self, lead: &'o str) -> Opening<'o> {
        self.system = None;
        match self.turns.first_mut() {
            Some([user, _]) => user.insert_str(0, lead),
            None => self.lead = lead,
        }
        self
    }

    /// System text and examples as one text.
    fn instruction(&self) -> String {
        let turns = self.turns.iter().map(|[user, answer]| format!("{user}\\n\\n{answer}"));
        let texts: Vec<String> = self.system.map(str::to_owned).into_iter().chain(turns).collect();
        texts.join("\\n\\n")
    }

    /// Each message as `write` has it, and a comma behind each.
    fn messages(&self, write: impl Fn(&str, &str, bool) -> String) -> String {
        let system = self.system.map(|text| write("system", text, false));
        let turns = self.turns.iter().flat_map(|[user, answer]| [("user", user), ("assistant", answer)]);
        let turns = turns.map(|(role, text)| write(role, text, role == "assistant"));
        system.into_iter().chain(turns).map(|message| message + ", ").collect()
    }
}

/// `{"messages": […]}`
pub fn messages(opening: &Opening<'_>) -> Line {
    chat(opening, "", "")
}

/// `{"messages": […]}`, in which OpenAI and others train the last answer alone: those of examples have the weight 0.
pub fn weighted_messages(opening: &Opening<'_>) -> Line {
    chat(opening, ", \"weight\": 0", "")
}

/// `{"messages": […]}`, in which axolotl trains the turns that say so.
pub fn chosen_messages(opening: &Opening<'_>) -> Line {
    match opening.turns.is_empty() {
        true => messages(opening),
        false => chat(opening, ", \"train\": false", ", \"train\": true"),
    }
}

/// `{"messages": […]}`, with these keys in the answers of examples, and in the last one.
fn chat(opening: &Opening<'_>, of_examples: &str, of_answer: &str) -> Line {
    let head = opening.messages(|role, text, is_answer| message(role, text, if is_answer { of_examples } else { "" }));
    Line {
        before_question: format!("{{\"messages\": [{head}{}{}", begun("user"), opening.lead),
        before_answer: format!("\"}}, {}", begun("assistant")),
        after: format!("\"{of_answer}}}]}}"),
    }
}

/// `{"prompt": […], "completion": […]}`, lists of messages.
pub fn prompt_completion(opening: &Opening<'_>) -> Line {
    let head = opening.messages(|role, text, _| message(role, text, ""));
    Line {
        before_question: format!("{{\"prompt\": [{head}{}{}", begun("user"), opening.lead),
        before_answer: format!("\"}}], \"completion\": [{}", begun("assistant")),
        after: "\"}]}".to_owned(),
    }
}

/// `{"system": …, "messages": […]}`
pub fn system_messages(opening: &Opening<'_>) -> Line {
    let system = opening.system.map(|text| format!("\"system\": \"{text}\", ")).unwrap_or_default();
    let line = messages(&Opening { system: None, ..opening.clone() });
    Line { before_question: line.before_question.replacen('{', &format!("{{{system}"), 1), ..line }
}

/// `{"systemInstruction": …, "contents": [{"role": …, "parts": [{"text": …}]}]}`
pub fn contents(opening: &Opening<'_>) -> Line {
    let system = opening.system.map(|text| {
        format!("\"systemInstruction\": {{\"role\": \"system\", \"parts\": [{{\"text\": \"{text}\"}}]}}, ")
    });
    let head = format!("{{{}\"contents\": [", system.unwrap_or_default());
    let begun = |role: &str| format!("{{\"role\": \"{role}\", \"parts\": [{{\"text\": \"");
    alternating(opening, &head, [&begun("user"), &begun("model")], "\"}]}")
}

/// `{"schemaVersion": …, "system": [{"text": …}], "messages": [{"role": …, "content": [{"text": …}]}]}`
pub fn converse(opening: &Opening<'_>) -> Line {
    let system = opening.system.map(|text| format!("\"system\": [{{\"text\": \"{text}\"}}], ")).unwrap_or_default();
    let head = format!("{{\"schemaVersion\": \"bedrock-conversation-2024\", {system}\"messages\": [");
    let begun = |role: &str| format!("{{\"role\": \"{role}\", \"content\": [{{\"text\": \"");
    alternating(opening, &head, [&begun("user"), &begun("assistant")], "\"}]}")
}

/// `{"system": …, "mask": "User", "conversations": [{"from": …, "value": …}]}`: all answers of the conversation are trained, so
/// examples stand in the system text, or, where that is folded, in front of the question.
pub fn conversations(opening: &Opening<'_>) -> Line {
    let mut system = opening.instruction();
    let mut lead = opening.lead.to_owned();
    if opening.system.is_none() && !opening.turns.is_empty() {
        lead.insert_str(0, &format!("{}\\n\\n", std::mem::take(&mut system)));
    }
    let opening = &Opening { turns: Vec::new(), lead: &lead, ..opening.clone() };
    let head = format!("{{\"system\": \"{system}\", \"mask\": \"User\", \"conversations\": [");
    let begun = |role: &str| format!("{{\"from\": \"{role}\", \"value\": \"");
    alternating(opening, &head, [&begun("User"), &begun("Assistant")], "\"}")
}

/// A list of turns behind a head, each between how it is begun (of the user, of the model) and how it ends.
fn alternating(opening: &Opening<'_>, head: &str, [asks, answers]: [&str; 2], end: &str) -> Line {
    let turn = |[user, answer]: &[String; 2]| format!("{asks}{user}{end}, {answers}{answer}{end}, ");
    let turns: String = opening.turns.iter().map(turn).collect();
    Line {
        before_question: format!("{head}{turns}{asks}{}", opening.lead),
        before_answer: format!("{end}, {answers}"),
        after: format!("{end}]}}"),
    }
}

/// `{"instruction": …, "input": …, "output": …}`: system text and examples are the instruction.
pub fn instruction(opening: &Opening<'_>) -> Line {
    Line {
        before_question: format!("{{\"instruction\": \"{}\", \"input\": \"{}", opening.instruction(), opening.lead),
        before_answer: "\", \"output\": \"".to_owned(),
        after: "\"}".to_owned(),
    }
}

fn begun(role: &str) -> String {
    format!("{{\"role\": \"{role}\", \"content\": \"")
}

fn message(role: &str, text: &str, more: &str) -> String {
    format!("{}{text}\"{more}}}", begun(role))
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn row(line: &Line) -> Value {
        let text = format!("{}Q\\n{}A{}\n", line.before_question, line.before_answer, line.after);
        assert_eq!(text.find('\n'), Some(text.len() - 1));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    fn opening(turns: usize) -> Opening<'static> {
        let turns = (0..turns).map(|turn| [format!("q{turn}"), format!("\\\"a{turn}\\\"")]);
        Opening { system: Some("S \\\"s\\\""), turns: turns.collect(), lead: "" }
    }

    fn job() -> Job {
        let (format, train) = ("f".to_owned(), "t".to_owned());
        Job { format, train, validation: None, rows: 11, longest: 1_000, max_tokens: None }
    }

    #[test]
    fn every_form_is_json_on_one_line_with_everything_in_its_order() {
        let forms = [
            messages,
            weighted_messages,
            chosen_messages,
            prompt_completion,
            system_messages,
            contents,
            converse,
            conversations,
            instruction,
        ];
        for form in forms {
            for turns in 0..3 {
                for folded in [false, true] {
                    let opening = opening(turns);
                    let opening = if folded { opening.folded("S \\\"s\\\"\\n\\n") } else { opening };
                    let text = row(&form(&opening)).to_string();
                    let mut words = vec!["S \\\"s\\\"".to_owned()];
                    words.extend((0..turns).flat_map(|turn| [format!("q{turn}"), format!("\\\"a{turn}\\\"")]));
                    words.extend(["Q\\n".to_owned(), "\"A\"".to_owned()]);
                    let mut found: Vec<usize> = words.iter().map(|word| text.find(word).unwrap()).collect();
                    // An object's members are sorted here; the turns stand in lists.
                    let in_lists = found.split_off(1);
                    let has_keys =
                        ["completion", "input", "mask"].iter().any(|key| text.contains(&format!("\"{key}\":")));
                    assert!(in_lists.is_sorted() || has_keys, "{text}");
                }
            }
        }
    }

    #[test]
    fn lines_of_a_start_file_go_where_the_job_has_nothing_for_them() {
        let text = "train: @train@\nvalidation: @validation@\nlength: @max_tokens@\n# @format@\n";
        let job = job();
        assert_eq!(job.start_file("start", text).text, "train: t\n# f\n");
        let job = Job { validation: Some("v".to_owned()), max_tokens: Some(8), ..job };
        assert_eq!(job.start_file("start", text).text, "train: t\nvalidation: v\nlength: 8\n# f\n");
    }

    #[test]
    fn the_length_is_the_projects_or_above_the_longest_row_and_says_which() {
        let text = "@length@: @why@";
        let of = |max_tokens| Job { max_tokens, ..job() }.start_file("start", text).text;
        assert_eq!(of(Some(8)), "8: `max_tokens` of tunesmith.json.");
        assert_eq!(of(None), "1256: No row has more tokens: the bytes of the longest, and 256 for the chat template.");
    }

    #[test]
    fn steps_train_each_row_three_times() {
        assert_eq!([job().steps(1), job().steps(8), Job { rows: 16, ..job() }.steps(8)], [33, 5, 6]);
    }

    #[test]
    fn of_examples_only_the_last_answer_is_trained_where_a_trainer_can_be_told_so() {
        let weights = row(&weighted_messages(&opening(1)))["messages"].as_array().unwrap().clone();
        let weights: Vec<_> = weights.iter().map(|message| message.get("weight").cloned()).collect();
        assert_eq!(weights, [None, None, Some(0.into()), None, None]);
        let chosen = row(&chosen_messages(&opening(1)))["messages"].as_array().unwrap().clone();
        let chosen: Vec<_> = chosen.iter().map(|message| message.get("train").cloned()).collect();
        assert_eq!(chosen, [None, None, Some(false.into()), None, Some(true.into())]);
    }

    #[test]
    fn where_all_answers_of_a_conversation_are_trained_examples_stand_in_front_of_it() {
        let of = |opening: Opening<'_>| {
            let row = row(&conversations(&opening));
            (row["system"].clone(), row["conversations"][0]["value"].clone(), row["conversations"][2].clone())
        };
        let (examples, question) = ("q0\n\n\"a0\"", "Q\n");
        let system = format!("S \"s\"\n\n{examples}");
        assert_eq!(of(opening(1)), (system.clone().into(), question.into(), Value::Null));
        let folded = opening(1).folded("S \\\"s\\\"\\n\\n");
        assert_eq!(of(folded), ("".into(), format!("{system}\n\n{question}").into(), Value::Null));
    }

    #[test]
    fn without_examples_all_forms_of_messages_are_the_same() {
        let line = messages(&opening(0));
        assert_eq!([weighted_messages(&opening(0)), chosen_messages(&opening(0))], [line.clone(), line]);
    }
}
