//! Transactions as text, for the rules' tests: `a 0.5, b 0.2 -> x 0.1, 3*y 0.1, data`.
//!
//! A side is a list of `[n*]holder[:lock] value[+step]`: `3*y 0.1+0.01` is `y1 0.10, y2 0.11,
//! y3 0.12`. Values are in BTC, or with `sat` in satoshis. An input `a ?` is worth nobody knows
//! what, and `?` is nobody knows whose. The lock is `p2wpkh` unless said. `data` is an `OP_RETURN`.

use std::collections::BTreeMap;

use graph::AddressId;
use model::amount::Sat;
use model::script::Lock;

use super::{InputView, OutputView, ShapeRoom};

/// Reads one transaction. Holders get ids in the order in which they are named.
pub(crate) fn shape(text: &str) -> ShapeRoom {
    let mut names = Names::default();
    let (left, right) = text.split_once("->").expect("a transaction has an arrow");
    let mut room = ShapeRoom { version: 2, weight: 800, ..ShapeRoom::default() };
    for (holder, lock, value) in left.split(',').flat_map(|item| names.item(item)) {
        room.inputs.push(InputView { holder, value, lock: holder.map(|_| lock) });
    }
    for (holder, lock, value) in right.split(',').flat_map(|item| names.item(item)) {
        room.outputs.push(OutputView {
            holder,
            value: value.unwrap_or_default(),
            lock: holder.map(|_| lock),
        });
    }
    room
}

#[derive(Default)]
struct Names(BTreeMap<String, AddressId>);

impl Names {
    fn id(&mut self, name: &str) -> AddressId {
        let next = AddressId(u32::try_from(self.0.len()).unwrap());
        *self.0.entry(name.to_owned()).or_insert(next)
    }

    fn item(&mut self, item: &str) -> Vec<(Option<AddressId>, Lock, Option<Sat>)> {
        let item = item.trim();
        let (times, item) = match item.split_once('*') {
            Some((times, item)) => (Some(times.parse::<u64>().unwrap()), item),
            None => (None, item),
        };
        let (holder, value) = item.split_once(' ').unwrap_or((item, "?"));
        let (first, step) = value.split_once('+').unwrap_or((value, "0"));
        let mut made = Vec::new();
        for at in 0..times.unwrap_or(1) {
            let value = (first.trim() != "?").then(|| Sat(sat(first).0 + at * sat(step).0));
            let (name, lock) = holder.split_once(':').unwrap_or((holder, "p2wpkh"));
            let lock = Lock::ALL.into_iter().find(|known| known.name() == lock).unwrap();
            made.push(match name {
                "data" => (None, Lock::Data, Some(Sat(0))),
                "?" => (None, lock, value),
                name if times.is_some() => (Some(self.id(&format!("{name}{at}"))), lock, value),
                name => (Some(self.id(name)), lock, value),
            });
        }
        made
    }
}

fn sat(text: &str) -> Sat {
    let text = text.trim();
    if let Some(sat) = text.strip_suffix(" sat") {
        return Sat(sat.parse().unwrap());
    }
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let whole: u64 = whole.parse().unwrap();
    Sat(whole * 100_000_000 + format!("{part:0<8}").parse::<u64>().unwrap())
}
