//! Reads the transactions that the Dumplings scanner collected (crocs-muni/coinjoin-analysis).
//!
//! A line is `txid:::block:::…:::time:::inputs:::outputs` (mixes carry one number more than the
//! others); an input is `txid-vout-value+script+type`, an output `value+script+type`, and `}{`
//! stands between two of them.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use entity::shape::{InputView, OutputView, ShapeRoom};
use graph::AddressId;
use model::amount::Sat;
use model::script::{Lock, classify};

pub struct Round {
    pub txid: String,
    pub room: ShapeRoom,
}

/// The transactions of one file in one archive.
pub fn rounds(archive: &Path, name: &str) -> Vec<Round> {
    let mut zip = zip::ZipArchive::new(File::open(archive).unwrap()).unwrap();
    let file = zip.by_name(name).unwrap();
    BufReader::new(file).lines().map(|line| round(&line.unwrap())).collect()
}

fn round(line: &str) -> Round {
    let fields: Vec<&str> = line.trim().split(":::").collect();
    let [txid, .., inputs, outputs] = fields.as_slice() else { panic!("few fields: {line:.80}") };
    let mut holders = Holders::default();
    let mut room = ShapeRoom { version: 1, ..ShapeRoom::default() };
    for input in inputs.split("}{") {
        let (coin, script, _) = triple(input);
        let value = coin.rsplit_once('-').unwrap().1;
        let (holder, lock) = holders.of(script);
        room.inputs.push(InputView { holder, value: Some(sat(value)), lock: Some(lock) });
    }
    for output in outputs.split("}{") {
        let (value, script, _) = triple(output);
        let (holder, lock) = holders.of(script);
        room.outputs.push(OutputView { holder, value: sat(value), lock: Some(lock) });
    }
    Round { txid: (*txid).to_owned(), room }
}

fn triple(item: &str) -> (&str, &str, &str) {
    let mut parts = item.split('+');
    let mut next = || parts.next().unwrap();
    (next(), next(), next())
}

fn sat(text: &str) -> Sat {
    Sat(text.parse().unwrap())
}

#[derive(Default)]
struct Holders(HashMap<String, AddressId>);

impl Holders {
    fn of(&mut self, script: &str) -> (Option<AddressId>, Lock) {
        let bytes: Vec<u8> = (0..script.len() / 2)
            .map(|at| u8::from_str_radix(&script[2 * at..2 * at + 2], 16).unwrap())
            .collect();
        let lock = classify(&bytes).0;
        if lock == Lock::Data {
            return (None, lock);
        }
        let next = AddressId(u32::try_from(self.0.len()).unwrap());
        (Some(*self.0.entry(script.to_owned()).or_insert(next)), lock)
    }
}
