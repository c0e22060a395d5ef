//! Legs of an address as a sheet: a row a side of a transaction, in the order in which they are given.

use super::Sheet;
use crate::look::LegView;
use crate::phrase::{cell, fate_name, spender};

pub fn sheet(legs: &[LegView]) -> Sheet {
    let mut sheet = Sheet::new(&[
        "time",
        "block_height",
        "block_hash",
        "txid",
        "side",
        "out_point",
        "value_btc",
        "address",
        "fate",
        "spent_by",
    ]);
    for leg in legs {
        sheet.row([
            leg.at.time.clone(),
            cell(leg.at.block.height),
            leg.at.block.hash.clone(),
            leg.at.txid.clone(),
            leg.side.into(),
            leg.out_point.clone(),
            cell(leg.value.as_ref().map(|value| &value.amount)),
            leg.holder.clone(),
            leg.fate.as_ref().map(fate_name).unwrap_or_default().into(),
            leg.fate.as_ref().map(spender).unwrap_or_default(),
        ]);
    }
    sheet
}
