//! What the pages say is so: the steps of `docs/your-own-task.md` run as they are written, and links lead somewhere.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::fs;
use std::path::{Path, PathBuf};

use tunesmith_tests::{Ran, cargo, project_copy, repository};

/// A fenced block: what stands behind the fence, and the lines.
struct Block<'p> {
    info: &'p str,
    line: usize,
    lines: Vec<&'p str>,
}

/// The fenced blocks of a page.
fn blocks(page: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut is_open = false;
    for (line, text) in page.lines().enumerate() {
        match text.strip_prefix("```") {
            Some(info) if !is_open => {
                blocks.push(Block { info, line: line + 1, lines: Vec::new() });
                is_open = true;
            }
            Some(_) => is_open = false,
            None if is_open => blocks.last_mut().unwrap().lines.push(text),
            None => {}
        }
    }
    blocks
}

/// Checks that the lines are all that a stream printed, but for what `…` stands for.
fn is_printed(expected: &[&str], printed: &str) -> bool {
    let printed: Vec<&str> = printed.lines().collect();
    match expected.iter().position(|line| *line == "…") {
        None => expected == printed,
        Some(cut) => {
            let (front, rest) = (&expected[..cut], &expected[cut + 1..]);
            printed.starts_with(front)
                && (front.len()..=printed.len()).any(|from| is_printed(rest, &printed[from..].join("\n")))
        }
    }
}

/// Runs the commands of a block, and compares what they print: standard output, then standard error.
fn run_commands(block: &Block<'_>, copy: &Path, target: &Path) {
    let starts: Vec<usize> = (0..block.lines.len()).filter(|&line| block.lines[line].starts_with("$ ")).collect();
    for (index, &start) in starts.iter().enumerate() {
        let end = starts.get(index + 1).copied().unwrap_or(block.lines.len());
        let command = &block.lines[start]["$ ".len()..];
        let words: Vec<&str> = command.split(' ').collect();
        assert_eq!(words[0], "cargo", "line {}: {command}", block.line + start);
        let Ran { code, stdout, stderr } = cargo(copy, target, &words[1..]);
        let own: Vec<&str> = stderr.lines().filter(|line| !is_of_cargo(line)).collect();
        let printed = format!("{stdout}{}", own.join("\n"));
        let expected = &block.lines[start + 1..end];
        let place = block.line + start + 1;
        assert!(is_printed(expected, &printed), "line {place} of the page: {command}\nprinted:\n{printed}");
        let is_error = |line: &&str| line.starts_with("error: ") || line.contains(": error[");
        assert_eq!(code == Some(0), !expected.iter().any(is_error), "line {place} of the page: {command}");
    }
}

/// Whether a line is one of cargo's own, which begin with a verb that ends in the twelfth column.
fn is_of_cargo(line: &str) -> bool {
    let is_verb = |verb: &str| verb.trim_start().chars().all(char::is_alphabetic) && !verb.trim().is_empty();
    line.split_at_checked(12).is_some_and(|(verb, rest)| is_verb(verb) && rest.starts_with(' '))
}

#[test]
fn the_steps_of_your_own_task_do_what_the_page_says() {
    let page = fs::read_to_string(repository().join("docs/your-own-task.md")).unwrap();
    let (copy, target) = project_copy();
    let (mut files, mut commands) = (0, 0);
    for block in blocks(&page) {
        match block.info.split_once(' ') {
            Some(("json", path)) => {
                let path = copy.join(path);
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(path, block.lines.join("\n") + "\n").unwrap();
                files += 1;
            }
            _ if block.info == "console" => {
                run_commands(&block, &copy, &target);
                commands += 1;
            }
            _ => panic!("line {}: a block that is neither a file nor commands", block.line),
        }
    }
    assert!(files > 4 && commands > 4);
}

/// The anchors of a page's headings, as GitHub makes them.
fn anchors(page: &str) -> Vec<String> {
    let headings = page.lines().filter_map(|line| line.strip_prefix('#'));
    let kept = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_');
    let anchor = |heading: &str| {
        heading.trim_start_matches('#').trim().to_lowercase().chars().filter(kept).collect::<String>().replace(' ', "-")
    };
    headings.map(anchor).collect()
}

/// What the links of a page lead to, outside of code.
fn links(page: &str) -> Vec<&str> {
    let mut is_code = false;
    let text = page.lines().filter(|line| {
        let is_fence = line.starts_with("```");
        is_code ^= is_fence;
        !is_code && !is_fence
    });
    let of_line = |line: &'_ str| -> Vec<(usize, usize)> {
        let starts = line.match_indices("](").map(|(at, _)| at + 2);
        starts.filter_map(|at| Some((at, at + line[at..].find(')')?))).collect()
    };
    text.flat_map(|line| of_line(line).into_iter().map(move |(start, end)| &line[start..end])).collect()
}

#[test]
fn every_link_leads_to_a_file_and_to_a_heading_of_it() {
    let root = repository();
    let mut pages: Vec<PathBuf> =
        ["README.md", "ARCHITECTURE.md", "CHANGELOG.md", "CONTRIBUTING.md"].map(|name| root.join(name)).to_vec();
    pages.extend(fs::read_dir(root.join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    let mut checked = 0;
    for path in pages {
        let page = fs::read_to_string(&path).unwrap();
        for link in links(&page).into_iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = if file.is_empty() { path.clone() } else { path.parent().unwrap().join(file) };
            assert!(there.exists(), "{}: {link}", path.display());
            let found = || anchors(&fs::read_to_string(&there).unwrap()).iter().any(|known| known == anchor);
            assert!(anchor.is_empty() || found(), "{}: no heading for {link}", path.display());
            checked += 1;
        }
    }
    assert!(checked > 10);
}
