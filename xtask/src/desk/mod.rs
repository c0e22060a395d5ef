//! A story served by the real program, for chores that ask it over HTTP: the demo and the check of the
//! contract.

pub mod administrator;

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use crate::shell;

/// What a program that was told to stop ends with.
const STOPPED: i32 = 130;

/// A story that is grown, ingested and labelled: `story` and `data` in a folder of their own.
pub struct Story {
    pub data: String,
    /// The outpoints that it names as stolen.
    pub thefts: Vec<String>,
}

/// Grows an exchange's theft into a folder, which is emptied first, and takes it in.
pub fn grow(kancil: &str, home: &str, seed: &str, transactions: &str) -> Result<Story, String> {
    let folder = shell::root().join(home);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{home}: {error}"))?;
    }
    fs::create_dir_all(&folder).map_err(|error| format!("{home}: {error}"))?;
    let (story, data) = (format!("{home}/story"), format!("{home}/data"));

    say("1  An exchange is robbed: a story grown from a seed, written as real block files");
    let grow = ["scenario", "grow", "exchange-theft", "--seed", seed];
    shell::run(kancil, &[&grow[..], &["--transactions", transactions, "--out", &story]].concat())?;

    say("2  The block files enter through the front door");
    shell::run(kancil, &["--data", &data, "ingest", "bitcoin", &format!("{story}/blocks")])?;

    say("3  What the public knows of the addresses");
    shell::run(kancil, &["--data", &data, "labels", "import", &format!("{story}/labels.yaml")])?;

    let thefts = thefts_of(&folder.join("story/story.json"))?;
    Ok(Story { data, thefts })
}

pub fn say(what: &str) {
    println!("\n{what}");
}

fn thefts_of(summary: &Path) -> Result<Vec<String>, String> {
    let name = summary.display();
    let text = fs::read_to_string(summary).map_err(|error| format!("{name}: {error}"))?;
    let json: serde_json::Value =
        serde_json::from_str(&text).map_err(|error| format!("{name}: {error}"))?;
    let coins = json.pointer("/start/outpoints").and_then(serde_json::Value::as_array);
    let coins = coins.into_iter().flatten().filter_map(|coin| coin.as_str().map(str::to_owned));
    let coins: Vec<String> = coins.collect();
    if coins.is_empty() { Err(format!("{name}: names no stolen coin")) } else { Ok(coins) }
}

/// `kancil serve` as a process of its own; told to stop when this is dropped.
pub struct Desk {
    child: Child,
    /// The rest of what it prints, read so that it never waits for a reader.
    rest: Option<JoinHandle<()>>,
    /// Where it listens, such as `127.0.0.1:7373`.
    pub address: String,
    /// The secret of the one-time link, as long as nobody has been made.
    pub first_run: String,
}

impl Desk {
    /// Starts it on a new data directory, and waits for the link that it prints.
    pub fn serve(kancil: &str, data: &str, listen: &str) -> Result<Self, String> {
        Self::start(kancil, data, listen, |desk| desk.first_run.is_empty())
    }

    /// Starts it where somebody has been made already, and waits until it listens.
    pub fn serve_known(kancil: &str, data: &str, listen: &str) -> Result<Self, String> {
        Self::start(kancil, data, listen, |desk| desk.address.is_empty())
    }

    fn start(
        kancil: &str,
        data: &str,
        listen: &str,
        waits: impl Fn(&Self) -> bool,
    ) -> Result<Self, String> {
        let mut command = Command::new(kancil);
        command.args(["--data", data, "serve", "--listen", listen]).current_dir(shell::root());
        // Ctrl-C of the terminal is for us, who hand it on once.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("cannot start '{kancil} serve': {error}"))?;
        let mut said = BufReader::new(child.stdout.take().expect("it is piped"));
        let mut desk = Self { child, rest: None, address: String::new(), first_run: String::new() };
        while waits(&desk) {
            let mut line = String::new();
            match said.read_line(&mut line) {
                Ok(0) => return Err("'kancil serve' ended before it listened".into()),
                Ok(_) => {}
                Err(error) => return Err(format!("'kancil serve': {error}")),
            }
            let Some((_, after)) = line.split_once("http://") else { continue };
            match after.trim().split_once("/first-run#") {
                Some((_, token)) => desk.first_run = token.to_owned(),
                None => desk.address = after.trim().to_owned(),
            }
        }
        desk.rest = Some(std::thread::spawn(move || {
            let _ = said.read_to_end(&mut Vec::new());
        }));
        Ok(desk)
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended because somebody told it to.
    pub fn wait(&mut self) -> Result<(), String> {
        let status = self.child.wait().map_err(|error| format!("'kancil serve': {error}"))?;
        match status.code() {
            Some(0 | STOPPED) => Ok(()),
            _ => Err(format!("'kancil serve' failed ({status})")),
        }
    }

    /// Tells it to stop, and waits for that.
    pub fn stop(mut self) -> Result<(), String> {
        ask_to_stop(self.id());
        self.wait()
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            ask_to_stop(self.id());
            let _ = self.child.wait();
        }
        if let Some(rest) = self.rest.take() {
            let _ = rest.join();
        }
    }
}

/// The polite signal, by the shell's own `kill`: a slim system has no other.
pub fn ask_to_stop(process: u32) {
    let _ = Command::new("sh").args(["-c", &format!("kill -TERM {process}")]).status();
}
