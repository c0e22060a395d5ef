//! What a class missed most: of every sign the learners who did not see it, of every decoy those who
//! took it for one.
//!
//! A learner's first answer alone counts: whoever tries again was told.

use std::collections::BTreeMap;

/// What one learner's first answer to a case came to, by the ids of its signs and decoys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    pub found: Vec<String>,
    pub missed: Vec<String>,
    /// Decoys that were taken for signs.
    pub deceived: Vec<String>,
}

/// A sign that was missed, or a decoy that deceived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed<'s> {
    pub id: &'s str,
    pub is_decoy: bool,
    pub missed: u32,
    /// How many answered.
    pub of: u32,
}

/// Of one case: what went wrong most comes first, then by name. What nobody missed is left out.
pub fn missed_most<'s>(seen: impl IntoIterator<Item = &'s Seen>) -> Vec<Missed<'s>> {
    let mut of = 0;
    let mut counts: BTreeMap<(bool, &str), u32> = BTreeMap::new();
    for learner in seen {
        of += 1;
        let missed = learner.missed.iter().map(|id| (false, id.as_str()));
        let deceived = learner.deceived.iter().map(|id| (true, id.as_str()));
        for what in missed.chain(deceived) {
            *counts.entry(what).or_default() += 1;
        }
    }
    let mut all: Vec<Missed<'_>> = counts
        .into_iter()
        .map(|((is_decoy, id), missed)| Missed { id, is_decoy, missed, of })
        .collect();
    // Signs before decoys and names in order where as many missed them: the sort keeps it.
    all.sort_by_key(|what| std::cmp::Reverse(what.missed));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(missed: &[&str], deceived: &[&str]) -> Seen {
        let owned = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect();
        Seen { found: Vec::new(), missed: owned(missed), deceived: owned(deceived) }
    }

    #[test]
    fn what_went_wrong_most_comes_first() {
        let class = [
            seen(&["source", "reuse"], &[]),
            seen(&["source"], &["payroll"]),
            seen(&[], &["payroll"]),
            seen(&["source"], &[]),
        ];
        let told: Vec<(&str, bool, u32, u32)> = missed_most(&class)
            .into_iter()
            .map(|what| (what.id, what.is_decoy, what.missed, what.of))
            .collect();
        let expected = [("source", false, 3, 4), ("payroll", true, 2, 4), ("reuse", false, 1, 4)];
        assert_eq!(told, expected);
    }

    #[test]
    fn where_nobody_answered_or_nobody_missed_there_is_nothing() {
        assert_eq!(missed_most(&[]), []);
        assert_eq!(missed_most(&[seen(&[], &[])]), []);
    }
}
