//! `DATA/labels/`: imported label files, kept for good.
//!
//! Each file lies there twice, named by the SHA-256 of its bytes: `<digest>.src` as it came (the
//! evidence) and `<digest>.pack` as claims. The pack is written last, so a file counts as imported
//! only once both are whole. Nothing here is ever changed or removed.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use api::store::FilesVerify;
use entity::label::Labels;
use entity::label::pack::PackFile;
use entity::label::write::encode;
use model::claim::Pack;
use model::hash::Digest;

use crate::data::{Data, write_whole};
use crate::failure::{Failure, reason};

fn source_path(data: &Data, digest: &Digest) -> PathBuf {
    data.labels().join(format!("{digest}.src"))
}

fn pack_path(data: &Data, digest: &Digest) -> PathBuf {
    data.labels().join(format!("{digest}.pack"))
}

/// Every pack that is there. A damaged one is named: judging without it would be a silent gap.
pub fn load(data: &Data) -> Result<Labels, Failure> {
    let mut paths = files(&data.labels())?;
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "pack"));
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

/// Reads every file of the folder, and says what is wrong with it. A pack is whole if it opens and
/// is of the source beside it; a source if its bytes are those of its name.
pub fn verify(data: &Data) -> Result<FilesVerify, Failure> {
    let mut found = FilesVerify::default();
    for path in files(&data.labels())? {
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let Some((digest, ending)) = name.split_once('.') else { continue };
        let Ok(digest) = digest.parse::<Digest>() else { continue };
        found.files += 1;
        let damage = match ending {
            "src" => source_damage(&path, &digest),
            "pack" => pack_damage(&path, &digest, &source_path(data, &digest)),
            _ => continue,
        };
        found.damage.extend(damage.map(|what| format!("{}: {what}", path.display())));
    }
    Ok(found)
}

fn source_damage(path: &Path, digest: &Digest) -> Option<String> {
    match fs::read(path) {
        Err(error) => Some(format!("cannot be read: {}", reason(&error))),
        Ok(bytes) if Digest::of(&bytes) == *digest => None,
        Ok(bytes) => Some(format!(
            "its {} bytes are not those that were imported (SHA-256 {})",
            bytes.len(),
            Digest::of(&bytes)
        )),
    }
}

fn pack_damage(path: &Path, digest: &Digest, source: &Path) -> Option<String> {
    let bytes = match fs::read(path) {
        Err(error) => return Some(format!("cannot be read: {}", reason(&error))),
        Ok(bytes) => bytes,
    };
    match PackFile::open(bytes.into()) {
        Err(error) => Some(error.to_string()),
        Ok(pack) if pack.head().digest != *digest => {
            Some(format!("it holds the claims of {}", pack.head().digest))
        }
        Ok(_) if !source.exists() => Some("the file it was made of (.src) is missing".to_owned()),
        Ok(_) => None,
    }
}

/// Every file of the folder, in order; none where there is no folder.
fn files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Failure::io("read", dir, &error)),
    };
    let mut paths = Vec::new();
    for entry in entries {
        paths.push(entry.map_err(|error| Failure::io("read", dir, &error))?.path());
    }
    paths.sort();
    Ok(paths)
}

/// Keeps a file and its claims.
pub fn keep(data: &Data, source: &[u8], pack: &Pack) -> Result<(), Failure> {
    let dir = data.labels();
    graph::disk::create_dirs(&dir).map_err(|error| Failure::io("create", &dir, &error))?;
    let bytes =
        encode(pack).map_err(|error| Failure::new(format_args!("{}: {error}", pack.head.file)))?;
    write_whole(&source_path(data, &pack.head.digest), source)?;
    write_whole(&pack_path(data, &pack.head.digest), &bytes)
}
