//! What a request is, what can happen to it, and when it is late.

use std::fmt;
use std::str::FromStr;

use model::hash::Digest;
use model::time::Time;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::words;
use crate::id::UserId;
use crate::text::{self, TextError};

words! {
    /// Where a request stands. Stored by its text.
    State, "state of a request" {
        Drafted = "drafted",
        /// By a second person.
        Approved = "approved",
        Sent = "sent",
        Acknowledged = "acknowledged",
        Frozen = "frozen",
        Refused = "refused",
        /// No answer came by the time that was set; one may still come.
        Expired = "expired",
        Withdrawn = "withdrawn",
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RequestKind)]
pub enum Kind {
    /// Keep the records and do not delete them.
    Preserve,
    /// Keep the funds where they are.
    Freeze,
}

/// One transaction that a request speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestLine)]
pub struct Line {
    pub ledger: String,
    pub txid: String,
    pub address: String,
    pub amount: String,
    pub asset: String,
    /// Of what the trace began with, in millionths.
    pub share: Option<u32>,
    pub basis: String,
}

/// What is asked of whom. Its JSON is what a second person approves, by digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestDraft)]
pub struct Draft {
    pub kind: Kind,
    pub recipient: String,
    /// Where it is sent to.
    pub contact: String,
    pub what: String,
    pub basis: String,
    /// What is not known, and what else could explain it.
    pub limits: String,
    pub lines: Vec<Line>,
    /// How many days they have to answer once it is sent.
    pub reply_days: u16,
    /// Whom they answer: the desk, its telephone, its address. Drafts older than this field have none, and
    /// keep their digests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub answer_to: String,
}

pub const LINES_MAX: usize = 1_000;
const NAME_MAX: usize = 300;
const PROSE_MAX: usize = 10_000;
const ANSWER_TO_MAX: usize = 1_000;
pub const REPLY_DAYS_MAX: u16 = 365;

impl Draft {
    pub fn digest(&self) -> Digest {
        Digest::of(serde_json::to_string(self).expect("a draft is JSON").as_bytes())
    }

    pub fn check(&self) -> Result<(), Refusal> {
        text::is_line("the recipient", &self.recipient, NAME_MAX)?;
        text::is_line("the contact", &self.contact, NAME_MAX)?;
        text::is_prose("what is asked", &self.what, PROSE_MAX)?;
        text::is_prose("the basis", &self.basis, PROSE_MAX)?;
        text::is_prose("the part on limits", &self.limits, PROSE_MAX)?;
        text::is_prose("who is answered", &self.answer_to, ANSWER_TO_MAX)?;
        if self.lines.is_empty() || self.lines.len() > LINES_MAX {
            return Err(Refusal::Lines { most: LINES_MAX });
        }
        if !(1..=REPLY_DAYS_MAX).contains(&self.reply_days) {
            return Err(Refusal::ReplyDays { most: REPLY_DAYS_MAX });
        }
        for line in &self.lines {
            for (field, text) in [
                ("the ledger", &line.ledger),
                ("the transaction", &line.txid),
                ("the address", &line.address),
                ("the amount", &line.amount),
                ("the asset", &line.asset),
                ("the basis of a line", &line.basis),
            ] {
                text::is_line(field, text, NAME_MAX)?;
            }
            if line.share.is_some_and(|share| share > 1_000_000) {
                return Err(Refusal::Share);
            }
        }
        Ok(())
    }
}

/// What happened. Stored as JSON for good.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
#[schema(as = RequestEvent)]
pub enum Event {
    /// Written, or written anew, which needs approval again. `replaces` is the digest (hex) of the
    /// draft that was read, so that two who write at once do not lose what the first one wrote.
    Draft {
        draft: Draft,
        replaces: Option<String>,
    },
    /// The draft of this digest (hex), which is the one that was read.
    Approve {
        digest: String,
    },
    /// `how`: by which channel, and who carried it.
    Send {
        how: String,
    },
    Acknowledge {
        says: String,
    },
    Freeze {
        says: String,
    },
    Refuse {
        says: String,
    },
    /// The clock ran out.
    Expire,
    Withdraw {
        says: String,
    },
}

impl Event {
    /// One of each kind that a person can tell of, all of them well formed and about this draft.
    pub(super) fn likely(draft: &Draft) -> Vec<Event> {
        let digest = draft.digest().to_string();
        let says = || "…".to_owned();
        vec![
            Event::Draft { draft: draft.clone(), replaces: Some(digest.clone()) },
            Event::Approve { digest },
            Event::Send { how: says() },
            Event::Acknowledge { says: says() },
            Event::Freeze { says: says() },
            Event::Refuse { says: says() },
            Event::Withdraw { says: says() },
        ]
    }

    pub const fn text(&self) -> &'static str {
        match self {
            Event::Draft { .. } => "draft",
            Event::Approve { .. } => "approve",
            Event::Send { .. } => "send",
            Event::Acknowledge { .. } => "acknowledge",
            Event::Freeze { .. } => "freeze",
            Event::Refuse { .. } => "refuse",
            Event::Expire => "expire",
            Event::Withdraw { .. } => "withdraw",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("a request that is {state} cannot be told to {event}")]
    NotNow { state: State, event: &'static str },
    #[error("a second person approves: this request is your own text")]
    OwnText,
    #[error("the text was changed since it was read: read it again first")]
    OtherText,
    #[error("the time to answer is not over")]
    NotOver,
    #[error("a request names 1 to {most} transactions")]
    Lines { most: usize },
    #[error("the time to answer is 1 to {most} days")]
    ReplyDays { most: u16 },
    #[error("a share is in millionths of the whole")]
    Share,
    #[error(transparent)]
    Text(#[from] TextError),
}

/// All that decides about a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    pub state: State,
    pub draft: Draft,
    /// Everybody who ever wrote at it: none of them approves it.
    pub writers: Vec<UserId>,
    pub approved_by: Option<UserId>,
    /// The draft that was approved.
    pub approved: Option<Digest>,
    pub reply_by: Option<Time>,
}

impl Request {
    pub fn drafted(draft: Draft, by: UserId) -> Result<Self, Refusal> {
        draft.check()?;
        let (approved_by, approved, reply_by) = (None, None, None);
        Ok(Self {
            state: State::Drafted,
            draft,
            writers: vec![by],
            approved_by,
            approved,
            reply_by,
        })
    }

    /// The request after an event. Nobody (`by` is none) is the clock.
    pub fn after(&self, event: &Event, by: Option<UserId>, now: Time) -> Result<Self, Refusal> {
        use State as S;
        let not_now = || Refusal::NotNow { state: self.state, event: event.text() };
        let mut after = self.clone();
        after.state = match (self.state, event) {
            (S::Drafted | S::Approved, Event::Draft { draft, replaces }) => {
                if replaces.as_deref() != Some(self.draft.digest().to_string().as_str()) {
                    return Err(Refusal::OtherText);
                }
                draft.check()?;
                after.draft = draft.clone();
                (after.approved_by, after.approved) = (None, None);
                let writer = by.ok_or_else(not_now)?;
                if !after.writers.contains(&writer) {
                    after.writers.push(writer);
                }
                S::Drafted
            }
            (S::Drafted, Event::Approve { digest }) => {
                let second = by.ok_or_else(not_now)?;
                if self.writers.contains(&second) {
                    return Err(Refusal::OwnText);
                }
                if self.draft.digest().to_string() != *digest {
                    return Err(Refusal::OtherText);
                }
                after.approved_by = Some(second);
                after.approved = Some(self.draft.digest());
                S::Approved
            }
            // Sent again after it expired: the same text, and the clock anew.
            (S::Approved | S::Expired, Event::Send { how }) => {
                text::is_line("how it was sent", how, NAME_MAX)?;
                let wait_s = i64::from(self.draft.reply_days) * 86_400;
                after.reply_by = Some(Time::from_seconds(now.seconds() + wait_s));
                S::Sent
            }
            (S::Sent | S::Expired, Event::Acknowledge { says }) => said(says, S::Acknowledged)?,
            (S::Sent | S::Acknowledged | S::Expired, Event::Freeze { says }) => {
                said(says, S::Frozen)?
            }
            (S::Sent | S::Acknowledged | S::Expired, Event::Refuse { says }) => {
                said(says, S::Refused)?
            }
            (S::Sent | S::Acknowledged, Event::Expire) => match self.seconds_left(now) {
                Some(left) if left < 0 => S::Expired,
                _ => return Err(Refusal::NotOver),
            },
            (
                S::Drafted | S::Approved | S::Sent | S::Acknowledged | S::Expired,
                Event::Withdraw { says },
            ) => said(says, S::Withdrawn)?,
            _ => return Err(not_now()),
        };
        Ok(after)
    }

    /// How long they still have to answer, below nothing where they are late; none where no clock runs.
    pub fn seconds_left(&self, now: Time) -> Option<i64> {
        let runs = matches!(self.state, State::Sent | State::Acknowledged | State::Expired);
        let reply_by = self.reply_by.filter(|_| runs)?;
        Some(reply_by.seconds() - now.seconds())
    }
}

fn said(says: &str, state: State) -> Result<State, Refusal> {
    text::is_prose("what was said", says, PROSE_MAX)?;
    Ok(state)
}
