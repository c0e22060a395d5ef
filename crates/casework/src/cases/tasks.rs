//! What is to be done in a case, by whom and until when.

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use std::fmt;
use std::str::FromStr;

use super::{CaseError, Status, counted, parsed, parsed_or_none, readable, search, time, workable};
use crate::access::{Object as On, Permission, Who, words};
use crate::audit::{Action, By, Entry, Object};
use crate::id::{CaseId, TaskId, UserId};
use crate::record::{Record, RecordError, Tx};
use crate::text;

pub const TASK_MAX: usize = 200;
pub const HELP_MAX: usize = 2_000;
/// So many tasks a case has at most.
pub const TASKS_MAX: u64 = 500;

words! {
    /// How far a task is.
    TaskState, "state of a task" {
        Open = "open",
        Doing = "doing",
        Done = "done",
        /// Looked at and not needed, which is another thing than done.
        NotNeeded = "not_needed",
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: TaskId,
    pub title: String,
    pub help: String,
    pub state: TaskState,
    pub assignee: Option<UserId>,
    pub due_at: Option<Time>,
    pub changed_at: Time,
}

/// None: as it is; of the inner ones none takes it away.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TaskChange {
    pub state: Option<TaskState>,
    pub assignee: Option<Option<UserId>>,
    pub due_at: Option<Option<Time>>,
}

pub(super) async fn insert(
    tx: &mut Tx,
    case: CaseId,
    title: &str,
    help: &str,
) -> Result<Task, CaseError> {
    let now = tx.by().now;
    let so_far = sqlx::query("SELECT count(*) AS n FROM case_tasks WHERE case_id = $1");
    if counted(tx, so_far.bind(case.to_string())).await? >= TASKS_MAX {
        return Err(CaseError::TooMany { what: "tasks", most: TASKS_MAX });
    }
    let task = Task {
        id: TaskId::new(now, tx.record().chance()),
        title: text::line("the task", title, TASK_MAX)?,
        help: text::prose_or_none("the help", help, HELP_MAX)?,
        state: TaskState::Open,
        assignee: None,
        due_at: None,
        changed_at: now,
    };
    let insert = sqlx::query(
        "INSERT INTO case_tasks (id, case_id, title, help, state, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let insert = insert.bind(task.id.to_string()).bind(case.to_string());
    let insert = insert.bind(&task.title).bind(&task.help).bind(task.state.text());
    tx.execute(insert.bind(now.seconds())).await?;
    let both = format!("{}\n{}", task.title, task.help);
    search::put(tx, case, "task", &task.id.to_string(), both.trim_end()).await?;
    Ok(task)
}

/// The tasks of a case in the order in which they were put there.
pub async fn list(record: &Record, who: &Who, case: CaseId) -> Result<Vec<Task>, CaseError> {
    readable(record, who, case).await?;
    // Tasks of one template are made in one second, so the order of insertion is the order.
    let query = sqlx::query("SELECT * FROM case_tasks WHERE case_id = $1 ORDER BY rowid");
    let rows = record.all(query.bind(case.to_string())).await?;
    Ok(rows.iter().map(task_of).collect::<Result<Vec<_>, _>>()?)
}

/// What somebody has still to do in his cases, what is due first; each with its case.
pub async fn own(record: &Record, who: &Who, limit: u32) -> Result<Vec<(CaseId, Task)>, CaseError> {
    who.may(Permission::ReadCases, On::House)?;
    let query = sqlx::query(
        "SELECT case_tasks.* FROM case_tasks JOIN cases ON cases.id = case_tasks.case_id \
         JOIN case_members ON case_members.case_id = cases.id \
         WHERE user_id = $1 AND assignee = $1 AND template IS NOT 'academy' \
         AND (is_synthetic = 1 OR $2 = 0) \
         AND state IN ($3, $4) AND status <> $5 \
         ORDER BY due_at IS NULL, due_at, case_tasks.rowid LIMIT $6",
    );
    let query = query.bind(who.user.to_string()).bind(who.is_synthetic_only());
    let query = query.bind(TaskState::Open.text()).bind(TaskState::Doing.text());
    let rows = record.all(query.bind(Status::Closed.text()).bind(i64::from(limit))).await?;
    let own = rows.iter().map(|row| Ok((parsed(row, "case_id")?, task_of(row)?)));
    Ok(own.collect::<Result<Vec<_>, RecordError>>()?)
}

pub async fn add(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    title: &str,
    help: &str,
) -> Result<Task, CaseError> {
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let task = insert(&mut tx, case, title, help).await?;
    let entry = Entry::new(Action::TaskAdded, Object::case(case)).with("task", task.id);
    tx.commit(entry.with("title", &task.title)).await?;
    Ok(task)
}

/// Changes a task; it is given to members alone.
pub async fn change(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    id: TaskId,
    change: TaskChange,
) -> Result<Task, CaseError> {
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let query = sqlx::query("SELECT * FROM case_tasks WHERE id = $1 AND case_id = $2");
    let row = tx.optional(query.bind(id.to_string()).bind(case.to_string())).await?;
    let before = task_of(row.as_ref().ok_or(CaseError::NoSuch("task"))?)?;
    let mut after = before.clone();
    after.state = change.state.unwrap_or(before.state);
    after.due_at = change.due_at.unwrap_or(before.due_at);
    after.assignee = change.assignee.unwrap_or(before.assignee);
    if after == before {
        return Ok(before);
    }
    if let Some(user) = after.assignee.filter(|_| after.assignee != before.assignee) {
        let member = sqlx::query("SELECT 1 FROM case_members WHERE case_id = $1 AND user_id = $2");
        let member = member.bind(case.to_string()).bind(user.to_string());
        tx.optional(member).await?.ok_or(CaseError::CannotBeMember(user))?;
    }
    after.changed_at = by.now;
    let update = sqlx::query(
        "UPDATE case_tasks SET state = $2, assignee = $3, due_at = $4, changed_at = $5 WHERE id = $1",
    );
    let update = update.bind(id.to_string()).bind(after.state.text());
    let update = update.bind(after.assignee.map(|user| user.to_string()));
    let update = update.bind(after.due_at.map(Time::seconds)).bind(by.now.seconds());
    tx.execute(update).await?;
    let mut entry = Entry::new(Action::TaskChanged, Object::case(case)).with("task", id);
    if after.state != before.state {
        entry = entry.with("state", after.state).with("state_before", before.state);
    }
    if after.assignee != before.assignee {
        entry =
            entry.with("assignee", after.assignee.map_or_else(String::new, |it| it.to_string()));
    }
    if after.due_at != before.due_at {
        entry = entry.with("due", after.due_at.map_or_else(String::new, |it| it.to_string()));
    }
    tx.commit(entry).await?;
    Ok(after)
}

fn task_of(row: &SqliteRow) -> Result<Task, RecordError> {
    let due_at: Option<i64> = row.try_get("due_at")?;
    Ok(Task {
        id: parsed(row, "id")?,
        title: row.try_get("title")?,
        help: row.try_get("help")?,
        state: parsed(row, "state")?,
        assignee: parsed_or_none(row, "assignee")?,
        due_at: due_at.map(Time::from_seconds),
        changed_at: time(row, "changed_at")?,
    })
}
