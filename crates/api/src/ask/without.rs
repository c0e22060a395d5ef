//! What is not to be believed, as people write it, and the Atlas that does without it.
//!
//! One text a thing, the same on the command line, in a question and in the address of a page:
//!
//! * `rule:NAME`: a rule of clusters, of CoinJoins or of change, or one of these kinds as a whole;
//! * `join:TXID` (or `join:LEDGER:TXID:RULE`, as a board keeps it): what that transaction joined;
//! * `label:SUBJECT:SOURCE`: what a source says of an address or transaction; without a source, what
//!   anybody does;
//! * `pack:DIGEST`, `source:NAME`: a file of labels, or a source, altogether.

use entity::atlas::{Atlas, CannotDoWithout};
use entity::cluster::Work;
use entity::label::key::SubjectKey;
use entity::without::{RulesOff, Without};
use model::chain::LedgerId;
use model::hash::Txid;
use model::parse::{self, Subject};

use super::pasted::shortened;
use crate::label::printed_network;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// As many as a board keeps.
pub const WITHOUT_MAX: usize = 500;

/// Clusters that change because of what is left out are grown anew as far as this.
const WORK: Work = Work { members_max: 1_000_000, inputs_max: 10_000_000 };

/// What is wrong with it by itself.
pub(super) fn check(texts: &[String]) -> Result<(), Refusal> {
    without(texts).map(|_| ())
}

/// The Atlas without these, whatever it did without before.
pub fn applied(atlas: &Atlas, texts: &[String]) -> Result<Atlas, Refusal> {
    let without = without(texts)?;
    atlas.without(without, WORK).map_err(|error| refusal(error, texts))
}

fn without(texts: &[String]) -> Result<Without, Refusal> {
    let (count, most) = (texts.len(), WITHOUT_MAX);
    if count > most {
        let says = format_args!("{count} things to do without are too many: at most {most}");
        let args = ["without".into(), count.into(), most.into()];
        return Err(sayings::TOO_MANY_ROWS.refuse(Kind::TooLarge, args, says));
    }
    let mut all = Without::default();
    for text in texts {
        add(&mut all, text.trim())?;
        all.said.insert(text.trim().to_owned());
    }
    Ok(all)
}

fn add(all: &mut Without, text: &str) -> Result<(), Refusal> {
    let (kind, rest) = text.split_once(':').ok_or_else(|| unreadable(text))?;
    match kind {
        "rule" if all.rules.add(rest) => {}
        "rule" => return Err(no_rule(rest)),
        "join" => _ = all.joins.insert(join(rest).ok_or_else(|| unreadable(text))?),
        "pack" => _ = all.labels.packs.insert(rest.parse().map_err(|_| unreadable(text))?),
        "source" if !rest.is_empty() => _ = all.labels.sources.insert(rest.to_owned()),
        "label" => {
            let (subject, source) = match rest.split_once(':') {
                Some((subject, source)) => (subject, Some(source.to_owned())),
                None => (rest, None),
            };
            let key = key(subject).ok_or_else(|| unreadable(text))?;
            all.labels.claims.insert((key, source));
        }
        _ => return Err(unreadable(text)),
    }
    Ok(())
}

/// `TXID`, `LEDGER:TXID` or `LEDGER:TXID:RULE`: one transaction joins by one rule.
fn join(text: &str) -> Option<(Txid, Option<LedgerId>)> {
    match text.split(':').collect::<Vec<_>>().as_slice() {
        [txid] => Some((txid.parse().ok()?, None)),
        [ledger, txid] | [ledger, txid, _] => {
            Some((txid.parse().ok()?, Some(ledger.parse().ok()?)))
        }
        _ => None,
    }
}

fn key(subject: &str) -> Option<SubjectKey> {
    match parse::parse(subject).ok()? {
        Subject::Address { address, networks } => {
            Some(SubjectKey::of_address(&address, printed_network(&networks)))
        }
        Subject::Hash { txid, .. } => Some(SubjectKey::of_tx(&txid)),
        Subject::OutPoint(_) | Subject::Height(_) => None,
    }
}

fn unreadable(text: &str) -> Refusal {
    let text = shortened(text);
    let says = format_args!("'{text}' names nothing that can be done without");
    let hint = "write rule:NAME, join:TXID, label:ADDRESS:SOURCE, pack:DIGEST or source:NAME";
    sayings::WITHOUT_UNREADABLE
        .refuse(Kind::BadInput, [(&text).into()], says)
        .hint(sayings::HINT_WITHOUT_FORMS.saying([], hint))
}

fn no_rule(name: &str) -> Refusal {
    let name = shortened(name);
    let rules = RulesOff::names().collect::<Vec<_>>().join(", ");
    let says = format_args!("there is no rule '{name}'");
    let hint = format!("the rules are {rules}");
    sayings::WITHOUT_NO_RULE
        .refuse(Kind::NotFound, [(&name).into()], says)
        .hint(sayings::HINT_WITHOUT_RULES.saying([rules.into()], hint))
}

fn refusal(error: CannotDoWithout, texts: &[String]) -> Refusal {
    let says = error.to_string();
    let missing = Kind::NotFound;
    match error {
        CannotDoWithout::NoSuchTx(txid) => {
            sayings::WITHOUT_NO_TX.refuse(missing, [txid.to_string().into()], says)
        }
        CannotDoWithout::JoinedNobody(txid) => {
            sayings::WITHOUT_NO_JOIN.refuse(missing, [txid.to_string().into()], says)
        }
        CannotDoWithout::NoSuchPack(digest) => {
            sayings::WITHOUT_NO_PACK.refuse(missing, [digest.to_string().into()], says)
        }
        CannotDoWithout::NoSuchSource(source) => {
            sayings::WITHOUT_NO_SOURCE.refuse(missing, [shortened(&source).into()], says)
        }
        CannotDoWithout::NoSuchClaim(key, source) => {
            let is_it = |text: &&String| {
                let mut one = Without::default();
                add(&mut one, text.trim()).is_ok()
                    && one.labels.claims.contains(&(key.clone(), source.clone()))
            };
            let text = texts.iter().find(is_it).map(|text| shortened(text)).unwrap_or_default();
            let says = format_args!("no label here is '{text}'");
            sayings::WITHOUT_NO_CLAIM.refuse(missing, [(&text).into()], says)
        }
        CannotDoWithout::TooLarge { ledger, .. } => {
            sayings::WITHOUT_TOO_LARGE.refuse(Kind::TooLarge, [ledger.to_string().into()], says)
        }
    }
}
