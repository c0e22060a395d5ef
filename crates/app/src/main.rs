//! `kancil`: the command line. Reads the arguments, meets the world, runs one command, and turns
//! what came of it into data on stdout, talk on stderr and an exit code.
//!
//! This is the only room that reads a clock, an environment variable or a terminal. It decides
//! nothing about money: every answer is computed by the rooms below and shaped by `api`.

mod args;
mod budget;
mod clock;
mod cluster_store;
mod commands;
mod course;
mod data;
mod exit;
mod failure;
mod growth;
mod interrupt;
mod key_store;
mod label_store;
mod progress;
mod record_store;
mod room;
mod served;
mod show;
mod subject_list;
mod talk;
mod world;

use std::process::ExitCode;

use clap::Parser as _;

use crate::args::Args;
use crate::exit::Exit;

fn main() -> ExitCode {
    let exit = match Args::try_parse() {
        Ok(args) => run(&args),
        Err(error) => usage(&error),
    };
    exit.into()
}

fn run(args: &Args) -> Exit {
    match commands::run(args) {
        Ok(exit) => exit,
        Err(failure) => {
            talk::failure(&failure);
            Exit::Failed
        }
    }
}

/// Help and version go to stdout and are no failure; a wrong flag is, in the same voice as every
/// other refusal.
fn usage(error: &clap::Error) -> Exit {
    if !error.use_stderr() {
        let text = error.render().to_string();
        return match show::write_out(&text) {
            Ok(()) => Exit::Done,
            Err(failure) => {
                talk::failure(&failure);
                Exit::Failed
            }
        };
    }
    let text = error.render().to_string();
    let text = text.strip_prefix("error: ").unwrap_or(&text).replace("\n  tip: ", "\nhint: ");
    talk::refusal(text.trim_end());
    Exit::Failed
}
