//! The data directory as the server sees it: what changed, what is there now, what comes in.

use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use api::label::ImportedFile;
use entity::atlas::{Atlas, Ledger};
use entity::label::AsOf;
use graph::disk;
use model::hash::Digest;
use model::time::Time;
use server::world::{About, Machine, Opened, Spool, Stamp, Trouble, Unread, World};

use crate::commands::labels::import;
use crate::data::Data;
use crate::failure::Failure;
use crate::{clock, cluster_store, label_store, world};

/// A data directory that others may write to meanwhile: an ingest, an import.
#[derive(Debug)]
pub struct Served {
    data: Data,
    uploads: AtomicU64,
}

impl Served {
    pub fn of(data: &Data) -> Self {
        let served = Self { data: data.clone(), uploads: AtomicU64::new(0) };
        served.forget_uploads();
        served
    }

    fn uploads(&self) -> PathBuf {
        self.data.root().join("uploads")
    }

    /// Removes what a server that was killed left of files on their way in. Those of one that runs
    /// are locked.
    fn forget_uploads(&self) {
        let Ok(entries) = fs::read_dir(self.uploads()) else { return };
        for path in entries.flatten().map(|entry| entry.path()) {
            let is_part = path.extension().is_some_and(|end| end == "part");
            let is_left = || File::open(&path).is_ok_and(|file| lock(&file).is_ok());
            if is_part && is_left() {
                let _ = fs::remove_file(&path);
            }
        }
    }
}

fn lock(file: &File) -> std::io::Result<()> {
    Ok(rustix::fs::flock(file, rustix::fs::FlockOperation::NonBlockingLockExclusive)?)
}

impl World for Served {
    fn stamp(&self) -> Result<Stamp, Trouble> {
        let mut seen = Vec::new();
        for id in self.data.ledgers().map_err(trouble)? {
            seen.extend(id.to_string().into_bytes());
            let dir = self.data.ledger(id);
            // Replaced as a whole, each of them, so a file that is the same is the same file.
            for name in ["commit", "clusters"] {
                look_at(&dir.join(name), &mut seen)?;
            }
        }
        let dir = self.data.labels();
        let entries = match fs::read_dir(&dir) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Ok(Stamp(Digest::of(&seen).0.to_vec()));
            }
            Err(error) => return Err(io("read", &dir, &error)),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| io("read", &dir, &error))?;
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
        names.retain(|name| name.ends_with(".pack"));
        names.sort();
        seen.extend(names.join("\n").into_bytes());
        Ok(Stamp(Digest::of(&seen).0.to_vec()))
    }

    fn open(&self) -> Result<Opened, Trouble> {
        let (graphs, unread) = world::what_opens(&self.data, None).map_err(trouble)?;
        let mut ledgers = Vec::with_capacity(graphs.len());
        let mut unread: Vec<Unread> = unread
            .into_iter()
            .map(|world::Unread { id, why }| Unread { ledger: id, why: why.says })
            .collect();
        for graph in graphs {
            let id = graph.ledger();
            match cluster_store::load(&self.data.ledger(id), &graph) {
                Ok(clusters) => ledgers.push(Ledger { graph, clusters: Arc::new(clusters) }),
                Err(why) => unread.push(Unread { ledger: id, why: why.says }),
            }
        }
        let labels = Arc::new(label_store::load(&self.data).map_err(trouble)?);
        let as_of = AsOf { as_of: clock::now().map_err(trouble)?.day(), known_at: None };
        Ok(Opened { atlas: Atlas::new(ledgers, labels, as_of), unread })
    }

    fn upload(&self) -> Result<Box<dyn Spool>, Trouble> {
        let dir = self.uploads();
        disk::create_dirs(&dir).map_err(|error| io("create", &dir, &error))?;
        let number = self.uploads.fetch_add(1, Ordering::Relaxed);
        let path = dir.join(format!(".{}-{number}.part", std::process::id()));
        let file = File::create(&path).map_err(|error| io("create", &path, &error))?;
        lock(&file).map_err(|error| io("lock", &path, &error))?;
        Ok(Box::new(Upload { path, file }))
    }

    fn import(&self, file: &Path, about: &About, now: Time) -> Result<ImportedFile, Trouble> {
        import::uploaded(&self.data, file, about, now).map_err(trouble)
    }

    fn machine(&self) -> Machine {
        let disk = rustix::fs::statvfs(self.data.root()).ok();
        Machine {
            memory_bytes: resident_bytes(),
            disk_free_bytes: disk.as_ref().map(|disk| disk.f_bavail.saturating_mul(disk.f_frsize)),
            disk_bytes: disk.as_ref().map(|disk| disk.f_blocks.saturating_mul(disk.f_frsize)),
        }
    }
}

/// What tells one file of a name from another.
fn look_at(path: &Path, seen: &mut Vec<u8>) -> Result<(), Trouble> {
    let meta = match fs::metadata(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io("read", path, &error)),
    };
    let modified = meta.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    seen.extend(modified.map_or(0, |since| since.as_nanos()).to_be_bytes());
    seen.extend(meta.len().to_be_bytes());
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        seen.extend(meta.ino().to_be_bytes());
    }
    Ok(())
}

/// What of the process is in memory, where Linux tells.
fn resident_bytes() -> Option<u64> {
    let text = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(rustix::param::page_size() as u64)
}

fn trouble(failure: Failure) -> Trouble {
    Trouble { says: failure.says, is_full: false }
}

fn io(verb: &str, path: &Path, error: &std::io::Error) -> Trouble {
    let is_full = matches!(error.kind(), ErrorKind::StorageFull | ErrorKind::QuotaExceeded);
    Trouble { says: Failure::io(verb, path, error).says, is_full }
}

/// A file on its way in; gone with its value.
#[derive(Debug)]
struct Upload {
    path: PathBuf,
    file: File,
}

impl Spool for Upload {
    fn write(&mut self, bytes: &[u8]) -> Result<(), Trouble> {
        self.file.write_all(bytes).map_err(|error| io("write", &self.path, &error))
    }

    fn path(&mut self) -> Result<&Path, Trouble> {
        self.file.flush().map_err(|error| io("write", &self.path, &error))?;
        Ok(&self.path)
    }
}

impl Drop for Upload {
    fn drop(&mut self) {
        // What cannot be removed now is hidden, and of no use to anybody.
        let _ = fs::remove_file(&self.path);
    }
}
