//! A strategy and the contract that it was checked against: the only way in which the two meet.

use crate::render::{Message, Role};
use crate::{Contract, Fault, Filled, Needs, Record, Schema, Strategy, Turn};

/// A strategy with a response contract that its prompts agree with.
///
/// Only the check of templates makes one, and generated code, which came from it: so no option and no call can join a
/// prompt with a target that it was not checked against.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'p> {
    schema: &'p Schema,
    strategy: &'p Strategy,
    contract: &'p Contract,
    turns: &'p [Turn],
}

impl<'p> Pair<'p> {
    /// What the check vouches for; see [`crate::generated`].
    pub(crate) const fn vouched(
        schema: &'p Schema,
        strategy: &'p Strategy,
        contract: &'p Contract,
        turns: &'p [Turn],
    ) -> Pair<'p> {
        Pair { schema, strategy, contract, turns }
    }

    /// The schema of the records that it takes.
    pub const fn schema(&self) -> &'p Schema {
        self.schema
    }

    /// What is asked.
    pub const fn strategy(&self) -> &'p Strategy {
        self.strategy
    }

    /// What is answered.
    pub const fn contract(&self) -> &'p Contract {
        self.contract
    }

    /// The examples that are shown before the question, as this contract answers them.
    pub const fn turns(&self) -> &'p [Turn] {
        self.turns
    }

    /// Whether this is the strategy with the contract that its template names.
    pub fn is_own(&self) -> bool {
        self.strategy.response == self.contract.name
    }

    /// The messages of a request about `record`: system, the turns of examples, user. Its labels are not looked at.
    ///
    /// # Errors
    /// Everything that the prompt needs and the record does not have.
    pub fn request(&self, record: &Record<'_>) -> Result<Vec<Message>, Vec<Fault>> {
        fill(&Needs::of_prompts(self.schema, vec![*self]), record, |filled| filled.request())
    }

    /// The whole conversation that is trained on `record`: the messages of its request, then the answer.
    ///
    /// # Errors
    /// Everything that the prompt or the target needs and the record does not have.
    pub fn conversation(&self, record: &Record<'_>) -> Result<Vec<Message>, Vec<Fault>> {
        fill(&Needs::new(self.schema, vec![*self]), record, |filled| {
            let mut answer = String::new();
            filled.answer(&mut answer);
            let mut messages = filled.request();
            messages.push(Message { role: Role::Assistant, content: answer.into() });
            messages
        })
    }
}

/// What `render` makes of the only pair, where nothing is wrong with the record but what honest text may hold.
fn fill<T>(needs: &Needs<'_>, record: &Record<'_>, render: impl Fn(Filled<'_>) -> T) -> Result<T, Vec<Fault>> {
    let mut faults = Vec::new();
    let fit = needs.examine(record, &mut faults);
    let filled = fit.as_ref().and_then(|fit| fit.filled().next());
    filled.filter(|_| !faults.iter().any(|fault| fault.kind.is_error())).map(render).ok_or(faults)
}
