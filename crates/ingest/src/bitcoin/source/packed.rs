//! Files packed with gzip, zstd or bzip2, unpacked into memory up to a bound.

use std::io::{self, Read};

use super::file::RawFile;
use crate::bitcoin::error::IngestError;

/// How a file is packed, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Packing {
    Gzip,
    Zstd,
    Bzip2,
}

impl Packing {
    pub fn of(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            [b'B', b'Z', b'h', b'1'..=b'9', ..] => Some(Packing::Bzip2),
            _ => None,
        }
    }
}

/// Unpacks a file of at most `bytes_max` unpacked bytes.
pub fn unpack(file: &RawFile, packing: Packing, bytes_max: u64) -> Result<Vec<u8>, IngestError> {
    let path = file.path();
    let packed = Stream { file, at: 0 };
    let bytes = match packing {
        Packing::Gzip => read(flate2::read::MultiGzDecoder::new(packed), bytes_max),
        Packing::Bzip2 => read(bzip2::read::MultiBzDecoder::new(packed), bytes_max),
        Packing::Zstd => match zstd::Decoder::new(packed) {
            Ok(decoder) => read(decoder, bytes_max),
            Err(error) => Err(error),
        },
    };
    match bytes {
        Ok(bytes) if bytes.len() as u64 > bytes_max => {
            Err(IngestError::Packed { path: path.to_path_buf(), bytes_max })
        }
        Ok(bytes) => Ok(bytes),
        Err(source) => Err(IngestError::Read { path: path.to_path_buf(), source }),
    }
}

fn read(decoder: impl Read, bytes_max: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A file from its beginning to its end.
struct Stream<'a> {
    file: &'a RawFile,
    at: u64,
}

impl Read for Stream<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.file.read_raw(self.at, buffer).map_err(io::Error::other)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// All of a file that is not packed, if it has at most `bytes_max` bytes.
pub fn whole(file: &RawFile, bytes_max: u64) -> Result<Option<Vec<u8>>, IngestError> {
    if file.len() > bytes_max {
        return Ok(None);
    }
    let changed = || IngestError::Changed { place: file.place(0) };
    let mut bytes = vec![0; usize::try_from(file.len()).map_err(|_| changed())?];
    match file.read(0, &mut bytes)? == bytes.len() {
        true => Ok(Some(bytes)),
        false => Err(changed()),
    }
}
