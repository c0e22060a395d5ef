//! A block file: records within it and in order, and whatever is in them decodes or is a fault.
#![no_main]

use std::path::PathBuf;
use std::sync::Arc;

use ingest::bitcoin::decode::{self, Rules};
use ingest::bitcoin::source::file::RawFile;
use ingest::bitcoin::source::records::{FRAME_LEN, Records, half_written};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let file = RawFile::in_memory(Arc::new(PathBuf::from("fuzz")), Arc::new(bytes.to_vec()));
    let mut records = Records::new(&file, None);
    let mut notes = Vec::new();
    let mut end = 0;
    while let Ok(Some(record)) = records.next(&mut notes) {
        assert!(record.offset >= end);
        end = record.offset + FRAME_LEN + u64::from(record.size);
        assert!(end <= bytes.len() as u64);
        let network = records.network().expect("a record has a magic");
        let start = (record.offset + FRAME_LEN) as usize;
        let block = &bytes[start..start + record.size as usize];
        let _ = decode::block(block, None, Rules { network, trust: true });
        let _ = half_written(&file, &record, network);
    }
});
