//! `verify`: a directory against its manifest.

use std::path::Path;
use std::process::ExitCode;

use crate::args::VerifyArgs;
use crate::{failure, print};

pub(crate) fn run(args: &VerifyArgs) -> ExitCode {
    let verdict = match tunesmith_dataset::verify(&args.dir, Path::new(""), &args.project) {
        Ok(verdict) => verdict,
        Err(error) => return failure(&error),
    };
    let dir = args.dir.display();
    verdict.torn.iter().for_each(|fault| print::out(&format!("torn: {fault}\n")));
    verdict.stale.iter().for_each(|fault| print::out(&format!("stale: {fault}\n")));
    if verdict.is_sound() {
        print::out(&format!("{dir} is whole and fresh: {} files as its manifest says\n", verdict.sound));
        return ExitCode::SUCCESS;
    }
    let remedy = "run `cargo xtask gen-data` again";
    match verdict.torn.is_empty() {
        true => print::error(&format!("{dir} is whole but stale: what it was made from has changed; {remedy}")),
        false => print::error(&format!("{dir} is torn: its files are not of one run; {remedy}")),
    }
    ExitCode::from(1)
}
