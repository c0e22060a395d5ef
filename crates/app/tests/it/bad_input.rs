//! What goes wrong, in the words people see: the thing, the place, what to do, exit code 2, and
//! nothing half-written.

use std::fs;

use crate::harness::{Desk, transcript};

const CHAIN: &str = "block\n  mint: coinbase -> alice 50\nblock\n  pay: mint -> bob 49.9999\n";

/// A desk whose data directory holds a little ledger.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("chain.scn", CHAIN);
    desk.done(&["scenario", "play", "chain.scn", "--out", "story"]);
    desk.done(&["ingest", "bitcoin", "story/blocks"]);
    desk
}

#[test]
fn subjects_ledgers_and_dates_that_cannot_be_answered_are_refused_in_a_sentence() {
    transcript("bad_questions.txt");
}

#[test]
fn paths_and_files_that_cannot_be_read_are_refused_in_a_sentence() {
    transcript("bad_files.txt");
}

#[test]
fn a_ledger_of_a_newer_format_is_left_alone() {
    let desk = desk();
    let ledger = desk.path("data/ledgers/bitcoin-story-linked");
    let commit = fs::read_dir(&ledger)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.file_name().unwrap().to_string_lossy().starts_with("commit"))
        .expect("a commit record");
    let mut bytes = fs::read(&commit).unwrap();
    // The container's format number stands behind its magic.
    bytes[8] = 99;
    fs::write(&commit, &bytes).unwrap();
    let ran = desk.run(&["look", "1"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""));
    assert!(ran.stderr.contains("is of format 99"), "{}", ran.stderr);
    let again = desk.run(&["ingest", "bitcoin", "story/blocks"]);
    assert_eq!((again.code, again.stdout.as_str()), (Some(2), ""));
    assert_eq!(fs::read(&commit).unwrap(), bytes);
}

/// Flips one byte of a file at many places, one at a time; no command may panic (exit 101) or be
/// ended by a signal, and `store verify` must notice.
fn flip(desk: &Desk, file: &str) {
    let path = desk.path(file);
    let whole = fs::read(&path).expect("the file is there");
    let bob = "synth1q9pkkn2nxa474fl44h6ea3dze0arpnvpk9g9tqa";
    for at in (0..whole.len()).step_by((whole.len() / 40).max(1)) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&path, &bytes).expect("the file can be written");
        let asked: [&[&str]; 4] = [
            &["look", bob],
            &["trace", bob, "--back"],
            &["cluster", bob, "--why"],
            &["store", "verify"],
        ];
        for args in asked {
            let ran = desk.run(args);
            assert!(
                matches!(ran.code, Some(0 | 2)),
                "{file} byte {at}, {args:?}: {:?}\n{}",
                ran.code,
                ran.stderr
            );
        }
        let padding = whole[at] == 0;
        let verify = desk.run(&["store", "verify"]);
        if !padding {
            assert_eq!(verify.code, Some(2), "{file} byte {at}: {}", verify.stdout);
        }
    }
    fs::write(&path, &whole).expect("the file can be written");
    desk.done(&["store", "verify"]);
}

#[test]
fn a_damaged_ledger_is_noticed_and_never_ends_the_program() {
    let desk = desk();
    let ledger = "data/ledgers/bitcoin-story-linked";
    let segment = fs::read_dir(desk.path(ledger))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .find(|name| name.starts_with("seg-"))
        .expect("a segment");
    flip(&desk, &format!("{ledger}/{segment}"));
    flip(&desk, &format!("{ledger}/clusters"));
}

#[test]
fn a_damaged_label_pack_is_named_and_not_judged_without() {
    let desk = desk();
    desk.done(&["labels", "import", "builtin:dprk"]);
    let labels = desk.path("data/labels");
    let pack = fs::read_dir(&labels)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .find(|path| path.extension().is_some_and(|ending| ending == "pack"))
        .expect("a pack");
    let whole = fs::read(&pack).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 50) {
        let mut bytes = whole.clone();
        bytes[at] ^= 0x55;
        fs::write(&pack, &bytes).unwrap();
        let ran = desk.run(&["screen", "12t9YDPgwueZ9NyMgw519p7AA8isjr6SMw"]);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "byte {at}");
        assert!(ran.stderr.contains(".pack: "), "{}", ran.stderr);
    }
}

#[test]
fn a_data_directory_that_may_not_be_written_can_still_be_asked() {
    let desk = desk();
    let readable = desk.done(&["look", "1"]);
    read_only(&desk, true);
    let again = desk.run(&["look", "1"]);
    let refused = desk.run(&["labels", "import", "builtin:dprk"]);
    read_only(&desk, false);
    assert_eq!((again.code, again.stdout), (Some(0), readable));
    // Root may write anywhere, so the refusal shows only to other users.
    if refused.code != Some(0) {
        assert_eq!(refused.code, Some(2));
        assert!(refused.stderr.contains("permission denied"), "{}", refused.stderr);
    }
}

#[cfg(unix)]
fn read_only(desk: &Desk, on: bool) {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = if on { 0o555 } else { 0o755 };
    for name in ["data", "data/ledgers", "data/ledgers/bitcoin-story-linked"] {
        fs::set_permissions(desk.path(name), fs::Permissions::from_mode(mode))
            .expect("our own directory");
    }
}

#[cfg(not(unix))]
fn read_only(_: &Desk, _: bool) {}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_behind_stdout_is_a_failure() {
    let desk = desk();
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = desk.kancil(&["look", "1"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let talk = String::from_utf8(output.stderr).unwrap();
    assert_eq!(talk, "kancil: cannot write to standard output: no space left on device\n");
}

#[test]
fn a_private_key_that_is_pasted_is_never_repeated() {
    let desk = desk();
    let secret = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ";
    desk.done(&["labels", "import", "builtin:dprk"]);
    for args in [vec!["look", secret], vec!["trace", secret], vec!["screen", secret]] {
        for format in ["table", "json", "csv"] {
            let ran = desk.run(&[&args[..], &["--format", format]].concat());
            assert_eq!(ran.code, Some(2), "{args:?}");
            assert!(!ran.stdout.contains(&secret[1..20]), "{}", ran.stdout);
            assert!(!ran.stderr.contains(&secret[1..20]), "{}", ran.stderr);
        }
    }
}
