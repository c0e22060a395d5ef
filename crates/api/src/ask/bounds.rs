//! How much may be asked for at once.
//!
//! The one thing to know: a bound refuses, it never cuts silently. What a question's own limits cut
//! off is part of its answer.

use trace::query::LEGS_MAX;

use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// What one question may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Bytes of one pasted text.
    pub text_max: usize,
    /// Rows of one list in an answer.
    pub rows_max: usize,
    /// Rows passed over before it.
    pub skip_max: u64,
    /// Subjects of one question.
    pub subjects_max: usize,
    /// Inputs and outputs read.
    pub legs_max: u64,
    /// Members of a cluster whose joins are all gone through.
    pub members_max: u32,
    /// Bytes of memory of a sweep over the whole chain.
    pub memory_max: u64,
}

impl Bounds {
    /// For whoever owns the machine.
    pub const OWN: Bounds = Bounds {
        text_max: usize::MAX,
        rows_max: usize::MAX,
        skip_max: u64::MAX,
        subjects_max: usize::MAX,
        legs_max: LEGS_MAX,
        members_max: u32::MAX,
        memory_max: u64::MAX,
    };

    /// For a desk that serves many at once.
    pub const SERVED: Bounds = Bounds {
        text_max: 4096,
        rows_max: 1000,
        skip_max: 100_000,
        subjects_max: 100_000,
        legs_max: 10_000_000,
        members_max: 500_000,
        memory_max: 4 << 30,
    };

    pub(super) fn text(&self, text: &str) -> Result<(), Refusal> {
        let (length, most) = (text.len(), self.text_max);
        if length <= most {
            return Ok(());
        }
        let says =
            format_args!("a text of {length} bytes is too long to be one subject: at most {most}");
        let args = [length.into(), most.into()];
        Err(sayings::PASTE_TOO_LONG.refuse(Kind::TooLarge, args, says))
    }

    pub(super) fn rows(&self, field: &'static str, count: usize) -> Result<(), Refusal> {
        self.count(field, count as u64, self.rows_max as u64)
    }

    pub(super) fn skip(&self, count: u64) -> Result<(), Refusal> {
        self.count("skip", count, self.skip_max)
    }

    pub(super) fn count(&self, field: &'static str, count: u64, most: u64) -> Result<(), Refusal> {
        if count <= most {
            return Ok(());
        }
        let args = [field.into(), count.into(), most.into()];
        let says = format_args!("{field} is at most {most} here, not {count}");
        Err(sayings::TOO_MANY_ROWS.refuse(Kind::TooLarge, args, says).hint(ask_for_less()))
    }

    pub(super) fn subjects(&self, count: usize) -> Result<(), Refusal> {
        let most = self.subjects_max;
        if count <= most {
            return Ok(());
        }
        let says = format_args!("{count} subjects are too many for one question: at most {most}");
        let args = [count.into(), most.into()];
        Err(sayings::TOO_MANY_SUBJECTS.refuse(Kind::TooLarge, args, says).hint(ask_for_less()))
    }

    pub(super) fn legs(&self, legs: Option<u64>) -> Result<(), Refusal> {
        let (Some(legs), most) = (legs, self.legs_max) else { return Ok(()) };
        if legs <= most {
            return Ok(());
        }
        Err(too_much_work(legs, most))
    }
}

pub(super) fn too_much_work(legs: u64, most: u64) -> Refusal {
    let says = format_args!("a trace reads at most {most} inputs and outputs, not {legs}");
    sayings::TOO_MUCH_WORK.refuse(Kind::TooLarge, [legs.into(), most.into()], says)
}

fn ask_for_less() -> crate::refusal::Saying {
    sayings::HINT_ASK_FOR_LESS.saying([], "ask for less at a time")
}
