//! One transaction: what it spends and pays, and its bytes.
//!
//! Built to be filled, written and cleared again: a story writes millions of them. The bytes are
//! the consensus serialisation (BIP 144 where a witness stands), so ids, sizes and weights are
//! those a node would compute.

use model::amount::Sat;
use model::hash::{OutPoint, Txid};

use crate::lock::{Form, Key};

pub const SEQUENCE_FINAL: u32 = 0xffff_ffff;
/// Makes `lock_time` count without allowing replacement.
pub const SEQUENCE_LOCKED: u32 = 0xffff_fffe;
/// Signals replacement (BIP 125).
pub const SEQUENCE_REPLACEABLE: u32 = 0xffff_fffd;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub prev: OutPoint,
    pub sequence: u32,
    script_end: u32,
    witness_end: u32,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Output {
    pub value: Sat,
    script_end: u32,
}

/// A transaction as columns: scripts and witnesses lie in one buffer each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Transaction {
    pub version: i32,
    pub lock_time: u32,
    inputs: Vec<Input>,
    outputs: Vec<Output>,
    input_scripts: Vec<u8>,
    witnesses: Vec<u8>,
    output_scripts: Vec<u8>,
}

impl Transaction {
    pub fn new(version: i32, lock_time: u32) -> Self {
        Self { version, lock_time, ..Self::default() }
    }

    /// Empties it and keeps its room.
    pub fn clear(&mut self) {
        self.inputs.clear();
        self.outputs.clear();
        self.input_scripts.clear();
        self.witnesses.clear();
        self.output_scripts.clear();
        self.version = 2;
        self.lock_time = 0;
    }

    /// Spends an output that is locked to a form of a key.
    pub fn spend(&mut self, prev: OutPoint, sequence: u32, form: Form, key: Key) {
        let (head, _) = prev.txid.0.split_first_chunk::<8>().expect("32 bytes");
        let salt = u64::from_le_bytes(*head).wrapping_add(u64::from(prev.vout));
        form.unlock(key, salt, &mut self.input_scripts, &mut self.witnesses);
        self.close_input(prev, sequence);
    }

    /// Spends an output with bytes of the caller's: the input's script, and its witness stack already
    /// serialised with its count (left empty where there is none).
    pub fn spend_with(
        &mut self,
        prev: OutPoint,
        sequence: u32,
        unlock: impl FnOnce(&mut Vec<u8>, &mut Vec<u8>),
    ) {
        unlock(&mut self.input_scripts, &mut self.witnesses);
        self.close_input(prev, sequence);
    }

    /// Pays to a script that the caller appends.
    pub fn pay_with(&mut self, value: Sat, script: impl FnOnce(&mut Vec<u8>)) {
        script(&mut self.output_scripts);
        self.close_output(value);
    }

    /// The input of a coinbase: it spends nothing and says `script`.
    pub fn mint(&mut self, script: &[u8]) {
        self.input_scripts.extend_from_slice(script);
        self.close_input(OutPoint { txid: Txid::default(), vout: u32::MAX }, SEQUENCE_FINAL);
    }

    /// Gives the coinbase the reserved value that a witness commitment needs (BIP 141).
    pub fn reserve_witness(&mut self) {
        self.witnesses.extend([1, 32]);
        self.witnesses.extend([0; 32]);
        if let Some(input) = self.inputs.last_mut() {
            input.witness_end = length_u32(&self.witnesses);
        }
    }

    pub fn pay(&mut self, value: Sat, form: Form, key: Key) {
        form.script(key, &mut self.output_scripts);
        self.close_output(value);
    }

    pub fn pay_script(&mut self, value: Sat, script: &[u8]) {
        self.output_scripts.extend_from_slice(script);
        self.close_output(value);
    }

    pub fn inputs(&self) -> &[Input] {
        &self.inputs
    }

    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    pub fn script_of_output(&self, at: usize) -> &[u8] {
        let start = at.checked_sub(1).map_or(0, |before| self.outputs[before].script_end as usize);
        &self.output_scripts[start..self.outputs[at].script_end as usize]
    }

    pub fn is_segwit(&self) -> bool {
        !self.witnesses.is_empty()
    }

    /// Some input signals replacement (BIP 125).
    pub fn is_replaceable(&self) -> bool {
        self.inputs.iter().any(|input| input.sequence < SEQUENCE_LOCKED)
    }

    /// Appends the bytes without witnesses: what the txid is the hash of.
    pub fn write_stripped(&self, to: &mut Vec<u8>) {
        to.extend(self.version.to_le_bytes());
        self.write_body(to);
        to.extend(self.lock_time.to_le_bytes());
    }

    /// Appends the whole bytes (BIP 144).
    pub fn write(&self, to: &mut Vec<u8>) {
        if !self.is_segwit() {
            return self.write_stripped(to);
        }
        to.extend(self.version.to_le_bytes());
        to.extend([0, 1]);
        self.write_body(to);
        let mut start = 0;
        for input in &self.inputs {
            let end = input.witness_end as usize;
            if start == end {
                to.push(0);
            } else {
                to.extend_from_slice(&self.witnesses[start..end]);
            }
            start = end;
        }
        to.extend(self.lock_time.to_le_bytes());
    }

    fn close_input(&mut self, prev: OutPoint, sequence: u32) {
        self.inputs.push(Input {
            prev,
            sequence,
            script_end: length_u32(&self.input_scripts),
            witness_end: length_u32(&self.witnesses),
        });
    }

    fn close_output(&mut self, value: Sat) {
        self.outputs.push(Output { value, script_end: length_u32(&self.output_scripts) });
    }

    fn write_body(&self, to: &mut Vec<u8>) {
        write_count(self.inputs.len(), to);
        let mut start = 0;
        for input in &self.inputs {
            let end = input.script_end as usize;
            to.extend_from_slice(&input.prev.txid.0);
            to.extend(input.prev.vout.to_le_bytes());
            write_count(end - start, to);
            to.extend_from_slice(&self.input_scripts[start..end]);
            to.extend(input.sequence.to_le_bytes());
            start = end;
        }
        write_count(self.outputs.len(), to);
        let mut start = 0;
        for output in &self.outputs {
            let end = output.script_end as usize;
            to.extend(output.value.0.to_le_bytes());
            write_count(end - start, to);
            to.extend_from_slice(&self.output_scripts[start..end]);
            start = end;
        }
    }
}

/// Bitcoin's "compact size".
#[expect(clippy::cast_possible_truncation, reason = "each arm's range fits its width")]
pub fn write_count(count: usize, to: &mut Vec<u8>) {
    match count {
        0..=0xfc => to.push(count as u8),
        0xfd..=0xffff => {
            to.push(0xfd);
            to.extend((count as u16).to_le_bytes());
        }
        _ => {
            to.push(0xfe);
            to.extend(u32::try_from(count).expect("a block is far below 4 GiB").to_le_bytes());
        }
    }
}

fn length_u32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).expect("a transaction is far below 4 GiB")
}
