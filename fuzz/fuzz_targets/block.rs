//! One serialised block: rows or a fault, and a fault leaves the batch as it was.
#![no_main]

use ingest::bitcoin::decode::{Decoder, Rules};
use libfuzzer_sys::fuzz_target;
use model::batch::Batch;
use model::chain::Network;

fuzz_target!(|bytes: &[u8]| {
    let mut decoder = Decoder::default();
    for network in Network::ALL {
        for trust in [false, true] {
            let mut batch = Batch::default();
            let rules = Rules { network, trust };
            if decoder.block(bytes, Some(900_000), rules, &mut batch).is_err() {
                assert_eq!(batch, Batch::default());
            }
        }
    }
});
