//! What a trainer says of his learner's work: comments beside it, and points by hand on top.

use super::attempts::{self, Attempt, Comment, HandedIn, State};
use super::classes::is_learner_of;
use super::teach::TeachError;
use crate::access::{Object as On, Permission, Who};
use crate::audit::{Action, By, Entry, Object};
use crate::cases::counted;
use crate::id::{AttemptId, CommentId};
use crate::record::{Record, Tx};
use crate::text;

pub const COMMENT_MAX: usize = 4_000;
/// Beside one attempt.
pub const COMMENTS_MAX: u64 = 200;
pub const POINTS_MAX: i8 = 10;

/// An attempt of a learner of the asker's. Nobody judges himself.
async fn judged_by(tx: &mut Tx, who: &Who, id: AttemptId) -> Result<Attempt, TeachError> {
    who.may(Permission::Teach, On::House)?;
    let record = tx.record().clone();
    let attempt = attempts::open(&record, who, id).await?;
    if attempt.user == who.user || !is_learner_of(tx, who.user, attempt.user).await? {
        return Err(super::LearningError::NoSuchAttempt.into());
    }
    Ok(attempt)
}

/// Writes beside an attempt, which its learner reads.
pub async fn comment(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    text: &str,
) -> Result<Comment, TeachError> {
    let text = text::prose("the comment", text, COMMENT_MAX)?;
    let mut tx = record.begin(by).await?;
    judged_by(&mut tx, who, id).await?;
    let so_far = sqlx::query("SELECT count(*) AS n FROM attempt_comments WHERE attempt_id = $1");
    if counted(&mut tx, so_far.bind(id.to_string())).await? >= COMMENTS_MAX {
        return Err(TeachError::TooMany { what: "comments", most: COMMENTS_MAX });
    }
    let comment = CommentId::new(by.now, record.chance());
    let insert = sqlx::query(
        "INSERT INTO attempt_comments (id, attempt_id, by_user, at, text) VALUES ($1, $2, $3, $4, $5)",
    );
    let insert = insert.bind(comment.to_string()).bind(id.to_string());
    let insert = insert.bind(who.user.to_string()).bind(by.now.seconds());
    tx.execute(insert.bind(&text)).await?;
    let entry = Entry::new(Action::AttemptCommented, Object::attempt(id));
    tx.commit(entry.with("comment", comment)).await?;
    Ok(Comment { by: who.user, at: by.now, text })
}

/// Puts points on top of what the formula came to, or takes some off, and says why. Whether it
/// passes then is told by `passes`, which knows the formula.
pub async fn points(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    points: i8,
    why: &str,
    passes: impl FnOnce(&HandedIn) -> bool,
) -> Result<Attempt, TeachError> {
    let points = points.clamp(-POINTS_MAX, POINTS_MAX);
    let why = match points {
        0 => text::prose_or_none("the comment", why, COMMENT_MAX)?,
        _ => text::prose("the comment", why, COMMENT_MAX)?,
    };
    let mut tx = record.begin(by).await?;
    let before = judged_by(&mut tx, who, id).await?;
    let Some(handed_in) = before.handed_in.clone().filter(|_| before.state == State::Submitted)
    else {
        return Err(TeachError::NotSubmitted);
    };
    let passes = passes(&handed_in);
    let update = sqlx::query(
        "UPDATE attempts SET hand_points = $2, hand_comment = $3, hand_by = $4, passes = $5 \
         WHERE id = $1",
    );
    let update = update.bind(id.to_string()).bind(i64::from(points)).bind(&why);
    tx.execute(update.bind(who.user.to_string()).bind(passes)).await?;
    let entry = Entry::new(Action::PointsGiven, Object::attempt(id)).with("points", points);
    let entry = entry.with("points_before", before.hand_points).with("passes", passes);
    tx.commit(entry).await?;
    Ok(Attempt {
        hand_points: i64::from(points),
        hand_comment: why,
        hand_by: Some(who.user),
        handed_in: Some(HandedIn { passes, ..handed_in }),
        ..before
    })
}
