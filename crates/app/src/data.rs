//! The data directory: what lies where in it, and which ledgers are there.
//!
//! `DATA/record.db` is the record of people and what they did, `DATA/keys/` what it is signed with.
//! `DATA/files/` holds the files of cases by their digest, `DATA/record.db` their names.
//! `DATA/ledgers/<id>/` is derived and can be read again from the blocks; `DATA/raw/` and
//! `DATA/labels/` are evidence and are only ever added to.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use graph::disk;
use model::chain::{LedgerId, Network};

use crate::failure::Failure;
use crate::talk;

/// The record's file.
pub const RECORD: &str = "record.db";

/// The directory named by `--data` or `KANCIL_DATA`. It need not exist until something is written.
#[derive(Debug, Clone)]
pub struct Data {
    root: PathBuf,
}

impl Data {
    /// Fails where something else than a directory has that name.
    pub fn at(root: &Path) -> Result<Self, Failure> {
        match fs::metadata(root) {
            Ok(meta) if !meta.is_dir() => Err(Failure::new(format_args!(
                "the data directory {} is not a directory",
                root.display()
            ))
            .hint("name another one with --data DIR or KANCIL_DATA")),
            _ => Ok(Self { root: root.to_owned() }),
        }
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    /// People, sessions, the audit log.
    pub fn record(&self) -> PathBuf {
        self.root.join(RECORD)
    }

    /// The installation's own key.
    pub fn keys(&self) -> PathBuf {
        self.root.join("keys")
    }

    /// Everything that loose blocks were kept in, of all networks.
    pub fn raw_root(&self) -> PathBuf {
        self.root.join("raw")
    }

    pub fn ledger(&self, id: LedgerId) -> PathBuf {
        self.root.join("ledgers").join(id.to_string())
    }

    /// Where a ledger is built anew before it takes its place; hidden from [`Data::ledgers`].
    pub fn rebuild(&self, id: LedgerId) -> PathBuf {
        self.root.join("ledgers").join(format!(".{id}.rebuild"))
    }

    /// What a run that builds this ledger anew locks.
    pub fn loose_lock(&self, id: LedgerId) -> PathBuf {
        self.root.join("ledgers").join(format!(".{id}.lock"))
    }

    pub fn raw(&self, network: Network) -> PathBuf {
        self.raw_root().join(format!("bitcoin-{network}"))
    }

    /// The networks of which loose blocks are kept.
    pub fn raw_networks(&self) -> Vec<Network> {
        Network::ALL.into_iter().filter(|network| self.raw(*network).is_dir()).collect()
    }

    /// Bytes of the cases' files, by their digest.
    pub fn files(&self) -> PathBuf {
        self.root.join("files")
    }

    pub fn labels(&self) -> PathBuf {
        self.root.join("labels")
    }

    /// The ledgers that are there, in the order of their names. A folder whose name is no ledger's
    /// is passed over with a word; hidden ones (a rebuild in progress) silently.
    pub fn ledgers(&self) -> Result<Vec<LedgerId>, Failure> {
        let dir = self.root.join("ledgers");
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(Failure::io("read", &dir, &error)),
        };
        let mut found = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| Failure::io("read", &dir, &error))?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if name.starts_with('.') {
                continue;
            }
            match name.parse() {
                Ok(id) => found.push(id),
                Err(_) => talk::warn(format_args!(
                    "{} is not a ledger's folder; passed over",
                    dir.join(&name).display()
                )),
            }
        }
        found.sort_by_key(LedgerId::to_string);
        Ok(found)
    }
}

/// Writes a file whole or not at all: under another name first, made durable, then renamed.
pub fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let dir = match path.parent() {
        Some(dir) if !dir.as_os_str().is_empty() => dir,
        _ => Path::new("."),
    };
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    let Some(name) = name else {
        return Err(Failure::new(format_args!("{} does not name a file", path.display())));
    };
    let temporary = dir.join(format!(".{name}.{}.part", std::process::id()));
    disk::write_whole(path, &temporary, bytes).map_err(|error| Failure::io("write", path, &error))
}
