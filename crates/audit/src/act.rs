//! What is done about rows that are alike: which are left out, and which split each goes to. Decided on all rows, before
//! any is written.

mod remove;
mod resplit;

use tunesmith_dataset::{Error, Plan, Progress, Repeat, Run};

use crate::Questions;
use crate::leaks;
use crate::likeness::alike;
use crate::look::Looker;
use crate::rows::Rows;

/// Decides what becomes of the rows of a run whose options ask for something to be done about them.
///
/// # Errors
/// When a file does not let itself be read, and when more texts are alike than can be told apart.
pub fn plan(run: &Run<'_>, questions: &Questions<'_>, progress: &Progress) -> Result<Plan, Error> {
    let acts = &run.options().acts;
    let mut rows = Rows::new(run);
    let only_leaks = acts.drop_leaks && acts.dedupe.is_none() && acts.resplit.is_empty();
    let visited = if only_leaks {
        leaks::visit(run, questions, progress, |kept, looked| rows.add(kept, looked))?
    } else {
        let looker = Looker::of_texts(run);
        tunesmith_dataset::visit(run, progress, |kept| looker.look(kept), |kept, looked| rows.add(kept, &looked))?
    };
    let needs_near = acts.dedupe == Some(Repeat::Near) || acts.drop_leaks || !acts.resplit.is_empty();
    let similarity = if needs_near { questions.similarity } else { 1.0 };
    let alike = alike(run, &rows, &Questions { similarity, only_leaks, ..*questions }, progress)?;
    if needs_near && alike.likeness.cut_at.is_some() {
        return Err(Error::TooManyAlike);
    }
    let mut plan = Plan::new(&visited);
    if let Some(recall) = alike.recall.filter(|_| needs_near) {
        let percent = recall * 100.0;
        plan.note(format!(
            "WARNING: Too much is alike to compare all: {percent:.1} % of the near pairs are expected to be found."
        ));
    }
    let removed = remove::removed(&rows, &alike, acts, &mut plan);
    if !acts.resplit.is_empty() {
        resplit::resplit(run, &rows, &alike, &removed, &mut plan);
    }
    Ok(plan)
}
