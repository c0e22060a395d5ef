//! The academy's files from the console: certificates are verified, lessons packed and brought in.

use std::fs;
use std::path::Path;

use academy::certificate::{Certificate, Module, Says};
use seal::InstallationKey;

use crate::harness::{Desk, transcript_at};

/// A certificate by a key that is the same in every run.
pub fn certificate() -> Certificate {
    let says = Says {
        form: String::new(),
        name: "Aom Srisuk".into(),
        class: Some("RTP Batch 7".into()),
        day: "2026-11-22".into(),
        modules: vec![Module {
            lesson: "peel".into(),
            title: "Peel chains".into(),
            case: "own".into(),
            points_milli: 92_500,
            day: "2026-11-20".into(),
            content: "11".repeat(32),
        }],
        minutes: 83,
        languages: vec!["th".into()],
        program: "0.1.0".into(),
        key: String::new(),
    };
    Certificate::issue(says, &InstallationKey::from_seed(&[5; 32]))
}

#[test]
fn a_certificate_is_verified_without_a_network_and_a_forged_one_refused() {
    let desk = Desk::new();
    desk.write("certificate.json", certificate().to_text());
    transcript_at("certificate.txt", &desk);
}

/// A desk whose key is known, with one little lesson on it.
pub fn desk_with_lesson() -> Desk {
    let desk = Desk::new();
    let keys = desk.path("data/keys");
    fs::create_dir_all(&keys).expect("a folder");
    let key = InstallationKey::from_seed(&[5; 32]).to_text();
    fs::write(keys.join("installation.key"), key.as_bytes()).expect("a file");
    let gift = Path::new(env!("CARGO_MANIFEST_DIR")).join("../academy/testdata/gift");
    fs::create_dir_all(desk.path("lessons/gift")).expect("a folder");
    for file in fs::read_dir(gift).expect("the lesson is there") {
        let file = file.expect("an entry");
        fs::copy(file.path(), desk.path("lessons/gift").join(file.file_name())).expect("a copy");
    }
    desk
}

#[test]
fn what_keeps_a_lesson_from_being_taught_is_named_with_file_and_line() {
    transcript_at("lesson_check.txt", &desk_with_lesson());
}

#[test]
fn lessons_are_packed_only_where_they_can_be_taught() {
    transcript_at("lesson_pack.txt", &desk_with_lesson());
}
