//! What a trace's answer says, as the papers need it: exact sums, groups of endings, who said what.

use std::collections::BTreeMap;

use api::trace::{
    BasisView, ByMethod, CoinView, EndingView, PartyView, SaidView, StepView, TraceView,
};
use model::amount::Total;
use model::chain::{LedgerId, Network};
use trace::trace::Share;
use words::{Arg, Language};

use crate::text;

/// An answer, and the language in which it is told.
pub(crate) struct Facts<'a> {
    pub view: &'a TraceView,
    pub language: Language,
    pub coins: BTreeMap<&'a str, &'a CoinView>,
    pub steps: BTreeMap<&'a str, &'a StepView>,
}

/// What an ending means to somebody who asks where the money is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Group {
    /// It is there, or it is gone for good: nothing is left to follow.
    Placed,
    /// Mixed with others' money: what comes out cannot be told apart.
    Mixed,
    /// Not followed: a limit of the question, or data that is not there.
    NotTraced,
}

impl Group {
    pub const ALL: [Group; 3] = [Group::Placed, Group::Mixed, Group::NotTraced];

    pub fn of(stop: &str) -> Self {
        match stop {
            "mixer" | "coinjoin" => Group::Mixed,
            "no spend seen" | "data missing" | "below threshold" | "hop limit" | "time window"
            | "work cap" | "damaged" => Group::NotTraced,
            _ => Group::Placed,
        }
    }

    pub fn id(self) -> &'static str {
        match self {
            Group::Placed => "paper-group-placed",
            Group::Mixed => "paper-group-mixed",
            Group::NotTraced => "paper-group-not-traced",
        }
    }
}

impl<'a> Facts<'a> {
    pub fn new(view: &'a TraceView, language: Language) -> Self {
        let coins = view.coins.iter().map(|coin| (coin.out_point.as_str(), coin)).collect();
        let steps = view.transactions.iter().map(|step| (step.txid.as_str(), step)).collect();
        Self { view, language, coins, steps }
    }

    /// A message without variables.
    pub fn word(&self, id: &str) -> String {
        word(self.language, id)
    }

    /// A message; its texts are to be fit for print already.
    pub fn say(&self, id: &str, args: &[(&str, Arg)]) -> String {
        words::say(self.language, id, args)
    }

    /// `-forward` or `-backward`, behind an id that says two things.
    pub fn way(&self, id: &str) -> String {
        self.word(&format!("{id}-{}", self.view.query.direction))
    }

    /// Whether the chain is made up.
    pub fn is_synthetic(&self) -> bool {
        self.view.as_of.ledgers.iter().any(|tip| is_made_up(&tip.ledger))
    }

    /// By the method that shares go by.
    pub fn sat(&self, amounts: &ByMethod) -> u128 {
        let main = self.view.share_method;
        let of = amounts.0.iter().find(|(method, _)| method.name() == main);
        of.map_or(0, |(_, amount)| sat(&amount.amount))
    }

    pub fn net(&self) -> u128 {
        self.sat(&self.view.start.net)
    }

    pub fn share(&self, part: u128) -> String {
        Share { part, whole: self.net() }.percent()
    }

    /// The sum of a group's endings, and how many there are.
    pub fn group(&self, group: Group) -> (u128, u64) {
        let rows = self.view.sums.iter().filter(|sum| Group::of(sum.stop) == group);
        rows.fold((0, 0), |(sat, count), sum| (sat + self.sat(&sum.amounts), count + sum.rows))
    }

    /// Whether the endings hold what the trace started with, to the last satoshi.
    pub fn reconciles(&self) -> bool {
        let all: u128 = self.view.sums.iter().map(|sum| self.sat(&sum.amounts)).sum();
        all == self.net()
    }

    pub fn conserves(&self) -> bool {
        let main = self.view.share_method;
        self.view.methods.iter().any(|method| method.method == main && method.conserves)
    }

    pub fn stop(&self, stop: &str) -> String {
        self.word(&format!("paper-stop-{}", stop.replace(' ', "-")))
    }

    pub fn basis(&self, basis: &BasisView) -> String {
        match basis {
            BasisView::Observed => self.word("paper-basis-observed"),
            BasisView::Inferred { rule, confidence: None } => {
                self.say("paper-basis-inferred", &[("rule", (*rule).into())])
            }
            BasisView::Inferred { rule, confidence: Some(confidence) } => {
                let confidence = u64::from(*confidence).into();
                let args = [("rule", (*rule).into()), ("confidence", confidence)];
                self.say("paper-basis-inferred-confidence", &args)
            }
        }
    }

    /// Who says what of a holder.
    pub fn said(&self, said: &SaidView) -> String {
        let args = [
            ("label", text::outside(&said.label).into()),
            ("category", self.category(&said.category).into()),
            ("source", text::outside(&said.source).into()),
            ("pack", text::outside(&said.pack).into()),
            ("confidence", u64::from(said.confidence).into()),
        ];
        self.say("paper-said", &args)
    }

    /// A label's category in this language where the catalogues have it, else as it is.
    fn category(&self, name: &str) -> String {
        let id = format!("category-{}", name.replace(['_', ' '], "-"));
        if words::is_known(&id) { self.word(&id) } else { text::outside(&name.replace('_', " ")) }
    }

    /// How the claim reaches the address, and whether it is sure to hold.
    pub fn reach(&self, said: &SaidView) -> String {
        let reach = self.word(&format!("paper-reach-{}", said.reach.replace(' ', "-")));
        match said.standing {
            "holds" => reach,
            _ => format!("{reach} {}", self.word("paper-standing-cannot-tell")),
        }
    }

    pub fn freezer(&self, ending: &EndingView) -> Option<String> {
        let service = ending.freezer_says.as_deref().map(text::outside);
        ending.freezer.map(|freezer| match service {
            Some(service) => self.say("paper-freezer-service", &[("service", service.into())]),
            None => self.word(&format!("paper-freezer-{}", freezer.replace('_', "-"))),
        })
    }

    /// Endings at holders of whom somebody says something.
    pub fn said_endings(
        &self,
    ) -> impl Iterator<Item = (&'a EndingView, &'a PartyView, &'a SaidView)> {
        self.view.where_it_is_now.iter().filter_map(|ending| {
            let holder = ending.holder.as_ref()?;
            Some((ending, holder, holder.said.as_ref()?))
        })
    }

    pub fn block(&self, block: &api::common::BlockAt) -> String {
        let height = block.height.map_or_else(|| "?".to_owned(), |height| height.to_string());
        format!("{} {height} {}", self.word("paper-block"), block.hash)
    }

    /// The moment that "now" means.
    pub fn now(&self) -> String {
        self.view.as_of_time.as_deref().map_or_else(|| "?".to_owned(), time)
    }
}

/// A message without variables.
pub(crate) fn word(language: Language, id: &str) -> String {
    words::say(language, id, &[])
}

/// `2026-03-01 14:02:00 UTC`.
pub(crate) fn time(rfc3339: &str) -> String {
    match rfc3339.strip_suffix('Z') {
        Some(time) => format!("{} UTC", time.replacen('T', " ", 1)),
        None => rfc3339.to_owned(),
    }
}

/// Whether a ledger is of a made-up chain, by its name.
pub(crate) fn is_made_up(ledger: &str) -> bool {
    ledger.parse::<LedgerId>().map(|id| id.network) == Ok(Network::Story)
}

/// An amount of an answer in satoshis: it always has eight decimals.
fn sat(amount: &str) -> u128 {
    amount.replacen('.', "", 1).parse().expect("an answer's amounts have eight decimals")
}

/// Evidence looks alike in every language: a decimal point, eight decimals, the asset behind.
pub(crate) fn btc(sat: u128) -> String {
    format!("{} BTC", Total(sat).to_btc())
}
