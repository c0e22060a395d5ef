//! The growing chain: addresses, transactions and blocks, and the truth that is written with them.
//!
//! What is here knows no actors' reasons. It is told who means what and writes it down at the
//! moment it happens, so the truth cannot drift from the blocks. Nothing is kept of a transaction
//! once it is written.

use std::fmt::Write as _;
use std::io;

use model::address::BitcoinAddress;
use model::amount::Sat;
use model::block::BlockRef;
use model::chain::Network;
use model::hash::{OutPoint, Txid};
use model::script::classify;
use sha2::{Digest as _, Sha256};

use super::sink::{Beside, Sink};
use crate::block::{Builder, Head, Sealed, coinbase_script, genesis, outpoint};
use crate::lock::{Form, Key, SCRIPT_LEN_MAX, data_script};
use crate::tx::{SEQUENCE_FINAL, Transaction};

/// Somebody: the owner of addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ActorId(pub u32);

/// An address of a story: a number from which its key comes, its lock, its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    pub number: u32,
    pub form: Form,
    pub owner: ActorId,
}

/// What an address is for, as its owner sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    Receive,
    Change,
    /// A customer's address at an exchange: the exchange's own.
    Deposit,
    Hot,
    Cold,
    /// After a CoinJoin.
    Mixed,
    /// A service's published address.
    Public,
    /// Stolen coins pass through it.
    Loot,
}

impl Role {
    const fn name(self) -> &'static str {
        match self {
            Role::Receive => "receive",
            Role::Change => "change",
            Role::Deposit => "deposit",
            Role::Hot => "hot",
            Role::Cold => "cold",
            Role::Mixed => "mixed",
            Role::Public => "public",
            Role::Loot => "loot",
        }
    }
}

/// An output that somebody can spend.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coin {
    pub at: OutPoint,
    pub value_sat: u64,
    pub stolen_sat: u64,
    pub address: Address,
}

/// What becomes of stolen value in an output.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Custody {
    /// It stays with its owner, or is not stolen at all.
    Own,
    /// It is out of the thieves' hands: the truth follows it no further.
    Arrives(&'static str),
}

/// An output to be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pay {
    pub address: Address,
    pub value_sat: u64,
    pub stolen_sat: u64,
    pub custody: Custody,
}

impl Pay {
    pub fn new(address: Address, value_sat: u64) -> Pay {
        Pay { address, value_sat, stolen_sat: 0, custody: Custody::Own }
    }

    /// An output wholly of stolen coins.
    pub fn stolen(address: Address, value_sat: u64) -> Pay {
        Pay { stolen_sat: value_sat, ..Pay::new(address, value_sat) }
    }

    /// Stolen coins paid to somebody else.
    pub fn delivered(address: Address, value_sat: u64, how: &'static str) -> Pay {
        Pay { custody: Custody::Arrives(how), ..Pay::stolen(address, value_sat) }
    }
}

/// A transaction to be made.
#[derive(Debug, Clone)]
pub struct Draft {
    pub inputs: Vec<Coin>,
    pub outputs: Vec<Pay>,
    /// An OP_RETURN output after the others.
    pub data: Option<[u8; 64]>,
    pub version: i32,
    pub lock_time: u32,
    pub sequence: u32,
}

impl Default for Draft {
    fn default() -> Self {
        let (inputs, outputs) = (Vec::new(), Vec::new());
        Draft { inputs, outputs, data: None, version: 2, lock_time: 0, sequence: SEQUENCE_FINAL }
    }
}

/// Why a transaction is made: what the truth says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    /// The stage of the crime it belongs to.
    pub stage: Option<&'static str>,
    pub intent: &'static str,
    /// What it could be mistaken for: a decoy says so.
    pub looks_like: &'static str,
    /// Who means it, where that is not the owner of the first input.
    pub by: Option<ActorId>,
}

impl Why {
    pub const fn ordinary(intent: &'static str) -> Why {
        Why { stage: None, intent, looks_like: "", by: None }
    }

    pub const fn decoy(intent: &'static str, looks_like: &'static str) -> Why {
        Why { stage: None, intent, looks_like, by: None }
    }

    pub const fn crime(stage: &'static str, intent: &'static str, by: ActorId) -> Why {
        Why { stage: Some(stage), intent, looks_like: "", by: Some(by) }
    }
}

/// Sums over a whole story. The first line reconciles: `taken = arrived + fees + held`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sums {
    pub stolen_taken_sat: u64,
    pub stolen_arrived_sat: u64,
    pub stolen_fees_sat: u64,
    pub transactions: u64,
    pub inputs: u64,
    pub outputs: u64,
    pub blocks: u64,
    pub bytes: u64,
    pub crime_transactions: u64,
    pub decoy_transactions: u64,
}

/// What a key's address looks like, remembered for the addresses used most recently.
#[derive(Debug, Clone, Copy)]
struct Known {
    address: Address,
    key: Key,
    script: [u8; 35],
    length: u8,
}

const KNOWN_LENGTH: usize = 1 << 12;

/// The chain at its tip.
pub struct Chain<'a> {
    sink: &'a mut dyn Sink,
    failed: Option<io::Error>,
    secret: [u8; 32],
    known: Vec<Option<Known>>,
    addresses: u32,
    builder: Builder,
    tx: Transaction,
    line: String,
    tip: BlockRef,
    time: u32,
    fees_sat: u64,
    pub sums: Sums,
}

impl<'a> Chain<'a> {
    /// Starts a chain with its genesis. `name` and `seed` decide every key.
    pub fn new(name: &str, seed: u64, sink: &'a mut dyn Sink) -> Chain<'a> {
        let mut hash = Sha256::new();
        hash.update("kancil story ");
        hash.update(name);
        hash.update(seed.to_le_bytes());
        let (_, sealed) = genesis();
        let mut chain = Chain {
            sink,
            failed: None,
            secret: hash.finalize().into(),
            known: vec![None; KNOWN_LENGTH],
            addresses: 0,
            builder: Builder::default(),
            tx: Transaction::default(),
            line: String::new(),
            tip: sealed.at,
            time: sealed.time,
            fees_sat: 0,
            sums: Sums::default(),
        };
        for file in Beside::ALL {
            chain.write(file, file.head());
        }
        chain.sums.transactions = 1;
        chain.sums.outputs = 1;
        let why = Why::ordinary("genesis");
        chain.say_tx(sealed.txids[0], 0, "", why);
        chain.add_block(&sealed);
        chain
    }

    pub fn tip(&self) -> BlockRef {
        self.tip
    }

    /// The height of the block that is being filled.
    pub fn height(&self) -> u32 {
        self.tip.height + 1
    }

    pub fn addresses(&self) -> u32 {
        self.addresses
    }

    /// The first error of the sink, if there was one; nothing is written after it.
    pub fn check(&mut self) -> io::Result<()> {
        self.failed.take().map_or(Ok(()), Err)
    }

    pub fn write(&mut self, file: Beside, text: &str) {
        if self.failed.is_none()
            && let Err(error) = self.sink.beside(file, text.as_bytes())
        {
            self.failed = Some(error);
        }
    }

    /// A new address, and its owner into the truth.
    pub fn address(&mut self, owner: ActorId, form: Form, role: Role) -> Address {
        self.address_for(owner, form, role, None)
    }

    /// A new address that an exchange gives to a customer.
    pub fn address_for(
        &mut self,
        owner: ActorId,
        form: Form,
        role: Role,
        customer: Option<ActorId>,
    ) -> Address {
        let address = Address { number: self.addresses, form, owner };
        self.addresses += 1;
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let _ = write!(line, "{},{},{},", self.text(address), owner.0, role.name());
        if let Some(customer) = customer {
            let _ = write!(line, "{}", customer.0);
        }
        line.push('\n');
        self.write(Beside::Addresses, &line);
        self.line = line;
        address
    }

    /// The address as people write it.
    pub fn text(&mut self, address: Address) -> String {
        let known = self.know(address);
        let script = &known.script[..usize::from(known.length)];
        let (lock, payload) = classify(script);
        BitcoinAddress::new(lock, payload.as_bytes())
            .expect("stories use locks that have holders")
            .display(Network::Story)
            .to_string()
    }

    /// The locking script: for those who sort by it (BIP 69).
    pub fn script(&mut self, address: Address) -> Vec<u8> {
        let known = self.know(address);
        known.script[..usize::from(known.length)].to_vec()
    }

    /// Puts a transaction into the open block; its outputs as coins, in order.
    pub fn transact(&mut self, draft: &Draft, why: Why) -> Vec<Coin> {
        self.build(draft);
        let txid = self.builder.push(&self.tx);
        let total = |coins: &[Coin]| coins.iter().map(|coin| coin.value_sat).sum::<u64>();
        let paid: u64 = draft.outputs.iter().map(|pay| pay.value_sat).sum();
        let fee = total(&draft.inputs).checked_sub(paid).expect("wallets pay from what they hold");
        self.fees_sat += fee;
        self.sums.transactions += 1;
        self.sums.inputs += draft.inputs.len() as u64;
        self.sums.outputs += (self.tx.outputs().len()) as u64;
        self.sums.crime_transactions += u64::from(why.stage.is_some());
        self.sums.decoy_transactions += u64::from(!why.looks_like.is_empty());
        let actor = why.by.unwrap_or(draft.inputs[0].address.owner).0;
        self.say_tx(txid, self.height(), &actor.to_string(), why);
        self.follow(draft, txid);
        let coins = draft.outputs.iter().enumerate().map(|(vout, pay)| Coin {
            at: outpoint(txid, vout),
            value_sat: pay.value_sat,
            stolen_sat: if pay.custody == Custody::Own { pay.stolen_sat } else { 0 },
            address: pay.address,
        });
        coins.collect()
    }

    /// Several owners in one transaction: which inputs and outputs are whose. `kind` says how it came
    /// about; a seat is an actor, its inputs, its outputs.
    pub fn say_shared(
        &mut self,
        txid: Txid,
        kind: &str,
        seats: &[(ActorId, Vec<usize>, Vec<usize>)],
    ) {
        let mut line = format!("{{\"txid\":\"{txid}\",\"kind\":\"{kind}\",\"seats\":[");
        for (at, (actor, inputs, outputs)) in seats.iter().enumerate() {
            let comma = if at == 0 { "" } else { "," };
            let _ = write!(
                line,
                "{comma}{{\"actor\":{},\"inputs\":{inputs:?},\"outputs\":{outputs:?}}}",
                actor.0
            );
        }
        line.push_str("]}\n");
        self.write(Beside::Shared, &line.replace(", ", ","));
    }

    /// Stolen value that rests in a coin when the story ends.
    pub fn say_held(&mut self, coin: &Coin) {
        self.say_end("held", coin.at, coin.address, coin.stolen_sat);
    }

    /// Closes the block: its coinbase pays `miner` the subsidy and the fees.
    pub fn close(
        &mut self,
        time: u32,
        miner: Address,
        subsidy_sat: u64,
        intent: &'static str,
    ) -> Coin {
        let mut coinbase = Transaction::new(2, 0);
        coinbase.mint(&coinbase_script(self.height(), b"a Kancil story"));
        let value_sat = subsidy_sat + self.fees_sat;
        let key = self.key(miner.number);
        coinbase.pay(Sat(value_sat), miner.form, key);
        let head = Head { height: self.height(), prev: self.tip.hash, time };
        let sealed = self.builder.seal(head, &mut coinbase);
        self.fees_sat = 0;
        self.time = time;
        self.sums.transactions += 1;
        self.sums.outputs += coinbase.outputs().len() as u64;
        let owner = miner.owner.0.to_string();
        self.say_tx(sealed.txids[0], sealed.at.height, &owner, Why::ordinary(intent));
        self.add_block(&sealed);
        Coin { at: outpoint(sealed.txids[0], 0), value_sat, stolen_sat: 0, address: miner }
    }

    /// The time of the last block.
    pub fn time(&self) -> u32 {
        self.time
    }

    /// Transactions in the open block.
    pub fn open_len(&self) -> usize {
        self.builder.len()
    }

    /// What the open block weighs (BIP 141), its coinbase apart.
    pub fn open_weight(&self) -> u64 {
        self.builder.weight()
    }

    fn add_block(&mut self, sealed: &Sealed) {
        self.tip = sealed.at;
        self.sums.blocks += 1;
        self.sums.bytes += sealed.bytes.len() as u64;
        if self.failed.is_none()
            && let Err(error) = self.sink.block(sealed)
        {
            self.failed = Some(error);
        }
    }

    fn build(&mut self, draft: &Draft) {
        self.tx.clear();
        self.tx.version = draft.version;
        self.tx.lock_time = draft.lock_time;
        for coin in &draft.inputs {
            let key = self.key_of(coin.address);
            self.tx.spend(coin.at, draft.sequence, coin.address.form, key);
        }
        for pay in &draft.outputs {
            let known = self.know(pay.address);
            self.tx.pay_script(Sat(pay.value_sat), &known.script[..usize::from(known.length)]);
        }
        if let Some(data) = draft.data {
            let mut script = Vec::with_capacity(66);
            data_script(&data, &mut script);
            self.tx.pay_script(Sat::ZERO, &script);
        }
    }

    /// Follows stolen value through a transaction by what its makers mean.
    fn follow(&mut self, draft: &Draft, txid: Txid) {
        let from: u64 = draft.inputs.iter().map(|coin| coin.stolen_sat).sum();
        let to: u64 = draft.outputs.iter().map(|pay| pay.stolen_sat).sum();
        if from == 0 {
            self.sums.stolen_taken_sat += to;
        } else {
            self.sums.stolen_fees_sat += from.checked_sub(to).expect("stolen value is not made up");
        }
        for (vout, pay) in draft.outputs.iter().enumerate() {
            if pay.stolen_sat > 0 {
                let text = self.text(pay.address);
                let owner = pay.address.owner.0;
                let (value, stolen) = (pay.value_sat, pay.stolen_sat);
                let line = format!("{txid},{vout},{text},{owner},{value},{stolen}\n");
                self.write(Beside::Stolen, &line);
            }
            if let Custody::Arrives(how) = pay.custody {
                self.sums.stolen_arrived_sat += pay.stolen_sat;
                self.say_end(how, outpoint(txid, vout), pay.address, pay.stolen_sat);
            }
        }
    }

    fn say_end(&mut self, how: &str, at: OutPoint, address: Address, stolen_sat: u64) {
        let (txid, vout, owner) = (at.txid, at.vout, address.owner.0);
        let text = self.text(address);
        self.write(Beside::Ends, &format!("{how},{txid},{vout},{text},{owner},{stolen_sat}\n"));
    }

    fn say_tx(&mut self, txid: Txid, height: u32, actor: &str, why: Why) {
        let mut line = std::mem::take(&mut self.line);
        line.clear();
        let stage = why.stage.unwrap_or_default();
        let (intent, looks_like) = (why.intent, why.looks_like);
        let _ = writeln!(line, "{txid},{height},{actor},{stage},{intent},{looks_like}");
        self.write(Beside::Transactions, &line);
        self.line = line;
    }

    fn key(&self, number: u32) -> Key {
        Key(Sha256::new()
            .chain_update(self.secret)
            .chain_update(number.to_le_bytes())
            .finalize()
            .into())
    }

    /// The key alone: what a script costs is mostly its hash.
    fn key_of(&self, address: Address) -> Key {
        match self.known[address.number as usize % KNOWN_LENGTH] {
            Some(known) if known.address == address => known.key,
            _ => self.key(address.number),
        }
    }

    fn know(&mut self, address: Address) -> Known {
        let slot = address.number as usize % KNOWN_LENGTH;
        if let Some(known) = self.known[slot]
            && known.address == address
        {
            return known;
        }
        let key = self.key(address.number);
        let mut bytes = Vec::with_capacity(SCRIPT_LEN_MAX);
        address.form.script(key, &mut bytes);
        let mut script = [0; 35];
        script[..bytes.len()].copy_from_slice(&bytes);
        let length = u8::try_from(bytes.len()).expect("at most 35 bytes");
        let known = Known { address, key, script, length };
        self.known[slot] = Some(known);
        known
    }
}

impl std::fmt::Debug for Chain<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Chain")
            .field("tip", &self.tip)
            .field("sums", &self.sums)
            .finish_non_exhaustive()
    }
}
