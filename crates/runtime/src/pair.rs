//! A strategy and the contract that it was checked against: the only way in which the two meet.

use crate::render::{Message, Role};
use crate::{Contract, Fault, Filled, Needs, Record, Schema, Strategy};

/// A strategy with a response contract that its prompts agree with.
///
/// Only the check of templates makes one, and generated code, which came from it: so no option and no call can join a
/// prompt with a target that it was not checked against.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'p> {
    schema: &'p Schema,
    strategy: &'p Strategy,
    contract: &'p Contract,
}

impl<'p> Pair<'p> {
    /// What the check vouches for; see [`crate::generated`].
    pub(crate) const fn vouched(schema: &'p Schema, strategy: &'p Strategy, contract: &'p Contract) -> Pair<'p> {
        Pair { schema, strategy, contract }
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

    /// Whether this is the strategy with the contract that its template names.
    pub fn is_own(&self) -> bool {
        self.strategy.response == self.contract.name
    }

    /// The system and user messages of a request about `record`; its labels are not looked at.
    ///
    /// # Errors
    /// Everything that the prompt needs and the record does not have.
    pub fn request(&self, record: &Record<'_>) -> Result<[Message; 2], Vec<Fault>> {
        fill(&Needs::of_prompts(self.schema, vec![*self]), record, |filled| filled.request())
    }

    /// The whole conversation that is trained on `record`: system, user, assistant.
    ///
    /// # Errors
    /// Everything that the prompt or the target needs and the record does not have.
    pub fn conversation(&self, record: &Record<'_>) -> Result<[Message; 3], Vec<Fault>> {
        fill(&Needs::new(self.schema, vec![*self]), record, |filled| {
            let mut answer = String::new();
            filled.answer(&mut answer);
            let [system, user] = filled.request();
            [system, user, Message { role: Role::Assistant, content: answer.into() }]
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
