//! The record from the console: people and links, the audit log, backups; and what is refused.

use std::fs;

use serde_json::Value;

use crate::harness::Desk;

/// A desk with an administrator who has not set a password yet.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.done(&["user", "add", "Siti", "--name", "Siti binti Ali", "--role", "administrator"]);
    desk
}

fn refused(desk: &Desk, args: &[&str]) -> String {
    let ran = desk.run(args);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(2), ""), "{args:?}");
    ran.stderr
}

#[test]
fn a_person_is_added_listed_and_given_fresh_links() {
    let desk = desk();
    let users = desk.json(&["user", "list"]);
    assert_eq!(users["total"], 1);
    assert_eq!(users["items"][0]["login"], "siti");
    assert_eq!(users["items"][0]["roles"], Value::from(vec!["administrator"]));
    assert_eq!(users["items"][0]["has_password"], false);
    let links: Vec<Value> = (0..2)
        .map(|_| desk.json(&["user", "link", "siti", "--url", "https://kancil.example/"]))
        .collect();
    let url = links[0]["url"].as_str().expect("a text");
    let token = url.strip_prefix("https://kancil.example/password#").expect("in the fragment");
    assert!(token.len() == 64 && links[0]["url"] != links[1]["url"], "{url}");
    assert_eq!(links[0]["expires"], "2026-11-23T12:00:00Z");
    let log = desk.json(&["audit", "list", "--action", "user.link"]);
    assert_eq!((&log["total"], &log["items"][0]["actor"]), (&3.into(), &"console".into()));
    assert!(!log.to_string().contains(token), "a link never stands in the log");
}

#[test]
fn what_cannot_be_is_refused_in_one_voice() {
    let desk = Desk::new();
    for args in
        [&["user", "list"][..], &["audit", "verify"], &["backup", "out"], &["user", "link", "x"]]
    {
        let says = refused(&desk, args);
        assert!(says.starts_with("kancil: there is no record in data yet\nhint: "), "{says}");
    }
    assert!(!desk.path("data").exists(), "a question makes no record");
    let desk = self::desk();
    let says = refused(&desk, &["user", "add", "siti", "--name", "x", "--role", "viewer"]);
    assert_eq!(says, "kancil: the login 'siti' is taken\n");
    let both = ["user", "add", "nid", "--name", "x", "--role", "viewer", "--role", "trainee"];
    let says = refused(&desk, &both);
    assert!(says.contains("a trainee sees no real data"), "{says}");
    let says = refused(&desk, &["user", "add", "nid", "--name", "x", "--role", "root"]);
    assert!(says.contains("'root' is no role"), "{says}");
    let says = refused(&desk, &["user", "link", "nobody"]);
    assert!(says.starts_with("kancil: nobody has the login 'nobody'\nhint: "), "{says}");
    let says = refused(&desk, &["audit", "verify", "--head", "kancil-head-1 seq=1"]);
    assert!(says.contains("it is not a head"), "{says}");
}

#[test]
fn the_head_that_was_kept_tells_that_an_older_record_was_put_back() {
    let desk = desk();
    let older = fs::read(desk.path("data/record.db")).expect("closed, so whole");
    desk.done(&["user", "link", "siti"]);
    let head = desk.done(&["audit", "head"]);
    desk.write("heads.txt", format!("# kept on paper\n\n{head}"));
    let whole = desk.json(&["audit", "verify", "--heads", "heads.txt", "--head", head.trim()]);
    assert_eq!((&whole["is_whole"], &whole["kept_heads"]), (&true.into(), &2.into()));
    fs::write(desk.path("data/record.db"), older).expect("put back");
    let ran = desk.run(&["audit", "verify"]);
    assert_eq!(ran.code, Some(0), "by itself an older record is whole: {}", ran.stderr);
    let ran = desk.run(&["audit", "verify", "--heads", "heads.txt", "--format", "json"]);
    assert_eq!(ran.code, Some(2));
    let says: Value = serde_json::from_str(&ran.stdout).expect("the answer all the same");
    assert_eq!(says["broken"]["seq"], 4);
    assert!(ran.stderr.contains("the kept head tells of them"), "{}", ran.stderr);
}

#[test]
fn a_record_that_was_edited_is_named_at_the_entry() {
    let desk = desk();
    let path = desk.path("data/record.db");
    let mut bytes = fs::read(&path).expect("closed, so whole");
    let needle = b"Siti binti Ali\",\"roles";
    let at = bytes.windows(needle.len()).position(|part| part == needle).expect("in the details");
    bytes[at..at + 4].copy_from_slice(b"Sita");
    fs::write(&path, bytes).expect("edited");
    let ran = desk.run(&["audit", "verify"]);
    assert_eq!(ran.code, Some(2));
    let says = "kancil: the audit log is not whole: the details of entry 2 were changed\n";
    assert!(ran.stderr.starts_with(says), "{}", ran.stderr);
}

#[test]
fn details_are_erased_and_the_log_stays_whole() {
    let desk = desk();
    desk.done(&["audit", "erase", "2", "--why", "retention ended"]);
    let log = desk.json(&["audit", "list"]);
    assert_eq!(log["items"][0]["action"], "audit.erase");
    assert_eq!(log["items"][2]["details"], Value::Null);
    let found = desk.json(&["audit", "verify"]);
    assert_eq!((&found["is_whole"], &found["erased"]), (&true.into(), &1.into()));
    let says = refused(&desk, &["audit", "erase", "2", "--why", "again"]);
    assert_eq!(says, "kancil: entry 2 has no details to erase\n");
}

#[test]
fn a_backup_is_put_back_into_a_new_directory_and_never_over_one() {
    let desk = desk();
    desk.write("list.txt", "12cbQLTFMXRnSzktFkuoG3eHoMeFtpTu3S\n");
    let import = ["labels", "import", "list.txt", "--ticker", "BTC", "--label", "x"];
    desk.done(
        &[&import[..], &["--category", "scam", "--source", "here", "--seen", "2026-11-01"]]
            .concat(),
    );
    let made = desk.json(&["backup", "saved/one"]);
    assert!(made["files"].as_u64() >= Some(5), "record, key, label file, pack, about: {made}");
    let says = refused(&desk, &["backup", "saved/one"]);
    assert!(says.contains("saved/one is there already, and is not empty"), "{says}");
    let says = refused(&desk, &["restore", "saved/one"]);
    assert!(says.contains("data is there already, and is not empty"), "{says}");

    let restored = desk.json(&["restore", "saved/one", "--data", "new"]);
    assert_eq!(restored["head"], made["head"]);
    assert_eq!(desk.json(&["user", "list", "--data", "new"]), desk.json(&["user", "list"]));
    assert_eq!(desk.json(&["labels", "packs", "--data", "new"])["packs"][0]["file"], "list.txt");
    let head = made["head"].as_str().expect("a text");
    let found = desk.json(&["audit", "verify", "--head", head, "--data", "new"]);
    assert_eq!(found["is_whole"], true);
    let log = desk.json(&["audit", "list", "--limit", "1", "--data", "new"]);
    assert_eq!(log["items"][0]["action"], "record.restore");

    desk.write("saved/one/record.db", "not it");
    let says = refused(&desk, &["restore", "saved/one", "--data", "other"]);
    assert!(says.contains("record.db is damaged"), "{says}");
    assert!(!desk.path("other").exists());
}

#[test]
fn a_record_without_its_key_is_not_given_another() {
    let desk = desk();
    fs::remove_dir_all(desk.path("data/keys")).expect("lost");
    let says = refused(&desk, &["user", "link", "siti"]);
    assert!(says.contains("the key of this installation is missing"), "{says}");
    let ran = desk.run(&["audit", "verify"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(ran.stderr.starts_with("warning: data/keys/installation.key is missing"));
    let other = self::desk();
    fs::create_dir(desk.path("data/keys")).expect("made");
    let key = "data/keys/installation.key";
    fs::copy(other.path(key), desk.path(key)).expect("another's");
    for args in [&["user", "link", "siti"][..], &["audit", "verify"]] {
        let says = refused(&desk, args);
        assert!(says.contains("belongs to another installation key"), "{says}");
    }
}

#[cfg(unix)]
#[test]
fn record_and_key_are_their_owners_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let desk = desk();
    for name in ["data/record.db", "data/keys", "data/keys/installation.key"] {
        let mode = fs::metadata(desk.path(name)).expect("there").permissions().mode();
        assert_eq!(mode & 0o077, 0, "{name} is {mode:o}");
    }
}

#[test]
fn a_newer_record_is_refused_and_another_file_too() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("data/keys")).expect("made");
    desk.write("data/record.db", "my notes, and no record");
    let says = refused(&desk, &["audit", "verify"]);
    assert!(says.contains("is not a record of this program"), "{says}");
    assert_eq!(
        fs::read_to_string(desk.path("data/record.db")).expect("there"),
        "my notes, and no record"
    );
}
