//! The tables that `bench` prints, in Markdown.

use super::measure::Measured;

/// What the figures were measured on.
pub(crate) fn machine() -> String {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(':'))
        .map(|(_, model)| model.trim().to_owned());
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!("{}, {cores} cores, {}", model.unwrap_or_else(|| "unknown processor".to_owned()), std::env::consts::OS)
}

/// Seconds, spread, memory, and how each compares with the first command.
pub(crate) fn side_by_side(measured: &[(&str, Measured)], rows: u64, bytes: u64) -> String {
    let ours = measured.first().map_or(f64::NAN, |(_, ours)| ours.median());
    let mut text = String::from(
        "| | median s | min–max s | × gen-data, 1 thread | rows/s | GB/s | peak MiB |\n|---|--:|--:|--:|--:|--:|--:|\n",
    );
    for (name, measured) in measured {
        let (median, (min, max)) = (measured.median(), measured.spread());
        let (rate, throughput) = (rows as f64 / median, bytes as f64 / 1e9 / median);
        text += &format!(
            "| {name} | {median:.3} | {min:.3}–{max:.3} | {:.2} | {rate:.0} | {throughput:.2} | {} |\n",
            median / ours,
            measured.peak / 1024
        );
    }
    let median =
        |wanted: &str| measured.iter().find(|(name, _)| *name == wanted).map_or(f64::NAN, |(_, found)| found.median());
    for hasher in measured.iter().map(|(name, _)| *name).filter(|name| name.contains("sha256")) {
        let copy_and_hash = median("cp") + median(hasher);
        text += &format!(
            "\ngen-data / (cp + {hasher} of its output): {:.2} with 1 thread, {:.2} with 2.\n",
            ours / copy_and_hash,
            median("gen-data, 2 threads") / copy_and_hash
        );
    }
    text
}

/// Microseconds a row, by number of rows and threads.
pub(crate) fn scaling(measured: &[(u64, Vec<Measured>)]) -> String {
    let mut text = String::from(
        "| rows | µs a row, 1 thread | 2 threads | 8 threads | peak MiB, 1 / 2 / 8 threads |\n|--:|--:|--:|--:|--:|\n",
    );
    for (rows, by_threads) in measured {
        let cost = |measured: &Measured| format!("{:.2}", measured.median() * 1e6 / *rows as f64);
        let costs: Vec<String> = by_threads.iter().map(cost).collect();
        let peaks: Vec<String> = by_threads.iter().map(|measured| (measured.peak / 1024).to_string()).collect();
        text += &format!("| {rows} | {} | {} |\n", costs.join(" | "), peaks.join(" / "));
    }
    text
}
