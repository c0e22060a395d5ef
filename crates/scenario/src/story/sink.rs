//! Where a story goes: block files and files of truth, one record after the other.
//!
//! A story is never held: whoever takes it writes it away or keeps what it needs.

use std::fs::File;
use std::io::{self, BufWriter, Write as _};
use std::path::Path;

use model::chain::Network;

use crate::block::{Sealed, write_record};
use crate::blockfile::BlockFiles;

/// A file beside the blocks. What stands in each is documented in [`crate::story`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Beside {
    Actors,
    Addresses,
    Transactions,
    Shared,
    Stolen,
    Ends,
    Prices,
    Labels,
    Summary,
}

impl Beside {
    pub const ALL: [Beside; 9] = [
        Beside::Actors,
        Beside::Addresses,
        Beside::Transactions,
        Beside::Shared,
        Beside::Stolen,
        Beside::Ends,
        Beside::Prices,
        Beside::Labels,
        Beside::Summary,
    ];

    /// The path inside a story's directory.
    pub const fn path(self) -> &'static str {
        match self {
            Beside::Actors => "truth/actors.csv",
            Beside::Addresses => "truth/addresses.csv",
            Beside::Transactions => "truth/transactions.csv",
            Beside::Shared => "truth/shared.jsonl",
            Beside::Stolen => "truth/stolen.csv",
            Beside::Ends => "truth/ends.csv",
            Beside::Prices => "truth/prices.csv",
            Beside::Labels => "labels.yaml",
            Beside::Summary => "story.json",
        }
    }

    /// The first line, of those that have one.
    pub(super) const fn head(self) -> &'static str {
        match self {
            Beside::Actors => "actor,kind,name,wallet\n",
            Beside::Addresses => "address,actor,role,customer\n",
            Beside::Transactions => "txid,height,actor,stage,intent,looks_like\n",
            Beside::Stolen => "txid,vout,address,actor,value_sat,stolen_sat\n",
            Beside::Ends => "how,txid,vout,address,actor,stolen_sat\n",
            Beside::Prices => "day,usd_cents_per_btc\n",
            Beside::Shared | Beside::Labels | Beside::Summary => "",
        }
    }
}

/// Takes a story as it grows.
pub trait Sink {
    /// The next block of the chain.
    fn block(&mut self, block: &Sealed) -> io::Result<()>;
    /// More bytes of a file: whole lines, in order.
    fn beside(&mut self, file: Beside, bytes: &[u8]) -> io::Result<()>;
}

/// Writes a story into a directory: `blocks/blk00000.dat` and on, and the files beside them.
#[derive(Debug)]
pub struct Directory {
    files: Vec<BufWriter<File>>,
    blocks: BlockFiles,
}

impl Directory {
    /// Creates the directory. One that holds anything is left alone.
    pub fn create(dir: &Path) -> io::Result<Directory> {
        std::fs::create_dir_all(dir)?;
        if std::fs::read_dir(dir)?.next().is_some() {
            return Err(io::Error::new(
                io::ErrorKind::AlreadyExists,
                "the directory is not empty: a story needs one of its own",
            ));
        }
        std::fs::create_dir(dir.join("blocks"))?;
        std::fs::create_dir(dir.join("truth"))?;
        let file = |beside: &Beside| {
            let file = File::create_new(dir.join(beside.path()))?;
            Ok::<_, io::Error>(BufWriter::with_capacity(1 << 18, file))
        };
        let files = Beside::ALL.iter().map(file).collect::<io::Result<_>>()?;
        Ok(Directory { files, blocks: BlockFiles::create(&dir.join("blocks"))? })
    }

    /// Everything is on its way to the disk, or an error says what is not.
    pub fn finish(mut self) -> io::Result<()> {
        self.blocks.finish()?;
        self.files.iter_mut().try_for_each(|file| file.flush())
    }
}

impl Sink for Directory {
    fn block(&mut self, block: &Sealed) -> io::Result<()> {
        self.blocks.write(block)
    }

    fn beside(&mut self, file: Beside, bytes: &[u8]) -> io::Result<()> {
        self.files[file as usize].write_all(bytes)
    }
}

/// Keeps a story in memory: for tests, and for small ones that are looked at once.
#[derive(Debug, Default)]
pub struct Memory {
    /// Each block's bytes, the genesis first.
    pub blocks: Vec<Vec<u8>>,
    files: [Vec<u8>; Beside::ALL.len()],
}

impl Memory {
    /// What one of the files would hold.
    pub fn text(&self, file: Beside) -> String {
        String::from_utf8_lossy(&self.files[file as usize]).into_owned()
    }

    /// The blocks as one block file.
    pub fn block_file(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for block in &self.blocks {
            write_record(Network::Story, block, &mut bytes);
        }
        bytes
    }
}

impl Sink for Memory {
    fn block(&mut self, block: &Sealed) -> io::Result<()> {
        self.blocks.push(block.bytes.clone());
        Ok(())
    }

    fn beside(&mut self, file: Beside, bytes: &[u8]) -> io::Result<()> {
        self.files[file as usize].extend_from_slice(bytes);
        Ok(())
    }
}
