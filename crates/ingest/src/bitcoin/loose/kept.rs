//! Keeping loose blocks as evidence, and the form they are kept in.
//!
//! A partial ledger is built anew from everything that was ever loaded into it, so the blocks
//! themselves are kept. Each time something new is kept, up to four files with the next number
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
//! - `000001.sha256`: the SHA-256 of each of the others, as `sha256sum -c` reads them, so that
//!   [`check`] finds any byte that was changed since.
//!
//! A file is written under another name, flushed and renamed, so that it is there whole or not at
//! all. The reader of loose files reads both forms like any other.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::hash::Digest;
use sha2::{Digest as _, Sha256};

use super::{Block, Loose, Reading};
use crate::bitcoin::error::IngestError;
use crate::bitcoin::source::file::RawFile;
use crate::bitcoin::source::paths;
use crate::bitcoin::source::records::Records;

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
    let told = lines.write(|file| {
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
    let mut sums: Vec<String> = told.into_iter().collect();
    for (blocks, ending) in [(&failing, TRUSTED), (&passing, "blk")] {
        sums.extend(write_blocks(&mut reading, blocks, &Part::new(directory, number, ending))?);
        kept.blocks += blocks.len() as u64;
    }
    let part = Part::new(directory, number, SUMS);
    part.write(|file| {
        file.write_all(sums.concat().as_bytes()).map_err(fail)?;
        Ok(!sums.is_empty())
    })?;
    Ok(kept)
}

const SUMS: &str = "sha256";

/// What [`check`] found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    pub files: u64,
    /// Files kept before their checksums were: nothing tells whether they are as they came.
    pub unchecked: u64,
    /// What is wrong, each with its file.
    pub damage: Vec<String>,
}

/// Reads every file and holds it against what was kept beside it.
pub fn check(directory: &Path) -> Result<Checked, IngestError> {
    let mut checked = Checked::default();
    let is_sum = |name: &str| name.ends_with(".sha256");
    let mut sums: BTreeMap<String, String> = BTreeMap::new();
    for path in paths::list(directory, is_sum)? {
        let fail = |source| IngestError::Read { path: path.clone(), source };
        let bytes = fs::read(&path).map_err(fail)?;
        checked.files += 1;
        for (number, line) in String::from_utf8_lossy(&bytes).lines().enumerate() {
            match line.split_once("  ") {
                Some((sum, name)) if sum.len() == 64 => {
                    sums.insert(name.to_owned(), sum.to_owned());
                }
                _ => {
                    let place = format!("{}: line {}", path.display(), number + 1);
                    checked.damage.push(format!("{place} is no checksum of a file"));
                }
            }
        }
    }
    let is_evidence = |name: &str| name.ends_with(".blk") || name.ends_with(".jsonl");
    for path in paths::list(directory, is_evidence)? {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        checked.files += 1;
        match sums.remove(&name) {
            None => checked.unchecked += 1,
            Some(sum) => checked.damage.extend(damage(&path, &sum)?),
        }
    }
    let missing =
        sums.keys().map(|name| format!("{}: it is missing", directory.join(name).display()));
    checked.damage.extend(missing);
    Ok(checked)
}

/// What is wrong with one file, and how much of it still reads.
fn damage(path: &Path, sum: &str) -> Result<Option<String>, IngestError> {
    let fail = |source| IngestError::Read { path: path.to_path_buf(), source };
    let bytes = fs::read(path).map_err(fail)?;
    if Digest::of(&bytes).to_string() == sum {
        return Ok(None);
    }
    let (len, count) = (bytes.len(), bytes.iter().filter(|byte| **byte == b'\n').count());
    let what = match path.extension().is_some_and(|ending| ending == "jsonl") {
        true => format!("{count} lines"),
        false => {
            let path = Arc::new(path.to_path_buf());
            let file = RawFile::in_memory(path, Arc::new(bytes));
            let (mut records, mut notes, mut count) = (Records::new(&file, None), Vec::new(), 0);
            while let Ok(Some(_)) = records.next(&mut notes) {
                count += 1;
            }
            format!("{count} blocks")
        }
    };
    Ok(Some(format!(
        "{}: its {len} bytes, which read as {what}, are not those that were kept",
        path.display()
    )))
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
) -> Result<Option<String>, IngestError> {
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
    })
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

    /// Writes it and puts it in place, or nothing where `fill` says that there is nothing. Gives its
    /// line of checksums.
    fn write(
        &self,
        fill: impl FnOnce(&mut BufWriter<Summed>) -> Result<bool, IngestError>,
    ) -> Result<Option<String>, IngestError> {
        let fail = |source| IngestError::Write { path: self.path.clone(), source };
        let file = File::create(&self.path_part).map_err(fail)?;
        let mut file = BufWriter::new(Summed { file, hash: Sha256::new() });
        let filled = fill(&mut file);
        let done = match filled {
            Ok(true) => self.place(file).map(Some).map_err(fail),
            Ok(false) => Ok(None),
            Err(error) => Err(error),
        };
        // After a rename there is nothing left to remove.
        let _ = fs::remove_file(&self.path_part);
        done
    }

    fn place(&self, file: BufWriter<Summed>) -> io::Result<String> {
        let Summed { file, hash } = file.into_inner().map_err(|error| error.into_error())?;
        file.sync_all()?;
        fs::rename(&self.path_part, &self.path)?;
        if let Some(directory) = self.path.parent().filter(|_| cfg!(unix)) {
            // The name, too, must be on the disk. Not every system can flush a directory.
            File::open(directory)?.sync_all()?;
        }
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        Ok(format!("{}  {name}\n", hex::encode(hash.finalize())))
    }
}

/// A file whose bytes are summed as they are written.
struct Summed {
    file: File,
    hash: Sha256,
}

impl Write for Summed {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
