//! The log in the hands of somebody who has the database: with the key and without it.

use model::hash::Digest;
use proptest::prelude::*;
use sqlx::{AssertSqlSafe, ConnectOptions as _, Connection as _, Row as _, SqliteConnection};

use super::chain::{Link, entry_signed, genesis};
use super::verify::{Verification, verify};
use super::*;
use crate::record::Record;
use crate::testing::{House, at, console, key, opening};

/// A log of so many entries, the making of the record among them.
async fn log_of(entries: u64) -> House {
    let house = House::new().await;
    for number in 2..=entries {
        let number = i64::try_from(number).expect("small");
        let entry = Entry::new(Action::Traced, Object::new("ledger", "bitcoin-main-linked"));
        house.record.note(console(number), entry.with("subject", number)).await.expect("written");
    }
    house
}

/// What an administrator does with the database in hand, the triggers out of the way.
async fn tamper(house: &House, sql: &[String]) {
    house.record.close().await;
    let mut raw = raw(house).await;
    for trigger in [
        "audit_is_not_changed",
        "audit_is_not_removed",
        "audit_has_no_gap",
        "audit_payload_is_not_changed",
    ] {
        run(&mut raw, &format!("DROP TRIGGER {trigger}")).await;
    }
    for sql in sql {
        run(&mut raw, sql).await;
    }
    raw.close().await.expect("closes");
}

async fn raw(house: &House) -> SqliteConnection {
    let path = house.dir.path().join("record.db");
    sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(false)
        .connect()
        .await
        .expect("opens")
}

async fn run(raw: &mut SqliteConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(raw).await.expect(sql);
}

/// What the verification says of a log that was tampered with, by a program started anew.
async fn verified(house: &House, kept: &[Head]) -> Verification {
    let record = Record::open(opening(house.dir.path(), 50)).await.expect("opens");
    let verification = verify(&record, kept).await.expect("reads");
    record.close().await;
    verification
}

async fn check(sql: &[&str], expected: &str) {
    let house = log_of(10).await;
    let sql: Vec<String> = sql.iter().map(|sql| (*sql).to_owned()).collect();
    tamper(&house, &sql).await;
    let broken = verified(&house, &[]).await.broken.map(|broken| broken.to_string());
    assert_eq!(broken.as_deref(), Some(expected), "{sql:?}");
}

#[tokio::test]
async fn an_untouched_log_is_whole_and_leads_through_every_kept_head() {
    let house = log_of(5).await;
    let early = read::head(&house.record).await.expect("a head");
    house
        .record
        .note(console(9), Entry::new(Action::Exported, Object::record()))
        .await
        .expect("ok");
    let late = read::head(&house.record).await.expect("a head");
    assert_eq!((early.seq, late.seq), (5, 6));
    let printed: Head = late.to_string().parse().expect("reads back");
    let found = verify(&house.record, &[printed, early]).await.expect("reads");
    let whole = Verification { entries: 6, last_at: Some(at(9)), erased: 0, broken: None };
    assert_eq!(found, whole);
}

#[tokio::test]
async fn whoever_changes_a_row_without_the_key_is_found_at_that_row() {
    let changed = "entry 4 was changed: its hash is not that of its content";
    for column in ["at = at + 1", "actor = 'user:x'", "action = 'screen.run'", "object_id = 'x'"] {
        check(&[&format!("UPDATE audit SET {column} WHERE seq = 4")], changed).await;
    }
    check(&["UPDATE audit SET payload_digest = zeroblob(32) WHERE seq = 4"], changed).await;
    check(
        &["UPDATE audit SET signature = zeroblob(64) WHERE seq = 4"],
        "entry 4 was not signed with the key of this installation",
    )
    .await;
    check(
        &["UPDATE audit_payloads SET body = '{\"subject\":\"another\"}' WHERE seq = 4"],
        "the details of entry 4 were changed",
    )
    .await;
}

#[tokio::test]
async fn whoever_removes_entries_without_the_key_is_found_in_the_middle_and_at_the_end() {
    check(
        &["DELETE FROM audit WHERE seq = 4"],
        "entry 4 is missing: the next one that is there is 5",
    )
    .await;
    check(
        &["DELETE FROM audit WHERE seq > 7"],
        "entries 8 to 10 were removed: the signed head tells of them",
    )
    .await;
    check(
        &["DELETE FROM audit WHERE seq < 4"],
        "entry 1 is missing: the next one that is there is 4",
    )
    .await;
    // Even with a head made up from what the entry itself carries.
    check(
        &[
            "DELETE FROM audit WHERE seq > 7",
            "UPDATE audit_head SET seq = 7, hash = (SELECT hash FROM audit WHERE seq = 7), \
             at = (SELECT at FROM audit WHERE seq = 7), \
             signature = (SELECT signature FROM audit WHERE seq = 7)",
        ],
        "the head is missing or was not signed with the key of this installation: whether entries \
         from 8 on were removed cannot be told",
    )
    .await;
    check(
        &["DELETE FROM audit_payloads WHERE seq = 4"],
        "the details of entry 4 are gone, and no entry tells of an erasure",
    )
    .await;
    // Two entries that changed their places.
    check(
        &[
            "UPDATE audit SET seq = 100 WHERE seq = 4",
            "UPDATE audit SET seq = 4 WHERE seq = 5",
            "UPDATE audit SET seq = 5 WHERE seq = 100",
        ],
        "entry 4 was changed: its hash is not that of its content",
    )
    .await;
}

/// Writes the chain anew from an entry on, every hash in its place and the head too.
async fn rewrite(house: &House, from: u64, key: &InstallationKey) {
    let mut raw = raw(house).await;
    let rows = sqlx::query(
        "SELECT seq, at, actor, action, object_kind, object_id, payload_digest, hash FROM audit ORDER BY seq",
    );
    let rows = rows.fetch_all(&mut raw).await.expect("reads");
    let mut previous = genesis(&crate::testing::key().public());
    for row in rows {
        let seq = write::number(&row, "seq").expect("a number");
        if seq < from {
            previous = write::digest(&row, "hash").expect("a hash");
            continue;
        }
        let mut link = Link {
            seq,
            at: write::time(&row, "at").expect("a time"),
            actor: row.get("actor"),
            action: row.get("action"),
            object_kind: row.get("object_kind"),
            object_id: row.get("object_id"),
            payload: write::digest(&row, "payload_digest").expect("a digest"),
            previous,
        };
        if seq == from {
            link.actor = "user:somebody else".into();
        }
        let hash = link.hash();
        let update = sqlx::query(
            "UPDATE audit SET actor = $2, previous = $3, hash = $4, signature = $5 WHERE seq = $1",
        );
        update
            .bind(i64::try_from(seq).expect("small"))
            .bind(&link.actor)
            .bind(link.previous.0.to_vec())
            .bind(hash.0.to_vec())
            .bind(key.sign(&entry_signed(&hash)).to_vec())
            .execute(&mut raw)
            .await
            .expect("rewritten");
        let head = Head::sign(seq, link.at, hash, key);
        sqlx::query("UPDATE audit_head SET hash = $1, signature = $2")
            .bind(hash.0.to_vec())
            .bind(head.signature.to_vec())
            .execute(&mut raw)
            .await
            .expect("the head");
        previous = hash;
    }
    raw.close().await.expect("closes");
}

#[tokio::test]
async fn a_chain_rewritten_without_the_key_is_found_at_its_first_new_entry() {
    let house = log_of(10).await;
    tamper(&house, &[]).await;
    let guess = random_key(&crate::testing::Seeded::new(5));
    rewrite(&house, 6, &guess).await;
    let found = verified(&house, &[]).await;
    let broken = found.broken.expect("broken");
    assert_eq!((found.entries, broken.seq, broken.fault), (5, 6, verify::Fault::Unsigned));
}

#[tokio::test]
async fn a_chain_rewritten_with_the_key_leads_to_no_head_that_was_kept() {
    let house = log_of(4).await;
    let old = read::head(&house.record).await.expect("a head");
    for number in 5..=10 {
        let entry = Entry::new(Action::Screened, Object::record());
        house.record.note(console(number), entry).await.expect("written");
    }
    let kept = read::head(&house.record).await.expect("a head");
    tamper(&house, &[]).await;
    rewrite(&house, 6, &key()).await;
    assert_eq!(verified(&house, &[]).await.broken, None, "nothing on the machine shows it");
    assert_eq!(verified(&house, std::slice::from_ref(&old)).await.broken, None, "kept too early");
    let says = |found: Verification| found.broken.expect("broken").to_string();
    assert_eq!(
        says(verified(&house, std::slice::from_ref(&kept)).await),
        "the log was rewritten from somewhere between entry 1 and entry 10 on: the kept head is of \
         another one"
    );
    assert_eq!(
        says(verified(&house, &[kept, old]).await),
        "the log was rewritten from somewhere between entry 5 and entry 10 on: the kept head is of \
         another one"
    );
}

#[tokio::test]
async fn an_older_copy_put_back_is_told_by_a_head_that_was_kept() {
    let house = log_of(6).await;
    house.record.close().await;
    let path = house.dir.path().join("record.db");
    let older = std::fs::read(&path).expect("a copy");
    let house = house.again().await;
    house
        .record
        .note(console(9), Entry::new(Action::Exported, Object::record()))
        .await
        .expect("ok");
    let kept = read::head(&house.record).await.expect("a head");
    house.record.close().await;
    std::fs::write(&path, older).expect("put back");
    let broken = verified(&house, &[kept]).await.broken.expect("broken");
    assert_eq!(broken.to_string(), "entries 7 to 7 were removed: the kept head tells of them");
}

#[tokio::test]
async fn the_head_of_another_installation_proves_nothing() {
    let house = log_of(3).await;
    let other = random_key(&crate::testing::Seeded::new(5));
    for seq in [2, 99] {
        let foreign = Head::sign(seq, at(0), Digest([1; 32]), &other);
        let broken =
            verify(&house.record, &[foreign]).await.expect("reads").broken.expect("broken");
        assert!(matches!(broken.fault, verify::Fault::KeptOfOther { .. }), "{broken}");
    }
}

#[tokio::test]
async fn erased_details_are_gone_for_good_and_the_chain_stays_whole() {
    let house = log_of(5).await;
    let secret = "the name of a victim";
    let entry = Entry::new(Action::Exported, Object::record()).with("note", secret);
    house.record.note(console(6), entry).await.expect("written");
    assert!(erase(&house.record, console(7), 6, "court order 12").await.expect("erased"));
    assert!(!erase(&house.record, console(8), 6, "again").await.expect("nothing left"));
    let found = verify(&house.record, &[]).await.expect("reads");
    assert_eq!((found.entries, found.erased, found.broken), (7, 1, None));
    let log = read::list(&house.record, &read::Filter::default(), None, 2).await.expect("reads");
    assert_eq!(log.items[0].details, Some(vec![("why".into(), "court order 12".into())]));
    assert_eq!(log.items[1].details, None);
}

#[tokio::test]
async fn the_log_is_filtered_and_read_a_page_at_a_time() {
    let house = log_of(3).await;
    let user = crate::testing::user_id(1);
    let token = Actor::Token(user, crate::testing::token_id(2));
    for actor in [Actor::User(user), token, Actor::User(crate::testing::user_id(3))] {
        let entry = Entry::new(Action::Screened, Object::user(user));
        house.record.note(By::new(actor, at(9)), entry).await.expect("written");
    }
    let seqs = async |filter: read::Filter, before: Option<u64>, limit: u32| {
        let page = read::list(&house.record, &filter, before, limit).await.expect("reads");
        let seqs: Vec<u64> = page.items.iter().map(|entry| entry.seq).collect();
        (page.total, seqs, page.has_more)
    };
    let theirs = read::Filter { actor: Some(format!("user:{user}")), ..Default::default() };
    assert_eq!(seqs(theirs, None, 10).await, (2, vec![5, 4], false), "with the token too");
    let traced = read::Filter { action: Some(Action::Traced), ..Default::default() };
    assert_eq!(seqs(traced, None, 1).await, (2, vec![3], true));
    assert_eq!(seqs(read::Filter::default(), Some(4), 2).await, (6, vec![3, 2], true));
    let object = Some(("user".to_owned(), user.to_string()));
    let about = read::Filter { object, ..Default::default() };
    assert_eq!(seqs(about, None, 2).await, (3, vec![6, 5], true));
}

/// One column of one row, and a value it did not have.
fn edits() -> impl Strategy<Value = (u64, String)> {
    let column = prop_oneof![
        (1i64..1000).prop_map(|by| format!("at = at + {by}")),
        "[a-z]{1,8}".prop_map(|to| format!("actor = actor || '{to}'")),
        "[a-z]{1,8}".prop_map(|to| format!("action = '{to}' || action")),
        "[a-z]{1,8}".prop_map(|to| format!("object_kind = object_kind || '{to}'")),
        "[a-z]{1,8}".prop_map(|to| format!("object_id = object_id || '{to}'")),
        "[0-9a-f]{64}".prop_map(|to| format!("payload_digest = x'{to}'")),
        "[0-9a-f]{64}".prop_map(|to| format!("previous = x'{to}'")),
        "[0-9a-f]{64}".prop_map(|to| format!("hash = x'{to}'")),
        "[0-9a-f]{128}".prop_map(|to| format!("signature = x'{to}'")),
    ];
    (1u64..=12, column)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_edit_of_any_row_is_found_at_the_first_row_edited(
        edits in prop::collection::vec(edits(), 1..4)
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let house = log_of(12).await;
            let sql: Vec<String> =
                edits.iter().map(|(seq, set)| format!("UPDATE audit SET {set} WHERE seq = {seq}")).collect();
            tamper(&house, &sql).await;
            let first = edits.iter().map(|(seq, _)| *seq).min().expect("one edit");
            let found = verified(&house, &[]).await;
            prop_assert_eq!(found.broken.map(|broken| broken.seq), Some(first));
            prop_assert_eq!(found.entries, first - 1);
            Ok(())
        })?;
    }

    #[test]
    fn any_removal_of_rows_is_found_at_the_first_one_removed(from in 1u64..=12, to in 1u64..=12) {
        let (from, to) = (from.min(to), from.max(to));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        runtime.expect("a runtime").block_on(async {
            let house = log_of(12).await;
            tamper(&house, &[format!("DELETE FROM audit WHERE seq BETWEEN {from} AND {to}")]).await;
            let found = verified(&house, &[]).await;
            prop_assert_eq!(found.broken.map(|broken| broken.seq), Some(from));
            Ok(())
        })?;
    }
}
