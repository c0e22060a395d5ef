//! What it was measured on, and with which build.

use std::fs;

use crate::shell;

/// The paragraph that says so.
pub fn described() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let memory_kib = memory_kib("MemTotal:");
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let compiler = shell::capture("rustc", &["--version"]).unwrap_or_default();
    let commit = shell::capture("git", &["log", "-1", "--format=%h of %cs"]).unwrap_or_default();
    let sha = if cpuinfo.contains(" sha_ni") { ", SHA instructions" } else { "" };
    format!(
        "{cores} cores of {model}{sha}, {} GiB of memory, Linux {}; {}; Kancil at {}, built with the release \
         profile that is shipped (thin LTO, no `target-cpu=native`); free memory touched before each run.",
        memory_kib >> 20,
        kernel.trim(),
        compiler.trim(),
        commit.trim()
    )
}

/// Touches memory that is free, so that the next program finds it there. A virtual machine's host gives it
/// memory at the first touch, and takes back what lies free for seconds: that would be booked as the CPU time of
/// whoever touches it, a tenth of an ingest and more. Where memory is the machine's own it takes a second.
pub fn touch_free_memory() {
    const MOST: u64 = 6 << 30;
    let bytes = (memory_kib("MemFree:") * 1024 / 4 * 3).min(MOST);
    drop(std::hint::black_box(vec![1_u8; usize::try_from(bytes).unwrap_or(0)]));
}

fn memory_kib(name: &str) -> u64 {
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let line = meminfo.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// How busy the machine is by itself: load of the last minute.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("?").to_owned()
}
