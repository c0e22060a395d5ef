//! Claims whose words begin with what was typed.
//!
//! The one thing to know: text is compared folded to lower case and cut into words; each word that
//! was typed must begin a word of the label, the actor or the list. A pack keeps every text once and
//! many claims that say the same, so texts are looked at once, and claims only where a text fits.

use std::collections::{BTreeMap, BTreeSet};

use model::chain::Network;
use model::claim::ClaimSubject;

use super::key::{bitcoin_of, subject_of};
use super::{AsOf, ClaimAt, Labels, Stated};

/// Claims that say the same words of so many subjects.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// The first of them.
    pub stated: Stated,
    /// How many claims of its pack say the same.
    pub claims: u64,
}

/// How well a label fits; the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    /// It is what was typed.
    Whole,
    /// It begins with it.
    Beginning,
    /// Its words do.
    Words,
    /// Words of its actor or list do.
    Beside,
}

impl Labels {
    /// The best `limit` hits for what was typed, and how many there are in all. At most
    /// `claims_max` claims are looked at; the second number says how many were not.
    pub fn search(&self, text: &str, as_of: &AsOf, limit: usize, claims_max: u64) -> Found {
        let typed = folded(text);
        let asked: Vec<&str> = words(&typed).collect();
        let mut found = Found::default();
        if asked.is_empty() {
            return found;
        }
        let mut hits: Vec<(Fit, String, ClaimAt, u64)> = Vec::new();
        for (pack, number) in self.packs.iter().zip(0..) {
            if !as_of.knows(pack) {
                continue;
            }
            let room = claims_max.saturating_sub(found.claims_read);
            let len = pack.claims_len() as u64;
            let read = len.min(room);
            found.claims_read += read;
            found.claims_left_out += len - read;
            let mut fits: BTreeMap<(u32, u32), Option<Fit>> = BTreeMap::new();
            let mut groups: BTreeMap<(u32, u32), (ClaimAt, u64)> = BTreeMap::new();
            for claim in 0..usize::try_from(read).unwrap_or(usize::MAX) {
                let [who, label, _] = pack.words(claim);
                let said = (who, label);
                let fit = *fits.entry(said).or_insert_with(|| {
                    let (label, beside) = pack.named(claim);
                    fit_of(&typed, &asked, label, &beside)
                });
                if fit.is_some() {
                    let at = ClaimAt { pack: number, claim: super::narrow(claim) };
                    groups.entry(said).or_insert((at, 0)).1 += 1;
                }
            }
            for (said, (at, claims)) in groups {
                let Some(fit) = fits.get(&said).copied().flatten() else { continue };
                hits.push((fit, folded(pack.named(at.claim as usize).0), at, claims));
            }
        }
        found.total = hits.len() as u64;
        hits.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
        hits.truncate(limit);
        found.hits = hits
            .into_iter()
            .map(|(_, _, at, claims)| Hit { stated: self.stated(at, as_of), claims })
            .collect();
        found
    }
}

/// Claims about addresses of a beginning, and how many subjects were not compared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Beginnings {
    /// The first claim of each.
    pub claims: Vec<Stated>,
    pub left_out: u64,
}

impl Labels {
    /// Claims about addresses whose text begins with what was typed, whatever the case, in the
    /// order of packs and subjects. At most `subjects_max` subjects are compared.
    pub fn beginning_with(
        &self,
        typed: &str,
        as_of: &AsOf,
        limit: usize,
        subjects_max: u64,
    ) -> Beginnings {
        let mut found = Beginnings::default();
        let mut seen: BTreeSet<&[u8]> = BTreeSet::new();
        let mut room = subjects_max;
        for (pack, number) in self.packs.iter().zip(0..) {
            if !as_of.knows(pack) {
                continue;
            }
            for subject in 0..pack.subjects_len() {
                if found.claims.len() == limit {
                    return found;
                }
                if room == 0 {
                    found.left_out += (pack.subjects_len() - subject) as u64;
                    break;
                }
                room -= 1;
                let key = pack.key(subject);
                let Some(ClaimSubject::Address(address)) = subject_of(key, "") else { continue };
                let is_story = bitcoin_of(key).is_some_and(|(_, is_story)| is_story);
                let network = if is_story { Network::Story } else { Network::Main };
                let text = address.display(network).to_string();
                let begins = text.get(..typed.len());
                if begins.is_some_and(|begins| begins.eq_ignore_ascii_case(typed))
                    && seen.insert(key)
                {
                    let claim = pack.claims_of(subject).start;
                    let at = ClaimAt { pack: number, claim: super::narrow(claim) };
                    found.claims.push(self.stated(at, as_of));
                }
            }
        }
        found
    }
}

/// What a search found, and what it left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    pub total: u64,
    pub hits: Vec<Hit>,
    pub claims_read: u64,
    pub claims_left_out: u64,
}

fn fit_of(typed: &str, asked: &[&str], label: &str, beside: &[&str]) -> Option<Fit> {
    let label = folded(label);
    if label == typed {
        return Some(Fit::Whole);
    }
    if label.starts_with(typed) {
        return Some(Fit::Beginning);
    }
    let begins = |text: &str, asked: &str| words(text).any(|word| word.starts_with(asked));
    if asked.iter().all(|asked| begins(&label, asked)) {
        return Some(Fit::Words);
    }
    let beside: Vec<String> = beside.iter().map(|text| folded(text)).collect();
    let anywhere =
        |asked: &&str| begins(&label, asked) || beside.iter().any(|text| begins(text, asked));
    asked.iter().all(anywhere).then_some(Fit::Beside)
}

fn folded(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(typed: &str, label: &str, beside: &[&str]) -> Option<Fit> {
        let typed = folded(typed);
        let asked: Vec<&str> = words(&typed).collect();
        fit_of(&typed, &asked, label, beside)
    }

    #[test]
    fn what_was_typed_begins_words() {
        assert_eq!(fit("BITX", "Bitx", &[]), Some(Fit::Whole));
        assert_eq!(fit("bit", "Bitx deposit", &[]), Some(Fit::Beginning));
        assert_eq!(fit("dep bit", "Bitx deposit", &[]), Some(Fit::Words));
        assert_eq!(fit("lazarus", "Theft of 2026", &["lazarus_group"]), Some(Fit::Beside));
        assert_eq!(fit("itx", "Bitx", &[]), None);
        assert_eq!(fit("บริษัท", "บริษัท ก", &[]), Some(Fit::Beginning));
    }
}
