//! Keeping loose blocks as evidence, and the form they are kept in.
//!
//! A partial ledger is built anew from everything that was ever loaded into it, so the blocks
//! themselves are kept. Each time something new is kept, up to three files with the next number
//! appear in the directory, and no file is ever changed afterwards:
//!
//! - `000001.blk`: the new blocks in ledger order, each as in Bitcoin Core's block files: the
//!   network's magic, the length in four bytes, least significant first, and the block;
//! - `000001.jsonl`: what was told beside them, a line a block: `{"block":"<hash>"}` and in it
//!   `"height"`, where a file stated it, and `"spent":[…]`, for every input in order (the
//!   coinbase's left out) `[<satoshis>,"<script as hex>"]`, or `null` where it is not known.
//!
//! - `000001.trusted.blk`: of the new blocks those that fail the checks, and were taken because the
//!   person asking trusted them. They are not checked when they are read again either; a copy of
//!   the same block that passes takes their place.
//!
//! A file is written under another name, flushed and renamed, so that it is there whole or not at
//! all. The reader of loose files reads both forms like any other.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::{Block, Loose, Reading};
use crate::bitcoin::error::IngestError;
use crate::bitcoin::source::paths;

/// What was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Kept {
    pub blocks: u64,
    /// Blocks beside which more is told than was kept before.
    pub lines: u64,
}

/// Writes what is not in `directory` yet.
pub fn keep(loose: &Loose, directory: &Path) -> Result<Kept, IngestError> {
    let fail = |source| IngestError::Write { path: directory.to_path_buf(), source };
    fs::create_dir_all(directory).map_err(fail)?;
    let number = next_number(directory)?;
    let mut kept = Kept::default();
    let mut reading = Reading::new(loose);
    // The lines first: a line without its block is found out as unused, and a block that was kept
    // without its line would miss it.
    let lines = Part::new(directory, number, "jsonl");
    lines.write(|file| {
        for block in &loose.blocks {
            let Some(line) = reading.line(block)? else { continue };
            serde_json::to_writer(&mut *file, &line).map_err(io::Error::from).map_err(fail)?;
            file.write_all(b"\n").map_err(fail)?;
            kept.lines += 1;
        }
        Ok(kept.lines > 0)
    })?;
    let (mut passing, mut failing) = (Vec::new(), Vec::new());
    for block in loose.blocks.iter().filter(|block| !block.kept) {
        let passes = !loose.options.trust || reading.passes(block)?;
        if passes { &mut passing } else { &mut failing }.push(block);
    }
    kept.blocks += write_blocks(&mut reading, &failing, &Part::new(directory, number, TRUSTED))?;
    kept.blocks += write_blocks(&mut reading, &passing, &Part::new(directory, number, "blk"))?;
    Ok(kept)
}

const TRUSTED: &str = "trusted.blk";

/// Whether a file of kept blocks is of those that fail the checks.
pub(super) fn is_trusted(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".trusted.blk"))
}

fn write_blocks(
    reading: &mut Reading<'_>,
    blocks: &[&Block],
    part: &Part,
) -> Result<u64, IngestError> {
    let fail = |source| IngestError::Write { path: part.path.clone(), source };
    let magic = reading.loose.network.magic();
    part.write(|file| {
        for block in blocks {
            let bytes = reading.bytes(block)?;
            let len = u32::try_from(bytes.len()).expect("a block has at most 4,000,000 bytes");
            for part in [&magic[..], &len.to_le_bytes(), bytes] {
                file.write_all(part).map_err(fail)?;
            }
        }
        Ok(!blocks.is_empty())
    })?;
    Ok(blocks.len() as u64)
}

fn next_number(directory: &Path) -> Result<u32, IngestError> {
    let number =
        |path: &PathBuf| path.file_name()?.to_str()?.split('.').next()?.parse::<u32>().ok();
    let names = paths::list(directory, |name| name.ends_with(".blk") || name.ends_with(".jsonl"))?;
    Ok(names.iter().filter_map(number).max().unwrap_or(0).saturating_add(1))
}

/// A file on its way into the directory.
struct Part {
    path: PathBuf,
    path_part: PathBuf,
}

impl Part {
    fn new(directory: &Path, number: u32, ending: &str) -> Self {
        let path = directory.join(format!("{number:06}.{ending}"));
        let path_part = directory.join(format!(".{number:06}.{ending}.part"));
        Self { path, path_part }
    }

    /// Writes it and puts it in place, or nothing where `fill` says that there is nothing.
    fn write(
        &self,
        fill: impl FnOnce(&mut BufWriter<File>) -> Result<bool, IngestError>,
    ) -> Result<(), IngestError> {
        let fail = |source| IngestError::Write { path: self.path.clone(), source };
        let mut file = BufWriter::new(File::create(&self.path_part).map_err(fail)?);
        let filled = fill(&mut file);
        let done = match filled {
            Ok(true) => self.place(file).map_err(fail),
            Ok(false) => Ok(()),
            Err(error) => Err(error),
        };
        // After a rename there is nothing left to remove.
        let _ = fs::remove_file(&self.path_part);
        done
    }

    fn place(&self, file: BufWriter<File>) -> io::Result<()> {
        let file = file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        fs::rename(&self.path_part, &self.path)?;
        match self.path.parent() {
            // The name, too, must be on the disk. Not every system can flush a directory.
            Some(directory) if cfg!(unix) => File::open(directory)?.sync_all(),
            _ => Ok(()),
        }
    }
}
