//! Block files as Bitcoin Core keeps them: `blk00000.dat` and on, each of at most 128 MiB.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use model::chain::Network;

use crate::block::{Sealed, write_record};

/// Bitcoin Core's `MAX_BLOCKFILE_SIZE`.
const BLOCK_FILE_LEN_MAX: u64 = 0x800_0000;

/// Writes a story's blocks into a directory, one file after the other.
#[derive(Debug)]
pub struct BlockFiles {
    dir: PathBuf,
    file: BufWriter<File>,
    number: u32,
    length: u64,
    record: Vec<u8>,
}

impl BlockFiles {
    /// Begins the first file. One that is already there is left alone.
    pub fn create(dir: &Path) -> io::Result<BlockFiles> {
        Ok(BlockFiles {
            dir: dir.to_owned(),
            file: create(dir, 0)?,
            number: 0,
            length: 0,
            record: Vec::new(),
        })
    }

    pub fn write(&mut self, block: &Sealed) -> io::Result<()> {
        self.record.clear();
        write_record(Network::Story, &block.bytes, &mut self.record);
        let length = self.record.len() as u64;
        if self.length + length > BLOCK_FILE_LEN_MAX {
            self.file.flush()?;
            self.number += 1;
            self.length = 0;
            self.file = create(&self.dir, self.number)?;
        }
        self.length += length;
        self.file.write_all(&self.record)
    }

    /// Everything is on its way to the disk, or an error says what is not.
    pub fn finish(mut self) -> io::Result<()> {
        self.file.flush()
    }
}

fn create(dir: &Path, number: u32) -> io::Result<BufWriter<File>> {
    let file = File::create_new(dir.join(format!("blk{number:05}.dat")))?;
    Ok(BufWriter::with_capacity(1 << 18, file))
}
