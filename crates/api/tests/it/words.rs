//! Everything that is said here has its words in the catalogues.

use api::sayings::ALL;

#[test]
fn every_message_is_in_the_catalogues() {
    let missing: Vec<&str> =
        ALL.iter().map(|(id, _)| *id).filter(|id| !words::is_known(id)).collect();
    assert!(missing.is_empty(), "not in words/en: {missing:?}");
}
