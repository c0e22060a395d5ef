//! Requests in the record: each event with its audit entry, and the clocks that run.

use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::machine::{Draft, Event, Refusal, Request, State};
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::files::digest;
use crate::cases::{
    Case, CaseError, Status, allowed, counted, damaged, number, parsed, parsed_or_none, readable,
    search, time, workable,
};
use crate::id::{CaseId, RequestId, UserId};
use crate::page::Page;
use crate::record::{Record, RecordError, Tx};

pub const REQUESTS_MAX: u64 = 1_000;
/// So many clocks the program looks at in one go.
const DUE_MAX: u32 = 500;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    pub id: RequestId,
    pub case: CaseId,
    /// R-2 is the second of its case.
    pub number: u64,
    /// Who wrote it first.
    pub draft_by: UserId,
    pub request: Request,
    pub changed_at: Time,
}

/// What happened to a request, and who said so; nobody is the clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub event: Event,
    pub by: Option<UserId>,
    pub at: Time,
}

#[derive(Debug, thiserror::Error)]
pub enum RequestError {
    #[error(transparent)]
    Case(#[from] CaseError),
    #[error(transparent)]
    Refused(#[from] Refusal),
}

impl From<RecordError> for RequestError {
    fn from(error: RecordError) -> Self {
        RequestError::Case(error.into())
    }
}

impl Object {
    pub fn request(id: RequestId) -> Self {
        Self::new("request", id)
    }
}

pub async fn draft(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    draft: Draft,
) -> Result<Kept, RequestError> {
    let request = Request::drafted(draft, who.user)?;
    let mut tx = record.begin(by).await?;
    workable(&mut tx, who, case).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM requests WHERE case_id = $1");
    let so_far = counted(&mut tx, so_far.bind(case.to_string())).await?;
    if so_far >= REQUESTS_MAX {
        return Err(CaseError::TooMany { what: "requests", most: REQUESTS_MAX }.into());
    }
    let id = RequestId::new(by.now, record.chance());
    let (number, draft_by) = (so_far + 1, who.user);
    let kept = Kept { id, case, number, draft_by, request, changed_at: by.now };
    let insert = sqlx::query(
        "INSERT INTO requests (id, case_id, number, state, draft, draft_by, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    );
    let insert = insert.bind(id.to_string()).bind(case.to_string());
    let insert = insert.bind(i64::try_from(kept.number).unwrap_or(i64::MAX));
    let insert = insert.bind(kept.request.state.text()).bind(json(&kept.request.draft));
    tx.execute(insert.bind(who.user.to_string()).bind(by.now.seconds())).await?;
    let event = Event::Draft { draft: kept.request.draft.clone(), replaces: None };
    tell(&mut tx, &kept, &event, Some(who.user)).await?;
    let entry = Entry::new(Action::RequestDrafted, Object::request(id)).with("case", case);
    tx.commit(entry.with("sha256", kept.request.draft.digest())).await?;
    Ok(kept)
}

/// Lets something happen to a request, by somebody who may. The clock has [`expire_due`].
pub async fn happen(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    id: RequestId,
    event: Event,
) -> Result<Kept, RequestError> {
    let mut tx = record.begin(by).await?;
    // First, whether he may know of the case: only then whether there is such a request in it.
    allowed(&mut tx, who, Permission::ReadCases, case).await?;
    let found = in_tx(&mut tx, id).await?.filter(|(_, of)| *of == case);
    let (before, case) = found.ok_or(CaseError::NoSuch("request"))?;
    match &event {
        Event::Expire => {
            let (state, event) = (before.request.state, event.text());
            return Err(Refusal::NotNow { state, event }.into());
        }
        // Whoever approves need not work in the case, but must be allowed to know of it.
        Event::Approve { .. } => {
            let case = allowed(&mut tx, who, Permission::ApproveRequests, case).await?;
            if case.status == Status::Closed {
                return Err(CaseError::Closed.into());
            }
        }
        _ => drop(workable(&mut tx, who, case).await?),
    }
    let after = moved(&mut tx, &before, &event, Some(who.user)).await?;
    tx.commit(entry(&before, &after, &event)).await?;
    Ok(after)
}

/// Expires what is over, as the program's clock finds it; gives what it was.
pub async fn expire_due(record: &Record, by: By) -> Result<Vec<RequestId>, RequestError> {
    let query = sqlx::query(
        "SELECT id FROM requests WHERE state IN ($1, $2) AND reply_by < $3 ORDER BY reply_by LIMIT $4",
    );
    let query = query.bind(State::Sent.text()).bind(State::Acknowledged.text());
    let rows = record.all(query.bind(by.now.seconds()).bind(i64::from(DUE_MAX))).await?;
    let mut expired = Vec::new();
    for row in &rows {
        let id = parsed(row, "id")?;
        let mut tx = record.begin(by).await?;
        let Some((before, _)) = in_tx(&mut tx, id).await? else { continue };
        // Somebody may have told of an answer meanwhile.
        let after = match moved(&mut tx, &before, &Event::Expire, None).await {
            Err(RequestError::Refused(_)) => continue,
            other => other?,
        };
        tx.commit(entry(&before, &after, &Event::Expire)).await?;
        expired.push(id);
    }
    Ok(expired)
}

fn entry(before: &Kept, after: &Kept, event: &Event) -> Entry {
    let entry = Entry::new(Action::RequestMoved, Object::request(after.id));
    let entry = entry.with("case", after.case).with("event", event.text());
    let entry = entry.with("state", after.request.state).with("state_before", before.request.state);
    entry.with("sha256", after.request.draft.digest())
}

async fn moved(
    tx: &mut Tx,
    before: &Kept,
    event: &Event,
    by: Option<UserId>,
) -> Result<Kept, RequestError> {
    let now = tx.by().now;
    let request = before.request.after(event, by, now)?;
    let after = Kept { request, changed_at: now, ..before.clone() };
    let update = sqlx::query(
        "UPDATE requests SET state = $2, draft = $3, approved_by = $4, approved = $5, \
         reply_by = $6, changed_at = $7 WHERE id = $1",
    );
    let request = &after.request;
    let update = update
        .bind(after.id.to_string())
        .bind(request.state.text())
        .bind(json(&request.draft))
        .bind(request.approved_by.map(|user| user.to_string()))
        .bind(request.approved.map(|digest| digest.0.to_vec()))
        .bind(request.reply_by.map(Time::seconds))
        .bind(now.seconds());
    tx.execute(update).await?;
    tell(tx, &after, event, by).await?;
    Ok(after)
}

async fn tell(
    tx: &mut Tx,
    kept: &Kept,
    event: &Event,
    by: Option<UserId>,
) -> Result<(), RecordError> {
    let insert = sqlx::query(
        "INSERT INTO request_events (request_id, seq, event, by_user, at) \
         SELECT $1, count(*) + 1, $2, $3, $4 FROM request_events WHERE request_id = $1",
    );
    let event = serde_json::to_string(event).expect("an event is JSON");
    let now = tx.by().now.seconds();
    let insert = insert.bind(kept.id.to_string()).bind(event);
    tx.execute(insert.bind(by.map(|user| user.to_string())).bind(now)).await?;
    let draft = &kept.request.draft;
    let texts = [&draft.recipient, &draft.contact, &draft.what, &draft.basis, &draft.answer_to];
    let text = texts.map(String::as_str).join("\n");
    search::put(tx, kept.case, "request", &kept.id.to_string(), &text).await
}

fn json(draft: &Draft) -> String {
    serde_json::to_string(draft).expect("a draft is JSON")
}

/// Who wrote at a request follows from what happened, so it is read from there.
const WITH_WRITERS: &str = "SELECT requests.*, (SELECT string_agg(by_user, ' ') \
     FROM request_events WHERE request_id = requests.id AND json_extract(event, '$.event') = 'draft') \
     AS writers FROM requests";

async fn in_tx(tx: &mut Tx, id: RequestId) -> Result<Option<(Kept, CaseId)>, RecordError> {
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("{WITH_WRITERS} WHERE id = $1")));
    let row = tx.optional(query.bind(id.to_string())).await?;
    row.as_ref().map(|row| kept_of(row).map(|kept| (kept.clone(), kept.case))).transpose()
}

/// The requests of a case, the first one first: those after the number `after`.
pub async fn list(
    record: &Record,
    who: &Who,
    case: CaseId,
    after: u64,
    limit: u32,
) -> Result<Page<Kept>, RequestError> {
    readable(record, who, case).await?;
    let total = sqlx::query("SELECT count(*) AS n FROM requests WHERE case_id = $1");
    let total = record.count(total.bind(case.to_string())).await?;
    let sql = format!("{WITH_WRITERS} WHERE case_id = $1 AND number > $2 ORDER BY number LIMIT $3");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(case.to_string());
    let query = query.bind(i64::try_from(after).unwrap_or(i64::MAX)).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let items = rows.iter().map(kept_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, items, limit))
}

/// One request of a case.
pub async fn by_id(
    record: &Record,
    who: &Who,
    case: CaseId,
    id: RequestId,
) -> Result<Kept, RequestError> {
    readable(record, who, case).await?;
    let sql = format!("{WITH_WRITERS} WHERE id = $1 AND case_id = $2");
    let query = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).bind(case.to_string());
    let row = record.optional(query).await?;
    Ok(kept_of(row.as_ref().ok_or(CaseError::NoSuch("request"))?)?)
}

/// What somebody may let happen to a request of a case now, so that a page offers nothing in vain.
pub fn may(who: &Who, case: &Case, kept: &Kept, now: Time) -> Vec<&'static str> {
    if case.status == Status::Closed {
        return Vec::new();
    }
    let inside = On::Case { is_member: true, is_synthetic: case.is_synthetic };
    let is_allowed = |event: &Event| {
        let permission = match event {
            Event::Approve { .. } => Permission::ApproveRequests,
            _ => Permission::WorkCases,
        };
        who.may(permission, inside).is_ok()
            && kept.request.after(event, Some(who.user), now).is_ok()
    };
    let likely = Event::likely(&kept.request.draft);
    likely.iter().filter(|event| is_allowed(event)).map(Event::text).collect()
}

/// The clocks that run in one's own cases, the most urgent first: for the home page.
pub async fn clocks(record: &Record, who: &Who, limit: u32) -> Result<Vec<Kept>, RequestError> {
    who.may(Permission::ReadCases, On::House).map_err(CaseError::from)?;
    let sql = format!(
        "{WITH_WRITERS} JOIN case_members ON case_members.case_id = requests.case_id \
         JOIN cases ON cases.id = requests.case_id \
         WHERE user_id = $1 AND template IS NOT 'academy' \
         AND (is_synthetic = 1 OR $2 = 0) AND state IN ($3, $4, $5) \
         AND reply_by IS NOT NULL ORDER BY reply_by LIMIT $6"
    );
    let query = sqlx::query(sqlx::AssertSqlSafe(sql));
    let query = query.bind(who.user.to_string()).bind(who.is_synthetic_only());
    let query = query.bind(State::Sent.text()).bind(State::Acknowledged.text());
    let query = query.bind(State::Expired.text()).bind(i64::from(limit.min(DUE_MAX)));
    let rows = record.all(query).await?;
    Ok(rows.iter().map(kept_of).collect::<Result<Vec<_>, _>>()?)
}

/// Everything that happened to a request of a case, the first event first.
pub async fn history(
    record: &Record,
    who: &Who,
    case: CaseId,
    id: RequestId,
) -> Result<Vec<Told>, RequestError> {
    readable(record, who, case).await?;
    let query = sqlx::query(
        "SELECT request_events.* FROM request_events JOIN requests ON requests.id = request_id \
         WHERE request_id = $1 AND case_id = $2 ORDER BY seq",
    );
    let rows = record.all(query.bind(id.to_string()).bind(case.to_string())).await?;
    if rows.is_empty() {
        return Err(CaseError::NoSuch("request").into());
    }
    let told = rows.iter().map(|row| {
        let event: String = row.try_get("event")?;
        let event = serde_json::from_str(&event).map_err(|_| damaged("an event of a request"))?;
        Ok(Told { event, by: parsed_or_none(row, "by_user")?, at: time(row, "at")? })
    });
    Ok(told.collect::<Result<Vec<_>, RecordError>>()?)
}

fn kept_of(row: &SqliteRow) -> Result<Kept, RecordError> {
    let (draft, writers): (String, Option<String>) =
        (row.try_get("draft")?, row.try_get("writers")?);
    let writers = writers.unwrap_or_default();
    let mut writers = writers
        .split_whitespace()
        .map(|id| id.parse().map_err(|_| damaged("a writer of a request")))
        .collect::<Result<Vec<UserId>, _>>()?;
    writers.sort_unstable();
    writers.dedup();
    let approved: Option<Vec<u8>> = row.try_get("approved")?;
    let reply_by: Option<i64> = row.try_get("reply_by")?;
    let request = Request {
        state: parsed(row, "state")?,
        draft: serde_json::from_str(&draft).map_err(|_| damaged("the text of a request"))?,
        writers,
        approved_by: parsed_or_none(row, "approved_by")?,
        approved: approved.map(|_| digest(row, "approved")).transpose()?,
        reply_by: reply_by.map(Time::from_seconds),
    };
    Ok(Kept {
        id: parsed(row, "id")?,
        case: parsed(row, "case_id")?,
        number: number(row, "number")?,
        draft_by: parsed(row, "draft_by")?,
        request,
        changed_at: time(row, "changed_at")?,
    })
}
