//! Backups made while writing goes on, and put back; damaged, cut and hostile ones refused.

use std::fs;

use super::*;
use crate::access::Role;
use crate::audit::{Actor, InstallationKey};
use crate::people;
use crate::testing::{House, Seeded, at, console, key, opening};

fn parts(house: &House) -> Parts {
    let folder = |name: &'static str| Folder { name, path: house.dir.path().join(name) };
    let folders = vec![folder("labels"), folder("raw"), folder("keys")];
    Parts { record_name: "record.db", folders, program: "kancil 0.1.0".into() }
}

async fn house() -> House {
    let house = House::new().await;
    house.person("somchai", Role::Analyst).await;
    let write = |name: &str, text: &str| {
        let path = house.dir.path().join(name);
        fs::create_dir_all(path.parent().expect("in the folder")).expect("made");
        fs::write(path, text).expect("written");
    };
    write("labels/aa.src", "who says what");
    write("labels/.bb.1.part", "half of it");
    write("raw/bitcoin-main/block.raw", "bytes");
    write("keys/installation.key", &key().to_text());
    house
}

async fn put_back(from: &Path, to: &Path) -> Result<Backup, BackupError> {
    restore(from, "record.db", to, Arc::new(Seeded::new(8))).await
}

#[tokio::test]
async fn what_was_backed_up_comes_back_and_goes_on() {
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let (saved, back) = (out.path().join("saved"), out.path().join("back"));
    let made = make(&house.record, console(5), parts(&house), &saved).await.expect("made");
    assert_eq!(made.head, read::head(&house.record).await.expect("a head"));
    let restored = put_back(&saved, &back).await.expect("restored");
    assert_eq!(
        (restored.head, restored.files, restored.bytes),
        (made.head.clone(), made.files, made.bytes)
    );
    assert_eq!(fs::read_to_string(back.join("labels/aa.src")).expect("there"), "who says what");
    assert!(back.join("raw/bitcoin-main/block.raw").is_file());
    assert!(!back.join("labels/.bb.1.part").exists(), "half-written files are no evidence");
    let kept = InstallationKey::from_text(
        &fs::read_to_string(back.join("keys/installation.key")).expect("there"),
    );
    assert_eq!(kept.expect("a key").public(), made.head.key);
    let names: Vec<_> =
        fs::read_dir(&back).expect("there").flatten().map(|e| e.file_name()).collect();
    assert_eq!(names.len(), 4, "nothing else: {names:?}");

    let record = Record::open(opening(&back, 9)).await.expect("opens");
    assert!(people::by_login(&record, "somchai").await.expect("reads").is_some());
    record.note(console(6), Entry::new(Action::Exported, Object::record())).await.expect("goes on");
    let whole = verify(&record, &[made.head]).await.expect("reads");
    assert_eq!(whole.broken, None);
}

#[cfg(unix)]
#[tokio::test]
async fn only_its_owner_can_read_a_backup() {
    use std::os::unix::fs::PermissionsExt as _;
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let saved = out.path().join("saved");
    make(&house.record, console(5), parts(&house), &saved).await.expect("made");
    for name in ["", "record.db", "keys", "keys/installation.key", "manifest.sha256"] {
        let mode = fs::metadata(saved.join(name)).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is {mode:o}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_is_one_moment_while_others_write_on() {
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let writer = house.record.clone();
    let writing = tokio::spawn(async move {
        for number in 0..300 {
            let entry = Entry::new(Action::Screened, Object::record()).with("number", number);
            writer.note(By::new(Actor::Program, at(number)), entry).await.expect("written");
        }
    });
    for number in 0..5 {
        let (saved, back) =
            (out.path().join(format!("s{number}")), out.path().join(format!("b{number}")));
        make(&house.record, console(5), parts(&house), &saved).await.expect("made");
        put_back(&saved, &back).await.expect("whole");
    }
    writing.await.expect("wrote");
}

#[tokio::test]
async fn nothing_is_written_over_what_is_there() {
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let saved = out.path().join("saved");
    make(&house.record, console(5), parts(&house), &saved).await.expect("made");
    let again = make(&house.record, console(6), parts(&house), &saved).await;
    assert!(matches!(again, Err(BackupError::Occupied { .. })), "{again:?}");
    let over = put_back(&saved, house.dir.path()).await;
    assert!(matches!(over, Err(BackupError::Occupied { .. })), "{over:?}");
    let empty = out.path().join("empty");
    fs::create_dir(&empty).expect("made");
    put_back(&saved, &empty).await.expect("an empty folder is as good as none");
}

#[tokio::test]
async fn a_damaged_backup_is_refused_and_leaves_nothing() {
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let (saved, back) = (out.path().join("saved"), out.path().join("back"));
    make(&house.record, console(5), parts(&house), &saved).await.expect("made");
    for name in ["record.db", "labels/aa.src", "keys/installation.key", "about.txt"] {
        let path = saved.join(name);
        let good = fs::read(&path).expect("there");
        let mut bad = good.clone();
        let last = bad.len() - 1;
        bad[last] ^= 1;
        fs::write(&path, bad).expect("damaged");
        let refused = put_back(&saved, &back).await.expect_err(name).to_string();
        assert!(
            refused.contains("damaged") || refused.contains("not a backup"),
            "{name}: {refused}"
        );
        assert!(!back.exists(), "{name}");
        fs::write(&path, good).expect("mended");
    }
    fs::remove_file(saved.join("labels/aa.src")).expect("removed");
    assert!(matches!(put_back(&saved, &back).await, Err(BackupError::Io { .. })));
    fs::remove_file(saved.join(MANIFEST)).expect("removed");
    let refused = put_back(&saved, &back).await.expect_err("no manifest").to_string();
    assert!(refused.ends_with("is not a backup: it has no manifest.sha256"), "{refused}");
    assert_eq!(fs::read_dir(out.path()).expect("there").count(), 1, "the backup alone");
}

#[tokio::test]
async fn a_backup_whose_log_was_rewritten_is_refused_though_its_digests_fit() {
    let house = house().await;
    let out = tempfile::tempdir().expect("a folder");
    let (saved, back) = (out.path().join("saved"), out.path().join("back"));
    make(&house.record, console(5), parts(&house), &saved).await.expect("made");
    let record = saved.join("record.db");
    let mut bytes = fs::read(&record).expect("there");
    let at = bytes.windows(11).position(|part| part == b"user.create").expect("an entry");
    bytes[at..at + 11].copy_from_slice(b"user.change");
    fs::write(&record, &bytes).expect("rewritten");
    let manifest = fs::read_to_string(saved.join(MANIFEST)).expect("there");
    let new = format!("{}  record.db", Digest::of(&bytes));
    let mut lines: Vec<&str> =
        manifest.lines().filter(|line| !line.ends_with("record.db")).collect();
    lines.push(&new);
    fs::write(saved.join(MANIFEST), lines.join("\n") + "\n").expect("rewritten");
    let refused = put_back(&saved, &back).await;
    assert!(matches!(refused, Err(BackupError::Broken(_))), "{refused:?}");
    assert!(!back.exists());
}

#[test]
fn a_manifest_cannot_reach_outside_its_folder() {
    let digest = Digest::default();
    for name in ["../x", "/etc/passwd", "a/../../b", "a//b", "", "./a", "C:\\x", "a\0b"] {
        assert_eq!(parse_line(&format!("{digest}  {name}")), None, "{name:?}");
    }
    assert!(parse_line(&format!("{digest}  labels/aa.src")).is_some());
    assert_eq!(parse_line("abc  record.db"), None);
}
