//! Attempts: one person, one exercise, one chain of his own, and the sheet that he hands in.
//!
//! An attempt begins with a case that stands in no list, its board and the first steps on it, all in
//! one write. Sheets are saved at a revision: where the record is further, the newer sheet is the
//! answer. Handing in is the last write; what was handed in stays.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use model::hash::Digest;
use model::time::Time;
use serde::{Deserialize, Serialize};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::seed::Seed;
use super::{LearningError, concealed};
use crate::access::{Object as On, Permission, Who, words};
use crate::audit::{Action, By, Entry, Object};
use crate::boards::card::{Card, Edge, Subject};
use crate::boards::op::Op;
use crate::boards::place::Slots;
use crate::boards::state::State as Drawn;
use crate::boards::step::Wanted;
use crate::boards::store::{self, Board, sql};
use crate::cases::{
    ACADEMY, Case, Status, TITLE_MAX, Tlp, counted, damaged, members, number, parsed,
    parsed_or_none, time,
};
use crate::id::{AttemptId, BoardId, CaseId, UserId};
use crate::page::Page;
use crate::record::{Query, Record, RecordError, Tx};
use crate::text;

/// Of one person at one exercise.
pub const ATTEMPTS_MAX: u64 = 200;
/// Of a sheet's JSON.
pub const SHEET_BYTES_MAX: usize = 256 << 10;
pub const PINS_MAX: usize = 400;

words! {
    /// Where an attempt stands.
    State, "state of an attempt" {
        Working = "working",
        Submitted = "submitted",
        /// The lesson was changed before it was handed in: its chain cannot be made again.
        Outdated = "outdated",
    }
}

/// A hint that was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HintTold {
    /// 1 is the first of the exercise.
    pub number: u32,
    /// Seconds since 1970.
    pub at: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    pub id: AttemptId,
    pub user: UserId,
    pub lesson: String,
    /// The exercise of the lesson.
    pub case: String,
    /// Of the lesson's plan and chains when it began.
    pub content: Digest,
    /// The tip of the chain that was filled in.
    pub chain: Digest,
    pub seed: Seed,
    /// 1 is the first of this person at this exercise.
    pub number: u64,
    pub state: State,
    pub record_case: CaseId,
    pub board: BoardId,
    /// JSON.
    pub sheet: String,
    pub sheet_rev: u64,
    pub hints: Vec<HintTold>,
    pub asks_help: bool,
    pub started_at: Time,
    pub saved_at: Time,
    pub handed_in: Option<HandedIn>,
    /// A trainer's, −10 to 10, beside the total.
    pub hand_points: i64,
    pub hand_comment: String,
    pub hand_by: Option<UserId>,
}

/// What came of handing in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedIn {
    pub at: Time,
    /// The last step of the board that belongs to it.
    pub board_rev: u64,
    /// JSON: the score, with the truth it was held against.
    pub score: String,
    pub total_milli: u32,
    pub passes: bool,
}

/// What an attempt begins with.
#[derive(Debug, Clone)]
pub struct NewAttempt {
    pub lesson: String,
    pub case: String,
    /// Of its board.
    pub title: String,
    pub content: Digest,
    pub chain: Digest,
    pub seed: Seed,
    /// JSON: an empty sheet.
    pub sheet: String,
    /// What the brief hands over, and what somebody has drawn already.
    pub start: Vec<Subject>,
    pub given: Vec<Subject>,
    /// Between them, in the order of the chain.
    pub lines: Vec<Edge>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    Now(Attempt),
    /// Another request was quicker: the one that is worked on.
    There(Attempt),
}

/// A sheet as it is to be kept; that it can be read is the caller's to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSheet {
    pub json: String,
    pub pins: BTreeSet<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Saved {
    Done(Attempt),
    /// Nothing was done: the sheet is further.
    Stale(Attempt),
}

/// What a sheet came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judged {
    pub json: String,
    pub total_milli: u32,
    pub passes: bool,
}

/// What somebody wrote beside an attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    pub by: UserId,
    pub at: Time,
    pub text: String,
}

/// What one attempt came to, without what is on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub id: AttemptId,
    pub lesson: String,
    pub case: String,
    pub number: u64,
    pub state: State,
    /// With what a trainer added, 0 to 100,000.
    pub total_milli: Option<u32>,
    pub passes: Option<bool>,
}

impl Object {
    pub fn attempt(id: AttemptId) -> Self {
        Self::new("attempt", id)
    }
}

/// The attempt of an exercise that somebody works on, or the last that he handed in.
pub async fn newest(
    record: &Record,
    who: &Who,
    lesson: &str,
    case: &str,
) -> Result<Option<Attempt>, LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    let row = record.optional(newest_of(who, lesson, case)).await?;
    Ok(row.as_ref().map(attempt_of).transpose()?)
}

fn newest_of<'q>(who: &Who, lesson: &'q str, case: &'q str) -> Query<'q> {
    let query = sqlx::query(
        "SELECT * FROM attempts WHERE user_id = $1 AND lesson = $2 AND case_id = $3 \
         AND state <> $4 ORDER BY number DESC LIMIT 1",
    );
    query.bind(who.user.to_string()).bind(lesson).bind(case).bind(State::Outdated.text())
}

/// Begins an attempt, unless one is worked on already.
pub async fn begin(
    record: &Record,
    by: By,
    who: &Who,
    new: NewAttempt,
) -> Result<Begun, LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    let title = text::line("the exercise's title", &new.title, TITLE_MAX)?;
    let mut tx = record.begin(by).await?;
    if let Some(row) = tx.optional(newest_of(who, &new.lesson, &new.case)).await? {
        let newest = attempt_of(&row)?;
        if newest.state == State::Working {
            return Ok(Begun::There(newest));
        }
    }
    let so_far = sqlx::query(
        "SELECT count(*) AS n FROM attempts WHERE user_id = $1 AND lesson = $2 AND case_id = $3",
    );
    let so_far = so_far.bind(who.user.to_string()).bind(&new.lesson).bind(&new.case);
    let so_far = counted(&mut tx, so_far).await?;
    if so_far >= ATTEMPTS_MAX {
        return Err(LearningError::TooMany { what: "attempts at an exercise", most: ATTEMPTS_MAX });
    }
    let case = insert_case(&mut tx, who.user, &title).await?;
    let board = insert_board(&mut tx, who.user, &case, &title).await?;
    let steps = store::draw(&mut tx, &board, who.user, &first_steps(&new)).await?;
    let attempt = Attempt {
        id: AttemptId::new(by.now, record.chance()),
        user: who.user,
        lesson: new.lesson,
        case: new.case,
        content: new.content,
        chain: new.chain,
        seed: new.seed,
        number: so_far + 1,
        state: State::Working,
        record_case: case.id,
        board: board.id,
        sheet: new.sheet,
        sheet_rev: 0,
        hints: Vec::new(),
        asks_help: false,
        started_at: by.now,
        saved_at: by.now,
        handed_in: None,
        hand_points: 0,
        hand_comment: String::new(),
        hand_by: None,
    };
    insert(&mut tx, &attempt).await?;
    let entry = Entry::new(Action::CaseCreated, Object::case(case.id));
    tx.audit(entry.with("number", &case.number).with("is_synthetic", true)).await?;
    let entry = Entry::new(Action::BoardCreated, Object::board(board.id)).with("case", case.id);
    tx.audit(entry).await?;
    tx.audit(store::drawn(&board, &steps)).await?;
    let entry = Entry::new(Action::AttemptBegun, Object::attempt(attempt.id));
    let entry = entry.with("lesson", &attempt.lesson).with("case", &attempt.case);
    tx.commit(entry.with("number", attempt.number).with("content", attempt.content)).await?;
    Ok(Begun::Now(attempt))
}

/// A case that nobody finds among his own: it has no number of the year's.
async fn insert_case(tx: &mut Tx, user: UserId, title: &str) -> Result<Case, LearningError> {
    let now = tx.by().now;
    let id = CaseId::new(now, tx.record().chance());
    let case = Case {
        id,
        number: format!("{ACADEMY}-{id}"),
        reference: String::new(),
        title: title.to_owned(),
        tlp: Tlp::Clear,
        status: Status::Working,
        waiting_for: String::new(),
        template: Some(ACADEMY.to_owned()),
        is_synthetic: true,
        created_by: user,
        created_at: now,
        changed_at: now,
    };
    crate::cases::insert(tx, &case).await?;
    members::insert(tx, id, user).await?;
    Ok(case)
}

async fn insert_board(
    tx: &mut Tx,
    user: UserId,
    case: &Case,
    title: &str,
) -> Result<Board, LearningError> {
    let now = tx.by().now;
    let board = Board {
        id: BoardId::new(now, tx.record().chance()),
        case: case.id,
        title: title.to_owned(),
        rev: 0,
        is_synthetic: true,
        created_by: user,
        created_at: now,
        changed_at: now,
    };
    store::insert(tx, &board).await?;
    Ok(board)
}

/// What lines join stands in the money's direction. Of the rest, what is handed over stands in the first
/// column; what is given goes on from there, a row of it.
fn first_steps(new: &NewAttempt) -> Vec<Wanted> {
    const COLUMNS: i32 = 8;
    let mut slots = Slots::of(&Drawn::default());
    let mut there = BTreeSet::new();
    let joined = columns(&new.lines);
    let mut fresh = |subjects: &[Subject]| -> Vec<Subject> {
        subjects.iter().filter(|subject| there.insert(subject.id())).cloned().collect()
    };
    let (start, given) = (fresh(&new.start), fresh(&new.given));
    let mut add = |subject: Subject, column, is_start| {
        let at = slots.take(joined.get(subject.id().as_str()).copied().unwrap_or(column), 0);
        Op::Add { card: Card { subject, at, is_start, is_hidden: false, colour: None, flag: None } }
    };
    let start: Vec<Op> = start.into_iter().map(|subject| add(subject, 0, true)).collect();
    let columns = (0..COLUMNS).cycle().map(|column| column + 1);
    let given = given.into_iter().zip(columns);
    let given = given.map(|(subject, column)| add(subject, column, false));
    let mut given: Vec<Op> = given.collect();
    given.extend(new.lines.iter().cloned().map(|edge| Op::Connect { edge }));
    let steps = [("start", start), ("given", given)];
    let steps = steps.into_iter().filter(|(_, ops)| !ops.is_empty());
    steps.map(|(id, ops)| Wanted::Do { id: id.to_owned(), ops }).collect()
}

/// One more than the furthest that leads to it. Money that comes back to where it was ends the count.
fn columns(lines: &[Edge]) -> BTreeMap<&str, i32> {
    let ends = lines.iter().flat_map(|line| [line.from.as_str(), line.to.as_str()]);
    let mut columns: BTreeMap<&str, i32> = ends.map(|id| (id, 0)).collect();
    for _ in 1..columns.len() {
        for line in lines {
            let after = columns[line.from.as_str()] + 1;
            if let Some(column) = columns.get_mut(line.to.as_str()) {
                *column = after.max(*column);
            }
        }
    }
    columns
}

async fn insert(tx: &mut Tx, attempt: &Attempt) -> Result<(), RecordError> {
    let insert = sqlx::query(
        "INSERT INTO attempts (id, user_id, lesson, case_id, content, chain, seed, number, state, \
         record_case, board_id, sheet, sheet_rev, hints, asks_help, started_at, saved_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 0, '[]', 0, $13, $13)",
    );
    let insert = insert
        .bind(attempt.id.to_string())
        .bind(attempt.user.to_string())
        .bind(&attempt.lesson)
        .bind(&attempt.case)
        .bind(attempt.content.0.to_vec())
        .bind(attempt.chain.0.to_vec())
        .bind(attempt.seed.text())
        .bind(sql(attempt.number))
        .bind(attempt.state.text())
        .bind(attempt.record_case.to_string())
        .bind(attempt.board.to_string())
        .bind(&attempt.sheet)
        .bind(attempt.started_at.seconds());
    tx.execute(insert).await?;
    Ok(())
}

/// With whether it is of somebody whom the asker ($2) teaches.
fn guarded<'q>(who: &Who, id: AttemptId) -> Query<'q> {
    let query = sqlx::query(
        "SELECT attempts.*, EXISTS (SELECT 1 FROM class_trainers \
         JOIN class_people ON class_people.class_id = class_trainers.class_id \
         WHERE class_trainers.user_id = $2 AND class_people.user_id = attempts.user_id) \
         AS is_my_learner FROM attempts WHERE id = $1",
    );
    query.bind(id.to_string()).bind(who.user.to_string())
}

/// An attempt, for its learner and for who teaches him.
pub async fn open(record: &Record, who: &Who, id: AttemptId) -> Result<Attempt, LearningError> {
    let row = record.optional(guarded(who, id)).await?;
    let Some(row) = row else {
        who.may(Permission::Learn, On::House).map_err(concealed)?;
        return Err(LearningError::NoSuchAttempt);
    };
    let attempt = attempt_of(&row)?;
    let is_my_learner = row.try_get("is_my_learner").map_err(RecordError::from)?;
    let object = On::Attempt { is_mine: attempt.user == who.user, is_my_learner };
    who.may(Permission::Learn, object).map_err(concealed)?;
    Ok(attempt)
}

/// An attempt that its own learner works on now.
pub(super) async fn worked_on(
    tx: &mut Tx,
    who: &Who,
    id: AttemptId,
) -> Result<Attempt, LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    let row = tx.optional(guarded(who, id)).await?.ok_or(LearningError::NoSuchAttempt)?;
    let attempt = attempt_of(&row)?;
    let object = On::Attempt { is_mine: attempt.user == who.user, is_my_learner: false };
    who.may(Permission::Learn, object).map_err(concealed)?;
    match attempt.state {
        State::Working => Ok(attempt),
        State::Submitted => Err(LearningError::Submitted),
        State::Outdated => Err(LearningError::Outdated),
    }
}

/// One's own attempts, newest first.
pub async fn list(
    record: &Record,
    who: &Who,
    lesson: Option<&str>,
    before: Option<AttemptId>,
    limit: u32,
) -> Result<Page<Attempt>, LearningError> {
    who.may(Permission::Learn, On::House).map_err(concealed)?;
    let total = sqlx::query(
        "SELECT count(*) AS n FROM attempts WHERE user_id = $1 AND ($2 IS NULL OR lesson = $2)",
    );
    let total = record.count(total.bind(who.user.to_string()).bind(lesson)).await?;
    let query = sqlx::query(
        "SELECT * FROM attempts WHERE user_id = $1 AND ($2 IS NULL OR lesson = $2) \
         AND ($3 IS NULL OR id < $3) ORDER BY id DESC LIMIT $4",
    );
    let query = query.bind(who.user.to_string()).bind(lesson);
    let query = query.bind(before.map(|id| id.to_string())).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let attempts = rows.iter().map(attempt_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, attempts, limit))
}

/// All that somebody tried, the oldest first.
pub async fn outcomes(record: &Record, user: UserId) -> Result<Vec<Outcome>, LearningError> {
    let query = sqlx::query(
        "SELECT id, lesson, case_id, number, state, passes, \
         max(0, min(100000, total_milli + 1000 * hand_points)) AS total_milli \
         FROM attempts WHERE user_id = $1 ORDER BY id",
    );
    let rows = record.all(query.bind(user.to_string())).await?;
    let outcomes = rows.iter().map(|row| {
        let total_milli: Option<i64> = row.try_get("total_milli")?;
        let total_milli = total_milli.map(u32::try_from).transpose();
        Ok(Outcome {
            id: parsed(row, "id")?,
            lesson: row.try_get("lesson")?,
            case: row.try_get("case_id")?,
            number: number(row, "number")?,
            state: parsed(row, "state")?,
            total_milli: total_milli.map_err(|_| damaged("total_milli"))?,
            passes: row.try_get("passes")?,
        })
    });
    Ok(outcomes.collect::<Result<Vec<_>, RecordError>>()?)
}

/// Keeps a sheet in place of the one of a revision, and when each of its pins was set.
pub async fn save(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    rev_expected: u64,
    sheet: &NewSheet,
) -> Result<Saved, LearningError> {
    if sheet.json.len() > SHEET_BYTES_MAX {
        return Err(LearningError::TooLong { most: SHEET_BYTES_MAX });
    }
    if sheet.pins.len() > PINS_MAX {
        return Err(LearningError::TooMany { what: "pins on a sheet", most: PINS_MAX as u64 });
    }
    let mut tx = record.begin(by).await?;
    let before = worked_on(&mut tx, who, id).await?;
    if before.sheet_rev != rev_expected {
        return Ok(Saved::Stale(before));
    }
    let rev = before.sheet_rev + 1;
    let update =
        sqlx::query("UPDATE attempts SET sheet = $2, sheet_rev = $3, saved_at = $4 WHERE id = $1");
    let update = update.bind(id.to_string()).bind(&sheet.json).bind(sql(rev));
    tx.execute(update.bind(by.now.seconds())).await?;
    super::looks::pinned(&mut tx, id, &sheet.pins, before.hints.len()).await?;
    let entry = Entry::new(Action::SheetSaved, Object::attempt(id)).with("rev", rev);
    tx.commit(entry.with("sha256", Digest::of(sheet.json.as_bytes()))).await?;
    let sheet = sheet.json.clone();
    Ok(Saved::Done(Attempt { sheet, sheet_rev: rev, saved_at: by.now, ..before }))
}

/// Tells the next of an exercise's hints.
pub async fn hint(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    most: u32,
) -> Result<(Attempt, HintTold), LearningError> {
    let mut tx = record.begin(by).await?;
    let mut attempt = worked_on(&mut tx, who, id).await?;
    let told = u32::try_from(attempt.hints.len()).unwrap_or(u32::MAX);
    if told >= most {
        return Err(LearningError::NoMoreHints(most));
    }
    let hint = HintTold { number: told + 1, at: by.now.seconds() };
    attempt.hints.push(hint);
    let hints = serde_json::to_string(&attempt.hints).expect("numbers are JSON");
    let update = sqlx::query("UPDATE attempts SET hints = $2 WHERE id = $1");
    tx.execute(update.bind(id.to_string()).bind(hints)).await?;
    let entry = Entry::new(Action::HintTaken, Object::attempt(id));
    tx.commit(entry.with("number", hint.number)).await?;
    Ok((attempt, hint))
}

/// Calls for a trainer, or no longer.
pub async fn help(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    asks: bool,
) -> Result<(), LearningError> {
    let mut tx = record.begin(by).await?;
    let attempt = worked_on(&mut tx, who, id).await?;
    if attempt.asks_help == asks {
        return Ok(());
    }
    let update = sqlx::query("UPDATE attempts SET asks_help = $2 WHERE id = $1");
    tx.execute(update.bind(id.to_string()).bind(asks)).await?;
    tx.commit(Entry::new(Action::HelpAsked, Object::attempt(id)).with("asks", asks)).await?;
    Ok(())
}

/// Hands in the sheet of a revision. `judge` is asked about the attempt as it stands in this write,
/// so no hint slips in between; nothing goes on the board afterwards.
pub async fn submit(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    rev_expected: u64,
    judge: impl FnOnce(&Attempt) -> Judged,
) -> Result<Saved, LearningError> {
    let mut tx = record.begin(by).await?;
    let before = worked_on(&mut tx, who, id).await?;
    if before.sheet_rev != rev_expected {
        return Ok(Saved::Stale(before));
    }
    let Judged { json, total_milli, passes } = judge(&before);
    let query = sqlx::query("SELECT rev FROM boards WHERE id = $1").bind(before.board.to_string());
    let row = tx.optional(query).await?.ok_or_else(|| damaged("the board of an attempt"))?;
    let handed_in =
        HandedIn { at: by.now, board_rev: number(&row, "rev")?, score: json, total_milli, passes };
    let update = sqlx::query(
        "UPDATE attempts SET state = $2, submitted_at = $3, board_rev = $4, score = $5, \
         total_milli = $6, passes = $7, asks_help = 0 WHERE id = $1",
    );
    let update = update
        .bind(id.to_string())
        .bind(State::Submitted.text())
        .bind(by.now.seconds())
        .bind(sql(handed_in.board_rev))
        .bind(&handed_in.score)
        .bind(i64::from(total_milli))
        .bind(passes);
    tx.execute(update).await?;
    close(&mut tx, before.record_case).await?;
    let entry = Entry::new(Action::AttemptSubmitted, Object::attempt(id));
    let entry = entry.with("sheet_rev", before.sheet_rev).with("board_rev", handed_in.board_rev);
    let entry = entry.with("sheet", Digest::of(before.sheet.as_bytes()));
    tx.commit(entry.with("total_milli", total_milli).with("passes", passes)).await?;
    let state = State::Submitted;
    let handed_in = Some(handed_in);
    Ok(Saved::Done(Attempt { state, handed_in, asks_help: false, ..before }))
}

/// Ends an attempt whose chain cannot be made again. It is nobody's fault, and counts for nothing.
pub async fn outdate(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
) -> Result<(), LearningError> {
    let mut tx = record.begin(by).await?;
    let before = worked_on(&mut tx, who, id).await?;
    let update = sqlx::query("UPDATE attempts SET state = $2, asks_help = 0 WHERE id = $1");
    tx.execute(update.bind(id.to_string()).bind(State::Outdated.text())).await?;
    close(&mut tx, before.record_case).await?;
    tx.commit(Entry::new(Action::AttemptOutdated, Object::attempt(id))).await?;
    Ok(())
}

/// The board is read from now on, not drawn on.
async fn close(tx: &mut Tx, case: CaseId) -> Result<(), RecordError> {
    let now = tx.by().now.seconds();
    let close = sqlx::query("UPDATE cases SET status = $2, changed_at = $3 WHERE id = $1");
    tx.execute(close.bind(case.to_string()).bind(Status::Closed.text()).bind(now)).await?;
    Ok(())
}

/// What trainers wrote beside it, the oldest first.
pub async fn comments(record: &Record, attempt: &Attempt) -> Result<Vec<Comment>, LearningError> {
    let query = sqlx::query("SELECT * FROM attempt_comments WHERE attempt_id = $1 ORDER BY id");
    let rows = record.all(query.bind(attempt.id.to_string())).await?;
    let comments = rows.iter().map(|row| {
        let (by, text) = (parsed(row, "by_user")?, row.try_get("text")?);
        Ok(Comment { by, at: time(row, "at")?, text })
    });
    Ok(comments.collect::<Result<Vec<_>, RecordError>>()?)
}

pub(crate) fn attempt_of(row: &SqliteRow) -> Result<Attempt, RecordError> {
    let hints: String = row.try_get("hints")?;
    let submitted_at: Option<i64> = row.try_get("submitted_at")?;
    let handed_in = submitted_at.map(|at| -> Result<HandedIn, RecordError> {
        let total_milli = u32::try_from(number(row, "total_milli")?);
        Ok(HandedIn {
            at: Time::from_seconds(at),
            board_rev: number(row, "board_rev")?,
            score: row.try_get("score")?,
            total_milli: total_milli.map_err(|_| damaged("total_milli"))?,
            passes: row.try_get("passes")?,
        })
    });
    Ok(Attempt {
        id: parsed(row, "id")?,
        user: parsed(row, "user_id")?,
        lesson: row.try_get("lesson")?,
        case: row.try_get("case_id")?,
        content: digest(row, "content")?,
        chain: digest(row, "chain")?,
        seed: parsed(row, "seed")?,
        number: number(row, "number")?,
        state: parsed(row, "state")?,
        record_case: parsed(row, "record_case")?,
        board: parsed(row, "board_id")?,
        sheet: row.try_get("sheet")?,
        sheet_rev: number(row, "sheet_rev")?,
        hints: serde_json::from_str(&hints).map_err(|_| damaged("the hints of an attempt"))?,
        asks_help: row.try_get("asks_help")?,
        started_at: time(row, "started_at")?,
        saved_at: time(row, "saved_at")?,
        handed_in: handed_in.transpose()?,
        hand_points: row.try_get("hand_points")?,
        hand_comment: row.try_get("hand_comment")?,
        hand_by: parsed_or_none(row, "hand_by")?,
    })
}

fn digest(row: &SqliteRow, column: &'static str) -> Result<Digest, RecordError> {
    let bytes: Vec<u8> = row.try_get(column)?;
    bytes.try_into().map(Digest).map_err(|_| damaged(column))
}
