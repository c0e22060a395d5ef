//! Certificates as they were given out, and what they can be given for.

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::classes::{self, small};
use super::teach::TeachError;
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::files::digest;
use crate::cases::{parsed, parsed_or_none, time};
use crate::id::{CertificateId, ClassId, UserId};
use crate::page::Page;
use crate::record::{Query, Record, RecordError};

/// An exercise that somebody passed, with the best attempt at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passed {
    pub lesson: String,
    pub case: String,
    /// By the formula.
    pub total_milli: u32,
    /// By a trainer's hand, on top.
    pub hand_points: i64,
    pub at: Time,
    /// Of the lesson's plan and chains as they were.
    pub content: Digest,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    pub id: CertificateId,
    pub code: String,
    pub user: UserId,
    pub class: Option<ClassId>,
    /// The signed JSON, byte for byte.
    pub body: String,
    pub at: Time,
}

/// What is to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewCertificate {
    pub user: UserId,
    pub class: Option<ClassId>,
    pub code: String,
    pub body: String,
}

/// Whether somebody may certify a learner: asked before it is told whether there is anything to certify.
pub async fn may_issue(
    record: &Record,
    who: &Who,
    user: UserId,
    class: Option<ClassId>,
) -> Result<(), TeachError> {
    who.may(Permission::Teach, On::House)?;
    let query = is_learner(who, user, class);
    if record.optional(query).await?.is_some() { Ok(()) } else { Err(TeachError::NotInClass) }
}

/// A learner of a class of the asker's: of the named one, where one is named.
fn is_learner(who: &Who, user: UserId, class: Option<ClassId>) -> Query<'static> {
    let query = sqlx::query(
        "SELECT 1 FROM class_people JOIN class_trainers \
         ON class_trainers.class_id = class_people.class_id \
         WHERE class_people.user_id = $1 AND class_trainers.user_id = $2 \
         AND ($3 IS NULL OR class_people.class_id = $3) LIMIT 1",
    );
    let query = query.bind(user.to_string()).bind(who.user.to_string());
    query.bind(class.map(|class| class.to_string()))
}

/// What the record shows somebody passed: of each exercise the best attempt, the first where two are
/// as good.
pub async fn passed(
    record: &Record,
    who: &Who,
    user: UserId,
    class: Option<ClassId>,
) -> Result<Vec<Passed>, TeachError> {
    if let Some(class) = class {
        classes::open(record, who, class).await?;
    }
    who.may(Permission::Teach, On::House)?;
    let query = sqlx::query(
        "SELECT lesson, case_id, total_milli, hand_points, submitted_at, content FROM attempts \
         WHERE user_id = $1 AND passes = 1 \
         AND EXISTS (SELECT 1 FROM class_people JOIN class_trainers \
           ON class_trainers.class_id = class_people.class_id \
           WHERE class_people.user_id = $1 AND class_trainers.user_id = $2) \
         ORDER BY lesson, case_id, total_milli + 1000 * hand_points DESC, number",
    );
    let rows = record.all(query.bind(user.to_string()).bind(who.user.to_string())).await?;
    let mut passed: Vec<Passed> = rows.iter().map(passed_of).collect::<Result<_, _>>()?;
    passed.dedup_by(|later, best| (&later.lesson, &later.case) == (&best.lesson, &best.case));
    Ok(passed)
}

fn passed_of(row: &SqliteRow) -> Result<Passed, RecordError> {
    Ok(Passed {
        lesson: row.try_get("lesson")?,
        case: row.try_get("case_id")?,
        total_milli: small(row.try_get("total_milli")?, "the points of an attempt")?,
        hand_points: row.try_get("hand_points")?,
        at: time(row, "submitted_at")?,
        content: digest(row, "content")?,
    })
}

/// Keeps a certificate. The same words again are the same certificate.
pub async fn issue(
    record: &Record,
    by: By,
    who: &Who,
    new: NewCertificate,
) -> Result<Certificate, TeachError> {
    let mut tx = record.begin(by).await?;
    who.may(Permission::Teach, On::House)?;
    let learner = tx.optional(is_learner(who, new.user, new.class)).await?;
    learner.ok_or(TeachError::NotInClass)?;
    let known = sqlx::query("SELECT * FROM certificates WHERE code = $1").bind(new.code.clone());
    if let Some(row) = tx.optional(known).await? {
        return Ok(certificate_of(&row)?);
    }
    let NewCertificate { user, class, code, body } = new;
    let id = CertificateId::new(by.now, record.chance());
    let insert = sqlx::query(
        "INSERT INTO certificates (id, code, user_id, class_id, body, at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
    );
    let insert = insert.bind(id.to_string()).bind(&code).bind(user.to_string());
    let insert = insert.bind(class.map(|class| class.to_string())).bind(&body);
    tx.execute(insert.bind(by.now.seconds())).await?;
    let entry = Entry::new(Action::CertificateIssued, Object::new("certificate", &code));
    tx.commit(entry.with("user", user).with("sha256", Digest::of(body.as_bytes()))).await?;
    Ok(Certificate { id, code, user, class, body, at: by.now })
}

/// Those that are one's own and those of one's classes' learners: of one class where one is named.
pub async fn list(
    record: &Record,
    who: &Who,
    class: Option<ClassId>,
    before: Option<CertificateId>,
    limit: u32,
) -> Result<Page<Certificate>, TeachError> {
    if let Some(class) = class {
        classes::open(record, who, class).await?;
    } else {
        who.may(Permission::Learn, On::House)?;
    }
    const OF: &str = "FROM certificates WHERE \
         (CASE WHEN $2 IS NULL THEN user_id = $1 ELSE user_id IN \
           (SELECT user_id FROM class_people WHERE class_id = $2) END)";
    let bound = |sql: String| -> Query<'static> {
        let query = sqlx::query(sqlx::AssertSqlSafe(sql));
        query.bind(who.user.to_string()).bind(class.map(|class| class.to_string()))
    };
    let total = record.count(bound(format!("SELECT count(*) AS n {OF}"))).await?;
    let query =
        bound(format!("SELECT * {OF} AND ($3 IS NULL OR id < $3) ORDER BY id DESC LIMIT $4"));
    let query = query.bind(before.map(|id| id.to_string())).bind(i64::from(limit) + 1);
    let rows = record.all(query).await?;
    let items = rows.iter().map(certificate_of).collect::<Result<Vec<_>, _>>()?;
    Ok(Page::cut(total, items, limit))
}

/// One by its code, for whom it is of and for who teaches them.
pub async fn by_code(record: &Record, who: &Who, code: &str) -> Result<Certificate, TeachError> {
    who.may(Permission::Learn, On::House)?;
    let teaches = who.may(Permission::Teach, On::House).is_ok();
    let query = sqlx::query(
        "SELECT * FROM certificates WHERE code = $1 AND (user_id = $2 OR ($3 AND EXISTS \
         (SELECT 1 FROM class_people JOIN class_trainers \
          ON class_trainers.class_id = class_people.class_id \
          WHERE class_people.user_id = certificates.user_id AND class_trainers.user_id = $2)))",
    );
    let query = query.bind(code).bind(who.user.to_string()).bind(teaches);
    let row = record.optional(query).await?;
    Ok(certificate_of(row.as_ref().ok_or(TeachError::NoSuchCertificate)?)?)
}

fn certificate_of(row: &SqliteRow) -> Result<Certificate, RecordError> {
    Ok(Certificate {
        id: parsed(row, "id")?,
        code: row.try_get("code")?,
        user: parsed(row, "user_id")?,
        class: parsed_or_none(row, "class_id")?,
        body: row.try_get("body")?,
        at: time(row, "at")?,
    })
}
