//! The real blocks the tests read: the folder `KANCIL_TESTDATA`, by default `../shared/data`
//! beside the repository. None of it is part of the repository.

use std::path::{Path, PathBuf};

/// A file or folder of the test data. `None` where the data is absent, which only CI forbids.
pub fn path(name: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    let folder = std::env::var_os("KANCIL_TESTDATA").map_or(beside, PathBuf::from);
    let path = folder.join(name);
    if path.exists() {
        return Some(path);
    }
    assert!(std::env::var_os("CI").is_none(), "{} is needed where CI is set", path.display());
    println!("skipped: {} is not there", path.display());
    None
}

pub fn bytes(name: &str) -> Option<Vec<u8>> {
    path(name).map(|path| std::fs::read(path).expect("test data is readable"))
}

/// The blocks of a block file without obfuscation or damage.
pub fn records(file: &[u8]) -> Vec<&[u8]> {
    let mut blocks = Vec::new();
    let mut rest = file;
    while let Some((frame, after)) = rest.split_first_chunk::<8>()
        && frame[..4] != [0; 4]
    {
        let size = u32::from_le_bytes(frame[4..].try_into().expect("four")) as usize;
        blocks.push(&after[..size]);
        rest = &after[size..];
    }
    blocks
}
