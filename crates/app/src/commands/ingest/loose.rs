//! `--loose`: blocks that do not link, into a partial ledger.

use crate::args::IngestBitcoin;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(_: &Data, _: &IngestBitcoin) -> Result<Exit, Failure> {
    Err(Failure::new("--loose is not there yet"))
}
