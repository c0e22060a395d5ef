//! What it was measured on, and with which build.

use std::fs;

use crate::shell;

/// The paragraph that says so.
pub fn described() -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let cpuinfo = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpuinfo.lines().find_map(|line| line.strip_prefix("model name"));
    let model = model.map_or("unknown processor", |rest| rest.trim_start_matches([' ', '\t', ':']));
    let meminfo = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let memory_kib: u64 = meminfo
        .lines()
        .find_map(|line| line.strip_prefix("MemTotal:"))
        .and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok())
        .unwrap_or(0);
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let compiler = shell::capture("rustc", &["--version"]).unwrap_or_default();
    let commit = shell::capture("git", &["log", "-1", "--format=%h of %cs"]).unwrap_or_default();
    let sha = if cpuinfo.contains(" sha_ni") { ", SHA instructions" } else { "" };
    format!(
        "{cores} cores of {model}{sha}, {} GiB of memory, Linux {}; {}; Kancil at {}, built with the release \
         profile that is shipped (thin LTO, no `target-cpu=native`).",
        memory_kib >> 20,
        kernel.trim(),
        compiler.trim(),
        commit.trim()
    )
}

/// How busy the machine is by itself: load of the last minute.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("?").to_owned()
}
