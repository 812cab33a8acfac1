//! What a trainer reads and asks.

use crate::Shape;
use crate::write::{self, Job, Line, Opening, StartFile};

/// Somebody's code or service that fine-tunes a model with a JSON Lines file.
///
/// ```
/// let openai = tunesmith_trainers::find("openai").unwrap();
/// assert_eq!(openai.fewest_rows.unwrap().value, 10);
/// ```
#[derive(Debug)]
pub struct Trainer {
    /// Name, for `--for`.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// Where its ways were read, and in which version.
    pub source: &'static str,
    /// The shapes of rows that it reads, without a setting or with one.
    pub shapes: &'static [Shape],
    /// The names of the files that it looks for in a folder.
    pub files: Option<FileNames>,
    /// Rows that it wants at least.
    pub fewest_rows: Option<Limit>,
    /// Rows that it takes at most.
    pub most_rows: Option<Limit>,
    /// Bytes of a file that it takes at most.
    pub most_bytes: Option<Limit>,
    /// Tokens of a row, unless its settings say otherwise.
    pub most_tokens: Option<Limit>,
    /// Roles that it takes.
    pub roles: &'static [Role],
    /// Whether it takes a system turn, where the shape has one among the turns.
    pub system: SystemTurn,
    /// What it thinks of user and assistant turns that do not alternate.
    pub order: Order,
    /// Keys of a row beside the shape's own.
    pub row_keys: Keys,
    /// Keys of a turn beside role and content.
    pub turn_keys: Keys,
    /// What it asks of the calls of tools.
    pub calls: Calls,
    /// Whether any turn may have a weight, and not only an answer.
    pub weighs_all: bool,
    /// Whether what a turn says may be a list of parts.
    pub takes_parts: bool,
    /// Words that no prompt may hold.
    pub reserved: &'static [&'static str],
    /// Whether it reads with `datasets`, which keeps one type for a column.
    pub one_type_a_column: bool,
    /// What it thinks of a byte order mark.
    pub byte_order_mark: ByteOrderMark,
    /// Whether it parses every line, so that a blank one stops it.
    pub parses_blank_lines: bool,
    /// The row that is written for it.
    pub form: fn(&Opening<'_>) -> Line,
    /// The files that a training run on such rows is started with.
    pub start: fn(&Job) -> Vec<StartFile>,
}

/// By name: there is one of each.
impl PartialEq for Trainer {
    fn eq(&self, other: &Trainer) -> bool {
        self.name == other.name
    }
}

impl Eq for Trainer {}

/// A number that a trainer sets, and what becomes of a file or row beyond it.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The number.
    pub value: u64,
    /// What happens beyond it, or what the setting is called.
    pub beyond: &'static str,
}

/// The files of the splits.
#[derive(Clone, Copy, Debug)]
pub struct FileNames {
    /// Rows to train on.
    pub train: &'static str,
    /// Rows to validate with.
    pub validation: &'static str,
}

/// Who speaks in a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Instructions, in front of the conversation.
    System,
    /// The same, as OpenAI's newer models call it.
    Developer,
    /// The one who asks.
    User,
    /// The model.
    Assistant,
    /// What a tool returned.
    Tool,
}

/// Whether a conversation may begin with a system turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SystemTurn {
    /// It may.
    Taken,
    /// It may not; what to do instead.
    Refused(&'static str),
}

/// What becomes of two user turns, or two assistant turns, one after the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Such a row is refused or left out.
    Alternating,
    /// Such a row is trained.
    Any,
    /// It is up to the model's chat template.
    Template,
}

/// What is asked of the calls of tools and their results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Calls {
    /// It is up to the model's chat template.
    Template,
    /// Each call has an id, of nine letters and digits, and each result that of its call.
    Nine,
    /// As in OpenAI's API: the same, and the arguments are a string; pictures and the like stand in user turns.
    Api,
}

/// Keys beside those that a shape needs.
#[derive(Clone, Copy, Debug)]
pub enum Keys {
    /// Any: they are ignored.
    Any,
    /// These; others are refused.
    Only(&'static [&'static str]),
}

/// What a trainer thinks of a byte order mark at the start of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ByteOrderMark {
    /// It is no part of JSON.
    Refused,
    /// Its documentation asks for one.
    Asked,
}

/// Any trainer whose ways are not known better: what most of them take.
pub(crate) const COMMON: Trainer = Trainer {
    name: "",
    title: "",
    source: "",
    shapes: &Shape::ALL,
    files: None,
    fewest_rows: None,
    most_rows: None,
    most_bytes: None,
    most_tokens: None,
    roles: &[Role::System, Role::Developer, Role::User, Role::Assistant, Role::Tool],
    system: SystemTurn::Taken,
    order: Order::Template,
    row_keys: Keys::Any,
    turn_keys: Keys::Any,
    calls: Calls::Template,
    weighs_all: false,
    takes_parts: true,
    reserved: &[],
    one_type_a_column: false,
    byte_order_mark: ByteOrderMark::Refused,
    parses_blank_lines: false,
    form: write::messages,
    start: |_| Vec::new(),
};

impl Role {
    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Role::System => "system",
            Role::Developer => "developer",
            Role::User => "user",
            Role::Assistant => "assistant",
            Role::Tool => "tool",
        }
    }
}
