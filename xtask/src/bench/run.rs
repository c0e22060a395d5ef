//! One measured run of a program, from outside, the same for ours and for others'.
//!
//! CPU is what the kernel booked for the finished child (all threads, user and system); memory is the
//! peak of anonymous memory (`RssAnon`), sampled every few milliseconds, so mapped files and the page
//! cache are left out.

use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::machine;
use crate::shell;

/// A program and its arguments, under the name of its row.
#[derive(Debug, Clone)]
pub struct Program {
    pub name: String,
    pub words: Vec<String>,
    /// Removed before each run: what an earlier run left.
    pub clears: Option<String>,
}

impl Program {
    pub fn new(name: &str, words: &[&str]) -> Program {
        let words = words.iter().map(|word| (*word).to_owned()).collect();
        Program { name: name.to_owned(), words, clears: None }
    }

    pub fn clearing(mut self, path: &str) -> Program {
        self.clears = Some(path.to_owned());
        self
    }
}

/// What one run cost, and what it printed.
#[derive(Debug, Clone, Default)]
pub struct Run {
    pub cpu: Duration,
    pub wall: Duration,
    pub memory_kib: u64,
    pub said: String,
}

/// The runs of one program.
#[derive(Debug, Clone, Default)]
pub struct Runs {
    pub name: String,
    pub runs: Vec<Run>,
}

impl Runs {
    pub fn cpu_s(&self) -> f64 {
        median(self.runs.iter().map(|run| run.cpu.as_secs_f64()))
    }

    pub fn wall_s(&self) -> f64 {
        median(self.runs.iter().map(|run| run.wall.as_secs_f64()))
    }

    /// The highest of all runs: a peak that was seen is a peak.
    pub fn memory_mib(&self) -> f64 {
        let kib = self.runs.iter().map(|run| run.memory_kib).max().unwrap_or(0);
        kib as f64 / 1024.0
    }

    pub fn said(&self) -> &str {
        self.runs.last().map_or("", |run| run.said.trim())
    }

    /// Least and most CPU seconds.
    pub fn cpu_spread(&self) -> String {
        let all = || self.runs.iter().map(|run| run.cpu.as_secs_f64());
        let (least, most) = (all().fold(f64::MAX, f64::min), all().fold(0.0, f64::max));
        format!("{least:.2}–{most:.2}")
    }
}

pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(0.0)
}

/// Runs programs in turn, round after round, so that whatever else the machine does falls on all.
pub fn alternate(programs: &[Program], rounds: usize) -> Result<Vec<Runs>, String> {
    let mut all: Vec<Runs> = programs
        .iter()
        .map(|program| Runs { name: program.name.clone(), runs: Vec::new() })
        .collect();
    for round in 1..=rounds {
        for (program, runs) in programs.iter().zip(&mut all) {
            let run = once(program)?;
            println!(
                "  {} (round {round} of {rounds}): cpu {:.2} s, wall {:.2} s, {} MiB",
                program.name,
                run.cpu.as_secs_f64(),
                run.wall.as_secs_f64(),
                run.memory_kib / 1024
            );
            runs.runs.push(run);
        }
    }
    Ok(all)
}

/// One run.
pub fn once(program: &Program) -> Result<Run, String> {
    if let Some(path) = &program.clears {
        clear(path)?;
    }
    machine::touch_free_memory();
    let line = program.words.join(" ");
    let (name, args) = program.words.split_first().ok_or("no program")?;
    let ticks_before = child_ticks()?;
    let start = Instant::now();
    let mut child = Command::new(name)
        .args(args)
        .current_dir(shell::root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot start '{line}': {error}"))?;
    // Read apart, so that a program that says much does not wait for us.
    let said = reader(child.stdout.take());
    let complained = reader(child.stderr.take());
    let status_file = format!("/proc/{}/status", child.id());
    let mut memory_kib = 0;
    let status = loop {
        if let Ok(status) = std::fs::read_to_string(&status_file) {
            memory_kib = memory_kib.max(field_kib(&status, "RssAnon:"));
        }
        if let Some(status) = child.try_wait().map_err(|error| error.to_string())? {
            break status;
        }
        std::thread::sleep(Duration::from_millis(5));
    };
    let wall = start.elapsed();
    let text = |thread: std::thread::JoinHandle<String>| thread.join().unwrap_or_default();
    let (said, complained) = (text(said), text(complained));
    if !status.success() {
        let last: Vec<&str> = complained.lines().rev().take(5).collect();
        return Err(format!("'{line}' failed ({status}): {}", last.join(" / ")));
    }
    // The kernel counts in hundredths of a second for everybody (USER_HZ), whatever its own clock is.
    let cpu = Duration::from_millis((child_ticks()? - ticks_before) * 10);
    Ok(Run { cpu, wall, memory_kib, said })
}

fn reader(from: Option<impl std::io::Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut from) = from {
            // What could be read is kept: a program that ends early has said why.
            let _ = from.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Removes a file or folder below the repository.
pub fn clear(path: &str) -> Result<(), String> {
    let path = shell::root().join(path);
    let removed = match std::fs::symlink_metadata(&path) {
        Ok(meta) if meta.is_dir() => std::fs::remove_dir_all(&path),
        Ok(_) => std::fs::remove_file(&path),
        Err(_) => Ok(()),
    };
    removed.map_err(|error| format!("{}: {error}", path.display()))
}

/// Memory of its own that a process holds now.
pub fn memory_mib(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    field_kib(&status, "RssAnon:") as f64 / 1024.0
}

fn field_kib(status: &str, name: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// CPU ticks of every child waited for so far: fields 16 and 17 of `/proc/self/stat` (proc(5)).
fn child_ticks() -> Result<u64, String> {
    let stat = std::fs::read_to_string("/proc/self/stat")
        .map_err(|error| format!("cannot read /proc/self/stat: {error}"))?;
    let after_name = stat.rsplit_once(')').map_or(stat.as_str(), |(_, rest)| rest);
    let mut fields = after_name.split_whitespace().skip(13);
    let mut next = || fields.next().and_then(|field| field.parse::<u64>().ok());
    match (next(), next()) {
        (Some(user), Some(system)) => Ok(user + system),
        _ => Err("cannot read /proc/self/stat: too few fields".into()),
    }
}
