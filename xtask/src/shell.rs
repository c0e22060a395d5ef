//! Running other programs, said aloud first.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

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

/// A command as somebody at a terminal would start it: without what cargo told this program of its own
/// package. Some dependencies are built anew whenever that changes, and everything above them.
pub fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    let of_this_package =
        |name: &str| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(of_this_package) {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a command from the root, its output where ours goes.
pub fn run(program: &str, args: &[&str]) -> Result<(), String> {
    println!("$ {}", spell(program, args));
    finish(command(program).args(args), &spell(program, args))
}

/// The same with one environment variable set.
pub fn run_with(program: &str, args: &[&str], (name, value): (&str, &str)) -> Result<(), String> {
    println!("$ {name}={value} {}", spell(program, args));
    finish(command(program).args(args).env(name, value), &spell(program, args))
}

/// The same with several.
pub fn run_with_all(program: &str, args: &[&str], set: &[(&str, &str)]) -> Result<(), String> {
    let names: String = set.iter().map(|(name, value)| format!("{name}={value} ")).collect();
    println!("$ {names}{}", spell(program, args));
    finish(command(program).args(args).envs(set.iter().copied()), &spell(program, args))
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
    let output = command(program)
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

/// Installs a package of Debian's where we may, said aloud; else says what to do.
pub fn install(package: &str, why: &str) -> Result<(), String> {
    let ask = || format!("{why}\nhint: install it: apt-get install {package}");
    let is_root = Command::new("id").arg("-u").output().is_ok_and(|id| id.stdout == b"0\n");
    if !is_root || !Path::new("/usr/bin/apt-get").is_file() {
        return Err(ask());
    }
    println!("{why}: installing it");
    let quiet = ("DEBIAN_FRONTEND", "noninteractive");
    run_with("apt-get", &["update", "-q"], quiet)
        .and_then(|()| run_with("apt-get", &["install", "-y", "-q", package], quiet))
        .map_err(|error| format!("{error}\n{}", ask()))
}
