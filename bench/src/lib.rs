//! What the measuring programs share: blocks out of block files, a clock of the CPU's time, and the
//! lines in which a program says what it measured.
//!
//! A program measured as a whole (its CPU, wall and memory are taken from outside) prints what it
//! found, so that the runs can be seen to have done the same work. One that measures inside itself
//! prints a line for each figure: name, value, unit, with tabs between.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The block files of a folder, in order.
pub fn block_files(dir: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(dir).unwrap_or_else(|error| panic!("{}: {error}", dir.display()));
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be listed").path())
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("blk") && name.ends_with(".dat")
        })
        .collect();
    paths.sort();
    assert!(!paths.is_empty(), "{}: no block files", dir.display());
    paths
}

/// Hands over every block of a folder's files: one file in memory at a time, read with one call.
pub fn each_block(dir: &Path, mut take: impl FnMut(&[u8])) {
    let mut bytes = Vec::new();
    for path in block_files(dir) {
        bytes.clear();
        File::open(&path).and_then(|mut file| file.read_to_end(&mut bytes)).expect("a block file");
        let mut rest = &bytes[..];
        while let Some((head, after)) = rest.split_first_chunk::<8>() {
            let length = u32::from_le_bytes([head[4], head[5], head[6], head[7]]) as usize;
            let (block, after) = after.split_at(length);
            take(block);
            rest = after;
        }
    }
}

/// CPU time of this process so far, in steps of ten milliseconds: fields 14 and 15 of
/// `/proc/self/stat` (proc(5)).
pub fn cpu() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").expect("Linux");
    let rest = stat.rsplit_once(')').expect("a name in brackets").1;
    let ticks: u64 =
        rest.split_whitespace().skip(11).take(2).map(|t| t.parse::<u64>().unwrap_or(0)).sum();
    Duration::from_millis(ticks * 10)
}

/// CPU time of this thread alone, to the nanosecond: `/proc/thread-self/schedstat`.
pub fn thread_cpu() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").expect("Linux");
    let nanos = stat.split_whitespace().next().and_then(|text| text.parse().ok());
    Duration::from_nanos(nanos.expect("a number"))
}

/// One measured figure.
pub fn say(name: &str, value: f64, unit: &str) {
    println!("{name}\t{value}\t{unit}");
}

/// Does the same thing several times and gives the median of this thread's CPU time, in seconds.
pub fn median_cpu(times: usize, mut work: impl FnMut()) -> f64 {
    let mut taken: Vec<f64> = (0..times)
        .map(|_| {
            let before = thread_cpu();
            work();
            (thread_cpu() - before).as_secs_f64()
        })
        .collect();
    taken.sort_by(f64::total_cmp);
    taken[taken.len() / 2]
}
