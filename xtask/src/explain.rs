//! `explain`: what a finding means.

use std::io::Write;
use std::process::ExitCode;

use tunesmith_template::{nearest, rules};

use crate::options::UsageError;

pub(crate) fn run(code: Option<&str>) -> anyhow::Result<ExitCode> {
    let mut stdout = std::io::stdout().lock();
    let Some(code) = code else {
        for rule in rules::all() {
            let _ = writeln!(stdout, "{:30} {}", rule.code, rule.meaning);
        }
        return Ok(ExitCode::SUCCESS);
    };
    let Some(rule) = rules::find(code) else {
        let near = nearest(code, rules::all().map(|rule| rule.code)).map(|near| format!("; did you mean `{near}`?"));
        let near = near.unwrap_or_else(|| "; `cargo xtask explain` lists them".to_owned());
        return Err(UsageError(format!("there is no finding `{code}`{near}")).into());
    };
    let _ = write!(stdout, "{}", rules::explain(rule));
    Ok(ExitCode::SUCCESS)
}
