//! The words a label may use: GraphSense's concepts (taxonomy version 0.1.0, ids and tree) and this
//! program's `sea:` vocabulary for what Southeast Asia needs beside them.
//!
//! The one thing to know: a category is a row of the table below and cannot be anything else, so
//! "is this a service?" is answered in one place. The words are ours; the ids are everybody's. Free
//! text of old packs is mapped by the importer, not here.

use std::fmt;
use std::str::FromStr;

use crate::refusal::quoted;

/// The id of a concept: `exchange`, `mixing_service`, `sanction`, `sea:otc_desk` …
/// Always one of the table; the only way in checks.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Category(u16);

/// What a category means to somebody who screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Says what something is, nothing against it.
    Neutral,
    /// Speaks against the subject, but often of many small cases or of uncertain guilt (scam
    /// reports, sextortion mails): shown, not an alarm by itself.
    Abuse,
    /// Would have a regulated business stop, freeze or report: an alarm.
    Severe,
}

use Severity::{Abuse, Neutral, Severe};

struct Row {
    id: &'static str,
    parent: &'static str,
    words: &'static str,
    severity: Severity,
}

const fn row(
    id: &'static str,
    parent: &'static str,
    severity: Severity,
    words: &'static str,
) -> Row {
    Row { id, parent, words, severity }
}

/// Parents stand before their children; `concept` is the root and its own parent.
#[rustfmt::skip]
const TABLE: &[Row] = &[
    row("concept", "concept", Neutral, "anything"),
    row("unknown", "concept", Neutral, "not said what"),
    row("entity", "concept", Neutral, "somebody"),
    row("organization", "entity", Neutral, "an organisation"),
    row("user", "entity", Neutral, "a person or their wallet"),
    row("victim", "user", Neutral, "a victim"),
    row("perpetrator", "user", Abuse, "a perpetrator"),
    row("donation", "user", Neutral, "a collector of donations"),
    row("miner", "user", Neutral, "a miner"),
    row("service", "entity", Neutral, "a service with many customers"),
    row("exchange", "service", Neutral, "an exchange"),
    row("wallet_service", "service", Neutral, "a custodial wallet"),
    row("escrow_wallet", "wallet_service", Neutral, "an escrow wallet"),
    row("ico_wallet", "wallet_service", Neutral, "a token sale's wallet"),
    row("filesharing", "service", Neutral, "a file sharing service"),
    row("index", "service", Neutral, "a directory of services"),
    row("market", "service", Neutral, "a marketplace"),
    row("messaging_service", "service", Neutral, "a messaging service"),
    row("mixing_service", "service", Neutral, "a mixer"),
    row("mining_service", "service", Neutral, "a mining pool"),
    row("gambling", "service", Neutral, "a gambling site"),
    row("search_engine", "service", Neutral, "a search engine"),
    row("shop", "service", Neutral, "a shop"),
    row("faucet", "service", Neutral, "a faucet"),
    row("payment_processor", "service", Neutral, "a payment processor"),
    row("atm", "service", Neutral, "a cash machine operator"),
    row("hosting", "service", Neutral, "a hosting company"),
    row("vpn", "service", Neutral, "a VPN company"),
    row("nameservice", "service", Neutral, "a name service"),
    row("defi", "service", Neutral, "a contract of decentralised finance"),
    row("defi_token", "defi", Neutral, "a token's contract"),
    row("defi_lending", "defi", Neutral, "a lending contract"),
    row("defi_dex", "defi", Neutral, "a decentralised exchange"),
    row("defi_dex_pair", "defi_dex", Neutral, "a decentralised exchange's pair"),
    row("defi_derivative", "defi", Neutral, "a derivatives contract"),
    row("defi_bridge", "defi", Neutral, "a bridge between chains"),
    row("defi_dao", "defi", Neutral, "a treasury governed by votes"),
    row("defi_staking", "defi", Neutral, "a staking contract"),
    row("defi_custody", "defi", Neutral, "a custody contract"),
    row("behaviour", "concept", Neutral, "something done"),
    row("abuse", "behaviour", Abuse, "something harmful"),
    row("scam", "abuse", Abuse, "a scam"),
    row("sexual_abuse", "abuse", Abuse, "sexual abuse"),
    row("child_sexual_abuse", "sexual_abuse", Severe, "sexual abuse of children"),
    row("violence", "abuse", Abuse, "violence"),
    row("murder", "violence", Severe, "murder"),
    row("torture", "violence", Severe, "torture"),
    row("human_trafficking", "abuse", Severe, "trade in people"),
    row("financial_crime", "abuse", Abuse, "financial crime"),
    row("investment_fraud", "financial_crime", Abuse, "investment fraud"),
    row("ponzi_scheme", "investment_fraud", Abuse, "a Ponzi scheme"),
    row("pyramid_scheme", "ponzi_scheme", Abuse, "a pyramid scheme"),
    row("money_laundering", "financial_crime", Severe, "money laundering"),
    row("payment_card_fraud", "financial_crime", Abuse, "payment card fraud"),
    row("extortion", "abuse", Abuse, "extortion"),
    row("sextortion", "extortion", Abuse, "sextortion"),
    row("ransomware", "extortion", Severe, "ransomware"),
    row("phishing", "abuse", Abuse, "phishing"),
    row("hacking", "abuse", Abuse, "hacking"),
    row("service_hack", "hacking", Severe, "theft from a service"),
    row("account_hack", "hacking", Abuse, "theft from an account"),
    row("exploit", "hacking", Abuse, "an exploited weakness"),
    row("data_breach", "hacking", Abuse, "stolen data"),
    row("social_engineering", "hacking", Abuse, "deceived staff or users"),
    row("malware", "hacking", Abuse, "malware"),
    row("drugs", "abuse", Abuse, "trade in drugs"),
    row("weapons", "abuse", Severe, "trade in weapons"),
    row("sanction", "abuse", Severe, "said to be under sanctions"),
    row("counterfeit", "abuse", Abuse, "counterfeits"),
    row("extremism", "abuse", Abuse, "extremism"),
    row("terrorism", "extremism", Severe, "terrorism"),
    row("terrorism_financing", "extremism", Severe, "financing of terrorism"),
    row("black_list", "abuse", Severe, "on a black list"),
    row("gov_black_list", "black_list", Severe, "on a government's black list"),
    row("gray_usage", "behaviour", Neutral, "use that can be honest or not"),
    row("mixing", "gray_usage", Neutral, "mixing"),
    row("coinjoin", "mixing", Neutral, "a CoinJoin"),
    row("white_usage", "behaviour", Neutral, "ordinary use"),
    row("cold_wallet", "white_usage", Neutral, "a wallet kept offline"),
    row("hot_wallet", "white_usage", Neutral, "a wallet kept online"),
    row("warm_wallet", "white_usage", Neutral, "a wallet between online and offline"),
    row("deposit_wallet", "white_usage", Neutral, "a customer's deposit address"),
    row("white_list", "white_usage", Neutral, "on a white list"),
    row("gov_white_list", "white_list", Neutral, "on a government's white list"),
    row("deployer", "behaviour", Neutral, "deployed a contract"),
    row("funder", "behaviour", Neutral, "paid for a contract's start"),
    row("source", "concept", Neutral, "where it was found"),
    row("mention", "source", Neutral, "mentioned somewhere"),
    row("website_mention", "mention", Neutral, "mentioned on a site"),
    row("forum_mention", "website_mention", Neutral, "mentioned in a forum"),
    row("dark_web", "source", Neutral, "found on the dark web"),
    row("item", "concept", Neutral, "a thing"),
    row("collectible", "item", Neutral, "a collectible"),
    // Not GraphSense's: an exporter to its formats leaves these out.
    row("sea:otc_desk", "exchange", Neutral, "an over-the-counter desk"),
    row("sea:unlicensed_vasp", "exchange", Abuse, "an exchange without a licence"),
    row("sea:guarantee_marketplace", "market", Severe, "a guarantee marketplace for launderers"),
    row("sea:online_gambling_junket", "gambling", Abuse, "an online gambling junket"),
    row("sea:mobile_money_offramp", "payment_processor", Neutral, "a way out into mobile money"),
    row("sea:scam_compound", "scam", Severe, "a scam compound"),
    row("sea:pig_butchering", "investment_fraud", Severe, "a romance and investment scam"),
    row("sea:mule_wallet", "money_laundering", Abuse, "a mule's wallet"),
    row("sea:mule_account_cashout", "money_laundering", Abuse, "a cash-out through mule accounts"),
    row("sea:it_worker_payroll", "abuse", Severe, "pay of covert IT workers"),
    row("sea:sanctions_evasion_network", "sanction", Severe, "a network that evades sanctions"),
    row("sea:donation_tf", "terrorism_financing", Severe, "donations to terrorists"),
    row("sea:freeze_requested", "black_list", Severe, "a freeze was asked for"),
    row("sea:frozen_by_issuer", "black_list", Severe, "frozen by the token's issuer"),
];

impl Category {
    /// By exact id; the free words of old packs are the importer's to map.
    pub fn parse(id: &str) -> Option<Category> {
        let at = TABLE.iter().position(|row| row.id == id)?;
        Some(Category(u16::try_from(at).expect("the table is short")))
    }

    pub fn all() -> impl Iterator<Item = Category> {
        TABLE.iter().zip(0..).map(|(_, at)| Category(at))
    }

    fn row(self) -> &'static Row {
        &TABLE[usize::from(self.0)]
    }

    pub fn id(self) -> &'static str {
        self.row().id
    }

    /// A few words that fit into a sentence: "said to be …".
    pub fn words(self) -> &'static str {
        self.row().words
    }

    pub fn severity(self) -> Severity {
        self.row().severity
    }

    /// The wider category; `None` for the root.
    pub fn parent(self) -> Option<Category> {
        let row = self.row();
        (row.parent != row.id)
            .then(|| Category::parse(row.parent).expect("every parent is a row: held by a test"))
    }

    /// The category itself or one of its wider ones.
    pub fn is_a(self, wider: Category) -> bool {
        self == wider || self.parent().is_some_and(|parent| parent.is_a(wider))
    }

    fn is_under(self, id: &str) -> bool {
        self.id() == id || self.parent().is_some_and(|parent| parent.is_under(id))
    }

    /// Money of many people under one hand: what goes in does not come out as the same person's.
    /// A hot or deposit wallet is a custodian's by meaning, even where nobody says whose.
    pub fn is_service(self) -> bool {
        (self.is_under("service") || matches!(self.id(), "hot_wallet" | "deposit_wallet"))
            && !self.is_mixer()
    }

    /// Made so that nobody can tell whose money is whose: mixers and CoinJoins.
    pub fn is_mixer(self) -> bool {
        self.is_under("mixing_service") || self.is_under("mixing")
    }
}

/// An id that is none of the table's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{text} is no category; known are for instance exchange, mixing_service, ransomware, sanction, sea:otc_desk"
)]
pub struct CategoryError {
    text: String,
}

impl FromStr for Category {
    type Err = CategoryError;

    fn from_str(text: &str) -> Result<Self, CategoryError> {
        Category::parse(text).ok_or_else(|| CategoryError { text: quoted(text) })
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

impl fmt::Debug for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_a_tree_of_ninety_three_concepts_and_ours() {
        let ours = TABLE.iter().filter(|row| row.id.starts_with("sea:")).count();
        assert_eq!((TABLE.len() - ours, ours), (93, 14));
        for (at, row) in TABLE.iter().enumerate() {
            let parent = TABLE.iter().position(|other| other.id == row.parent);
            assert!(parent.is_some_and(|parent| parent < at || at == 0), "{}", row.id);
            assert_eq!(TABLE.iter().filter(|other| other.id == row.id).count(), 1, "{}", row.id);
        }
    }

    #[test]
    fn services_and_mixers_are_told_apart() {
        let of = |id: &str| Category::parse(id).unwrap();
        assert!(of("exchange").is_service() && of("defi_dex_pair").is_service());
        assert!(of("sea:otc_desk").is_service());
        assert!(of("mixing_service").is_mixer() && !of("mixing_service").is_service());
        assert!(of("coinjoin").is_mixer());
        assert!(!of("user").is_service() && !of("ransomware").is_service());
        assert!(!of("cold_wallet").is_service());
    }

    #[test]
    fn a_category_is_a_wider_one_but_not_a_narrower_one() {
        let of = |id: &str| Category::parse(id).unwrap();
        assert!(of("ransomware").is_a(of("abuse")));
        assert!(!of("abuse").is_a(of("ransomware")));
        assert!(of("sea:donation_tf").is_a(of("terrorism_financing")));
        assert_eq!(Category::parse("Exchange"), None);
        assert_eq!(Category::parse("defi_derivatives"), None);
    }

    /// Ids and tree against GraphSense's own file.
    #[test]
    fn the_concepts_are_those_of_graphsense() {
        let Some(text) = crate::testdata::read_text("interop/graphsense-concepts.yaml") else {
            return;
        };
        let mut id = None;
        let mut seen = 0;
        for line in text.lines() {
            let Some((key, value)) = line.trim().split_once(": ") else { continue };
            if !line.starts_with(' ') {
                continue;
            }
            if key == "id" {
                id = Category::parse(value);
                assert!(id.is_some(), "{value} is missing");
                seen += 1;
            } else if key == "broader" {
                let parent = id.and_then(Category::parent).map(Category::id);
                assert_eq!(parent, Some(value), "{id:?}");
            }
        }
        assert_eq!(seen, 93);
    }
}
