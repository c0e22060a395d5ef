//! Clocks, quantiles, and a page cache that can be emptied.

use std::fs;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::time::Instant;

use serde_json::{Value, json};

/// What reading the clock twice costs.
pub fn timer_ns() -> f64 {
    median((0..1_001).map(|_| Instant::now().elapsed().as_nanos() as f64))
}

/// Nanoseconds of one thing.
pub fn ns(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_nanos() as f64
}

pub fn ms(work: impl FnOnce()) -> f64 {
    ns(work) / 1e6
}

/// Nanoseconds of each, without the clock's own.
pub fn each<T>(items: &[T], mut work: impl FnMut(&T)) -> Vec<f64> {
    let timer = timer_ns();
    items.iter().map(|item| (ns(|| work(item)) - timer).max(0.0)).collect()
}

pub fn median(times: impl Iterator<Item = f64>) -> f64 {
    at(&sorted(times.collect()), 0.5)
}

fn sorted(mut times: Vec<f64>) -> Vec<f64> {
    times.sort_by(f64::total_cmp);
    times
}

fn at(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

const SHARES: [(&str, f64); 3] = [("p50", 0.5), ("p99", 0.99), ("p99_9", 0.999)];

/// In microseconds.
pub fn quantiles(times: Vec<f64>) -> Value {
    let times = sorted(times);
    let rounded = |ns: f64| (ns / 10.0).round() / 100.0;
    SHARES
        .iter()
        .map(|(name, share)| ((*name).to_owned(), json!(rounded(at(&times, *share)))))
        .collect()
}

/// Of each quantile the median over rounds: what else the machine did in one of them counts once.
pub fn median_quantiles(rounds: Vec<Vec<f64>>) -> Value {
    let rounds: Vec<Value> = rounds.into_iter().map(quantiles).collect();
    let median_of = |name: &str| median(rounds.iter().map(|round| round[name].as_f64().unwrap()));
    SHARES.iter().map(|(name, _)| ((*name).to_owned(), json!(median_of(name)))).collect()
}

/// CPU time of this thread.
pub fn cpu_ns() -> u64 {
    let text = fs::read_to_string("/proc/thread-self/schedstat").unwrap();
    text.split(' ').next().unwrap().parse().unwrap()
}

pub fn status(field: &str) -> String {
    let text = fs::read_to_string("/proc/self/status").unwrap();
    let line = text.lines().find(|line| line.starts_with(field)).unwrap();
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Takes a directory's files out of the page cache. They must not be mapped, or what is mapped stays.
pub fn drop_cached(dir: &Path) {
    for entry in fs::read_dir(dir).unwrap() {
        let file = fs::File::open(entry.unwrap().path()).unwrap();
        rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::DontNeed).unwrap();
    }
}

/// What the disk itself takes for a page anywhere in the largest of a directory's files, nanoseconds:
/// nothing that looks one thing up can be faster where that thing's page is not in memory.
pub fn page_reads(dir: &Path, count: usize, seed: u64) -> Vec<f64> {
    const PAGE: u64 = 1 << 12;
    let files = fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path());
    let largest = files.max_by_key(|path| path.metadata().unwrap().len()).unwrap();
    let file = fs::File::open(largest).unwrap();
    rustix::fs::fadvise(&file, 0, None, rustix::fs::Advice::Random).unwrap();
    let pages = file.metadata().unwrap().len() / PAGE;
    let places: Vec<u64> = (0..count as u64).map(|n| random(seed, n) % pages * PAGE).collect();
    let mut page = [0; PAGE as usize];
    each(&places, |place| file.read_exact_at(&mut page, *place).unwrap())
}

pub fn random(seed: u64, number: u64) -> u64 {
    mix(mix(seed) ^ number)
}

pub fn mix(z: u64) -> u64 {
    let mut z = z.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
