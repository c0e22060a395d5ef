//! Bytes at an offset of a file, without Bitcoin Core's obfuscation.
//!
//! Since version 28 Core XORs its block and undo files with an eight-byte key that lies beside
//! them in `xor.dat`; the byte at offset `n` of a file meets byte `n % 8` of the key. Nothing is
//! mapped and nothing is read by a length that the file itself claims.

use std::collections::BTreeMap;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use model::chain::Network;

use crate::bitcoin::error::{IngestError, Note, Place};

/// What to XOR a file with; zeroes are no obfuscation.
pub type Key = [u8; 8];

/// A file that is open for reading at any offset, by several threads if need be.
#[derive(Debug)]
pub struct RawFile {
    path: Arc<PathBuf>,
    backing: Backing,
    key: Key,
    len: u64,
}

#[derive(Debug)]
enum Backing {
    Disk(File),
    Memory(Arc<Vec<u8>>),
}

impl RawFile {
    /// Opens a file; what is appended to it afterwards is not looked at.
    pub fn open(path: Arc<PathBuf>, key: Key) -> Result<Self, IngestError> {
        let open = || {
            let file = File::open(&*path)?;
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok((file, metadata.len()))
        };
        match open() {
            Ok((file, len)) => Ok(Self { path, backing: Backing::Disk(file), key, len }),
            Err(source) => Err(IngestError::Read { path: path.to_path_buf(), source }),
        }
    }

    /// What was packed in a file, already unpacked.
    pub fn in_memory(path: Arc<PathBuf>, bytes: Arc<Vec<u8>>) -> Self {
        let len = bytes.len() as u64;
        Self { path, backing: Backing::Memory(bytes), key: [0; 8], len }
    }

    pub fn path(&self) -> &Arc<PathBuf> {
        &self.path
    }

    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn key(&self) -> Key {
        self.key
    }

    pub fn place(&self, offset: u64) -> Place {
        Place { path: self.path.clone(), offset }
    }

    /// Fills `buffer` with the bytes from `offset` on, as they are on the disk. Short at the end
    /// of the file: the count says how many there are.
    pub fn read_raw(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, IngestError> {
        let file = match &self.backing {
            Backing::Disk(file) => file,
            Backing::Memory(bytes) => {
                let start = usize::try_from(offset).unwrap_or(usize::MAX);
                let there = bytes.get(start..).unwrap_or_default();
                let count = there.len().min(buffer.len());
                buffer[..count].copy_from_slice(&there[..count]);
                return Ok(count);
            }
        };
        let mut filled = 0;
        while filled < buffer.len() {
            match read_at(file, &mut buffer[filled..], offset + filled as u64) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(source) => {
                    return Err(IngestError::Read { path: self.path.to_path_buf(), source });
                }
            }
        }
        Ok(filled)
    }

    /// As [`RawFile::read_raw`], with the obfuscation taken away.
    pub fn read(&self, offset: u64, buffer: &mut [u8]) -> Result<usize, IngestError> {
        let count = self.read_raw(offset, buffer)?;
        deobfuscate(self.key, offset, &mut buffer[..count]);
        Ok(count)
    }
}

/// XORs bytes that lie at `offset` of a file with the file's key.
pub fn deobfuscate(key: Key, offset: u64, bytes: &mut [u8]) {
    if key == [0; 8] {
        return;
    }
    let mut turned = key;
    turned.rotate_left((offset % 8) as usize);
    let word = u64::from_ne_bytes(turned);
    let mut chunks = bytes.chunks_exact_mut(8);
    for chunk in &mut chunks {
        let plain = u64::from_ne_bytes((&*chunk).try_into().expect("chunks of eight")) ^ word;
        chunk.copy_from_slice(&plain.to_ne_bytes());
    }
    for (byte, key) in chunks.into_remainder().iter_mut().zip(turned) {
        *byte ^= key;
    }
}

/// The keys of directories, each looked for once.
#[derive(Debug, Default)]
pub struct Keys(BTreeMap<PathBuf, Option<Key>>);

impl Keys {
    /// Opens a file with the key that lies beside it, or without where it shows that it was not
    /// obfuscated.
    pub fn open(
        &mut self,
        path: &Arc<PathBuf>,
        notes: &mut Vec<Note>,
    ) -> Result<RawFile, IngestError> {
        let directory = path.parent().map(PathBuf::from).unwrap_or_default();
        let key = match self.0.get(&directory) {
            Some(key) => *key,
            None => *self.0.entry(directory).or_insert(key_beside(path)?),
        };
        let mut file = RawFile::open(path.clone(), [0; 8])?;
        if let Some(key) = key {
            match is_obfuscated(&file, key)? {
                true => file.key = key,
                false => notes.push(Note::Plain { path: path.clone() }),
            }
        }
        Ok(file)
    }
}

/// Whether a file that lies beside a key is obfuscated with it: it is if its first bytes then are
/// a magic, or if they are none without it either.
fn is_obfuscated(file: &RawFile, key: Key) -> Result<bool, IngestError> {
    let mut magic = [0; 4];
    file.read_raw(0, &mut magic)?;
    let plain = Network::from_magic(magic).is_some();
    deobfuscate(key, 0, &mut magic);
    Ok(Network::from_magic(magic).is_some() || !plain)
}

/// The key of the files in a directory, if it has one.
fn key_beside(path: &Path) -> Result<Option<Key>, IngestError> {
    let path = path.parent().unwrap_or(Path::new("")).join("xor.dat");
    let bytes = match std::fs::metadata(&path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(IngestError::Read { path, source }),
        Ok(metadata) if metadata.len() != 8 => {
            return Err(IngestError::Key { path, len: metadata.len() });
        }
        Ok(_) => std::fs::read(&path),
    };
    match bytes {
        Ok(bytes) => match bytes.as_slice().try_into() {
            Ok(key) => Ok(Some(key)),
            Err(_) => Err(IngestError::Key { path, len: bytes.len() as u64 }),
        },
        Err(source) => Err(IngestError::Read { path, source }),
    }
}

#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

#[cfg(windows)]
fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_offset_meets_its_own_byte_of_the_key() {
        let key = [1, 2, 3, 4, 5, 6, 7, 8];
        let plain: Vec<u8> = (0..100).collect();
        let written: Vec<u8> = (0u8..100).zip(key.iter().cycle()).map(|(b, k)| b ^ k).collect();
        for start in 0..20 {
            for end in start..100 {
                let mut bytes = written[start..end].to_vec();
                deobfuscate(key, start as u64, &mut bytes);
                assert_eq!(bytes, plain[start..end]);
            }
        }
    }
}
