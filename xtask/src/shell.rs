//! Running other programs, said aloud first, and measured where asked.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// The repository's root: the parent of this crate's folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().expect("xtask lies in the repository").to_path_buf()
}

/// The real data for tests and measurements, if it is here.
pub fn test_data() -> Option<PathBuf> {
    let data = std::env::var_os("KANCIL_TESTDATA")
        .map_or_else(|| root().join("../shared/data"), PathBuf::from);
    data.is_dir().then_some(data)
}

fn spell(program: &str, args: &[&str]) -> String {
    let name =
        Path::new(program).file_name().map_or_else(|| program.into(), |n| n.to_string_lossy());
    let mut line = name.into_owned();
    for arg in args {
        line.push(' ');
        line.push_str(arg);
    }
    line
}

/// Runs a command from the root, its output where ours goes.
pub fn run(program: &str, args: &[&str]) -> Result<(), String> {
    println!("$ {}", spell(program, args));
    finish(Command::new(program).args(args), &spell(program, args))
}

/// The same with one environment variable set.
pub fn run_with(program: &str, args: &[&str], (name, value): (&str, &str)) -> Result<(), String> {
    println!("$ {name}={value} {}", spell(program, args));
    finish(Command::new(program).args(args).env(name, value), &spell(program, args))
}

/// The same with several.
pub fn run_with_all(program: &str, args: &[&str], set: &[(&str, &str)]) -> Result<(), String> {
    let names: String = set.iter().map(|(name, value)| format!("{name}={value} ")).collect();
    println!("$ {names}{}", spell(program, args));
    finish(Command::new(program).args(args).envs(set.iter().copied()), &spell(program, args))
}

fn finish(command: &mut Command, line: &str) -> Result<(), String> {
    let status = command
        .current_dir(root())
        .status()
        .map_err(|error| format!("cannot start '{line}': {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("'{line}' failed ({status})")) }
}

/// Runs a command and returns what it printed on stdout.
pub fn capture(program: &str, args: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(args)
        .current_dir(root())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot start '{program}': {error}"))?;
    if !output.status.success() {
        return Err(format!("'{}' failed ({})", spell(program, args), output.status));
    }
    String::from_utf8(output.stdout)
        .map_err(|_| format!("'{program}' printed bytes that are not UTF-8"))
}

/// What a run cost.
#[derive(Debug, Clone, Copy)]
pub struct Cost {
    /// User and system time, of all threads.
    pub cpu: Duration,
    pub wall: Duration,
    /// Peak of anonymous memory; mapped files are the page cache's and are left out.
    pub memory_kib: u64,
}

/// Runs a command to its end and measures it: CPU time as the kernel booked it for the finished child, peak
/// anonymous memory as sampled every few milliseconds.
pub fn measure(program: &str, args: &[&str]) -> Result<Cost, String> {
    let ticks_before = child_ticks()?;
    let start = Instant::now();
    let mut child = Command::new(program)
        .args(args)
        .current_dir(root())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("cannot start '{program}': {error}"))?;
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
    if !status.success() {
        return Err(format!("'{}' failed ({status})", spell(program, args)));
    }
    // The kernel counts in hundredths of a second for everybody (USER_HZ), whatever its own clock is.
    let cpu = Duration::from_millis((child_ticks()? - ticks_before) * 10);
    Ok(Cost { cpu, wall, memory_kib })
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
