//! `kancil academy`: lessons are checked, cases filled in.

mod check;
mod fill;
mod folder;

use crate::args::AcademyCommand;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(command: &AcademyCommand) -> Result<Exit, Failure> {
    match command {
        AcademyCommand::Check(args) => check::run(args),
        AcademyCommand::Fill(args) => fill::run(args),
    }
}
