//! How sure a source is: GraphSense's words and levels (confidence taxonomy, ids and levels).
//!
//! The one thing to know: a word that is not in the table is refused, not guessed.

use model::claim::Confidence;

const LEVELS: [(&str, u8); 14] = [
    ("override", 100),
    ("ownership", 100),
    ("ledger_immanent", 100),
    ("manual_transaction", 90),
    ("service_api", 70),
    ("forensic_investigation", 70),
    ("authority_data", 60),
    ("trusted_provider", 50),
    ("service_data", 50),
    ("forensic", 50),
    ("untrusted_transaction", 40),
    ("web_crawl", 20),
    ("heuristic", 10),
    ("unknown", 5),
];

pub fn parse(id: &str) -> Option<Confidence> {
    let (id, level) = LEVELS.iter().find(|(known, _)| *known == id)?;
    Some(Confidence { id: (*id).to_owned(), level: *level })
}

/// What a claim without confidence gets: the lowest there is, as GraphSense's loader does.
pub fn lowest() -> Confidence {
    parse("unknown").expect("stands in the table")
}

pub fn ids() -> impl Iterator<Item = &'static str> {
    LEVELS.iter().map(|(id, _)| *id)
}
