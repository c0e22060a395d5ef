//! Lists of spent outputs in every format, and blocks as JSON.
#![no_main]

use ingest::bitcoin::loose::raito;
use ingest::bitcoin::loose::spent::{Format, read, read_coins};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    for format in [Format::Kept, Format::Undo, Format::Outputs, Format::Array] {
        if let Ok(spents) = read(format, bytes) {
            assert_eq!(spents.iter().count(), spents.len());
        }
    }
    let _ = read_coins(bytes);
    let _ = raito::rebuild(bytes);
});
