//! The files that the paths a person names stand for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::bitcoin::error::{IngestError, Note};

/// Block files in the order in which they were written. A directory stands for its `blk*.dat`, or,
/// where it has none, for those of its directory `blocks` (it is a node's data directory, or a grown
/// story's), which is noted, and else for its `*.blk` and `*.dat`; a file stands for itself, whatever
/// its name.
pub fn block_files(
    paths: &[PathBuf],
    notes: &mut Vec<Note>,
) -> Result<Vec<Arc<PathBuf>>, IngestError> {
    let mut files = Vec::new();
    let mut known = BTreeSet::new();
    for path in paths {
        let found = match is_dir(path)? {
            false => vec![path.clone()],
            true => in_directory(path, notes)?,
        };
        for file in found {
            if known.insert(file.clone()) {
                files.push(Arc::new(file));
            }
        }
    }
    Ok(files)
}

/// All files of a directory that `wanted` says yes to, by length of name and then by name, so that
/// `blk100000.dat` comes after `blk99999.dat`.
pub fn list(directory: &Path, wanted: impl Fn(&str) -> bool) -> Result<Vec<PathBuf>, IngestError> {
    let fail = |source| IngestError::Read { path: directory.to_path_buf(), source };
    let mut names = Vec::new();
    for entry in std::fs::read_dir(directory).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        let name = entry.file_name();
        // A name that is not text is not one of ours.
        if let Some(name) = name.to_str()
            && wanted(name)
            && !is_dir(&entry.path())?
        {
            names.push(name.to_owned());
        }
    }
    names.sort_unstable_by(|a, b| a.len().cmp(&b.len()).then_with(|| a.cmp(b)));
    Ok(names.into_iter().map(|name| directory.join(name)).collect())
}

pub fn is_dir(path: &Path) -> Result<bool, IngestError> {
    match std::fs::metadata(path) {
        Ok(metadata) => Ok(metadata.is_dir()),
        Err(source) => Err(IngestError::Read { path: path.to_path_buf(), source }),
    }
}

fn in_directory(directory: &Path, notes: &mut Vec<Note>) -> Result<Vec<PathBuf>, IngestError> {
    let core = core_files(directory)?;
    if !core.is_empty() {
        return Ok(core);
    }
    // Before `*.dat`: a data directory has some that hold no blocks.
    let blocks = directory.join("blocks");
    let within = if blocks.is_dir() { core_files(&blocks)? } else { Vec::new() };
    if !within.is_empty() {
        notes.push(Note::Within { path: Arc::new(blocks) });
        return Ok(within);
    }
    let others = list(directory, |name| {
        name.ends_with(".blk")
            || name.ends_with(".dat") && name != "xor.dat" && !name.starts_with("rev")
    })?;
    if others.is_empty() {
        return Err(IngestError::NoFiles { path: directory.to_path_buf() });
    }
    Ok(others)
}

fn core_files(directory: &Path) -> Result<Vec<PathBuf>, IngestError> {
    list(directory, |name| name.starts_with("blk") && name.ends_with(".dat"))
}
