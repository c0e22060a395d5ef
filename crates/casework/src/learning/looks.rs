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
use crate::boards::store::{Step, log};
use crate::cases::{counted, number};
use crate::id::AttemptId;
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

/// What an attempt's learner opened and pinned, by anchor.
pub async fn of(
    record: &Record,
    attempt: &Attempt,
) -> Result<BTreeMap<String, Look>, LearningError> {
    let query = sqlx::query("SELECT * FROM attempt_looks WHERE attempt_id = $1 ORDER BY anchor");
    let rows = record.all(query.bind(attempt.id.to_string())).await?;
    let looks = rows.iter().map(|row| {
        let pinned_at: Option<i64> = row.try_get("pinned_at")?;
        let pin = pinned_at.map(|at| -> Result<Pin, RecordError> {
            Ok(Pin { at: Time::from_seconds(at), hints_before: number(row, "hints_before")? })
        });
        let (opens, dwell_ms) = (number(row, "opens")?, number(row, "dwell_ms")?);
        Ok((row.try_get("anchor")?, Look { opens, dwell_ms, pin: pin.transpose()? }))
    });
    Ok(looks.collect::<Result<BTreeMap<_, _>, RecordError>>()?)
}

/// Everything that ever stood on an attempt's board, by anchor: its cards, and the transactions and
/// outputs that its edges drew. What was hidden or taken back again was seen before.
pub async fn shown(record: &Record, attempt: &Attempt) -> Result<BTreeSet<String>, LearningError> {
    let until = attempt.handed_in.as_ref().map_or(u64::MAX, |handed_in| handed_in.board_rev);
    let (mut seen, mut after) = (BTreeSet::new(), 0);
    loop {
        let steps = log(record, attempt.board, after).await?;
        let Some(last) = steps.last() else { return Ok(seen) };
        after = last.rev;
        for step in steps.iter().take_while(|step| step.rev <= until) {
            drawn(step, &mut seen);
        }
        if after >= until {
            return Ok(seen);
        }
    }
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
