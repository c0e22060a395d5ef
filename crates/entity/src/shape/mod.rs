//! A transaction as the rules see it: who is on each side, with what value, locked how.
//!
//! The rules of `coinjoin` and `change` look at nothing else of a transaction itself, so they need
//! no store to be tried. What nobody told (the source of a loose block's input) is `None` here, and
//! every rule says what it does about it. This file judges nothing.

#[cfg(test)]
pub(crate) mod text;

use graph::{AddressId, Graph, TxId, TxView};
use model::amount::Sat;
use model::batch::TxFlags;
use model::script::Lock;
use model::time::Time;

/// An input: whose coin, worth what. Both are unknown where a loose block did not say. The lock is
/// the holder's, where it was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InputView {
    pub holder: Option<AddressId>,
    pub value: Option<Sat>,
    pub lock: Option<Lock>,
}

/// An output: to whom, how much. Data (`OP_RETURN`) is nobody's: no holder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutputView {
    pub holder: Option<AddressId>,
    pub value: Sat,
    pub lock: Option<Lock>,
}

impl OutputView {
    /// Whether it pays somebody, rather than carrying data.
    pub fn pays(&self) -> bool {
        self.holder.is_some()
    }
}

/// One transaction. A coinbase has no inputs.
#[derive(Debug, Clone, Copy)]
pub struct Shape<'a> {
    pub inputs: &'a [InputView],
    pub outputs: &'a [OutputView],
    pub version: i32,
    pub lock_time: u32,
    pub weight: u32,
    pub flags: TxFlags,
    /// Its block's, where one was asked.
    pub time: Option<Time>,
}

impl Shape<'_> {
    /// Outputs that pay somebody.
    pub fn paid(&self) -> impl Iterator<Item = &OutputView> + Clone {
        self.outputs.iter().filter(|output| output.pays())
    }

    /// The sum of the inputs, where every one is known.
    pub fn value_in(&self) -> Option<u128> {
        self.inputs.iter().map(|input| input.value.map(|value| u128::from(value.0))).sum()
    }

    /// The sum of the outputs.
    pub fn value_out(&self) -> u128 {
        self.outputs.iter().map(|output| u128::from(output.value.0)).sum()
    }

    /// What the miner keeps, where every input is known.
    pub fn fee(&self) -> Option<Sat> {
        let fee = self.value_in()?.checked_sub(self.value_out())?;
        u64::try_from(fee).ok().map(Sat)
    }

    /// One input, two outputs (BlockSci's `looksLikePeelingChain`).
    pub fn looks_like_peel(&self) -> bool {
        self.inputs.len() == 1 && self.outputs.len() == 2
    }

    /// BIP 141 virtual size.
    pub fn vsize(&self) -> u32 {
        self.weight.div_ceil(4)
    }
}

/// The room a shape borrows from: fill it from a ledger, look, fill it with the next.
#[derive(Debug, Default, Clone)]
pub struct ShapeRoom {
    pub inputs: Vec<InputView>,
    pub outputs: Vec<OutputView>,
    pub version: i32,
    pub lock_time: u32,
    pub weight: u32,
    pub flags: TxFlags,
    /// Its block's, where one was asked.
    pub time: Option<Time>,
}

impl ShapeRoom {
    /// The transaction `id` of `graph`.
    pub fn of(graph: &Graph, id: TxId) -> ShapeRoom {
        let mut room = ShapeRoom::default();
        room.fill(graph, id);
        room
    }

    /// Takes the transaction `id` in the place of what was held, keeping the room.
    pub fn fill(&mut self, graph: &Graph, id: TxId) {
        let tx = graph.tx(id);
        self.inputs.clear();
        self.inputs.extend(graph.inputs(&tx).map(|input| input_view(input.value, input.holder)));
        self.outputs.clear();
        self.outputs
            .extend(graph.outputs(&tx).map(|output| output_view(output.value, output.holder)));
        self.look_up_locks(graph);
        self.version = tx.version;
        self.lock_time = tx.lock_time;
        self.weight = tx.weight;
        self.flags = tx.flags;
        self.time = Some(graph.time(id));
    }

    /// As [`Self::fill`], from a sweep, and only who and how much: enough for whoever asks for no
    /// lock, size or lock time, at a fraction of the cost.
    pub fn fill_sides(&mut self, tx: &TxView<'_>) {
        self.inputs.clear();
        self.inputs.extend(tx.inputs().map(|(value, holder)| input_view(value, holder)));
        self.outputs.clear();
        self.outputs.extend(tx.outputs().map(|(value, holder)| output_view(value, holder)));
        self.flags = tx.flags();
        self.time = None;
    }

    /// How each holder's coins are locked.
    pub fn look_up_locks(&mut self, graph: &Graph) {
        for input in &mut self.inputs {
            input.lock = input.holder.map(|holder| graph.lock(holder));
        }
        for output in &mut self.outputs {
            output.lock = output.holder.map(|holder| graph.lock(holder));
        }
    }

    pub fn shape(&self) -> Shape<'_> {
        Shape {
            inputs: &self.inputs,
            outputs: &self.outputs,
            version: self.version,
            lock_time: self.lock_time,
            weight: self.weight,
            flags: self.flags,
            time: self.time,
        }
    }
}

fn input_view(value: Option<Sat>, holder: Option<AddressId>) -> InputView {
    InputView { holder, value, lock: None }
}

fn output_view(value: Sat, holder: Option<AddressId>) -> OutputView {
    OutputView { holder, value, lock: None }
}
