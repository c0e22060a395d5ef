//! `DATA/record.db`: the record opened with the key of this installation and the system's own chance.
//!
use std::fs::{self, File};
use std::future::Future;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use casework::audit::PublicKey;
use casework::people::password::Hashing;
use casework::record::{Opening, Record, RecordError};
use casework::secret::Chance;
use model::time::Time;

use crate::data::Data;
use crate::failure::Failure;
use crate::key_store::{self, owners_alone};
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
    let key = key_store::load_or_make(data)?;
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
    match key_store::public(data)? {
        Some(given) if given != record.public_key() => Err(other_key(path, &record, given)),
        Some(_) => Ok(record),
        None => {
            talk::warn(format_args!(
                "{} is missing: signatures are held against the key that the record itself names",
                key_store::path(data).display()
            ));
            Ok(record)
        }
    }
}

fn other_key(path: PathBuf, record: &Record, given: PublicKey) -> Failure {
    let expected = record.public_key().to_string();
    RecordError::OtherKey { path, expected, given: given.to_string() }.into()
}

pub fn is_there(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.len() > 0)
}

fn none_yet(data: &Data) -> Failure {
    Failure::new(format_args!("there is no record in {} yet", data.root().display()))
        .hint("name the data directory with --data DIR or KANCIL_DATA")
        .hint("or add the first administrator: kancil user add LOGIN --name NAME --role administrator")
}

/// SQLite gives its other files the same mode.
fn make_private(path: &Path) -> Result<(), Failure> {
    match File::options().write(true).create_new(true).open(path) {
        Ok(_) => owners_alone(path, 0o600),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(Failure::io("create", path, &error)),
    }
}
