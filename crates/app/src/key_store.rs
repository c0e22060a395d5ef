//! `DATA/keys/installation.key`: what this installation signs with, its audit log and what leaves it.
//!
//! Made on first use from the system's own chance, readable by its owner alone. Where there is a record
//! and its key is gone, no new one is made: the record's log would stop to be its own.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use casework::audit::random_key;
use casework::secret::Secret;
use graph::disk;
use seal::{InstallationKey, PublicKey};

use crate::data::{Data, write_whole};
use crate::failure::Failure;
use crate::record_store::{SystemChance, is_there};

pub fn path(data: &Data) -> PathBuf {
    data.keys().join("installation.key")
}

/// The key, if there is one.
pub fn load(data: &Data) -> Result<Option<InstallationKey>, Failure> {
    let path = path(data);
    match fs::read_to_string(&path).map(Secret::new) {
        Ok(text) => InstallationKey::from_text(text.expose())
            .map(Some)
            .map_err(|error| Failure::new(format_args!("{}: {error}", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("read", &path, &error)),
    }
}

/// Whose signature is this installation's, as far as it ever signed.
pub fn public(data: &Data) -> Result<Option<PublicKey>, Failure> {
    Ok(load(data)?.map(|key| key.public()))
}

/// The key; a new one where there is neither a key nor a record of an older one.
pub fn load_or_make(data: &Data) -> Result<InstallationKey, Failure> {
    match load(data)? {
        Some(key) => Ok(key),
        None if is_there(&data.record()) => Err(Failure::new(format_args!(
            "the key of this installation is missing: {}",
            path(data).display()
        ))
        .hint(
            "put the keys folder back from a backup: the audit log is signed with that key alone",
        )),
        None => make(data),
    }
}

/// One process makes it, whoever else comes waits for its turn and reads it.
fn make(data: &Data) -> Result<InstallationKey, Failure> {
    let dir = data.keys();
    disk::create_dirs(&dir).map_err(|error| Failure::io("create", &dir, &error))?;
    owners_alone(&dir, 0o700)?;
    let lock = dir.join(".lock");
    let held = File::options().create(true).truncate(false).write(true).open(&lock);
    let held = held.and_then(|file| {
        rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
        Ok(file)
    });
    let _held = held.map_err(|error| Failure::io("lock", &lock, &error))?;
    if let Some(key) = load(data)? {
        return Ok(key);
    }
    let key = random_key(&SystemChance);
    // The folder is its owner's alone from before the key is in it.
    write_whole(&path(data), key.to_text().as_bytes())?;
    owners_alone(&path(data), 0o600)?;
    Ok(key)
}

#[cfg(unix)]
pub fn owners_alone(path: &Path, mode: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, mode).map_err(|error| Failure::io("protect", path, &error))
}

#[cfg(not(unix))]
pub fn owners_alone(_: &Path, _: u32) -> Result<(), Failure> {
    Ok(())
}
