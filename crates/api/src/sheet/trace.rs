//! A trace as one sheet: the hops, then the resting places; `row` says which.

use std::collections::HashMap;

use super::Sheet;
use crate::phrase::{amounts, basis_words, cell, detail_words};
use crate::trace::{CoinView, EndingView, HopView, PartyView, TraceView};

pub fn sheet(view: &TraceView) -> Sheet {
    let coins = view.coins.iter().map(|coin| (coin.out_point.as_str(), coin)).collect();
    Story { view, coins }.sheet().marked(&view.as_of)
}

/// A trace with its coins at hand.
struct Story<'a> {
    view: &'a TraceView,
    coins: HashMap<&'a str, &'a CoinView>,
}

impl Story<'_> {
    fn sheet(&self) -> Sheet {
        let mut sheet = Sheet::new(&[
            "row",
            "depth",
            "time",
            "block_height",
            "block_hash",
            "txid",
            "out_point",
            "address",
            "value_btc",
        ]);
        for method in &self.view.methods {
            sheet.add(format!("{}_btc", method.method));
        }
        for header in [
            "basis",
            "hints",
            "stop",
            "stop_detail",
            "share",
            "freezer",
            "freezer_says",
            "cluster_root",
            "role",
            "held_by",
            "category",
            "confidence",
            "source",
        ] {
            sheet.add(header.to_owned());
        }
        for hop in &self.view.hops {
            sheet.push(self.hop_cells(hop));
        }
        for ending in &self.view.where_it_is_now {
            sheet.push(self.ending_cells(ending));
        }
        sheet
    }

    fn hop_cells(&self, hop: &HopView) -> Vec<String> {
        let holder = self.coins.get(hop.out_point.as_str()).map(|coin| &coin.holder);
        let mut row = vec![
            "hop".into(),
            hop.depth.to_string(),
            hop.time.clone(),
            cell(hop.block.height),
            hop.block.hash.clone(),
            hop.txid.clone(),
            hop.out_point.clone(),
            hop.address.clone(),
            cell(hop.value.as_ref().map(|value| &value.amount)),
        ];
        row.extend(amounts(&hop.amounts));
        let hints: Vec<&str> = hop.hints.iter().map(|hint| hint.rule).collect();
        row.push(basis_words(&hop.basis));
        row.push(hints.join(" "));
        row.extend(vec![String::new(); 5]);
        row.extend(holder_cells(holder));
        row
    }

    fn ending_cells(&self, ending: &EndingView) -> Vec<String> {
        let coin = ending.out_point.as_ref().and_then(|at| self.coins.get(at.as_str()));
        let mut row = vec![
            "ending".into(),
            ending.depth.to_string(),
            cell(ending.time.as_ref()),
            cell(ending.block.as_ref().and_then(|block| block.height)),
            cell(ending.block.as_ref().map(|block| &block.hash)),
            ending.txid.clone(),
            cell(ending.out_point.as_ref()),
            cell(ending.address.as_ref()),
            cell(coin.and_then(|coin| coin.value.as_ref()).map(|value| &value.amount)),
        ];
        row.extend(amounts(&ending.amounts));
        row.extend([
            String::new(),
            String::new(),
            ending.stop.into(),
            ending.detail.as_ref().map(detail_words).unwrap_or_default(),
            ending.share.clone(),
            cell(ending.freezer),
            cell(ending.freezer_says.as_ref()),
        ]);
        row.extend(holder_cells(ending.holder.as_ref()));
        row
    }
}

/// Cluster, role, and the claim behind the role.
fn holder_cells(holder: Option<&PartyView>) -> [String; 6] {
    let said = holder.and_then(|holder| holder.said.as_ref());
    let cluster = holder.and_then(|holder| holder.cluster.as_ref());
    [
        cell(cluster.map(|cluster| &cluster.root)),
        cell(holder.map(|holder| holder.role)),
        cell(said.map(|said| &said.label)),
        cell(said.map(|said| &said.category)),
        cell(said.map(|said| said.confidence)),
        cell(said.map(|said| &said.source)),
    ]
}
