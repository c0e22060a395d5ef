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

/// Levenshtein's distance in characters.
fn edits(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (at, from) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, to) in right.iter().enumerate() {
            let changed = diagonal + usize::from(from != *to);
            diagonal = row[column + 1];
            row[column + 1] = changed.min(row[column] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}
