//! Real data for tests: read where it is, skipped with a reason where it is not.

use std::path::PathBuf;

/// The text of a file of the data folder. Absent: prints why and gives `None`; where `CI` is set
/// the data must be there.
pub fn read_text(name: &str) -> Option<String> {
    let root = std::env::var_os("KANCIL_TESTDATA").map_or_else(
        || PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data")),
        PathBuf::from,
    );
    match std::fs::read_to_string(root.join(name)) {
        Ok(text) => Some(text),
        Err(error) if std::env::var_os("CI").is_some() => panic!("{name}: {error}"),
        Err(error) => {
            eprintln!("skipped: {name}: {error} (set KANCIL_TESTDATA to the data folder)");
            None
        }
    }
}
