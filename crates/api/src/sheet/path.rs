//! Paths as a sheet: one row a step.

use super::Sheet;
use crate::path::PathView;
use crate::phrase::{basis_words, cell};

pub fn sheet(view: &PathView) -> Sheet {
    let mut sheet = Sheet::new(&[
        "direction",
        "path",
        "step",
        "time",
        "block_height",
        "block_hash",
        "txid",
        "from",
        "from_address",
        "from_btc",
        "to",
        "to_address",
        "to_btc",
        "basis",
        "bottleneck_btc",
    ]);
    for (name, paths) in [("there", &view.there), ("back", &view.back)] {
        for (number, route) in paths.paths.iter().enumerate() {
            for (at, step) in route.steps.iter().enumerate() {
                sheet.row([
                    name.into(),
                    (number + 1).to_string(),
                    (at + 1).to_string(),
                    step.time.clone(),
                    cell(step.block.height),
                    step.block.hash.clone(),
                    step.txid.clone(),
                    step.from.clone(),
                    step.from_holder.address.clone(),
                    step.from_value.amount.clone(),
                    step.to.clone(),
                    step.to_holder.address.clone(),
                    step.to_value.amount.clone(),
                    basis_words(&step.basis),
                    route.bottleneck.amount.clone(),
                ]);
            }
        }
    }
    sheet.marked(&view.as_of)
}
