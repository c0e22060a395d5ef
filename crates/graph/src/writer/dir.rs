//! The ledger's directory: who may write in it, and what does not belong there.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use crate::disk;
use crate::error::GraphError;
use crate::record::{Record, segment_name};

const LOCK: &str = "lock";
/// A writer that was just killed holds its lock until its last write has reached the disk.
const LOCK_TRIES: u32 = 10;
const LOCK_PAUSE: Duration = Duration::from_millis(50);

/// Makes the directory if need be, and takes its lock for as long as the file lives. The system
/// gives a lock back when its holder ends, however it ends.
pub(super) fn lock(dir: &Path) -> Result<File, GraphError> {
    disk::create_dirs(dir).map_err(GraphError::io("create", dir))?;
    let path = dir.join(LOCK);
    for tries in 1..=LOCK_TRIES {
        if let Some(file) = disk::lock(&path).map_err(GraphError::io("lock", &path))? {
            return Ok(file);
        }
        if tries < LOCK_TRIES {
            std::thread::sleep(LOCK_PAUSE);
        }
    }
    Err(GraphError::Locked { dir: dir.to_owned(), lock: path })
}

/// Removes segments that the record does not list, and files half written: what an interrupted
/// writer left, and what a merge or a rewind made needless. What cannot be removed now is tried
/// again next time.
pub(super) fn clean(dir: &Path, record: &Record) {
    let listed = |name: &str| record.segments.iter().any(|s| segment_name(s.number) == name);
    let Ok(entries) = std::fs::read_dir(dir) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let segment = name.starts_with("seg-") && name.ends_with(".kg") && !listed(name);
        let unfinished = ["seg-", "commit", "scratch-"].iter().any(|start| name.starts_with(start))
            && name.ends_with(".tmp");
        if segment || unfinished {
            let _ = disk::remove(&entry.path());
        }
    }
}
