//! Who needs to know. Members add members; a lead or compliance officer may do it from outside, which
//! the audit log tells, but does not read the case by it.

use sqlx::Row as _;

use super::{CaseError, allowed, counted, parsed, readable};
use crate::access::{Object as On, Permission, Role, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::id::{CaseId, UserId};
use crate::record::{Record, RecordError, Tx};

pub const MEMBERS_MAX: u64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub is_disabled: bool,
}

/// What whoever may name members sees of a case that is not his: that it is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    pub id: CaseId,
    pub number: String,
    pub members: u64,
}

pub(super) async fn insert(tx: &mut Tx, case: CaseId, user: UserId) -> Result<(), RecordError> {
    let now = tx.by().now.seconds();
    let insert =
        sqlx::query("INSERT INTO case_members (case_id, user_id, added_at) VALUES ($1, $2, $3)");
    tx.execute(insert.bind(case.to_string()).bind(user.to_string()).bind(now)).await?;
    Ok(())
}

pub async fn list(record: &Record, who: &Who, case: CaseId) -> Result<Vec<Member>, CaseError> {
    readable(record, who, case).await?;
    let query = sqlx::query(
        "SELECT users.id, name, is_disabled FROM case_members JOIN users ON users.id = user_id \
         WHERE case_id = $1 ORDER BY added_at, users.id",
    );
    let rows = record.all(query.bind(case.to_string())).await?;
    let members = rows.iter().map(|row| {
        let (user, name) = (parsed(row, "id")?, row.try_get("name")?);
        Ok(Member { user, name, is_disabled: row.try_get("is_disabled")? })
    });
    Ok(members.collect::<Result<Vec<_>, RecordError>>()?)
}

/// Every case by its number, newest first, for whoever may say who its members are.
pub async fn covers(record: &Record, who: &Who, limit: u32) -> Result<Vec<Cover>, CaseError> {
    who.may(Permission::ManageCases, On::House)?;
    let query = sqlx::query(
        "SELECT id, number, (SELECT count(*) FROM case_members WHERE case_id = cases.id) AS n \
         FROM cases ORDER BY id DESC LIMIT $1",
    );
    let rows = record.all(query.bind(i64::from(limit))).await?;
    let covers = rows.iter().map(|row| {
        let (id, members) = (parsed(row, "id")?, super::number(row, "n")?);
        Ok(Cover { id, number: row.try_get("number")?, members })
    });
    Ok(covers.collect::<Result<Vec<_>, RecordError>>()?)
}

/// Whether a case is an exercise, for somebody who may change its members.
async fn changeable(tx: &mut Tx, who: &Who, case: CaseId) -> Result<bool, CaseError> {
    let inside = allowed(tx, who, Permission::WorkCases, case).await;
    let refused = match inside {
        Ok(case) => return Ok(case.is_synthetic),
        Err(refused @ (CaseError::NoSuchCase | CaseError::Denied(_))) => refused,
        Err(other) => return Err(other),
    };
    if who.may(Permission::ManageCases, On::House).is_err() {
        return Err(refused);
    }
    let query = sqlx::query("SELECT is_synthetic FROM cases WHERE id = $1").bind(case.to_string());
    let row = tx.optional(query).await?.ok_or(CaseError::NoSuchCase)?;
    Ok(row.try_get("is_synthetic").map_err(RecordError::from)?)
}

/// Gives false where they were a member already.
pub async fn add(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    user: UserId,
) -> Result<bool, CaseError> {
    let mut tx = record.begin(by).await?;
    let is_synthetic = changeable(&mut tx, who, case).await?;
    let roles = sqlx::query(
        "SELECT role FROM user_roles JOIN users ON users.id = user_id \
         WHERE user_id = $1 AND is_disabled = 0",
    );
    let rows = tx.all(roles.bind(user.to_string())).await?;
    let roles = rows.iter().map(|row| parsed::<Role>(row, "role"));
    let roles = roles.collect::<Result<Vec<_>, _>>()?;
    let reads = roles.iter().any(|role| role.may(Permission::ReadCases));
    if !reads || roles.contains(&Role::Trainee) && !is_synthetic {
        return Err(CaseError::CannotBeMember(user));
    }
    let there = sqlx::query("SELECT 1 FROM case_members WHERE case_id = $1 AND user_id = $2");
    if tx.optional(there.bind(case.to_string()).bind(user.to_string())).await?.is_some() {
        return Ok(false);
    }
    if count(&mut tx, case).await? >= MEMBERS_MAX {
        return Err(CaseError::TooMany { what: "members", most: MEMBERS_MAX });
    }
    insert(&mut tx, case, user).await?;
    tx.commit(Entry::new(Action::MemberAdded, Object::case(case)).with("member", user)).await?;
    Ok(true)
}

/// Gives false where they were none.
pub async fn remove(
    record: &Record,
    by: By,
    who: &Who,
    case: CaseId,
    user: UserId,
) -> Result<bool, CaseError> {
    let mut tx = record.begin(by).await?;
    changeable(&mut tx, who, case).await?;
    let delete = sqlx::query("DELETE FROM case_members WHERE case_id = $1 AND user_id = $2");
    if tx.execute(delete.bind(case.to_string()).bind(user.to_string())).await? == 0 {
        return Ok(false);
    }
    if count(&mut tx, case).await? == 0 {
        return Err(CaseError::LastMember);
    }
    tx.commit(Entry::new(Action::MemberRemoved, Object::case(case)).with("member", user)).await?;
    Ok(true)
}

async fn count(tx: &mut Tx, case: CaseId) -> Result<u64, RecordError> {
    let query = sqlx::query("SELECT count(*) AS n FROM case_members WHERE case_id = $1");
    counted(tx, query.bind(case.to_string())).await
}
