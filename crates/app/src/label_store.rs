//! `DATA/labels/`: imported label files, kept for good.
//!
//! Each file lies there twice, named by the SHA-256 of its bytes: `<digest>.src` as it came (the
//! evidence) and `<digest>.pack` as claims. The pack is written last, so a file counts as imported
//! only once both are whole. Nothing here is ever changed or removed.

use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use entity::label::Labels;
use entity::label::pack::PackFile;
use entity::label::write::encode;
use model::claim::Pack;
use model::hash::Digest;

use crate::data::{Data, write_whole};
use crate::failure::Failure;

fn source_path(data: &Data, digest: &Digest) -> PathBuf {
    data.labels().join(format!("{digest}.src"))
}

fn pack_path(data: &Data, digest: &Digest) -> PathBuf {
    data.labels().join(format!("{digest}.pack"))
}

/// Every pack that is there. A damaged one is named: judging without it would be a silent gap.
pub fn load(data: &Data) -> Result<Labels, Failure> {
    let dir = data.labels();
    let entries = match fs::read_dir(&dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Labels::load(Vec::new())),
        Err(error) => return Err(Failure::io("read", &dir, &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        let path = entry.map_err(|error| Failure::io("read", &dir, &error))?.path();
        if path.extension().is_some_and(|ending| ending == "pack") {
            paths.push(path);
        }
    }
    paths.sort();
    let mut packs = Vec::with_capacity(paths.len());
    for path in paths {
        let bytes = fs::read(&path).map_err(|error| Failure::io("read", &path, &error))?;
        let pack = PackFile::open(bytes.into()).map_err(|error| {
            Failure::new(format_args!("{}: {error}", path.display()))
                .hint("remove this file and import its source again (the .src beside it)")
        })?;
        packs.push(pack);
    }
    Ok(Labels::load(packs))
}

/// Keeps a file and its claims.
pub fn keep(data: &Data, source: &[u8], pack: &Pack) -> Result<(), Failure> {
    let dir = data.labels();
    fs::create_dir_all(&dir).map_err(|error| Failure::io("create", &dir, &error))?;
    let bytes =
        encode(pack).map_err(|error| Failure::new(format_args!("{}: {error}", pack.head.file)))?;
    write_whole(&source_path(data, &pack.head.digest), source)?;
    write_whole(&pack_path(data, &pack.head.digest), &bytes)
}
