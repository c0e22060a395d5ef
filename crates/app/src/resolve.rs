//! From what a person pasted to the one thing in one ledger that it names.
//!
//! The parser of `model` says what a text can be; the ledgers say what is there. A subject that is
//! in several ledgers is never guessed: the person chooses.

use entity::atlas::{Atlas, Ledger};
use graph::{AddressId, BlockId, OutId, TxId};
use model::address::{Address, BitcoinAddress};
use model::block::BlockRef;
use model::chain::{LedgerKind, Network};
use model::parse::Subject;

use crate::failure::Failure;
use crate::world;

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

/// A text that was understood. `cluster:` in front asks for the whole cluster.
#[derive(Debug, Clone)]
pub struct Asked {
    /// As it was pasted, without surrounding blanks.
    pub text: String,
    pub subject: Subject,
    pub is_cluster: bool,
}

pub fn parse(text: &str) -> Result<Asked, Failure> {
    let trimmed = text.trim();
    let (rest, is_cluster) = match trimmed.strip_prefix("cluster:") {
        Some(rest) => (rest, true),
        None => (trimmed, false),
    };
    let subject = model::parse::parse(rest).map_err(|error| {
        // What may be a key is never repeated, and the parser's words quote what they need.
        Failure::new(error)
    })?;
    let text = shortened(trimmed);
    if is_cluster && !matches!(subject, Subject::Address { .. }) {
        return Err(Failure::new(format_args!("'{text}' names no cluster"))
            .hint("a cluster is quoted by one of its addresses: cluster:ADDRESS"));
    }
    Ok(Asked { text, subject, is_cluster })
}

/// At most what an answer needs to repeat of a pasted text.
pub fn shortened(text: &str) -> String {
    const CHARS_MAX: usize = 200;
    match text.char_indices().nth(CHARS_MAX) {
        None => text.to_owned(),
        Some((at, _)) => format!("{}…", &text[..at]),
    }
}

/// Where the subject is. `None`: in none of the ledgers.
pub fn find<'a>(atlas: &'a Atlas, asked: &Asked) -> Result<Option<Place<'a>>, Failure> {
    let mut places = Vec::new();
    for ledger in &atlas.ledgers {
        if let Some(what) = find_in(ledger, asked)? {
            places.push(Place { ledger, what });
        }
    }
    if places.len() < 2 {
        return Ok(places.pop());
    }
    let ids: Vec<_> = places.iter().map(|place| place.ledger.graph.ledger()).collect();
    Err(Failure::new(format_args!("'{}' is in several ledgers: {}", asked.text, world::list(&ids)))
        .hint(format_args!("choose one, for example --ledger {}", ids[0])))
}

/// Where the subject is, which must be somewhere.
pub fn must_find<'a>(atlas: &'a Atlas, asked: &Asked) -> Result<Place<'a>, Failure> {
    find(atlas, asked)?.ok_or_else(|| nowhere(atlas, asked))
}

/// Where all of them are, which must be one ledger: nothing leads from one into another.
pub fn in_one_ledger<'a>(atlas: &'a Atlas, asked: &[Asked]) -> Result<Vec<Place<'a>>, Failure> {
    let mut places: Vec<Place<'a>> = Vec::new();
    for one in asked {
        let place = must_find(atlas, one)?;
        if let Some(first) = places.first() {
            let (here, there) = (first.ledger.graph.ledger(), place.ledger.graph.ledger());
            if here != there {
                let [text, other] = [&asked[0].text, &one.text];
                return Err(Failure::new(format_args!(
                    "'{text}' is in {here}, but '{other}' is in {there}"
                ))
                .hint("ask for the subjects of one ledger at a time"));
            }
        }
        places.push(place);
    }
    Ok(places)
}

fn find_in(ledger: &Ledger, asked: &Asked) -> Result<Option<What>, Failure> {
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
fn output(ledger: &Ledger, tx: TxId, vout: u32) -> Result<OutId, Failure> {
    let outputs = ledger.graph.tx(tx).outputs;
    let id = outputs.start + u64::from(vout);
    if outputs.contains(&id) {
        return Ok(OutId(id));
    }
    let txid = ledger.graph.txid(tx);
    let count = outputs.end - outputs.start;
    Err(Failure::new(format_args!("{txid} has no output {vout}: it has {count}, counted from 0")))
}

/// The refusal for a subject that is in no ledger: what was searched, and to which block.
pub fn nowhere(atlas: &Atlas, asked: &Asked) -> Failure {
    let text = &asked.text;
    if let Subject::Address { address, .. } = &asked.subject
        && !matches!(address, Address::Bitcoin(_))
    {
        return Failure::new(format_args!("'{text}' is not on a chain that a ledger here holds"))
            .hint("labels and screening know addresses of every chain: 'kancil labels show', 'kancil screen'");
    }
    if atlas.ledgers.is_empty() {
        return Failure::new(format_args!("'{text}' cannot be looked up: there is no ledger yet"))
            .hint("read blocks first: kancil ingest bitcoin PATH");
    }
    let searched: Vec<String> = atlas.ledgers.iter().map(extent).collect();
    let failure =
        Failure::new(format_args!("'{text}' does not occur in {}", searched.join(" or ")));
    match &asked.subject {
        Subject::Address { networks, .. } if !held(atlas, networks) => {
            let names: Vec<String> = networks.iter().map(Network::to_string).collect();
            failure.hint(format_args!("it is an address of {}", names.join(" or ")))
        }
        _ => failure.hint("check it for a missing character, or ingest newer blocks"),
    }
}

fn held(atlas: &Atlas, networks: &[Network]) -> bool {
    atlas.ledgers.iter().any(|ledger| networks.contains(&ledger.graph.ledger().network))
}

/// `bitcoin-main-linked (to block 4521)`.
fn extent(ledger: &Ledger) -> String {
    let id = ledger.graph.ledger();
    match (ledger.graph.tip(), id.kind) {
        (Some(BlockRef { height, .. }), LedgerKind::Linked) => format!("{id} (to block {height})"),
        _ => format!("{id} ({} blocks)", ledger.graph.counts().blocks),
    }
}
