//! One file a command: meets the data, asks the rooms below, shows the answer.

mod look;
mod scenario;
mod store;

use api::common::BlockAt;

use crate::args::{Args, Command};
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(args: &Args) -> Result<Exit, Failure> {
    let data = Data::new(&args.data);
    match &args.command {
        Command::Look(look) => look::run(&data, look),
        Command::Scenario(scenario) => scenario::run(scenario),
        Command::Store(store) => store::run(&data, store),
        _ => Err(Failure::new("not there yet")),
    }
}

/// `170 (00000000d114…)`, or the hash alone where the height is not known.
fn block_words(block: &BlockAt) -> String {
    match block.height {
        Some(height) => format!("{height} ({})", block.hash),
        None => block.hash.clone(),
    }
}

/// `170`, or a dash: for columns.
fn height_words(block: &BlockAt) -> String {
    block.height.map_or_else(|| "-".into(), |height| height.to_string())
}

/// A cell for something that may be unknown.
fn cell<T: std::fmt::Display>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}
