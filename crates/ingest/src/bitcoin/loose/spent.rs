//! The outputs that a block spends, in the formats in which they come beside blocks.
//!
//! A node that has pruned its chain, or a test set of single blocks, still knows value and script
//! of what each block spends. Five forms are read; none of them is believed until it fits its
//! block ([`super::fit`]). Pure: bytes in, outputs or a fault out.

use model::amount::{MONEY_MAX, Sat};
use model::hash::{OutPoint, Txid};

use super::compressed::{amount, script, varint};
use crate::bitcoin::error::{Fault, Reason};
use crate::bitcoin::wire::Cursor;

/// How a list of spent outputs is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// A line of this program's own raw evidence: JSON with the block's hash and, for every input
    /// in order, `[value, "script"]` or `null`.
    Kept,
    /// A record of Bitcoin Core's `rev*.dat`: transactions in order, without the coinbase.
    Undo,
    /// Outputs as transactions serialise them, one after another, for every input in order.
    Outputs,
    /// A JSON array with `txout.value` and `txout.script_pubkey`, for every input in order
    /// (Floresta).
    Array,
}

/// Outputs in the order of the block's inputs, those of the coinbase left out. Scripts lie end to
/// end in one buffer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Spents {
    rows: Vec<Option<(Sat, u32)>>,
    scripts: Vec<u8>,
    /// Where the format says how many inputs each transaction has: cumulative.
    tx_ends: Option<Vec<u32>>,
}

impl Spents {
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn tx_ends(&self) -> Option<&[u32]> {
        self.tx_ends.as_deref()
    }

    /// Value and script of every output; `None` where it is not known.
    pub fn iter(&self) -> impl Iterator<Item = Option<(Sat, &[u8])>> {
        let mut start = 0;
        self.rows.iter().map(move |row| {
            row.map(|(value, end)| {
                let script = &self.scripts[start as usize..end as usize];
                start = end;
                (value, script)
            })
        })
    }

    pub fn push(&mut self, known: Option<(Sat, &[u8])>) {
        let row = known.map(|(value, script)| {
            self.scripts.extend_from_slice(script);
            (value, self.scripts_end())
        });
        self.rows.push(row);
    }

    fn scripts_end(&self) -> u32 {
        u32::try_from(self.scripts.len()).expect("one list has at most LIST_BYTES_MAX bytes")
    }
}

/// No list of one block's spent outputs is longer: ten thousand bytes for each of forty thousand
/// inputs would be, and no block has come near.
pub const LIST_BYTES_MAX: u64 = 256 << 20;

/// Reads a list.
pub fn read(format: Format, bytes: &[u8]) -> Result<Spents, Fault> {
    match format {
        Format::Kept => read_kept(bytes),
        Format::Undo => read_undo(bytes),
        Format::Outputs => read_outputs(bytes),
        Format::Array => read_array(bytes),
    }
}

/// `CBlockUndo` (Bitcoin Core `undo.h`).
fn read_undo(bytes: &[u8]) -> Result<Spents, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut spents = Spents::default();
    let mut tx_ends = Vec::new();
    for _ in 0..cursor.compact()? {
        for _ in 0..cursor.compact()? {
            // Height and whether it was a coinbase; then, of known heights, a version that no
            // longer means anything.
            if varint(&mut cursor)? > 1 {
                varint(&mut cursor)?;
            }
            let value = amount(&mut cursor)?;
            script(&mut cursor, &mut spents.scripts)?;
            let end = spents.scripts_end();
            spents.rows.push(Some((value, end)));
        }
        tx_ends.push(u32::try_from(spents.rows.len()).expect("rows are fewer than bytes"));
    }
    spents.tx_ends = Some(tx_ends);
    ended(&cursor).map(|()| spents)
}

fn read_outputs(bytes: &[u8]) -> Result<Spents, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut spents = Spents::default();
    while cursor.left() > 0 {
        let at = cursor.at();
        let value = cursor.u64()?;
        let script = cursor.string()?;
        if value > MONEY_MAX.0 {
            return Err(Fault { at, reason: Reason::Amount });
        }
        spents.push(Some((Sat(value), script)));
    }
    Ok(spents)
}

/// Coins by outpoint, in no order that matters: a count, then outpoints with compressed coins (the
/// benchmarks of Radiant and other nodes grown from Bitcoin Core).
pub fn read_coins(bytes: &[u8]) -> Result<Vec<(OutPoint, Sat, Vec<u8>)>, Fault> {
    let mut cursor = Cursor::new(bytes);
    let mut coins = Vec::new();
    for _ in 0..cursor.compact()? {
        let txid = Txid(*cursor.array()?);
        let vout = cursor.u32()?;
        varint(&mut cursor)?;
        let value = amount(&mut cursor)?;
        let mut bytes = Vec::new();
        script(&mut cursor, &mut bytes)?;
        coins.push((OutPoint { txid, vout }, value, bytes));
    }
    ended(&cursor).map(|()| coins)
}

fn ended(cursor: &Cursor<'_>) -> Result<(), Fault> {
    match cursor.left() {
        0 => Ok(()),
        left => Err(cursor.fault(Reason::LeftOver { left })),
    }
}

#[derive(serde::Deserialize)]
struct ArrayEntry<'a> {
    #[serde(borrow)]
    txout: ArrayOutput<'a>,
}

#[derive(serde::Deserialize)]
struct ArrayOutput<'a> {
    value: u64,
    script_pubkey: &'a str,
}

fn read_array(bytes: &[u8]) -> Result<Spents, Fault> {
    let entries: Vec<ArrayEntry<'_>> = from_json(bytes)?;
    let mut spents = Spents::default();
    for entry in entries {
        spents.push(
            Some(from_hex(entry.txout.value, entry.txout.script_pubkey)?).as_ref().map(borrow),
        );
    }
    Ok(spents)
}

/// A line of kept evidence: what was told beside a block.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub struct KeptLine {
    /// The block's hash.
    pub block: String,
    /// Where a file stated it and not the block itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spent: Vec<Option<(u64, String)>>,
}

fn read_kept(bytes: &[u8]) -> Result<Spents, Fault> {
    let line: KeptLine = from_json(bytes)?;
    let mut spents = Spents::default();
    for known in line.spent {
        let known = known.map(|(value, script)| from_hex(value, &script)).transpose()?;
        spents.push(known.as_ref().map(borrow));
    }
    Ok(spents)
}

fn borrow(known: &(Sat, Vec<u8>)) -> (Sat, &[u8]) {
    (known.0, &known.1)
}

fn from_hex(value: u64, script: &str) -> Result<(Sat, Vec<u8>), Fault> {
    if value > MONEY_MAX.0 {
        return Err(Fault { at: 0, reason: Reason::Amount });
    }
    match hex::decode(script) {
        Ok(script) => Ok((Sat(value), script)),
        Err(_) => Err(Fault { at: 0, reason: Reason::Hex }),
    }
}

pub fn from_json<'a, T: serde::Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Fault> {
    serde_json::from_slice(bytes).map_err(|error| Fault {
        at: 0,
        reason: Reason::Json { line: error.line(), column: error.column() },
    })
}
