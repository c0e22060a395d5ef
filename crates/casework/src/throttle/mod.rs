//! How often somebody may try: wrong passwords cost waiting, by login and by machine.
//!
//! An attempt is counted before the password is looked at, and given back when it was right, so that
//! a hundred attempts at once are a hundred. The counts are stored: a restart forgives nothing.
//! Somebody who knows a login can make its owner wait, at most [`LOGIN`]'s longest wait; a link made
//! at the machine's console (`kancil user link`) ends that.

use std::net::IpAddr;

use model::hash::Digest;
use model::time::Time;
use sqlx::Row as _;

use crate::audit::By;
use crate::record::{Record, RecordError, Tx};

/// After so many failures, wait; twice as long after each further one, up to the longest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    pub free: u32,
    pub wait_s_max: u64,
    /// Failures older than this are forgotten.
    pub forget_s: i64,
}

/// Of one login: a person mistypes a few times.
pub const LOGIN: Policy = Policy { free: 5, wait_s_max: 300, forget_s: 24 * 3600 };
/// Of one machine: an office may sit behind one address.
pub const PEER: Policy = Policy { free: 30, wait_s_max: 300, forget_s: 24 * 3600 };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tally {
    pub failures: u32,
    pub failed_at: Time,
}

/// Come back after so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait {
    pub wait_s: u64,
}

impl Policy {
    /// Whether one more attempt is allowed now.
    pub fn decide(&self, tally: Option<Tally>, now: Time) -> Result<(), Wait> {
        let Some(Tally { failures, failed_at }) = tally.filter(|tally| self.counts(tally, now))
        else {
            return Ok(());
        };
        let Some(beyond) = failures.checked_sub(self.free) else { return Ok(()) };
        let wait_s = 1_u64.checked_shl(beyond).unwrap_or(u64::MAX).min(self.wait_s_max);
        // A clock that was set back does not make anybody wait for longer than the longest wait.
        let passed = u64::try_from(now.seconds() - failed_at.seconds()).unwrap_or(0);
        match wait_s.checked_sub(passed) {
            None | Some(0) => Ok(()),
            Some(wait_s) => Err(Wait { wait_s }),
        }
    }

    /// The tally after one more failure.
    pub fn failed(&self, tally: Option<Tally>, now: Time) -> Tally {
        let before =
            tally.filter(|tally| self.counts(tally, now)).map_or(0, |tally| tally.failures);
        Tally { failures: before.saturating_add(1), failed_at: now }
    }

    fn counts(&self, tally: &Tally, now: Time) -> bool {
        now.seconds() - tally.failed_at.seconds() < self.forget_s
    }
}

/// Counts an attempt as failed, unless there were too many.
pub(crate) async fn attempt(
    record: &Record,
    by: By,
    login: &str,
) -> Result<Result<(), Wait>, RecordError> {
    let mut tx = record.begin(by).await?;
    let now = by.now;
    let mut after = Vec::new();
    for (policy, subject) in subjects(login, by.peer) {
        let tally = tally(&mut tx, &subject).await?;
        if let Err(wait) = policy.decide(tally, now) {
            return Ok(Err(wait));
        }
        after.push((subject, policy.failed(tally, now)));
    }
    for (subject, tally) in after {
        store(&mut tx, &subject, tally).await?;
    }
    let old = now.seconds() - LOGIN.forget_s.max(PEER.forget_s);
    tx.execute(sqlx::query("DELETE FROM throttle WHERE failed_at < $1").bind(old)).await?;
    tx.commit_housekeeping().await?;
    Ok(Ok(()))
}

/// The password was right: the login's failures are forgotten, the machine gets this one back.
pub(crate) async fn succeeded(tx: &mut Tx, login: &str) -> Result<(), RecordError> {
    forget(tx, login).await?;
    let Some(peer) = tx.by().peer else { return Ok(()) };
    let subject = peer_subject(peer);
    if let Some(tally) = tally(tx, &subject).await? {
        let failures = tally.failures.saturating_sub(1);
        store(tx, &subject, Tally { failures, ..tally }).await?;
    }
    Ok(())
}

pub(crate) async fn forget(tx: &mut Tx, login: &str) -> Result<(), RecordError> {
    let delete = sqlx::query("DELETE FROM throttle WHERE subject = $1");
    tx.execute(delete.bind(login_subject(login).0.to_vec())).await?;
    Ok(())
}

async fn tally(tx: &mut Tx, subject: &Digest) -> Result<Option<Tally>, RecordError> {
    let query = sqlx::query("SELECT failures, failed_at FROM throttle WHERE subject = $1");
    let Some(row) = tx.optional(query.bind(subject.0.to_vec())).await? else { return Ok(None) };
    let failures: i64 = row.try_get("failures")?;
    let failures = u32::try_from(failures).unwrap_or(u32::MAX);
    Ok(Some(Tally { failures, failed_at: Time::from_seconds(row.try_get("failed_at")?) }))
}

async fn store(tx: &mut Tx, subject: &Digest, tally: Tally) -> Result<(), RecordError> {
    let upsert = sqlx::query(
        "INSERT INTO throttle (subject, failures, failed_at) VALUES ($1, $2, $3) \
         ON CONFLICT (subject) DO UPDATE SET failures = $2, failed_at = $3",
    );
    let upsert = upsert.bind(subject.0.to_vec()).bind(i64::from(tally.failures));
    tx.execute(upsert.bind(tally.failed_at.seconds())).await?;
    Ok(())
}

fn subjects(login: &str, peer: Option<IpAddr>) -> Vec<(Policy, Digest)> {
    let mut subjects = vec![(LOGIN, login_subject(login))];
    subjects.extend(peer.map(|peer| (PEER, peer_subject(peer))));
    subjects
}

fn login_subject(login: &str) -> Digest {
    Digest::of(format!("kancil throttle login {}", login.trim().to_lowercase()).as_bytes())
}

/// One household of IPv6 has a whole /64 (RFC 6177): its addresses count as one machine.
fn peer_subject(peer: IpAddr) -> Digest {
    let peer = match peer.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
        IpAddr::V4(v4) => v4.to_string(),
    };
    Digest::of(format!("kancil throttle peer {peer}").as_bytes())
}

#[cfg(test)]
mod tests;
