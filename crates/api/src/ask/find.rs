//! From what was understood to the one thing in one ledger that it names.
//!
//! The ledgers say what is there. A subject that is in several ledgers is never guessed: the person
//! chooses.

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, BlockId, OutId, TxId};
use model::address::{Address, BitcoinAddress};
use model::chain::Network;
use model::parse::Subject;

use super::moment::{extent, list};
use super::pasted::Asked;
use crate::refusal::{Kind, Refusal};
use crate::sayings;

/// A subject and the ledger it was found in.
#[derive(Debug, Clone)]
pub struct Place<'a> {
    pub ledger: &'a Ledger,
    pub what: What,
}

#[derive(Debug, Clone)]
pub enum What {
    Address(Holder),
    /// A cluster, asked for by one of its members.
    Cluster(Holder),
    /// Newest first: two transactions before BIP 30 have a twin with the same id.
    Tx(Vec<TxId>),
    Output(OutId),
    Block(BlockId),
}

/// An address as it was pasted, and who in the ledger that is.
#[derive(Debug, Clone)]
pub struct Holder {
    pub asked: BitcoinAddress,
    /// The address itself, where it occurs.
    pub exact: Option<AddressId>,
    /// Other holders that the same single key controls. A fact of the protocol, not a guess.
    pub same_key: Vec<AddressId>,
}

impl Holder {
    /// Whom the person most likely means: the address itself, or else another form of its key.
    pub fn id(&self) -> AddressId {
        let other = || self.same_key.first().copied();
        self.exact.or_else(other).expect("a holder is built only where somebody was found")
    }
}

/// Every place where the subject is, one a ledger.
pub fn everywhere<'a>(atlas: &'a Atlas, asked: &Asked) -> Result<Vec<Place<'a>>, Refusal> {
    let mut places = Vec::new();
    for ledger in &atlas.ledgers {
        if let Some(what) = find_in(ledger, asked)? {
            places.push(Place { ledger, what });
        }
    }
    Ok(places)
}

/// Where the subject is. `None`: in none of the ledgers.
pub fn find<'a>(atlas: &'a Atlas, asked: &Asked) -> Result<Option<Place<'a>>, Refusal> {
    let mut places = everywhere(atlas, asked)?;
    if places.len() < 2 {
        return Ok(places.pop());
    }
    let ids: Vec<_> = places.iter().map(|place| place.ledger.graph.ledger()).collect();
    let (text, ledgers, first) = (&asked.text, list(&ids), ids[0].to_string());
    let says = format!("'{text}' is in several ledgers: {ledgers}");
    let hint = format!("choose one, for example --ledger {first}");
    Err(sayings::SEVERAL_LEDGERS
        .refuse(Kind::Ambiguous, [text.into(), ledgers.into()], says)
        .hint(sayings::HINT_CHOOSE_LEDGER.saying([first.into()], hint)))
}

/// Where the subject is, which must be somewhere.
pub fn must_find<'a>(atlas: &'a Atlas, asked: &Asked) -> Result<Place<'a>, Refusal> {
    find(atlas, asked)?.ok_or_else(|| nowhere(atlas, asked))
}

/// Where all of them are, which must be one ledger: nothing leads from one into another.
pub fn in_one_ledger<'a>(atlas: &'a Atlas, asked: &[Asked]) -> Result<Vec<Place<'a>>, Refusal> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for one in asked {
        let place = must_find(atlas, one)?;
        if let Some(first) = places.first() {
            let (here, there) = (first.ledger.graph.ledger(), place.ledger.graph.ledger());
            if here != there {
                let [text, other] = [&asked[0].text, &one.text];
                let args =
                    [text.into(), here.to_string().into(), other.into(), there.to_string().into()];
                let says = format_args!("'{text}' is in {here}, but '{other}' is in {there}");
                let hint = sayings::HINT_ONE_LEDGER_AT_A_TIME
                    .saying([], "ask for the subjects of one ledger at a time");
                return Err(sayings::TWO_LEDGERS.refuse(Kind::BadInput, args, says).hint(hint));
            }
        }
        places.push(place);
    }
    Ok(places)
}

pub(super) fn find_in(ledger: &Ledger, asked: &Asked) -> Result<Option<What>, Refusal> {
    let graph = &ledger.graph;
    Ok(match &asked.subject {
        Subject::Address { address: Address::Bitcoin(address), networks } => {
            let holder = holder(ledger, address, networks);
            let what = if asked.is_cluster { What::Cluster } else { What::Address };
            holder.map(what)
        }
        Subject::Address { .. } => None,
        Subject::Hash { txid, block } => {
            let txs = graph.find_tx(txid);
            if txs.is_empty() {
                graph.find_block(block).map(What::Block)
            } else {
                Some(What::Tx(txs))
            }
        }
        Subject::OutPoint(out_point) => match graph.find_tx(&out_point.txid).first() {
            None => None,
            Some(&tx) => Some(What::Output(output(ledger, tx, out_point.vout)?)),
        },
        Subject::Height(height) => graph.block_at_height(*height).map(What::Block),
    })
}

fn holder(ledger: &Ledger, address: &BitcoinAddress, networks: &[Network]) -> Option<Holder> {
    let graph = &ledger.graph;
    if !networks.contains(&graph.ledger().network) {
        return None;
    }
    let exact = graph.find_address(address);
    let same_key = graph.same_key(address);
    let found = exact.is_some() || !same_key.is_empty();
    found.then(|| Holder { asked: address.clone(), exact, same_key })
}

/// An output by its position; a position the transaction does not have is the person's mistake.
fn output(ledger: &Ledger, tx: TxId, vout: u32) -> Result<OutId, Refusal> {
    let outputs = ledger.graph.tx(tx).outputs;
    let id = outputs.start + u64::from(vout);
    if outputs.contains(&id) {
        return Ok(OutId(id));
    }
    let txid = ledger.graph.txid(tx).to_string();
    let count = outputs.end - outputs.start;
    let says = format!("{txid} has no output {vout}: it has {count}, counted from 0");
    let args = [txid.into(), vout.into(), count.into()];
    Err(sayings::NO_SUCH_OUTPUT.refuse(Kind::NotFound, args, says))
}

/// The refusal for a subject that is in no ledger: what was searched, and to which block.
pub fn nowhere(atlas: &Atlas, asked: &Asked) -> Refusal {
    let text = &asked.text;
    if let Subject::Address { address, .. } = &asked.subject
        && !matches!(address, Address::Bitcoin(_))
    {
        let says = format_args!("'{text}' is not on a chain that a ledger here holds");
        let hint = "labels and screening know addresses of every chain: 'kancil labels show', 'kancil screen'";
        return sayings::NOT_ON_A_LEDGER_CHAIN
            .refuse(Kind::NotFound, [text.into()], says)
            .hint(sayings::HINT_LABELS_KNOW_EVERY_CHAIN.saying([], hint));
    }
    if atlas.ledgers.is_empty() {
        let says = format_args!("'{text}' cannot be looked up: there is no ledger yet");
        let hint = "read blocks first: kancil ingest bitcoin PATH";
        return sayings::NO_LEDGER_YET
            .refuse(Kind::CannotTell, [text.into()], says)
            .hint(sayings::HINT_INGEST_FIRST.saying([], hint));
    }
    let searched: Vec<String> = atlas.ledgers.iter().map(extent).collect();
    let searched = searched.join(" or ");
    let says = format!("'{text}' does not occur in {searched}");
    let refusal = sayings::NOWHERE.refuse(Kind::NotFound, [text.into(), searched.into()], says);
    match &asked.subject {
        Subject::Address { networks, .. } if !held(atlas, networks) => {
            let names: Vec<String> = networks.iter().map(Network::to_string).collect();
            let names = names.join(" or ");
            let says = format!("it is an address of {names}");
            refusal.hint(sayings::HINT_ADDRESS_OF.saying([names.into()], says))
        }
        _ => {
            let says = "check it for a missing character, or ingest newer blocks";
            refusal.hint(sayings::HINT_CHECK_OR_INGEST.saying([], says))
        }
    }
}

fn held(atlas: &Atlas, networks: &[Network]) -> bool {
    atlas.ledgers.iter().any(|ledger| networks.contains(&ledger.graph.ledger().network))
}
