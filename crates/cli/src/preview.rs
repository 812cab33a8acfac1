//! `preview`: a record as the model will see it.

use std::process::ExitCode;

use tunesmith_dataset::{Piece, Preview, Split, Wanted};
use tunesmith_prompts as prompts;
use tunesmith_template::project::DEFAULT_STRATEGY;
use tunesmith_template::{Contract, Levels, Role, Strategy, show};

use crate::args::{PreviewArgs, SplitArg};
use crate::gen_data::registered_name;
use crate::{failure, print, usage};

pub(crate) fn run(args: &PreviewArgs) -> ExitCode {
    let strategy = match strategy(args) {
        Ok(strategy) => strategy,
        Err(message) => return usage(&message),
    };
    let response = args.response.as_deref().unwrap_or(&strategy.response);
    let Some(contract) = prompts::contract(response) else {
        return usage(&format!("there is no response contract `{response}`"));
    };
    let split = match args.split {
        SplitArg::Train => Split::Train,
        SplitArg::Val => Split::Val,
        SplitArg::Test => Split::Test,
    };
    let levels = match Levels::from_options(&args.allow, &[], &[]) {
        Ok(levels) => levels,
        Err(error) => return usage(&error.to_string()),
    };
    let wanted = args.id.clone().map_or(Wanted::Number(split, args.record), Wanted::Id);
    let schema = &prompts::record::SCHEMA;
    match tunesmith_dataset::preview(&args.unified_dir, schema, strategy, contract, &wanted, &levels) {
        Ok(preview) => {
            print::out(&text(&preview, strategy, contract));
            print::findings(&preview.findings);
            ExitCode::SUCCESS
        }
        Err(error) => failure(&error),
    }
}

fn strategy(args: &PreviewArgs) -> Result<&'static Strategy, String> {
    let template = registered_name(&args.template);
    let all: Vec<&Strategy> = prompts::strategies_of(&template).collect();
    let names: Vec<&str> = all.iter().map(|strategy| strategy.name.as_ref()).collect();
    let named = |name: &str| all.iter().copied().find(|strategy| strategy.name == name);
    match &args.strategy {
        Some(name) => {
            named(name).ok_or_else(|| format!("{template} has no strategy `{name}`; it has: {}", names.join(", ")))
        }
        None => named(DEFAULT_STRATEGY)
            .or(all.first().copied())
            .ok_or_else(|| format!("the template `{template}` is not compiled into this program")),
    }
}

/// Role headings, pieces from the record highlighted, and what is trained.
fn text(preview: &Preview, strategy: &Strategy, contract: &Contract) -> String {
    let color = show::wants_color(&std::io::stdout());
    let id = if preview.id.is_empty() { String::new() } else { format!(" ({})", preview.id) };
    let mut text = format!(
        "{}: record {}{id}, {}\n{}, strategy {}\n",
        preview.path, preview.number, preview.label, strategy.template, strategy.name
    );
    for (role, pieces) in &preview.messages {
        let trained = match role {
            Role::Assistant => format!(" (trained; contract {})", contract.name),
            Role::System | Role::User => String::new(),
        };
        let heading = format!("── {}{trained} ──", role.name());
        text += &if color { format!("\n\x1b[1m{heading}\x1b[0m\n") } else { format!("\n{heading}\n") };
        pieces.iter().for_each(|piece| text += &highlighted(piece, color));
        text.push('\n');
    }
    text
}

/// What came from the record in colour, or between ⟦ and ⟧ where there is none.
fn highlighted(piece: &Piece, color: bool) -> String {
    match (piece.substituted, color) {
        (false, _) => piece.text.clone(),
        (true, true) => format!("\x1b[1;36m{}\x1b[0m", piece.text),
        (true, false) => format!("⟦{}⟧", piece.text),
    }
}
