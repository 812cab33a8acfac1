//! `preview`: a record as the model will see it.

use tunesmith_dataset::{Options, Piece, Preview, Run, Wanted};
use tunesmith_runtime::{Project, Role};
use tunesmith_template::show::{self, MessageFormat};

use crate::args::PreviewArgs;
use crate::{ExitCode, ended, print, select, usage};

pub(crate) fn run(args: PreviewArgs, project: &Project<'_>) -> ExitCode {
    let options = match select::options(&args.select, None, project) {
        Ok(options) => Options { formats: args.format.into_iter().collect(), system: args.system, ..options },
        Err(message) => return usage(&message),
    };
    let by_number = Wanted::Number { split: args.split, number: args.record };
    let wanted = args.id.map_or(by_number, Wanted::Id);
    let model = args.request.then_some(args.model.as_str());
    let preview = Run::new(options, project).and_then(|run| tunesmith_dataset::preview(&run, &wanted, model));
    match preview {
        Ok(preview) => {
            match &preview.request {
                Some(body) => print::out(&format!("{body}\n")),
                None => print::out(&text(&preview)),
            }
            print::findings(&preview.findings, MessageFormat::Human);
            ExitCode::SUCCESS
        }
        Err(error) => ended(&error),
    }
}

/// Role headings, pieces from the record highlighted, and what is trained.
fn text(preview: &Preview<'_>) -> String {
    let color = show::wants_color(&std::io::stdout());
    let id = if preview.id.is_empty() { String::new() } else { format!(" ({})", printable(&preview.id)) };
    let label = preview.label.as_ref().map(|label| format!(", {}", printable(label))).unwrap_or_default();
    let strategy = preview.pair.strategy();
    let mut text = format!(
        "{}: record {}{id}{label}\n{}, strategy {}\n",
        preview.path, preview.number, strategy.template, strategy.name
    );
    let examples = 1..1 + 2 * preview.pair.turns().len();
    for (place, (role, pieces)) in preview.messages.iter().enumerate() {
        let trained = match role {
            _ if examples.contains(&place) => " (example)".to_owned(),
            Role::Assistant => format!(" (trained; contract {})", preview.pair.contract().name),
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
        (false, _) => printable(&piece.text),
        (true, true) => format!("\x1b[1;36m{}\x1b[0m", printable(&piece.text)),
        (true, false) => format!("⟦{}⟧", printable(&piece.text)),
    }
}

/// A text with nothing in it that a terminal obeys or hides.
fn printable(text: &str) -> String {
    let is_odd = |c: char| c.is_control() && !matches!(c, '\n' | '\t') || tunesmith_runtime::is_hidden(c);
    text.chars().flat_map(|c| if is_odd(c) { c.escape_default().collect() } else { vec![c] }).collect()
}
