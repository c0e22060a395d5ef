//! Who needs to know. Members add members; a lead or compliance officer may do it from outside, which
//! the audit log tells, but does not read the case by it.

use model::time::Time;
use sqlx::Row as _;

use super::{CaseError, allowed, counted, parsed, readable, time};
use crate::access::{Object as On, Permission, Role, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::id::{CaseId, UserId};
use crate::page::Page;
use crate::record::{Record, RecordError, Tx};

pub const MEMBERS_MAX: u64 = 200;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub user: UserId,
    pub name: String,
    pub login: String,
    pub is_disabled: bool,
    pub added_at: Time,
}

/// Somebody who can be a member of cases, or teach a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    pub user: UserId,
    pub name: String,
    pub login: String,
}

/// What whoever may name members sees of a case that is not his: that it is there, and who they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cover {
    pub id: CaseId,
    pub number: String,
    pub members: Vec<Member>,
}

pub(crate) async fn insert(tx: &mut Tx, case: CaseId, user: UserId) -> Result<(), RecordError> {
    let now = tx.by().now.seconds();
    let insert =
        sqlx::query("INSERT INTO case_members (case_id, user_id, added_at) VALUES ($1, $2, $3)");
    tx.execute(insert.bind(case.to_string()).bind(user.to_string()).bind(now)).await?;
    Ok(())
}

pub async fn list(record: &Record, who: &Who, case: CaseId) -> Result<Vec<Member>, CaseError> {
    readable(record, who, case).await?;
    Ok(of_case(record, case).await?)
}

async fn of_case(record: &Record, case: CaseId) -> Result<Vec<Member>, RecordError> {
    let query = sqlx::query(
        "SELECT users.id, name, login, is_disabled, added_at \
         FROM case_members JOIN users ON users.id = user_id \
         WHERE case_id = $1 ORDER BY added_at, users.id",
    );
    let rows = record.all(query.bind(case.to_string())).await?;
    let members = rows.iter().map(|row| {
        let (user, is_disabled) = (parsed(row, "id")?, row.try_get("is_disabled")?);
        let (name, login) = (row.try_get("name")?, row.try_get("login")?);
        Ok(Member { user, name, login, is_disabled, added_at: time(row, "added_at")? })
    });
    members.collect()
}

/// Whoever can be a member of cases, by login: those after the login `after`. Whether of this case
/// too (a trainee of exercises alone) is told by [`add`].
pub async fn candidates(
    record: &Record,
    who: &Who,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<Candidate>, CaseError> {
    let works = who.may(Permission::WorkCases, On::House);
    works.or_else(|_| who.may(Permission::ManageCases, On::House))?;
    Ok(permitted(record, Permission::ReadCases, after, limit).await?)
}

/// Whoever has a role that may do this and is not disabled, by login: those after the login `after`.
pub(crate) async fn permitted(
    record: &Record,
    permission: Permission,
    after: Option<&str>,
    limit: u32,
) -> Result<Page<Candidate>, RecordError> {
    let roles = Role::ALL.iter().filter(|role| role.may(permission));
    let roles: Vec<&str> = roles.map(|role| role.text()).collect();
    let roles = serde_json::to_string(&roles).expect("texts are JSON");
    let total = sqlx::query(
        "SELECT count(*) AS n FROM users WHERE is_disabled = 0 AND EXISTS (SELECT 1 FROM user_roles \
         WHERE user_id = users.id AND role IN (SELECT value FROM json_each($1)))",
    );
    let total = record.count(total.bind(&roles)).await?;
    let query = sqlx::query(
        "SELECT id, name, login FROM users WHERE is_disabled = 0 AND EXISTS (SELECT 1 FROM user_roles \
         WHERE user_id = users.id AND role IN (SELECT value FROM json_each($1))) \
         AND login > $2 ORDER BY login LIMIT $3",
    );
    let query = query.bind(&roles).bind(after.unwrap_or("")).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let people = rows.iter().map(|row| {
        let (name, login) = (row.try_get("name")?, row.try_get("login")?);
        Ok(Candidate { user: parsed(row, "id")?, name, login })
    });
    Ok(Page::cut(total, people.collect::<Result<Vec<_>, RecordError>>()?, limit))
}

/// Every case by its number, newest first, for whoever may say who its members are.
pub async fn covers(
    record: &Record,
    who: &Who,
    before: Option<CaseId>,
    limit: u32,
) -> Result<Page<Cover>, CaseError> {
    who.may(Permission::ManageCases, On::House)?;
    let total = "SELECT count(*) AS n FROM cases WHERE template IS NOT 'academy'";
    let total = record.count(sqlx::query(total)).await?;
    let query = sqlx::query(
        "SELECT id, number FROM cases WHERE template IS NOT 'academy' AND ($1 IS NULL OR id < $1) \
         ORDER BY id DESC LIMIT $2",
    );
    let query = query.bind(before.map(|id| id.to_string())).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let mut covers = Vec::with_capacity(rows.len());
    for row in &rows {
        let (id, number) = (parsed(row, "id")?, row.try_get("number").map_err(RecordError::from)?);
        covers.push(Cover { id, number, members: of_case(record, id).await? });
    }
    Ok(Page::cut(total, covers, limit))
}

/// Whether a case is an exercise, for somebody who may change its members.
async fn changeable(tx: &mut Tx, who: &Who, case: CaseId) -> Result<bool, CaseError> {
    let inside = allowed(tx, who, Permission::WorkCases, case).await;
    let refused = match inside {
        Ok(case) if case.is_attempt() => return Err(CaseError::OfAttempt),
        Ok(case) => return Ok(case.is_synthetic),
        Err(refused @ (CaseError::NoSuchCase | CaseError::Denied(_))) => refused,
        Err(other) => return Err(other),
    };
    if who.may(Permission::ManageCases, On::House).is_err() {
        return Err(refused);
    }
    let query = "SELECT is_synthetic FROM cases WHERE id = $1 AND template IS NOT 'academy'";
    let query = sqlx::query(query).bind(case.to_string());
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
