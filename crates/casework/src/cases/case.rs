//! Opening, reading and changing a case.

use model::time::Time;

use super::{
    Case, CaseError, REFERENCE_MAX, Status, TITLE_MAX, Tlp, allowed, case_of, counted, members,
    number, readable, search, tasks, templates,
};
use crate::access::{Denied, Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::id::CaseId;
use crate::page::Page;
use crate::record::{Record, RecordError, Tx};
use crate::text;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCase {
    pub title: String,
    pub reference: String,
    pub tlp: Tlp,
    /// The template whose tasks it begins with.
    pub template: Option<String>,
    pub is_synthetic: bool,
}

/// None: as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub title: Option<String>,
    pub reference: Option<String>,
    pub tlp: Option<Tlp>,
    pub status: Option<Status>,
    pub waiting_for: Option<String>,
}

impl Object {
    pub fn case(id: CaseId) -> Self {
        Self::new("case", id)
    }
}

/// Opens a case, of which whoever opens it is the first member.
pub async fn create(record: &Record, by: By, who: &Who, new: NewCase) -> Result<Case, CaseError> {
    who.may(Permission::WorkCases, On::House).map_err(CaseError::Denied)?;
    if who.is_synthetic_only() && !new.is_synthetic {
        return Err(CaseError::NotAnExercise);
    }
    let template = match &new.template {
        None => None,
        Some(id) => Some(
            templates::by_id(id)
                .ok_or_else(|| CaseError::NoSuchTemplate(id.chars().take(40).collect()))?,
        ),
    };
    let mut tx = record.begin(by).await?;
    let case = Case {
        id: CaseId::new(by.now, record.chance()),
        number: next_number(&mut tx, by.now).await?,
        reference: text::line_or_none("the reference", &new.reference, REFERENCE_MAX)?,
        title: text::line("the title", &new.title, TITLE_MAX)?,
        tlp: new.tlp,
        status: Status::New,
        waiting_for: String::new(),
        template: template.map(|template| template.id.clone()),
        is_synthetic: new.is_synthetic,
        created_by: who.user,
        created_at: by.now,
        changed_at: by.now,
    };
    insert(&mut tx, &case).await?;
    members::insert(&mut tx, case.id, who.user).await?;
    search::put(&mut tx, case.id, "case", &case.id.to_string(), &searched(&case)).await?;
    for task in template.into_iter().flat_map(|template| &template.tasks) {
        tasks::insert(&mut tx, case.id, &task.title, &task.help).await?;
    }
    let entry = Entry::new(Action::CaseCreated, Object::case(case.id)).with("number", &case.number);
    let entry = entry.with("title", &case.title).with("tlp", case.tlp);
    tx.commit(entry.with("is_synthetic", case.is_synthetic)).await?;
    Ok(case)
}

/// The row alone.
pub(crate) async fn insert(tx: &mut Tx, case: &Case) -> Result<(), RecordError> {
    let insert = sqlx::query(
        "INSERT INTO cases (id, number, reference, title, tlp, status, waiting_for, template, \
         is_synthetic, created_by, created_at, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, '', $7, $8, $9, $10, $10)",
    );
    let insert = insert
        .bind(case.id.to_string())
        .bind(&case.number)
        .bind(&case.reference)
        .bind(&case.title)
        .bind(case.tlp.text())
        .bind(case.status.text())
        .bind(&case.template)
        .bind(case.is_synthetic)
        .bind(case.created_by.to_string())
        .bind(case.created_at.seconds());
    tx.execute(insert).await?;
    Ok(())
}

/// `2026-014`: the fourteenth case of its year here.
async fn next_number(tx: &mut Tx, now: Time) -> Result<String, RecordError> {
    let year: String = now.to_string().chars().take(4).collect();
    let query = sqlx::query("SELECT count(*) AS n FROM cases WHERE number LIKE $1");
    let so_far = counted(tx, query.bind(format!("{year}-%"))).await?;
    Ok(format!("{year}-{:03}", so_far + 1))
}

/// What search finds a case by.
fn searched(case: &Case) -> String {
    format!("{} {} {}", case.number, case.title, case.reference).trim_end().to_owned()
}

/// A case, for its members.
pub async fn open(record: &Record, who: &Who, id: CaseId) -> Result<Case, CaseError> {
    readable(record, who, id).await
}

/// Tells the audit log that somebody looked into a case: who knew of it is part of its custody.
pub async fn opened(record: &Record, by: By, who: &Who, id: CaseId) -> Result<Case, CaseError> {
    let mut tx = record.begin(by).await?;
    let case = allowed(&mut tx, who, Permission::ReadCases, id).await?;
    tx.commit(Entry::new(Action::CaseOpened, Object::case(id))).await?;
    Ok(case)
}

/// How long a look into a case counts as one.
const LOOK_S: i64 = 900;

/// As [`opened`], for a part of a case: told once for all that somebody reads in a quarter of an hour.
pub async fn looked(record: &Record, by: By, who: &Who, id: CaseId) -> Result<Case, CaseError> {
    let case = readable(record, who, id).await?;
    let told = sqlx::query(
        "SELECT count(*) AS n FROM audit WHERE object_kind = 'case' AND object_id = $1 \
         AND action = $2 AND actor = $3 AND at > $4",
    );
    let told = told.bind(id.to_string()).bind(Action::CaseOpened.text());
    let told = told.bind(by.actor.to_string()).bind(by.now.seconds() - LOOK_S);
    if record.count(told).await? > 0 { Ok(case) } else { opened(record, by, who, id).await }
}

/// Which of one's own cases.
#[derive(Debug, Clone, Copy, Default)]
pub struct Sought<'a> {
    pub status: Option<Status>,
    /// A part of the number, the title or the reference.
    pub text: Option<&'a str>,
    pub before: Option<CaseId>,
}

/// Of whoever asks ($1), stories alone where $2, of the status $3, with the text $4. What is worked on
/// in the academy is no case of anybody's.
macro_rules! own {
    () => {
        "FROM cases JOIN case_members ON case_id = cases.id \
         WHERE user_id = $1 AND template IS NOT 'academy' AND (is_synthetic = 1 OR $2 = 0) AND ($3 IS NULL OR status = $3) \
         AND ($4 IS NULL OR EXISTS (SELECT 1 FROM case_texts WHERE kind = 'case' \
         AND object_id = cases.id AND instr(folded, $4) > 0))"
    };
}

/// One's own case as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub case: Case,
    /// How many know of it, oneself included.
    pub members: u64,
}

/// One's own cases, the newest first.
pub async fn list(
    record: &Record,
    who: &Who,
    sought: Sought<'_>,
    limit: u32,
) -> Result<Page<Listed>, CaseError> {
    who.may(Permission::ReadCases, On::House).map_err(CaseError::Denied)?;
    let text = sought.text.map(|text| text::line("what is looked for", text, search::QUERY_MAX));
    let text = text.transpose()?.map(|text| text.to_lowercase());
    let bound = |sql: &'static str| {
        sqlx::query(sql)
            .bind(who.user.to_string())
            .bind(who.is_synthetic_only())
            .bind(sought.status.map(Status::text))
            .bind(text.clone())
    };
    let total = record.count(bound(concat!("SELECT count(*) AS n ", own!()))).await?;
    let page = concat!(
        "SELECT cases.*, (SELECT count(*) FROM case_members AS everybody \
         WHERE everybody.case_id = cases.id) AS members ",
        own!(),
        " AND ($5 IS NULL OR cases.id < $5) ORDER BY cases.id DESC LIMIT $6"
    );
    let before = sought.before.map(|id| id.to_string());
    let rows = record.all(bound(page).bind(before).bind(i64::from(limit) + 1)).await?;
    let listed =
        rows.iter().map(|row| Ok(Listed { case: case_of(row)?, members: number(row, "members")? }));
    Ok(Page::cut(total, listed.collect::<Result<Vec<_>, RecordError>>()?, limit))
}

/// How much there is in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counts {
    pub notes: u64,
    pub files: u64,
    pub pins: u64,
    pub exhibits: u64,
    pub requests: u64,
}

pub async fn counts(record: &Record, who: &Who, id: CaseId) -> Result<Counts, CaseError> {
    readable(record, who, id).await?;
    let query = sqlx::query(
        "SELECT (SELECT count(*) FROM case_notes WHERE case_id = $1 AND version = 1) AS notes, \
         (SELECT count(*) FROM case_files WHERE case_id = $1) AS files, \
         (SELECT count(*) FROM pins WHERE case_id = $1) AS pins, \
         (SELECT count(*) FROM exhibits WHERE case_id = $1) AS exhibits, \
         (SELECT count(*) FROM requests WHERE case_id = $1) AS requests",
    );
    let row = record.optional(query.bind(id.to_string())).await?.ok_or(CaseError::NoSuchCase)?;
    Ok(Counts {
        notes: number(&row, "notes")?,
        files: number(&row, "files")?,
        pins: number(&row, "pins")?,
        exhibits: number(&row, "exhibits")?,
        requests: number(&row, "requests")?,
    })
}

/// Changes a case; also opens a closed one again.
pub async fn change(
    record: &Record,
    by: By,
    who: &Who,
    id: CaseId,
    change: Change,
) -> Result<Case, CaseError> {
    let mut tx = record.begin(by).await?;
    let before = allowed(&mut tx, who, Permission::WorkCases, id).await?;
    if before.is_attempt() {
        return Err(CaseError::OfAttempt);
    }
    let mut after = before.clone();
    if let Some(title) = &change.title {
        after.title = text::line("the title", title, TITLE_MAX)?;
    }
    if let Some(reference) = &change.reference {
        after.reference = text::line_or_none("the reference", reference, REFERENCE_MAX)?;
    }
    if let Some(waiting_for) = &change.waiting_for {
        after.waiting_for = text::line_or_none("whom it waits for", waiting_for, TITLE_MAX)?;
    }
    after.tlp = change.tlp.unwrap_or(before.tlp);
    after.status = change.status.unwrap_or(before.status);
    if after.status != Status::Waiting {
        after.waiting_for.clear();
    }
    if after == before {
        return Ok(before);
    }
    let is_reopened = after.status != Status::Closed;
    if before.status == Status::Closed && !is_reopened {
        return Err(CaseError::Closed);
    }
    after.changed_at = by.now;
    let update = sqlx::query(
        "UPDATE cases SET title = $2, reference = $3, tlp = $4, status = $5, waiting_for = $6, \
         changed_at = $7 WHERE id = $1",
    );
    let update = update
        .bind(id.to_string())
        .bind(&after.title)
        .bind(&after.reference)
        .bind(after.tlp.text())
        .bind(after.status.text())
        .bind(&after.waiting_for)
        .bind(by.now.seconds());
    tx.execute(update).await?;
    search::put(&mut tx, id, "case", &id.to_string(), &searched(&after)).await?;
    tx.commit(difference(&before, &after)).await?;
    Ok(after)
}

fn difference(before: &Case, after: &Case) -> Entry {
    let mut entry = Entry::new(Action::CaseChanged, Object::case(after.id));
    if before.title != after.title {
        entry = entry.with("title", &after.title).with("title_before", &before.title);
    }
    if before.reference != after.reference {
        entry = entry.with("reference", &after.reference);
        entry = entry.with("reference_before", &before.reference);
    }
    if before.tlp != after.tlp {
        entry = entry.with("tlp", after.tlp).with("tlp_before", before.tlp);
    }
    if before.status != after.status {
        entry = entry.with("status", after.status).with("status_before", before.status);
    }
    if before.waiting_for != after.waiting_for {
        entry = entry.with("waiting_for", &after.waiting_for);
    }
    entry
}

impl From<Denied> for CaseError {
    fn from(denied: Denied) -> Self {
        CaseError::Denied(denied)
    }
}
