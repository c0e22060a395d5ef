//! `kancil evidence`: packs that somebody else can check.

mod pack;
mod verify;

use crate::args::EvidenceCommand;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(data: &Data, command: &EvidenceCommand) -> Result<Exit, Failure> {
    match command {
        EvidenceCommand::Pack(args) => pack::run(data, args),
        EvidenceCommand::Verify(args) => verify::run(data, args),
    }
}
