//! `kancil academy`: lessons are checked, packed and brought in, cases filled in, certificates verified.

mod check;
mod fill;
mod folder;
mod import;
mod pack;
mod verify;

use crate::args::AcademyCommand;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(data: &Data, command: &AcademyCommand) -> Result<Exit, Failure> {
    match command {
        AcademyCommand::Check(args) => check::run(args),
        AcademyCommand::Fill(args) => fill::run(args),
        AcademyCommand::Pack(args) => pack::run(data, args),
        AcademyCommand::Import(args) => import::run(data, args),
        AcademyCommand::Verify(args) => verify::run(data, args),
    }
}
