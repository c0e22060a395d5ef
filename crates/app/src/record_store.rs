//! `DATA/record.db` and `DATA/keys/`: the record opened with the key of this installation and the
//! system's own chance.
//!
//! The key is made on the first run, readable by its owner alone. A record whose key is gone is not
//! opened with a new one: its log would stop to be its own.

use std::fs::{self, File};
use std::future::Future;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casework::audit::{InstallationKey, PublicKey};
use casework::people::password::Hashing;
use casework::record::{Opening, Record, RecordError};
use casework::secret::Chance;
use graph::disk;
use model::time::Time;

use crate::data::{Data, write_whole};
use crate::failure::Failure;
use crate::talk;

/// The system's source of random bytes.
#[derive(Debug)]
pub struct SystemChance;

impl Chance for SystemChance {
    fn fill(&self, bytes: &mut [u8]) {
        getrandom::fill(bytes).expect("a system without randomness cannot keep secrets");
    }
}

/// Runs what waits for the record, for a command that does nothing beside it.
pub fn wait<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(|error| Failure::new(format_args!("cannot start: {error}")))?;
    runtime.block_on(work)
}

/// Opens the record; makes it, and the installation's key, on the first run.
pub async fn open(data: &Data, now: Time) -> Result<Record, Failure> {
    let path = data.record();
    let key = match key(data)? {
        Some(key) => key,
        None if is_there(&path) => return Err(no_key(data)),
        None => make_key(data)?,
    };
    make_private(&path)?;
    let opening =
        Opening { path, key, chance: Arc::new(SystemChance), hashing: Hashing::default(), now };
    Ok(Record::open(opening).await?)
}

/// Opens the record where there is one.
pub async fn open_existing(data: &Data, now: Time) -> Result<Record, Failure> {
    if is_there(&data.record()) { open(data, now).await } else { Err(none_yet(data)) }
}

/// Opens the record for reading alone. Where the installation's key is there, the record must be
/// of it; where it is not, that is said.
pub async fn open_to_read(data: &Data) -> Result<Record, Failure> {
    let path = data.record();
    if !is_there(&path) {
        return Err(none_yet(data));
    }
    let record = Record::open_to_read(&path, Arc::new(SystemChance), Hashing::default()).await?;
    match key(data)?.map(|key| key.public()) {
        Some(given) if given != record.public_key() => Err(other_key(path, &record, given)),
        Some(_) => Ok(record),
        None => {
            talk::warn(format_args!(
                "{} is missing: signatures are held against the key that the record itself names",
                key_path(data).display()
            ));
            Ok(record)
        }
    }
}

fn other_key(path: PathBuf, record: &Record, given: PublicKey) -> Failure {
    let expected = record.public_key().to_string();
    RecordError::OtherKey { path, expected, given: given.to_string() }.into()
}

fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

fn none_yet(data: &Data) -> Failure {
    Failure::new(format_args!("there is no record in {} yet", data.root().display()))
        .hint("name the data directory with --data DIR or KANCIL_DATA")
        .hint("or add the first administrator: kancil user add LOGIN --name NAME --role administrator")
}

fn no_key(data: &Data) -> Failure {
    Failure::new(format_args!(
        "the key of this installation is missing: {}",
        key_path(data).display()
    ))
    .hint("put the keys folder back from a backup: the audit log is signed with that key alone")
}

fn key_path(data: &Data) -> PathBuf {
    data.keys().join("installation.key")
}

fn key(data: &Data) -> Result<Option<InstallationKey>, Failure> {
    let path = key_path(data);
    match fs::read_to_string(&path).map(casework::secret::Secret::new) {
        Ok(text) => InstallationKey::from_text(text.expose())
            .map(Some)
            .map_err(|error| Failure::new(format_args!("{}: {error}", path.display()))),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::io("read", &path, &error)),
    }
}

/// One process makes it, whoever else comes waits for its turn and reads it.
fn make_key(data: &Data) -> Result<InstallationKey, Failure> {
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
    if let Some(key) = key(data)? {
        return Ok(key);
    }
    let key = InstallationKey::random(&SystemChance);
    // The folder is its owner's alone from before the key is in it.
    write_whole(&key_path(data), key.to_text().as_bytes())?;
    owners_alone(&key_path(data), 0o600)?;
    Ok(key)
}

/// SQLite gives its other files the same mode.
fn make_private(path: &Path) -> Result<(), Failure> {
    match File::options().write(true).create_new(true).open(path) {
        Ok(_) => owners_alone(path, 0o600),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Failure::io("create", path, &error)),
    }
}

#[cfg(unix)]
fn owners_alone(path: &Path, mode: u32) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = fs::Permissions::from_mode(mode);
    fs::set_permissions(path, mode).map_err(|error| Failure::io("protect", path, &error))
}

#[cfg(not(unix))]
fn owners_alone(_: &Path, _: u32) -> Result<(), Failure> {
    Ok(())
}
