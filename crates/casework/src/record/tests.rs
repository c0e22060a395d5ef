//! The database as a whole: its schema, its versions, its disk.

use std::sync::Arc;

use expect_test::expect_file;

use super::*;
use crate::audit::{Action, Entry, Object, random_key, read};
use crate::testing::{House, Seeded, at, console, opening};

async fn raw(path: &Path, sql: &'static str) {
    let mut connection = options(path).connect().await.expect("opens");
    sqlx::raw_sql(sql).execute(&mut connection).await.expect(sql);
    connection.close().await.expect("closes");
}

fn entry() -> Entry {
    Entry::new(Action::Traced, Object::record())
}

async fn entries(record: &Record) -> u64 {
    read::list(record, &read::Filter::default(), None, 1).await.expect("reads").total
}

#[tokio::test]
async fn schema_sql_equals_all_migrations_applied() {
    let house = House::new().await;
    let query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL \
                 ORDER BY CASE type WHEN 'table' THEN 1 WHEN 'index' THEN 2 ELSE 3 END, name";
    let rows = house.record.all(sqlx::query(query)).await.expect("reads");
    let mut schema = String::from(
        "-- All migrations applied, as SQLite tells it. A test compares; UPDATE_EXPECT=1 rewrites.\n",
    );
    for row in rows {
        let sql: String = row.try_get("sql").expect("a text");
        schema.push_str(&format!("\n{sql};\n"));
    }
    expect_file!["../../schema.sql"].assert_eq(&schema);
}

#[tokio::test]
async fn a_record_opens_again_with_what_was_written() {
    let house = House::new().await;
    house.record.note(console(1), entry()).await.expect("written");
    let house = house.again().await;
    assert_eq!(entries(&house.record).await, 2, "its making, and the note");
}

#[tokio::test]
async fn a_record_of_a_newer_version_is_refused_untouched() {
    let house = House::new().await;
    house.record.close().await;
    let path = house.dir.path().join("record.db");
    raw(&path, "INSERT INTO migrations VALUES (99, '0099_later', x'00', 0)").await;
    let before = std::fs::read(&path).expect("the record");
    let refused = Record::open(opening(house.dir.path(), 2)).await.expect_err("newer");
    assert!(matches!(refused, RecordError::Newer { found: 99, .. }), "{refused}");
    assert!(refused.to_string().contains("use the newer program"), "{refused}");
    assert_eq!(std::fs::read(&path).expect("the record"), before);
}

#[tokio::test]
async fn what_is_no_record_is_refused_untouched() {
    let dir = tempfile::tempdir().expect("a folder");
    let path = dir.path().join("record.db");
    std::fs::write(&path, "these are my notes, and no database at all").expect("written");
    let refused = Record::open(opening(dir.path(), 1)).await.expect_err("notes");
    assert!(matches!(refused, RecordError::NotARecord { .. }), "{refused}");
    assert_eq!(std::fs::read(&path).expect("still there").len(), 42);

    std::fs::remove_file(&path).expect("removed");
    let mut connection = options(&path).create_if_missing(true).connect().await.expect("made");
    sqlx::raw_sql("CREATE TABLE recipes (dish TEXT)").execute(&mut connection).await.expect("made");
    connection.close().await.expect("closes");
    let refused = Record::open(opening(dir.path(), 1)).await.expect_err("recipes");
    assert!(matches!(refused, RecordError::NotARecord { .. }), "{refused}");
}

#[tokio::test]
async fn a_record_stays_with_its_own_key() {
    let house = House::new().await;
    house.record.close().await;
    let other = random_key(&Seeded::new(7));
    let opening = Opening { key: other, ..opening(house.dir.path(), 2) };
    let refused = Record::open(opening).await.expect_err("another's key");
    assert!(matches!(refused, RecordError::OtherKey { .. }), "{refused}");
}

#[tokio::test]
async fn a_write_that_is_dropped_leaves_no_trace() {
    let house = House::new().await;
    let before = entries(&house.record).await;
    let mut tx = house.record.begin(console(1)).await.expect("begun");
    tx.audit(entry()).await.expect("told");
    drop(tx);
    assert_eq!(entries(&house.record).await, before);
    house.record.note(console(2), entry()).await.expect("the next one goes through");
    assert_eq!(entries(&house.record).await, before + 1);
}

#[tokio::test]
async fn the_log_refuses_to_be_changed_in_ordinary_use() {
    let house = House::new().await;
    let attempts = [
        "UPDATE audit SET actor = 'user:somebody else'",
        "DELETE FROM audit",
        "DELETE FROM audit WHERE seq = 1",
        "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 1",
        "UPDATE audit_payloads SET body = '{}'",
    ];
    for attempt in attempts {
        let mut tx = house.record.begin(console(1)).await.expect("begun");
        let refused = tx.execute(sqlx::query(attempt)).await.expect_err(attempt);
        assert!(refused.to_string().contains("audit"), "{attempt}: {refused}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_writers_write_one_after_the_other_and_readers_go_on() {
    let house = House::new().await;
    let mut tasks = Vec::new();
    for number in 0..50 {
        let record = house.record.clone();
        tasks.push(tokio::spawn(async move {
            record.note(console(number), entry()).await.expect("written");
            assert!(entries(&record).await >= 2);
        }));
    }
    for task in tasks {
        task.await.expect("no panic");
    }
    assert_eq!(entries(&house.record).await, 51);
}

#[tokio::test]
async fn two_processes_that_make_the_same_record_make_one() {
    let dir = tempfile::tempdir().expect("a folder");
    let (one, two) =
        tokio::join!(Record::open(opening(dir.path(), 1)), Record::open(opening(dir.path(), 2)));
    let (one, two) = (one.expect("opens"), two.expect("opens"));
    one.note(console(1), entry()).await.expect("one writes");
    two.note(console(2), entry()).await.expect("so does the other");
    assert_eq!((entries(&one).await, entries(&two).await), (3, 3));
}

#[tokio::test]
async fn a_full_disk_makes_the_record_read_only_until_there_is_room_again() {
    let house = House::new().await;
    let record = &house.record;
    let pages = async |sql: &'static str| {
        let mut writer = record.shared.writer.acquire().await.expect("the writer");
        sqlx::raw_sql(sql).execute(&mut *writer).await.expect(sql);
    };
    pages("PRAGMA max_page_count = 1").await;
    let long = "x".repeat(100_000);
    let big = || entry().with("note", &long);
    let full = record.note(console(1), big()).await.expect_err("no room");
    assert!(matches!(full, RecordError::ReadOnly { .. }), "{full}");
    assert!(matches!(record.state(), State::ReadOnly { .. }), "and it says so");
    let before = entries(record).await;
    let refused = record.note(console(2), entry()).await.expect_err("not even a small one");
    assert!(refused.to_string().contains("no space left"), "{refused}");
    assert_eq!(entries(record).await, before, "reading goes on, and shows no half of it");

    pages("PRAGMA max_page_count = 1000000").await;
    assert_eq!(record.retry(at(3)).await, State::Writable);
    record.note(console(4), big()).await.expect("written");
    assert_eq!(entries(record).await, before + 1);
}

#[tokio::test]
async fn a_record_that_was_opened_to_be_read_is_not_written() {
    let house = House::new().await;
    house.record.close().await;
    let path = house.dir.path().join("record.db");
    let chance = Arc::new(Seeded::new(3));
    let record = Record::open_to_read(&path, chance, Hashing::cheap()).await.expect("opens");
    assert_eq!(entries(&record).await, 1);
    assert!(record.note(console(1), entry()).await.is_err());
    assert!(matches!(record.retry(at(2)).await, State::ReadOnly { .. }));
}
