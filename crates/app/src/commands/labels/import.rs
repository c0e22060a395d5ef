//! `kancil labels import`.

use crate::args::LabelsImport;
use crate::data::Data;
use crate::exit::Exit;
use crate::failure::Failure;

pub fn run(_: &Data, _: &LabelsImport) -> Result<Exit, Failure> {
    Err(Failure::new("labels cannot be imported yet"))
}
