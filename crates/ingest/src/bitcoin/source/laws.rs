//! What holds for any file: the scan ends, stays within the file, and never reports a record twice.

use std::path::PathBuf;
use std::sync::Arc;

use model::hash::BlockHash;
use proptest::collection::vec;
use proptest::prelude::*;

use super::file::RawFile;
use super::records::{FRAME_LEN, Records};
use crate::bitcoin::testchain::chain;

/// Real records, broken ones, magics, zeroes and noise, one after another.
fn file() -> impl Strategy<Value = Vec<u8>> {
    let blocks = chain(BlockHash::default(), 1, 3);
    let record = prop::sample::select(blocks).prop_map(|block| block.framed());
    let broken = (record.clone(), any::<prop::sample::Index>(), any::<u8>()).prop_map(
        |(mut record, at, byte)| {
            let at = at.index(record.len());
            record[at] = byte;
            record
        },
    );
    let piece = prop_oneof![
        3 => record.clone(),
        2 => broken,
        1 => (record, any::<prop::sample::Index>()).prop_map(|(mut record, at)| {
            record.truncate(at.index(record.len()));
            record
        }),
        1 => Just(b"kncl".to_vec()),
        1 => (0..40_usize).prop_map(|len| vec![0; len]),
        1 => vec(any::<u8>(), 0..40),
    ];
    vec(piece, 0..8).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn records_of_any_file_follow_each_other_within_it(bytes in file()) {
        let path = Arc::new(PathBuf::from("any"));
        let file = RawFile::in_memory(path, Arc::new(bytes.clone()));
        let mut records = Records::new(&file, None);
        let (mut notes, mut end) = (Vec::new(), 0);
        // A file can hold a record of another network: then the scan ends with that error.
        while let Ok(Some(record)) = records.next(&mut notes) {
            prop_assert!(record.offset >= end);
            end = record.offset + FRAME_LEN + u64::from(record.size);
            prop_assert!(end <= bytes.len() as u64);
            let start = usize::try_from(record.offset).unwrap() + 8;
            prop_assert_eq!(&record.header[..], &bytes[start..start + 80]);
        }
    }
}

/// Junk between records, of every kind that the scan looks for a way out of.
#[test]
fn a_file_full_of_junk_is_read_about_once() {
    let record = chain(BlockHash::default(), 1, 1)[0].framed();
    let magic = &record[..4];
    let junks: [&[u8]; 6] = [
        &[1],
        &[0],
        &[0, 1],
        magic,
        &[magic, &[0xff; 4]].concat(),
        &[[0; 5000].as_slice(), &[7; 5000]].concat(),
    ];
    for junk in junks {
        // Also a long stretch of it alone, at whose end there is nothing to find.
        let alone = junk.repeat(4_000_000 / junk.len());
        let pieces = [[record.clone(), junk.to_vec()].concat().repeat(300), alone];
        let bytes = pieces.concat();
        let len = bytes.len() as u64;
        let path = Arc::new(PathBuf::from("junk"));
        let file = RawFile::in_memory(path, Arc::new(bytes));
        let mut records = Records::new(&file, None);
        let (mut notes, mut count) = (Vec::new(), 0);
        while records.next(&mut notes).expect("one network").is_some() {
            count += 1;
        }
        assert_eq!(count, 300);
        let read = records.bytes_read;
        assert!(read < 2 * len + (1 << 20), "{junk:?}: read {read} of {len} bytes");
    }
}
