//! Words of label files into categories.
//!
//! The one thing to know: exact ids first, then spelling (case, blanks, hyphens), then a short table
//! of words other vocabularies use for the same thing; what is left is refused with the nearest id.
//! Everything but an exact id is counted in the report as "read as".

use model::category::Category;

/// Words of older and other vocabularies (GraphSense before its concepts, INTERPOL's entities and
/// abuses, explorers' labels) for what the vocabulary has under another id.
const SYNONYMS: [(&str, &str); 40] = [
    // A map key of GraphSense's concepts that differs from the concept's own id.
    ("defi_derivatives", "defi_derivative"),
    ("mixer", "mixing_service"),
    ("tumbler", "mixing_service"),
    ("mixing_services", "mixing_service"),
    ("tornado", "mixing_service"),
    ("coin_join", "coinjoin"),
    ("darknet_market", "market"),
    ("dark_market", "market"),
    ("marketplace", "market"),
    ("exchanges", "exchange"),
    ("vasp", "exchange"),
    ("coin_swapping", "exchange"),
    ("dex", "defi_dex"),
    ("lending", "defi_lending"),
    ("bridge", "defi_bridge"),
    ("ico", "ico_wallet"),
    ("ico_wallets", "ico_wallet"),
    ("escrow", "escrow_wallet"),
    ("mining", "mining_service"),
    ("mining_pool", "mining_service"),
    ("casino", "gambling"),
    ("crypto_atm", "atm"),
    ("bulletproof_hosting", "hosting"),
    ("donations", "donation"),
    ("phish_hack", "phishing"),
    ("phish/hack", "phishing"),
    ("scamming", "scam"),
    ("fraud", "scam"),
    ("hack", "hacking"),
    ("heist", "service_hack"),
    ("theft", "service_hack"),
    ("ponzi", "ponzi_scheme"),
    ("sanctions", "sanction"),
    ("sanctioned", "sanction"),
    ("blacklist", "black_list"),
    ("terrorist_financing", "terrorism_financing"),
    ("csam", "child_sexual_abuse"),
    ("pig_butchering", "sea:pig_butchering"),
    ("money_mule", "sea:mule_wallet"),
    ("otc", "sea:otc_desk"),
];

/// A category, and whether the word had to be interpreted.
pub struct Read {
    pub category: Category,
    pub is_exact: bool,
}

/// `None` where the word means nothing here.
pub fn read(word: &str) -> Option<Read> {
    if let Some(category) = Category::parse(word) {
        return Some(Read { category, is_exact: true });
    }
    let plain = plain(word);
    let id = SYNONYMS.iter().find(|(from, _)| *from == plain).map_or(plain.as_str(), |(_, to)| to);
    Category::parse(id).map(|category| Read { category, is_exact: false })
}

/// Lower case, with `_` for blanks and hyphens: `Mixing Service` is `mixing_service`.
fn plain(word: &str) -> String {
    let parts: Vec<String> = word
        .split(|c: char| c.is_whitespace() || c == '_' || c == '-')
        .filter(|part| !part.is_empty())
        .map(str::to_lowercase)
        .collect();
    // `phish / hack` is one word to an explorer.
    parts.join("_").replace("_/_", "/")
}

/// The id most like a word, for "did you mean".
pub fn nearest(word: &str) -> Option<&'static str> {
    nearest_of(&plain(word), Category::all().map(Category::id))
}

/// The candidate with the fewest edits, if few enough that it is surely meant.
pub fn nearest_of(
    word: &str,
    candidates: impl Iterator<Item = &'static str>,
) -> Option<&'static str> {
    let length = word.chars().count();
    if length > 40 {
        return None;
    }
    let distance_max = (length / 3).clamp(1, 4);
    candidates
        .map(|candidate| (edits(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= distance_max)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Insertions, deletions, changes and swaps of neighbours between two words, in characters (optimal
/// string alignment).
fn edits(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for (at, from) in left.iter().enumerate() {
        let mut row = vec![at + 1];
        for (column, to) in right.iter().enumerate() {
            let changed = above[column] + usize::from(from != to);
            let mut least = changed.min(above[column + 1] + 1).min(row[column] + 1);
            let is_swap = at > 0 && column > 0 && left[at - 1] == *to && right[column - 1] == *from;
            if is_swap {
                least = least.min(before[column - 1] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_other_vocabularies_are_read_and_said_to_be() {
        let check = |word: &str, id: &str, is_exact: bool| {
            let read = read(word).unwrap_or_else(|| panic!("{word} is not read"));
            assert_eq!((read.category.id(), read.is_exact), (id, is_exact), "{word}");
        };
        check("exchange", "exchange", true);
        check("sea:otc_desk", "sea:otc_desk", true);
        check("Exchange", "exchange", false);
        check("mixing service", "mixing_service", false);
        check("Phish / Hack", "phishing", false);
        check("defi_derivatives", "defi_derivative", false);
        assert!(read("").is_none() && read("sea:").is_none() && read("good guy").is_none());
    }

    #[test]
    fn every_synonym_leads_to_a_category_and_is_none_itself() {
        for (word, id) in SYNONYMS {
            assert!(Category::parse(id).is_some(), "{id}");
            assert!(Category::parse(word).is_none() && plain(word) == word, "{word}");
        }
    }

    #[test]
    fn a_slip_is_understood_and_another_word_is_not() {
        assert_eq!(nearest("exchagne"), Some("exchange"));
        assert_eq!(nearest("ransonware"), Some("ransomware"));
        assert_eq!(nearest("bank"), None);
        assert_eq!(nearest(&"x".repeat(5000)), None);
        assert_eq!((edits("", "abc"), edits("ab", "ba"), edits("kitten", "sitting")), (3, 1, 3));
    }

    /// Refusals send people to that page.
    #[test]
    fn the_handbook_lists_every_word() {
        let page = include_str!("../../../../docs/handbook/labels.md");
        let missing = Category::all().map(Category::id).chain(super::super::confidence::ids());
        let missing: Vec<&str> = missing.filter(|id| !page.contains(&format!("`{id}`"))).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }
}
