//! What of his chain a learner had before him, opened and pinned: by this the debrief tells "did not
//! look" from "looked and did not see".

use std::collections::{BTreeMap, BTreeSet};

use model::time::Time;
use sqlx::Row as _;

use super::LearningError;
use super::attempts::{Attempt, worked_on};
use crate::access::Who;
use crate::audit::{Action, By, Entry, Object};
use crate::boards::card::Subject;
use crate::boards::op::Op;
use crate::boards::store::{Step, logs};
use crate::cases::{counted, number, parsed};
use crate::id::{AttemptId, BoardId};
use crate::record::{Record, RecordError, Tx};
use crate::text;

/// Taken in one call.
pub const BATCH_MAX: usize = 200;
/// Of one attempt; a chain of an exercise has fewer names.
pub const LOOKS_MAX: u64 = 5_000;
pub const ANCHOR_MAX: usize = 200;
/// What one call may add to an anchor: an hour.
pub const DWELL_MS_MAX: u64 = 3_600_000;
pub const OPENS_MAX: u64 = 10_000;

/// That something was opened, so often and so long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewLook {
    pub anchor: String,
    pub opens: u64,
    pub dwell_ms: u64,
}

/// All that is known of one thing on the chain.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Look {
    pub opens: u64,
    pub dwell_ms: u64,
    pub pin: Option<Pin>,
}

/// Of a pin that is on the sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pin {
    pub at: Time,
    /// How many hints were told before it was set.
    pub hints_before: u64,
}

/// Adds up what was looked at.
pub async fn add(
    record: &Record,
    by: By,
    who: &Who,
    id: AttemptId,
    looks: &[NewLook],
) -> Result<(), LearningError> {
    if looks.len() > BATCH_MAX {
        return Err(LearningError::TooMany { what: "looks at once", most: BATCH_MAX as u64 });
    }
    for look in looks {
        text::is_line("what was looked at", &look.anchor, ANCHOR_MAX)?;
    }
    let mut tx = record.begin(by).await?;
    worked_on(&mut tx, who, id).await?;
    if looks.is_empty() {
        return Ok(());
    }
    for look in looks {
        let add = sqlx::query(
            "INSERT INTO attempt_looks (attempt_id, anchor, opens, dwell_ms, first_at) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (attempt_id, anchor) DO UPDATE SET \
             opens = min(opens + $3, 1000000000), dwell_ms = min(dwell_ms + $4, 1000000000000)",
        );
        let add = add.bind(id.to_string()).bind(&look.anchor);
        let add = add.bind(bounded(look.opens, OPENS_MAX));
        let add = add.bind(bounded(look.dwell_ms, DWELL_MS_MAX)).bind(by.now.seconds());
        tx.execute(add).await?;
    }
    let kept = sqlx::query("SELECT count(*) AS n FROM attempt_looks WHERE attempt_id = $1");
    if counted(&mut tx, kept.bind(id.to_string())).await? > LOOKS_MAX {
        return Err(LearningError::TooMany { what: "looks of an attempt", most: LOOKS_MAX });
    }
    let entry = Entry::new(Action::AttemptLooked, Object::attempt(id));
    tx.commit(entry.with("anchors", looks.len())).await?;
    Ok(())
}

fn bounded(value: u64, most: u64) -> i64 {
    i64::try_from(value.min(most)).unwrap_or(i64::MAX)
}

/// Notes which pins are on the sheet now: those that are new, and those that are gone.
pub(super) async fn pinned(
    tx: &mut Tx,
    id: AttemptId,
    pins: &BTreeSet<String>,
    hints: usize,
) -> Result<(), RecordError> {
    let now = tx.by().now.seconds();
    let pins = serde_json::to_string(pins).expect("texts are JSON");
    let gone = sqlx::query(
        "UPDATE attempt_looks SET pinned_at = NULL, hints_before = NULL WHERE attempt_id = $1 \
         AND pinned_at IS NOT NULL AND anchor NOT IN (SELECT value FROM json_each($2))",
    );
    tx.execute(gone.bind(id.to_string()).bind(pins.clone())).await?;
    let empty = sqlx::query(
        "DELETE FROM attempt_looks WHERE attempt_id = $1 AND opens = 0 AND dwell_ms = 0 \
         AND pinned_at IS NULL",
    );
    tx.execute(empty.bind(id.to_string())).await?;
    let new = sqlx::query(
        "INSERT INTO attempt_looks \
         (attempt_id, anchor, opens, dwell_ms, first_at, pinned_at, hints_before) \
         SELECT $1, value, 0, 0, $3, $3, $4 FROM json_each($2) WHERE true \
         ON CONFLICT (attempt_id, anchor) DO UPDATE SET pinned_at = $3, hints_before = $4 \
         WHERE pinned_at IS NULL",
    );
    let new = new.bind(id.to_string()).bind(pins).bind(now);
    tx.execute(new.bind(i64::try_from(hints).unwrap_or(i64::MAX))).await?;
    Ok(())
}

/// What a learner had before him at an attempt.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Before {
    /// What was opened and pinned, by anchor.
    pub looks: BTreeMap<String, Look>,
    /// Everything that ever stood on the board, by anchor: its cards, and the transactions and outputs
    /// that its edges drew. What was hidden or taken back again was seen before.
    pub shown: BTreeSet<String>,
}

/// Of each of these attempts, in their order, what its learner had before him: as many statements for a
/// class as for one.
pub async fn before(record: &Record, attempts: &[Attempt]) -> Result<Vec<Before>, LearningError> {
    let mut looks = opened(record, attempts).await?;
    let mut shown = shown(record, attempts).await?;
    let of = |attempt: &Attempt| Before {
        looks: looks.remove(&attempt.id).unwrap_or_default(),
        shown: shown.remove(&attempt.board).unwrap_or_default(),
    };
    Ok(attempts.iter().map(of).collect())
}

type Looks = BTreeMap<String, Look>;

async fn opened(
    record: &Record,
    attempts: &[Attempt],
) -> Result<BTreeMap<AttemptId, Looks>, RecordError> {
    let query = sqlx::query(
        "SELECT * FROM attempt_looks WHERE attempt_id IN (SELECT value FROM json_each($1))",
    );
    let ids = attempts.iter().map(|attempt| attempt.id.to_string());
    let mut all: BTreeMap<AttemptId, Looks> = BTreeMap::new();
    for row in &record.all(query.bind(listed(ids))).await? {
        let pinned_at: Option<i64> = row.try_get("pinned_at")?;
        let pin = pinned_at.map(|at| -> Result<Pin, RecordError> {
            Ok(Pin { at: Time::from_seconds(at), hints_before: number(row, "hints_before")? })
        });
        let (opens, dwell_ms) = (number(row, "opens")?, number(row, "dwell_ms")?);
        let look = Look { opens, dwell_ms, pin: pin.transpose()? };
        let of = all.entry(parsed(row, "attempt_id")?).or_default();
        of.insert(row.try_get("anchor")?, look);
    }
    Ok(all)
}

/// As far as the step that was handed in with it.
async fn shown(
    record: &Record,
    attempts: &[Attempt],
) -> Result<BTreeMap<BoardId, BTreeSet<String>>, RecordError> {
    let until = |attempt: &Attempt| {
        let until = attempt.handed_in.as_ref().map_or(u64::MAX, |handed_in| handed_in.board_rev);
        (attempt.board, until)
    };
    let until: BTreeMap<BoardId, u64> = attempts.iter().map(until).collect();
    let boards = listed(until.keys().map(ToString::to_string));
    let (mut seen, mut after) = (BTreeMap::new(), None);
    loop {
        let steps = logs(record, &boards, after).await?;
        let Some((board, last)) = steps.last() else { return Ok(seen) };
        after = Some((*board, last.rev));
        for (board, step) in &steps {
            if until.get(board).is_some_and(|until| step.rev <= *until) {
                drawn(step, seen.entry(*board).or_default());
            }
        }
    }
}

/// For `json_each`.
fn listed(ids: impl Iterator<Item = String>) -> String {
    serde_json::to_string(&ids.collect::<Vec<_>>()).expect("texts are JSON")
}

fn drawn(step: &Step, seen: &mut BTreeSet<String>) {
    for op in &step.ops {
        match op {
            Op::Add { card } => {
                if let Subject::Cluster { ledger, address } = &card.subject {
                    seen.insert(format!("address:{ledger}:{address}"));
                }
                seen.insert(card.subject.id());
            }
            Op::Connect { edge } => {
                // Both ends are cards of one ledger, whose name stands in theirs.
                let ledger = edge.from.split(':').nth(1);
                let (Some(ledger), Some(txid)) = (ledger, &edge.txid) else { continue };
                seen.insert(format!("transaction:{ledger}:{txid}"));
                if let Some(output) = edge.output {
                    seen.insert(format!("output:{ledger}:{txid}:{output}"));
                }
            }
            _ => {}
        }
    }
}
