//! Little chains with labels, as an Atlas.

use std::sync::Arc;

use entity::atlas::{Atlas, Ledger};
use entity::cluster::Clusters;
use entity::label::{AsOf, Labels};
use graph::Graph;
use model::address::Address;
use model::category::Category;
use model::claim::{Claim, ClaimSubject, Confidence, Pack, PackHead, Validity};
use model::hash::Digest;
use scenario::Played;

/// An exchange is robbed, the thief peels to a shop and deposits at the same exchange. Alice spends
/// from two addresses, so they are one cluster.
pub const THEFT: &str = "
label exchange exchange Bitx
label exchange/2 exchange Bitx
label shop gambling Dice
label thief sanction Lazarus
block 2026-03-01T14:02:00Z
  mint: coinbase -> exchange 50
block
  mint2: coinbase -> alice 50
block
  theft: mint -> thief 40, exchange/1 9.9999
  alices: mint2 -> alice/1 20, alice/2 29.9998
block
  peel: theft:0 -> thief/1 35, shop 4.9999
  pays: alices:0 + alices:1 -> bob 45, alice/3 4.9995
block
  back: peel:0 -> thief 10, thief/2 24.9999, data \"memo\"
  again: pays:0 -> alice 5, bob/1 39.9998
block
  deposit: back:0 + back:1 -> exchange/2 34.9990
";

#[derive(Debug)]
pub struct World {
    pub played: Played,
    pub atlas: Atlas,
}

impl World {
    /// A scenario, and labels: lines like `label exchange exchange Bitx`.
    pub fn of(text: &str) -> World {
        World::to(text, usize::MAX)
    }

    /// Its first batches alone.
    pub fn to(text: &str, batches: usize) -> World {
        let (labels, text): (Vec<&str>, Vec<&str>) =
            text.lines().partition(|line| line.trim().starts_with("label "));
        let played = scenario::play(&text.join("\n")).expect("the scenario plays");
        let claims = labels.iter().map(|line| claim(&played, line)).collect();
        let mut all = played.batches().expect("the scenario goes forward");
        all.truncate(batches);
        let graph = Graph::in_memory(played.ledger, &all).expect("the blocks fit");
        let atlas = atlas(graph, vec![pack("made for a test", claims)]);
        World { played, atlas }
    }

    pub fn ledger(&self) -> &Ledger {
        &self.atlas.ledgers[0]
    }

    /// The text of a holder's address.
    pub fn address(&self, name: &str) -> String {
        let address = self.played.names.address(name).expect("a holder's name");
        address.display(self.played.ledger.network).to_string()
    }

    pub fn txid(&self, name: &str) -> String {
        self.played.names.txid(name).expect("a transaction's name").to_string()
    }

    pub fn rename(&self, text: &str) -> String {
        self.played.names.rename(text)
    }
}

pub fn atlas(graph: Graph, packs: Vec<Pack>) -> Atlas {
    let clusters = Arc::new(Clusters::of(&graph));
    let as_of = AsOf { as_of: "2026-12-31".parse().expect("a day"), known_at: None };
    Atlas::new(vec![Ledger { graph, clusters }], Arc::new(Labels::new(packs)), as_of)
}

fn claim(played: &Played, line: &str) -> Claim {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [_, holder, category, name] = words[..] else { panic!("label HOLDER CATEGORY NAME") };
    let address = played.names.address(holder).expect("a holder's name");
    let network = Claim::STORY.into();
    Claim { network, ..claim_of(Address::Bitcoin(address), category, name) }
}

pub fn claim_of(address: Address, category: &str, name: &str) -> Claim {
    Claim {
        subject: ClaimSubject::Address(address),
        network: "BTC".into(),
        label: name.to_owned(),
        categories: vec![Category::parse(category).expect("a category")],
        actor: Some(name.to_lowercase()),
        list: None,
        source: "https://example.org/claims".into(),
        confidence: Confidence { id: "forensic".into(), level: 70 },
        validity: Validity {
            from: Some("2009-01-03".parse().expect("a day")),
            seen: None,
            to: None,
        },
        is_cluster_definer: false,
        context: None,
    }
}

pub fn pack(title: &str, claims: Vec<Claim>) -> Pack {
    Pack {
        head: PackHead {
            digest: Digest::of(title.as_bytes()),
            title: title.to_owned(),
            creator: "tests".into(),
            format: "csv".into(),
            file: "labels.csv".into(),
            imported_at: "2026-01-01".parse().expect("a time"),
            whole_list: None,
        },
        claims,
        actors: Vec::new(),
    }
}
