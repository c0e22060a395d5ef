//! Boards in the record: the log, its snapshots, and who may draw.
//!
//! [`append`] takes gestures made at a revision. Where the log is further it takes nothing and gives
//! the steps that were missed: whoever asked fits his own after them and asks again. A step is known
//! by the id that its maker gave it, so one whose answer was lost is met among those steps.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::card::{Note, Target};
use super::check;
use super::op::{Op, VERSION};
use super::refusal::Refusal;
use super::state::{Content, State};
use super::step::{Does, Stacks, Wanted, back, by_hand};
use crate::access::Who;
use crate::audit::{Action, By, Entry, Object};
use crate::cases::{CaseError, counted, damaged, number, parsed, readable, search, time, workable};
use crate::id::{BoardId, CaseId, UserId};
use crate::record::{Query, Record, RecordError, Tx};
use crate::text;

/// A snapshot every so many steps: what has to be folded to open a board.
pub const SNAPSHOT_EVERY: u64 = 200;
pub const BOARDS_MAX: u64 = 100;
/// So many gestures are taken at once.
pub const BATCH_MAX: usize = 200;
/// So many missed steps are given with a refusal; more are read by [`steps`].
pub const STEPS_MAX: u32 = 500;
/// Bytes of the JSON of one step's operations.
const STEP_BYTES_MAX: usize = 4 << 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub id: BoardId,
    pub case: CaseId,
    pub title: String,
    pub rev: u64,
    pub is_synthetic: bool,
    pub created_by: UserId,
    pub created_at: Time,
    pub changed_at: Time,
}

/// A step as the log has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub rev: u64,
    pub id: String,
    pub by: UserId,
    pub at: Time,
    pub does: Does,
    pub of: Option<String>,
    pub ops: Vec<Op>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Appended {
    /// All of them, as they were done: what an undo came to is told by its operations.
    Done { rev: u64, steps: Vec<Step> },
    /// None of them: the log is further. `has_more` where more steps were missed than are given.
    Stale { rev: u64, steps_since: Vec<Step>, has_more: bool },
}

#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error("step {at} cannot be done: {why}")]
    Refused { at: usize, why: Refusal },
    #[error("the board has {rev} revisions, and {asked} is not one of them")]
    NoSuchRevision { asked: u64, rev: u64 },
    #[error("at most {most} gestures are taken at once")]
    TooMany { most: usize },
}

impl From<RecordError> for BoardError {
    fn from(error: RecordError) -> Self {
        BoardError::Case(error.into())
    }
}

impl Object {
    pub fn board(id: BoardId) -> Self {
        Self::new("board", id)
    }
}

const BOARD: &str = "SELECT boards.*, cases.is_synthetic FROM boards \
                     JOIN cases ON cases.id = case_id WHERE boards.id = $1";

pub async fn create(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    title: &str,
) -> Result<Board, BoardError> {
    let title =
        text::line("the board's title", title, check::TITLE_MAX).map_err(CaseError::from)?;
    let mut tx = record.begin(by).await?;
    let inside = workable(&mut tx, who, case).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM boards WHERE case_id = $1");
    if counted(&mut tx, so_far.bind(case.to_string())).await? >= BOARDS_MAX {
        return Err(CaseError::TooMany { what: "boards", most: BOARDS_MAX }.into());
    }
    let board = Board {
        id: BoardId::new(by.now, record.chance()),
        case,
        title,
        rev: 0,
        is_synthetic: inside.is_synthetic,
        created_by: who.user,
        created_at: by.now,
        changed_at: by.now,
    };
    insert(&mut tx, &board).await?;
    let entry = Entry::new(Action::BoardCreated, Object::board(board.id)).with("case", case);
    tx.commit(entry.with("title", &board.title)).await?;
    Ok(board)
}

/// An empty board, as search finds it.
pub(crate) async fn insert(tx: &mut Tx, board: &Board) -> Result<(), RecordError> {
    let insert = sqlx::query(
        "INSERT INTO boards (id, case_id, title, rev, created_by, created_at, changed_at) \
         VALUES ($1, $2, $3, 0, $4, $5, $5)",
    );
    let insert = insert.bind(board.id.to_string()).bind(board.case.to_string());
    let insert = insert.bind(&board.title).bind(board.created_by.to_string());
    tx.execute(insert.bind(board.created_at.seconds())).await?;
    search::put(tx, board.case, "board", &board.id.to_string(), &board.title).await
}

/// The boards of a case, the oldest first.
pub async fn list(record: &Record, who: &Who, case: CaseId) -> Result<Vec<Board>, BoardError> {
    readable(record, who, case).await?;
    let query = sqlx::query(
        "SELECT boards.*, cases.is_synthetic FROM boards JOIN cases ON cases.id = case_id \
         WHERE case_id = $1 ORDER BY boards.id",
    );
    let rows = record.all(query.bind(case.to_string())).await?;
    Ok(rows.iter().map(board_of).collect::<Result<Vec<_>, _>>()?)
}

/// A board, for the members of its case.
pub async fn open(record: &Record, who: &Who, id: BoardId) -> Result<Board, BoardError> {
    let row = record.optional(sqlx::query(BOARD).bind(id.to_string())).await?;
    let board = board_of(row.as_ref().ok_or(CaseError::NoSuchCase)?)?;
    readable(record, who, board.case).await?;
    Ok(board)
}

/// The board as it was at a revision: from the nearest snapshot, and the steps after it.
pub async fn at(record: &Record, who: &Who, id: BoardId, rev: u64) -> Result<State, BoardError> {
    let board = open(record, who, id).await?;
    if rev > board.rev {
        return Err(BoardError::NoSuchRevision { asked: rev, rev: board.rev });
    }
    Ok(folded(record, id, rev, true).await?)
}

/// The whole log replayed, without a snapshot: what an exhibit is verified by.
pub async fn replayed(
    record: &Record,
    who: &Who,
    id: BoardId,
    rev: u64,
) -> Result<State, BoardError> {
    let board = open(record, who, id).await?;
    if rev > board.rev {
        return Err(BoardError::NoSuchRevision { asked: rev, rev: board.rev });
    }
    Ok(folded(record, id, rev, false).await?)
}

pub(super) async fn folded(
    record: &Record,
    id: BoardId,
    rev: u64,
    from_snapshot: bool,
) -> Result<State, RecordError> {
    let (mut state, mut at) = (State::default(), 0);
    if from_snapshot && let Some(row) = record.optional(snapshot(id, rev)).await? {
        (state, at) = snapshot_of(&row)?;
    }
    while at < rev {
        let rows = record.all(steps_after(id, at, STEPS_MAX)).await?;
        if rows.is_empty() {
            return Err(damaged("the log of a board"));
        }
        for row in &rows {
            let step = step_of(row)?;
            if step.rev > rev {
                break;
            }
            state.apply_all(&step.ops).map_err(|_| damaged("the log of a board"))?;
            at = step.rev;
        }
    }
    Ok(state)
}

fn snapshot<'q>(id: BoardId, rev: u64) -> Query<'q> {
    let query = sqlx::query(
        "SELECT rev, content FROM board_snapshots WHERE board_id = $1 AND rev <= $2 \
         AND version = $3 ORDER BY rev DESC LIMIT 1",
    );
    query.bind(id.to_string()).bind(sql(rev)).bind(VERSION)
}

fn snapshot_of(row: &SqliteRow) -> Result<(State, u64), RecordError> {
    let content: String = row.try_get("content")?;
    let content: Content =
        serde_json::from_str(&content).map_err(|_| damaged("a snapshot of a board"))?;
    Ok((State::of(content), number(row, "rev")?))
}

fn steps_after<'q>(id: BoardId, rev: u64, limit: u32) -> Query<'q> {
    let query = sqlx::query(
        "SELECT * FROM board_steps WHERE board_id = $1 AND rev > $2 ORDER BY rev LIMIT $3",
    );
    query.bind(id.to_string()).bind(sql(rev)).bind(i64::from(limit))
}

/// The steps after a revision, the oldest first.
pub async fn steps(
    record: &Record,
    who: &Who,
    id: BoardId,
    after: u64,
    limit: u32,
) -> Result<Vec<Step>, BoardError> {
    open(record, who, id).await?;
    let rows = record.all(steps_after(id, after, limit.min(STEPS_MAX))).await?;
    Ok(rows.iter().map(step_of).collect::<Result<Vec<_>, _>>()?)
}

/// The next steps of several logs (a JSON list of boards), one log after the other, whoever asks: for what
/// is told of boards beside them.
pub(crate) async fn logs(
    record: &Record,
    boards: &str,
    after: Option<(BoardId, u64)>,
) -> Result<Vec<(BoardId, Step)>, RecordError> {
    let query = sqlx::query(
        "SELECT * FROM board_steps WHERE board_id IN (SELECT value FROM json_each($1)) \
         AND (board_id, rev) > ($2, $3) ORDER BY board_id, rev LIMIT $4",
    );
    let (board, rev) = after.map_or((String::new(), 0), |(board, rev)| (board.to_string(), rev));
    let query = query.bind(boards).bind(board).bind(sql(rev)).bind(i64::from(STEPS_MAX));
    let rows = record.all(query).await?;
    rows.iter().map(|row| Ok((parsed(row, "board_id")?, step_of(row)?))).collect()
}

/// One's own steps before a revision, the newest first: what undo goes back through.
pub async fn own_steps(
    record: &Record,
    who: &Who,
    id: BoardId,
    before: Option<u64>,
    limit: u32,
) -> Result<Vec<Step>, BoardError> {
    open(record, who, id).await?;
    let query = sqlx::query(
        "SELECT * FROM board_steps WHERE board_id = $1 AND by_user = $2 \
         AND ($3 IS NULL OR rev < $3) ORDER BY rev DESC LIMIT $4",
    );
    let query = query.bind(id.to_string()).bind(who.user.to_string()).bind(before.map(sql));
    let rows = record.all(query.bind(i64::from(limit.min(STEPS_MAX)))).await?;
    Ok(rows.iter().map(step_of).collect::<Result<Vec<_>, _>>()?)
}

/// Takes gestures made at a revision: all of them, or none.
pub async fn append(
    record: &Record,
    by: By,
    who: &Who,
    id: BoardId,
    rev_expected: u64,
    wanted: &[Wanted],
) -> Result<Appended, BoardError> {
    if wanted.len() > BATCH_MAX {
        return Err(BoardError::TooMany { most: BATCH_MAX });
    }
    for (at, wanted) in wanted.iter().enumerate() {
        wanted.check().map_err(|why| BoardError::Refused { at, why })?;
    }
    let mut tx = record.begin(by).await?;
    let row = tx.optional(sqlx::query(BOARD).bind(id.to_string())).await?;
    let board = board_of(row.as_ref().ok_or(CaseError::NoSuchCase)?)?;
    workable(&mut tx, who, board.case).await?;
    if rev_expected > board.rev {
        return Err(BoardError::NoSuchRevision { asked: rev_expected, rev: board.rev });
    }
    if rev_expected < board.rev {
        let rows = tx.all(steps_after(id, rev_expected, STEPS_MAX)).await?;
        let steps_since = rows.iter().map(step_of).collect::<Result<Vec<_>, _>>()?;
        let has_more = steps_since.last().is_some_and(|step| step.rev < board.rev);
        return Ok(Appended::Stale { rev: board.rev, steps_since, has_more });
    }
    if wanted.is_empty() {
        return Ok(Appended::Done { rev: board.rev, steps: Vec::new() });
    }
    let steps = draw(&mut tx, &board, who.user, wanted).await?;
    let rev = steps.last().map_or(board.rev, |step| step.rev);
    tx.commit(drawn(&board, &steps)).await?;
    Ok(Appended::Done { rev, steps })
}

/// Does gestures on the newest revision; the caller writes down that they were done ([`drawn`]).
pub(crate) async fn draw(
    tx: &mut Tx,
    board: &Board,
    user: UserId,
    wanted: &[Wanted],
) -> Result<Vec<Step>, BoardError> {
    let now = tx.by().now;
    let mut drawing = Drawing::begin(tx, board, user).await?;
    let mut steps = Vec::with_capacity(wanted.len());
    for (at, wanted) in wanted.iter().enumerate() {
        let refused = |why| BoardError::Refused { at, why };
        let (does, of, ops) = match drawing.done(tx, wanted).await? {
            Ok(done) => done,
            Err(why) => return Err(refused(why)),
        };
        check::is_of(&ops, board.is_synthetic).map_err(refused)?;
        let rev = drawing.rev + 1;
        let step = Step { rev, id: wanted.id().to_owned(), by: user, at: now, does, of, ops };
        insert_step(tx, board, &step, at).await?;
        drawing.rev = rev;
        drawing.stacks = None;
        if rev.is_multiple_of(SNAPSHOT_EVERY) {
            insert_snapshot(tx, board.id, rev, drawing.state.content()).await?;
        }
        steps.push(step);
    }
    let update = sqlx::query("UPDATE boards SET rev = $2, changed_at = $3 WHERE id = $1");
    let update = update.bind(board.id.to_string()).bind(sql(drawing.rev)).bind(now.seconds());
    tx.execute(update).await?;
    Ok(steps)
}

/// What the audit log is told of steps.
pub(crate) fn drawn(board: &Board, steps: &[Step]) -> Entry {
    let rev = steps.last().map_or(board.rev, |step| step.rev);
    let entry = Entry::new(Action::BoardDrawn, Object::board(board.id)).with("case", board.case);
    entry.with("rev", rev).with("steps", steps.len()).with("sha256", digest_of(steps))
}

/// Over the operations of the steps, a line a step: what ties the board's log to the audit log.
fn digest_of(steps: &[Step]) -> Digest {
    let lines: Vec<String> = steps.iter().map(|step| ops_text(&step.ops)).collect();
    Digest::of(lines.join("\n").as_bytes())
}

/// A board while gestures are added to it.
struct Drawing {
    board: BoardId,
    user: UserId,
    rev: u64,
    state: State,
    /// The revision of each of his steps, and what he can undo; read when first needed.
    stacks: Option<(Vec<u64>, Stacks)>,
}

type Done = (Does, Option<String>, Vec<Op>);

impl Drawing {
    async fn begin(tx: &mut Tx, board: &Board, user: UserId) -> Result<Self, RecordError> {
        let (mut state, mut at) = (State::default(), 0);
        if let Some(row) = tx.optional(snapshot(board.id, board.rev)).await? {
            (state, at) = snapshot_of(&row)?;
        }
        while at < board.rev {
            let rows = tx.all(steps_after(board.id, at, STEPS_MAX)).await?;
            let before = at;
            for row in &rows {
                let step = step_of(row)?;
                state.apply_all(&step.ops).map_err(|_| damaged("the log of a board"))?;
                at = step.rev;
            }
            if at == before {
                return Err(damaged("the log of a board"));
            }
        }
        Ok(Self { board: board.id, user, rev: board.rev, state, stacks: None })
    }

    async fn done(
        &mut self,
        tx: &mut Tx,
        wanted: &Wanted,
    ) -> Result<Result<Done, Refusal>, RecordError> {
        let (does, step) = match wanted {
            Wanted::Do { ops, .. } => {
                let done = by_hand(&mut self.state, ops);
                return Ok(done.map(|()| (Does::Do, None, ops.clone())));
            }
            Wanted::Undo { step, .. } => (Does::Undo, step),
            Wanted::Redo { step, .. } => (Does::Redo, step),
        };
        if self.stacks.is_none() {
            self.stacks = Some(self.read_stacks(tx).await?);
        }
        let (revs, stacks) = self.stacks.as_ref().expect("just read");
        let place = if does == Does::Undo { stacks.to_undo(step) } else { stacks.to_redo(step) };
        let place = match place {
            Ok(place) => revs[place],
            Err(why) => return Ok(Err(why)),
        };
        let query = sqlx::query("SELECT * FROM board_steps WHERE board_id = $1 AND rev = $2");
        let row = tx.optional(query.bind(self.board.to_string()).bind(sql(place))).await?;
        let before = step_of(row.as_ref().ok_or_else(|| damaged("the log of a board"))?)?;
        let (ops, _) = back(&mut self.state, &before.ops);
        Ok(Ok((does, Some(step.clone()), ops)))
    }

    async fn read_stacks(&self, tx: &mut Tx) -> Result<(Vec<u64>, Stacks), RecordError> {
        let query = sqlx::query(
            "SELECT rev, id, does, of_step FROM board_steps WHERE board_id = $1 AND by_user = $2 \
             ORDER BY rev",
        );
        let query = query.bind(self.board.to_string()).bind(self.user.to_string());
        let (mut revs, mut stacks) = (Vec::new(), Stacks::default());
        for row in tx.all(query).await? {
            let (id, of): (String, Option<String>) = (row.try_get("id")?, row.try_get("of_step")?);
            stacks.take(revs.len(), does_of(&row)?, &id, of.as_deref());
            revs.push(number(&row, "rev")?);
        }
        Ok((revs, stacks))
    }
}

async fn insert_step(tx: &mut Tx, board: &Board, step: &Step, at: usize) -> Result<(), BoardError> {
    let there = sqlx::query("SELECT 1 FROM board_steps WHERE board_id = $1 AND id = $2");
    if tx.optional(there.bind(board.id.to_string()).bind(&step.id)).await?.is_some() {
        let why = Refusal::Exists { what: "step", id: step.id.clone() };
        return Err(BoardError::Refused { at, why });
    }
    let ops = ops_text(&step.ops);
    if ops.len() > STEP_BYTES_MAX {
        let why = Refusal::TooMany { what: "bytes in one gesture", most: STEP_BYTES_MAX };
        return Err(BoardError::Refused { at, why });
    }
    let insert = sqlx::query(
        "INSERT INTO board_steps (board_id, rev, id, by_user, at, does, of_step, version, ops) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    );
    let insert = insert
        .bind(board.id.to_string())
        .bind(sql(step.rev))
        .bind(&step.id)
        .bind(step.by.to_string())
        .bind(step.at.seconds())
        .bind(step.does.text())
        .bind(&step.of)
        .bind(VERSION)
        .bind(ops);
    tx.execute(insert).await?;
    for op in &step.ops {
        let (object, text) = match op {
            Op::Note { id, to, .. } => {
                (format!("{}:note:{id}", board.id), to.as_ref().map(|Note { text, .. }| text))
            }
            Op::Annotate { on: Target::Card { id } | Target::Edge { id }, to, .. } => {
                (format!("{}:flag:{id}", board.id), to.as_ref())
            }
            _ => continue,
        };
        let text = text.map_or("", String::as_str);
        search::put(tx, board.case, "board", &object, text).await?;
    }
    Ok(())
}

async fn insert_snapshot(
    tx: &mut Tx,
    id: BoardId,
    rev: u64,
    content: &Content,
) -> Result<(), RecordError> {
    let insert = sqlx::query(
        "INSERT INTO board_snapshots (board_id, rev, version, content) VALUES ($1, $2, $3, $4)",
    );
    let content = serde_json::to_string(content).expect("a content is JSON");
    tx.execute(insert.bind(id.to_string()).bind(sql(rev)).bind(VERSION).bind(content)).await?;
    Ok(())
}

fn ops_text(ops: &[Op]) -> String {
    serde_json::to_string(ops).expect("operations are JSON")
}

pub(crate) fn sql(rev: u64) -> i64 {
    i64::try_from(rev).unwrap_or(i64::MAX)
}

fn does_of(row: &SqliteRow) -> Result<Does, RecordError> {
    let text: String = row.try_get("does")?;
    Does::from_text(&text).ok_or_else(|| damaged("what a step does"))
}

fn step_of(row: &SqliteRow) -> Result<Step, RecordError> {
    let ops: String = row.try_get("ops")?;
    let version: u32 = row.try_get("version")?;
    if version != VERSION {
        return Err(damaged("the version of a board's step"));
    }
    Ok(Step {
        rev: number(row, "rev")?,
        id: row.try_get("id")?,
        by: parsed(row, "by_user")?,
        at: time(row, "at")?,
        does: does_of(row)?,
        of: row.try_get("of_step")?,
        ops: serde_json::from_str(&ops).map_err(|_| damaged("the operations of a step"))?,
    })
}

pub(super) fn board_of(row: &SqliteRow) -> Result<Board, RecordError> {
    Ok(Board {
        id: parsed(row, "id")?,
        case: parsed(row, "case_id")?,
        title: row.try_get("title")?,
        rev: number(row, "rev")?,
        is_synthetic: row.try_get("is_synthetic")?,
        created_by: parsed(row, "created_by")?,
        created_at: time(row, "created_at")?,
        changed_at: time(row, "changed_at")?,
    })
}
