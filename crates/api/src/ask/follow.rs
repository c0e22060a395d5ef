//! What a place is to a question that follows value, and such a question's refusals in words.

use trace::flood::FloodError;
use trace::query::{LEGS_MAX, QueryError, Subject};

use super::bounds::too_much_work;
use super::find::{Holder, Place, What};
use super::look::gone;
use super::watch::{Unit, stopped};
use crate::chain;
use crate::refusal::{Kind, Note, Refusal, Weight};
use crate::sayings;

/// What a place is to a trace. Of an address, the other forms of its key are followed only where
/// the form that was pasted does not occur; where it does, they are named.
pub(super) fn subject(place: &Place<'_>, notes: &mut Vec<Note>) -> Result<Subject, Refusal> {
    let graph = &place.ledger.graph;
    match &place.what {
        What::Output(id) => Ok(Subject::OutPoint(chain::out_point(graph, &graph.output(*id)))),
        What::Tx(ids) => match ids.first() {
            Some(id) => Ok(Subject::Tx(graph.txid(*id))),
            None => {
                let says = "the transaction is not there";
                Err(sayings::TX_GONE.refuse(Kind::NotFound, [], says))
            }
        },
        What::Cluster(holder) => Ok(Subject::Cluster(graph.address(holder.id()))),
        What::Address(holder) => {
            notes.extend(other_forms(place, holder)?);
            Ok(Subject::Address(graph.address(holder.id())))
        }
        What::Block(id) => {
            let says = "a block cannot be followed: its coins can";
            let refusal = sayings::BLOCK_NOT_FOLLOWED.refuse(Kind::BadInput, [], says);
            let block = graph.block(*id).ok_or_else(gone)?;
            let coin = format!("{}:0", graph.txid(graph::TxId(block.txs.start)));
            let says = format!("its newly mined coin is {coin}");
            Err(refusal.hint(sayings::HINT_NEW_COIN.saying([coin.into()], says)))
        }
    }
}

/// What the same key holds beside what is followed.
fn other_forms(place: &Place<'_>, holder: &Holder) -> Result<Option<Note>, Refusal> {
    let graph = &place.ledger.graph;
    let text = |&id| chain::Holder::of(graph, id).address;
    let texts: Vec<String> = holder.same_key.iter().map(text).collect();
    match (holder.exact, texts.as_slice()) {
        (Some(_), []) => Ok(None),
        (Some(_), _) => {
            let forms = texts.join(" and ");
            let says = format!("the same key also holds coins as {forms}: ask for those too");
            Ok(Some(sayings::NOTE_SAME_KEY_TOO.note(Weight::Hint, [forms.into()], says)))
        }
        (None, [one]) => {
            let asked = holder.asked.display(graph.ledger().network).to_string();
            let says = format!("taken by the same key: {asked} holds its coins as {one}");
            let args = [asked.into(), one.into()];
            Ok(Some(sayings::NOTE_TAKEN_BY_SAME_KEY.note(Weight::Remark, args, says)))
        }
        (None, _) => {
            let says = "this address does not occur, but several other forms of its key do";
            let forms = texts.join(", ");
            let hint = format!("ask for one of them: {forms}");
            Err(sayings::SEVERAL_FORMS
                .refuse(Kind::Ambiguous, [], says)
                .hint(sayings::HINT_ASK_FOR_A_FORM.saying([forms.into()], hint)))
        }
    }
}

pub(super) fn nothing_to_follow() -> Refusal {
    sayings::NOTHING_TO_FOLLOW.refuse(Kind::BadInput, [], "there is nothing to follow")
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let bad = Kind::BadInput;
        match &error {
            QueryError::UnknownTx(txid) => {
                sayings::TX_UNKNOWN.refuse(Kind::NotFound, [txid.to_string().into()], error)
            }
            QueryError::UnknownOutput { txid, vout, outputs } => {
                let args = [txid.to_string().into(), (*vout).into(), (*outputs).into()];
                sayings::OUTPUT_UNKNOWN.refuse(Kind::NotFound, args, error)
            }
            QueryError::UnknownAddress(address) => {
                sayings::ADDRESS_UNKNOWN.refuse(Kind::NotFound, [address.into()], error)
            }
            QueryError::NoSubject => sayings::NO_SUBJECT.refuse(bad, [], error),
            QueryError::NoMethod => sayings::NO_METHOD.refuse(bad, [], error),
            QueryError::OutputsOfNoTx => sayings::OUTPUTS_OF_NO_TX.refuse(bad, [], error),
            QueryError::WindowReversed { from, to } => {
                let args = [from.to_string().into(), to.to_string().into()];
                sayings::WINDOW_REVERSED.refuse(bad, args, error)
            }
            QueryError::ShareTooLarge { ppm } => {
                sayings::SHARE_TOO_LARGE.refuse(bad, [(*ppm).into()], error)
            }
            QueryError::ConfidenceTooLarge { confidence } => {
                let args = [u32::from(*confidence).into()];
                sayings::CONFIDENCE_TOO_LARGE.refuse(bad, args, error)
            }
            QueryError::TooMuchWork { legs } => too_much_work(*legs, LEGS_MAX),
            QueryError::SameEnds => sayings::SAME_ENDS.refuse(bad, [], error),
        }
    }
}

impl From<FloodError> for Refusal {
    fn from(error: FloodError) -> Self {
        let says = error.to_string();
        match error {
            FloodError::Query(error) => error.into(),
            FloodError::Stopped { transactions } => stopped(Unit::Transactions, transactions),
            FloodError::TooLarge { needs, max } => {
                let mib = |bytes: u64| bytes.div_ceil(1 << 20).into();
                let hint = "allow more with --memory SIZE, or ask by --method poison, which takes at most half";
                sayings::TOO_MUCH_MEMORY
                    .refuse(Kind::TooLarge, [mib(needs.bytes), mib(max)], says)
                    .hint(sayings::HINT_MORE_MEMORY_OR_POISON.saying([], hint))
            }
            FloodError::Outgrown => {
                let hint = "allow more with --memory SIZE, or ask by --method haircut, which keeps no runs";
                sayings::OUTGROWS_MEMORY
                    .refuse(Kind::TooLarge, [], says)
                    .hint(sayings::HINT_MORE_MEMORY_OR_HAIRCUT.saying([], hint))
            }
        }
    }
}
