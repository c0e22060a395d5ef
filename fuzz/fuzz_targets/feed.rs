//! The fuzzer: it feeds the target that KANCIL_FEED names.
#![no_main]

#[path = "../feeds.rs"]
mod feeds;

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;

static FEED: LazyLock<feeds::Feed> = LazyLock::new(|| {
    let name = std::env::var("KANCIL_FEED").expect("KANCIL_FEED names a target");
    let found = feeds::FEEDS.iter().find(|(own, _)| *own == name);
    found.unwrap_or_else(|| panic!("there is no target '{name}'")).1
});

fuzz_target!(|bytes: &[u8]| FEED(bytes));
