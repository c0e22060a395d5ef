//! From a finished trace or path to a gesture on a board: what an investigator would otherwise draw by
//! hand, card by card.
//!
//! The one thing to know: it is pure. A board's state, an answer's own bytes and a choice of its
//! endings go in; one gesture comes out, which the board's rules then take or refuse like any other.
//! What stands is never moved: it is met and drawn on from, or shown where it was hidden. The same
//! board, answer and choice give the same operations.
//!
//! `answer` reads an answer, `plan` chooses what is drawn of it, `lay` finds the places, `question`
//! writes what was asked as the address of its page.

pub mod answer;
mod lay;
mod path;
mod plan;
pub mod question;
#[cfg(test)]
mod tests;
mod trace;

use casework::boards::card::Placed;
use casework::boards::check::ENDINGS_MAX;
use casework::boards::op::Op;
use casework::boards::refusal::Refusal;
use casework::boards::state::{DRAWN_MAX, State};
use casework::boards::step::by_hand;
use model::hash::Digest;

use answer::Answer;
use plan::Plan;

/// Which endings of an answer are drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// So many of the largest.
    Top(usize),
    /// These rows of it, counted from 0.
    These(Vec<usize>),
}

/// An answer and what of it is to be drawn.
#[derive(Debug)]
pub struct Asked<'a> {
    /// The answer's bytes, as they are kept and can be had.
    pub bytes: &'a [u8],
    /// The question's address behind the question mark ([`question`]).
    pub question: &'a str,
    pub choice: &'a Choice,
    /// Of this gesture: the result and its groups are named after it.
    pub key: &'a str,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotDrawn {
    #[error("the answer cannot be read: {0}")]
    Unreadable(String),
    #[error("the answer has {rows} rows, and {row} is not one of them")]
    NoSuchRow { row: usize, rows: usize },
    #[error("nothing of the answer can be drawn")]
    Nothing,
    #[error("these endings come to {cards} cards, and a board draws at most {most}")]
    TooLarge { cards: usize, most: usize },
    #[error("these are {count} endings, and a result has at most {most}")]
    TooManyEndings { count: usize, most: usize },
    #[error(transparent)]
    Refused(#[from] Refusal),
}

/// The gesture that puts the chosen part of an answer on a board.
pub fn draw(state: &State, asked: &Asked<'_>) -> Result<Vec<Op>, NotDrawn> {
    let answer = Answer::read(asked.bytes).map_err(NotDrawn::Unreadable)?;
    let plan = match &answer {
        Answer::Trace(answer) => trace::plan(answer, asked.choice)?,
        Answer::Path(answer) => path::plan(answer, asked.choice)?,
    };
    if plan.nodes.is_empty() {
        return Err(NotDrawn::Nothing);
    }
    if plan.endings.len() > ENDINGS_MAX {
        let (count, most) = (plan.endings.len(), ENDINGS_MAX);
        return Err(NotDrawn::TooManyEndings { count, most });
    }
    let mut ops = lay::out(state, &plan, asked.key);
    let cards = lay::drawn_after(state, &ops);
    if cards > DRAWN_MAX {
        return Err(NotDrawn::TooLarge { cards, most: DRAWN_MAX });
    }
    ops.push(Op::Place { id: asked.key.to_owned(), result: placed(&answer, &plan, asked) });
    // What the board would refuse is told before anybody sends it.
    by_hand(&mut state.clone(), &ops)?;
    Ok(ops)
}

fn placed(answer: &Answer, plan: &Plan, asked: &Asked<'_>) -> Placed {
    Placed {
        kind: answer.kind().to_owned(),
        question: asked.question.to_owned(),
        method: plan.method.clone(),
        asset: plan.asset.clone(),
        digest: Digest::of(asked.bytes).to_string(),
        as_of: answer.as_of().text(),
        endings: plan.endings(),
    }
}
