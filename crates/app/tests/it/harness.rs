//! Runs the real `kancil` and holds what it says against golden transcripts.
//!
//! A transcript is what a terminal would show: `$ ` starts a command (`> ` goes on with it, for
//! here-documents), then come its stdout as it is, its stderr behind `! `, and `[exit N]` where N is
//! not 0. Lines starting with `#` tell the reader what is being shown. Commands run in a shell, in an
//! empty directory of their own, with `KANCIL_DATA=data`, `KANCIL_NOW` fixed and `$TESTDATA` naming
//! the real data. `UPDATE_EXPECT=1` writes what was seen into the file: read the diff.

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// The moment all transcripts are run at.
pub const NOW: &str = "2026-11-22T12:00:00Z";

/// A directory of its own, and the program to run in it.
pub struct Desk {
    dir: TempDir,
}

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: Option<i32>,
}

impl Desk {
    pub fn new() -> Self {
        Self { dir: tempfile::tempdir().expect("a temporary directory") }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        fs::write(&path, bytes).expect("writing into the temporary directory");
        path
    }

    /// `kancil` with this desk's data directory, not yet started.
    pub fn kancil(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kancil"));
        command.args(args);
        self.surround(&mut command);
        command
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        ran(self.kancil(args).output().expect("kancil starts"))
    }

    /// Runs and expects success; gives stdout.
    pub fn done(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, Some(0), "kancil {args:?} failed:\n{}", ran.stderr);
        ran.stdout
    }

    /// Runs with `--format json` and expects success.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let text = self.done(&[args, &["--format", "json"]].concat());
        serde_json::from_str(&text).expect("JSON on stdout")
    }

    /// Where `kancil` would be run, and with what it would be told.
    pub fn surround(&self, command: &mut Command) {
        command
            .current_dir(self.dir.path())
            .env("KANCIL_DATA", "data")
            .env("KANCIL_NOW", NOW)
            .env("COLUMNS", "100")
            .stdin(Stdio::null());
        if let Some(data) = test_data() {
            command.env("TESTDATA", data);
        }
    }

    fn shell(&self, line: &str) -> Ran {
        let bin = Path::new(env!("CARGO_BIN_EXE_kancil")).parent().expect("a file in a directory");
        let path = std::env::var("PATH").unwrap_or_default();
        let mut command = Command::new("sh");
        command.args(["-c", line]).env("PATH", format!("{}:{path}", bin.display()));
        self.surround(&mut command);
        ran(command.output().expect("sh starts"))
    }
}

fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("kancil prints UTF-8");
    Ran { stdout: text(output.stdout), stderr: text(output.stderr), code: output.status.code() }
}

/// The folder of real data, if it is there. Where `CI` is set it must be.
pub fn test_data() -> Option<PathBuf> {
    let folder = std::env::var_os("KANCIL_TESTDATA").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    if folder.is_dir() {
        return folder.canonicalize().ok();
    }
    assert!(
        std::env::var_os("CI").is_none(),
        "the real data is missing: {} (KANCIL_TESTDATA)",
        folder.display()
    );
    None
}

/// The folder of real data, or a word about why this test does nothing.
pub fn test_data_or_say(test: &str) -> Option<PathBuf> {
    let folder = test_data();
    if folder.is_none() {
        let _ = writeln!(
            std::io::stderr(),
            "{test}: skipped, the real data is not there (KANCIL_TESTDATA)"
        );
    }
    folder
}

/// Plays `transcripts/<name>` and holds it against what is written there.
#[track_caller]
pub fn transcript(name: &str) {
    transcript_at(name, &Desk::new());
}

/// As `transcript`, on a desk on which something lies already.
#[track_caller]
pub fn transcript_at(name: &str, desk: &Desk) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/transcripts").join(name);
    hold(&path, |expected| play(expected, desk));
}

/// As `transcript`, where it needs the real data.
#[track_caller]
pub fn transcript_on_real_data(name: &str) {
    if test_data_or_say(name).is_some() {
        transcript(name);
    }
}

/// Plays the ```` ```console ```` blocks of a page of the handbook, one after the other on one desk,
/// beside which the project's `scenarios` lie.
#[cfg(unix)]
#[track_caller]
pub fn page(path: &str) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let desk = Desk::new();
    std::os::unix::fs::symlink(root.join("scenarios"), desk.path("scenarios"))
        .expect("a link in the temporary directory");
    hold(&root.join(path), |page| {
        let mut seen = String::new();
        for (at, part) in page.split("```").enumerate() {
            match part.strip_prefix("console\n") {
                // What stands between two fences.
                Some(block) if at % 2 == 1 => {
                    let _ = write!(seen, "```console\n{}", play(block, &desk));
                }
                _ if at == 0 => seen.push_str(part),
                _ => {
                    let _ = write!(seen, "```{part}");
                }
            }
        }
        seen
    });
}

/// Holds a golden file against what is seen now, or writes that into it where it is asked to.
#[track_caller]
fn hold(path: &Path, see: impl FnOnce(&str) -> String) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let expected = fs::read_to_string(path).expect("the golden file is there");
    let seen = see(&expected);
    if seen == expected {
        return;
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(path, &seen).expect("the golden file can be written");
        return;
    }
    panic!(
        "{name} differs (UPDATE_EXPECT=1 writes what was seen):\n{}",
        difference(&expected, &seen)
    );
}

/// Runs every command of a transcript and writes it anew.
fn play(transcript: &str, desk: &Desk) -> String {
    let mut seen = String::new();
    let mut lines = transcript.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with('#') {
            let _ = writeln!(seen, "{line}");
            continue;
        }
        let Some(first) = line.strip_prefix("$ ") else { continue };
        let mut command = first.to_owned();
        let _ = writeln!(seen, "{line}");
        while let Some(more) = lines.next_if(|line| line.starts_with("> ")) {
            let _ = writeln!(seen, "{more}");
            command.push('\n');
            command.push_str(&more[2..]);
        }
        answer(&mut seen, &desk.shell(&command), desk);
        seen.push('\n');
    }
    seen.truncate(seen.trim_end().len());
    seen.push('\n');
    seen
}

fn answer(seen: &mut String, ran: &Ran, desk: &Desk) {
    let places = |text: &str| {
        let text = text.replace(&desk.dir.path().display().to_string(), "{here}");
        let text = text.replace("\r\n", "\n");
        match test_data() {
            Some(data) => text.replace(&data.display().to_string(), "$TESTDATA"),
            None => text,
        }
    };
    for line in places(&ran.stdout).lines() {
        let _ = writeln!(seen, "{line}");
    }
    for line in places(&ran.stderr).lines() {
        let _ = writeln!(seen, "{}", format!("! {line}").trim_end());
    }
    match ran.code {
        Some(0) => {}
        Some(code) => {
            let _ = writeln!(seen, "[exit {code}]");
        }
        None => seen.push_str("[ended by a signal]\n"),
    }
}

/// The first lines that differ, with a little around them.
fn difference(expected: &str, seen: &str) -> String {
    let (expected, seen): (Vec<_>, Vec<_>) = (expected.lines().collect(), seen.lines().collect());
    let at = expected.iter().zip(&seen).take_while(|(a, b)| a == b).count();
    let part = |lines: &[&str]| {
        let from = at.saturating_sub(3);
        lines[from..lines.len().min(at + 12)].join("\n")
    };
    format!("line {}\n--- expected\n{}\n--- seen\n{}", at + 1, part(&expected), part(&seen))
}
