//! Who knew of a case and what was done to it: the entries of the audit log that speak of the case and
//! of what is in it, for its members. The log itself is for others to read.

use super::{CaseError, readable};
use crate::access::Who;
use crate::audit::read::{Written, written};
use crate::id::CaseId;
use crate::page::Page;
use crate::record::{Query, Record};

macro_rules! of_case {
    () => {
        "((object_kind = 'case' AND object_id = $1) \
         OR (object_kind = 'board' AND object_id IN (SELECT id FROM boards WHERE case_id = $1)) \
         OR (object_kind = 'request' AND object_id IN (SELECT id FROM requests WHERE case_id = $1)))"
    };
}

/// The entries about a case, the oldest first: those after the entry `after`.
pub async fn list(
    record: &Record,
    who: &Who,
    case: CaseId,
    after: u64,
    limit: u32,
) -> Result<Page<Written>, CaseError> {
    readable(record, who, case).await?;
    let bound = |sql: &'static str| -> Query<'_> { sqlx::query(sql).bind(case.to_string()) };
    let total = concat!("SELECT count(*) AS n FROM audit WHERE ", of_case!());
    let total = record.count(bound(total)).await?;
    let page = concat!(
        "SELECT audit.seq, at, actor, action, object_kind, object_id, hash, body \
         FROM audit LEFT JOIN audit_payloads ON audit_payloads.seq = audit.seq WHERE ",
        of_case!(),
        " AND audit.seq > $2 ORDER BY audit.seq LIMIT $3"
    );
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let rows = record.all(bound(page).bind(after).bind(i64::from(limit) + 1)).await?;
    let entries = rows.iter().map(written).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, entries, limit))
}
