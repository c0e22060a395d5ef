//! The words on a card, the same for every kind of picture.

use model::category::Severity;

use crate::party::{Party, Role};
use crate::picture::PictureOptions;
use crate::picture::plan::{Node, NodeKind, Plan};
use crate::picture::text::{btc, shorten_middle};
use crate::trace::{CoinAt, Ending, FoldKind, PartyAt, Stop, Trace};

/// Coins, transactions or peels that a tooltip lists; the tables have them all.
const TITLE_ROWS_MAX: usize = 20;

/// What colour and badge a card has; the badge says the same as the colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Look {
    Severe,
    Risky,
    Mixer,
    Service,
    Named,
    Unlabelled,
    Run,
    Stub,
}

impl Look {
    pub const fn colour(self) -> &'static str {
        match self {
            Look::Severe => "#a4161a",
            Look::Risky => "#b45309",
            Look::Mixer => "#6b21a8",
            Look::Service => "#1d4ed8",
            Look::Named => "#0f766e",
            Look::Unlabelled | Look::Stub => "#6b7280",
            Look::Run => "#374151",
        }
    }

    /// What stands for the category on the card.
    pub const fn badge(self) -> &'static str {
        match self {
            Look::Severe => "!!",
            Look::Risky => "!",
            Look::Mixer => "MX",
            Look::Service => "SV",
            Look::Named => "ID",
            Look::Unlabelled => "?",
            Look::Run => "RUN",
            Look::Stub => "+",
        }
    }

    pub const fn says(self) -> &'static str {
        match self {
            Look::Severe => "listed, or said to be something grave",
            Look::Risky => "said to be abusive",
            Look::Mixer => "mixer",
            Look::Service => "service",
            Look::Named => "otherwise labelled",
            Look::Unlabelled => "unlabelled",
            Look::Run => "folded run",
            Look::Stub => "not drawn",
        }
    }
}

/// A card's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub look: Look,
    pub line1: String,
    pub line2: String,
    /// Of a cluster with more than one address: its size.
    pub cluster_size: Option<u32>,
    /// Everything, for a tooltip.
    pub title: String,
    /// Why value stopped here.
    pub pills: Vec<Pill>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pill {
    pub text: String,
    /// A limit of the question, not a fact of the ledger, ended it.
    pub is_cut: bool,
}

pub fn card(trace: &Trace, options: PictureOptions, plan: &Plan, node: &Node) -> Card {
    let mut card = match &node.kind {
        NodeKind::Coins(coins) => coins_card(trace, options, plan, coins),
        NodeKind::Fold(fold) => fold_card(trace, *fold),
        NodeKind::Stub(coins) => Card {
            look: Look::Stub,
            line1: format!("+{coins} more…"),
            line2: format!("{} BTC", btc(node.amount)),
            cluster_size: None,
            title: format!("{coins} traced coins that are not drawn, {} BTC", btc(node.amount)),
            pills: Vec::new(),
        },
    };
    if node.goes_on_undrawn {
        card.pills.push(Pill { text: "goes on, not drawn".into(), is_cut: true });
    }
    card
}

pub fn look(party: &Party) -> Look {
    let said = party.said.as_ref().filter(|said| said.is_asserted());
    let severity = said
        .and_then(|said| said.claim.categories.iter().map(|category| category.severity()).max());
    match (party.role, severity) {
        (Role::Listed, _) | (_, Some(Severity::Severe)) => Look::Severe,
        (Role::Mixer, _) => Look::Mixer,
        (_, Some(Severity::Abuse)) => Look::Risky,
        (Role::Service, _) => Look::Service,
        (Role::Unknown, Some(Severity::Neutral)) => Look::Named,
        (Role::Unknown, None) => Look::Unlabelled,
    }
}

fn coins_card(trace: &Trace, options: PictureOptions, plan: &Plan, coins: &[CoinAt]) -> Card {
    let first = trace.coin(coins[0]);
    let party = trace.party(first.party);
    let mut parties: Vec<PartyAt> = coins.iter().map(|coin| trace.coin(*coin).party).collect();
    parties.sort_unstable();
    parties.dedup();
    let line2 = match (coins.len(), parties.len()) {
        (1, _) => shorten_middle(&party.text, 18),
        (coins, 1) => format!("{} ×{coins}", shorten_middle(&party.text, 14)),
        (coins, addresses) => format!("×{coins}, {addresses} addresses"),
    };
    let name = party.name().unwrap_or_else(|| look(party).says().to_owned());
    let mut title = name.clone();
    if let Some(kind) = party.kind() {
        title += &format!(", said to be {kind}");
    }
    if let Some(said) = party.said.as_ref().filter(|said| said.is_asserted()) {
        let claim = &said.claim;
        title += &format!(" (source {}, confidence {})", claim.source, claim.confidence.level);
        if party.is_by_cluster() {
            title += ", by its cluster";
        }
    }
    if coins.len() > TITLE_ROWS_MAX {
        title += &format!("\n{} coins, of which the first {TITLE_ROWS_MAX}:", coins.len());
    }
    for coin in coins.iter().take(TITLE_ROWS_MAX) {
        let row = trace.coin(*coin);
        title += &format!("\n{} at {}", row.out_point, trace.party(row.party).text);
        for &at in plan.endings_of.get(coin).into_iter().flatten() {
            if let Stop::CoinJoin { txid, rule, confidence, .. } = &trace.endings[at].stop {
                title += &format!("\ninto {txid}, by the rule {rule}, confidence {confidence}");
            }
        }
    }
    Card {
        look: look(party),
        line1: name,
        line2,
        cluster_size: party.cluster.as_ref().map(|cluster| cluster.size),
        title,
        pills: pills(trace, options, plan, coins),
    }
}

/// One pill for each reason, with what ended for it here.
fn pills(trace: &Trace, options: PictureOptions, plan: &Plan, coins: &[CoinAt]) -> Vec<Pill> {
    let mut by_stop: Vec<(&Ending, u128)> = Vec::new();
    for coin in coins {
        for &at in plan.endings_of.get(coin).into_iter().flatten() {
            let ending = &trace.endings[at];
            let amount = u128::from(ending.amounts[options.method]);
            match by_stop.iter_mut().find(|(other, _)| other.stop == ending.stop) {
                Some((_, sum)) => *sum += amount,
                None => by_stop.push((ending, amount)),
            }
        }
    }
    let shown = by_stop.into_iter().filter(|(_, amount)| *amount > 0);
    shown
        .map(|(ending, amount)| {
            let share = trace.share(options.method, amount).percent();
            Pill {
                text: format!("{} {} BTC · {share}", stop_words(&ending.stop), btc(amount)),
                is_cut: ending.stop.is_cut(),
            }
        })
        .collect()
}

/// What stands in front of the amount.
fn stop_words(stop: &Stop) -> String {
    match stop {
        Stop::CoinJoin { candidates, .. } => format!("CoinJoin ({candidates} equal)"),
        other => other.name().to_owned(),
    }
}

fn fold_card(trace: &Trace, at: usize) -> Card {
    let fold = &trace.folds[at];
    let (short, word) = match fold.kind {
        FoldKind::PassThrough => ("Pass on", "pass-through run"),
        FoldKind::PeelRun => {
            ("Peel-like", "run of peels, too short or uneven to be called a chain,")
        }
        FoldKind::PeelChain => ("Peel", "peel chain"),
    };
    let value = |coin: CoinAt| trace.coin(coin).value.map_or("?".into(), |v| btc(v.0.into()));
    let steps: Vec<_> = fold.steps.iter().map(|step| trace.step(*step)).collect();
    let times: Vec<String> = steps.iter().map(|step| step.time.to_string()).collect();
    let (first, last) = (times.iter().min(), times.iter().max());
    let mut title = format!("{word} of {} transactions, {} peels", steps.len(), fold.peels.len());
    if let (Some(first), Some(last)) = (first, last) {
        title += &format!(", {first} to {last}");
    }
    for step in steps.iter().take(TITLE_ROWS_MAX) {
        title += &format!("\n{}", step.txid);
    }
    for peel in fold.peels.iter().take(TITLE_ROWS_MAX) {
        let party = trace.party(peel.party);
        let to = party.name().unwrap_or_else(|| party.text.clone());
        title += &format!("\npeel {} BTC to {to}", btc(peel.value.0.into()));
    }
    Card {
        look: Look::Run,
        line1: format!("{short} ×{}", fold.steps.len()),
        line2: format!("{}→{}", value(fold.first), value(fold.last)),
        cluster_size: None,
        title,
        pills: Vec::new(),
    }
}
