//! A frozen board as paper needs it.

use std::collections::{BTreeMap, BTreeSet};

use api::sheet::Sheet;
use casework::boards::card::{At, BasisKind, Edge, Subject, Target};
use casework::boards::state::Content;
use paper::case::{Basis, Board, BoardNote, Card, CardKind, Movement};

pub fn of(content: &Content) -> Board {
    let mut board = Board::default();
    let folded = folded(content);
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (id, group) in content.groups.iter().filter(|(_, group)| group.is_folded) {
        let first = group.cards.iter().find_map(|card| content.cards.get(card));
        let at = first.map_or(At { x: 0, y: 0 }, |card| card.at);
        places.insert(id, board.cards.len());
        board.cards.push(Card {
            kind: CardKind::Group,
            name: format!("{} ({})", group.title, group.cards.len()),
            x: at.x,
            y: at.y,
            is_start: false,
            is_pinned: false,
            ends: Vec::new(),
            flag: None,
            is_drawn: true,
        });
    }
    let ends = ends(content);
    let pinned: BTreeSet<&str> = content.pins.values().filter_map(card_of).collect();
    for (id, card) in &content.cards {
        let is_drawn = !card.is_hidden && !folded.contains_key(id.as_str());
        if is_drawn {
            places.insert(id, board.cards.len());
        }
        board.cards.push(Card {
            kind: kind(&card.subject),
            name: name(&card.subject, content),
            x: card.at.x,
            y: card.at.y,
            is_start: card.is_start,
            is_pinned: pinned.contains(id.as_str()),
            ends: ends
                .get(id.as_str())
                .into_iter()
                .flatten()
                .map(|why| (*why).to_owned())
                .collect(),
            flag: card.flag.clone(),
            is_drawn,
        });
    }
    // A movement of a card that is folded away is drawn at the card that stands for it.
    let place = |card: &str| {
        let shown = folded.get(card).copied().unwrap_or(card);
        places.get(shown).copied()
    };
    let movement = |edge: &Edge| Movement {
        from: named(&edge.from, content),
        to: named(&edge.to, content),
        ends: place(&edge.from).zip(place(&edge.to)).filter(|(from, to)| from != to),
        txid: edge.txid.clone(),
        output: edge.output,
        amount: edge.amount.clone(),
        asset: edge.asset.clone(),
        time: edge.time.clone(),
        transactions: edge.transactions,
        basis: Basis {
            kind: basis(edge.basis.kind),
            method: edge.basis.method.clone(),
            confidence: edge.basis.confidence,
        },
        flag: edge.flag.clone(),
    };
    board.movements = content.edges.values().map(movement).collect();
    board.notes = content
        .notes
        .values()
        .map(|note| BoardNote { on: target(&note.on, content), text: note.text.clone() })
        .collect();
    board.excluded = content.excluded.values().map(|exclusion| exclusion.id()).collect();
    board.numbered()
}

/// Every movement as a table, by its number in the drawing.
pub fn sheet(board: &Board) -> Sheet {
    let mut sheet = Sheet::new(&[
        "number",
        "time",
        "txid",
        "output",
        "from",
        "to",
        "amount",
        "asset",
        "transactions",
        "basis",
        "method",
        "confidence_thousandths",
    ]);
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    for (at, movement) in board.movements.iter().enumerate() {
        sheet.push(vec![
            (at + 1).to_string(),
            or_empty(&movement.time),
            or_empty(&movement.txid),
            movement.output.map(|output| output.to_string()).unwrap_or_default(),
            movement.from.clone(),
            movement.to.clone(),
            movement.amount.clone(),
            movement.asset.clone(),
            movement.transactions.to_string(),
            movement.basis.kind.to_owned(),
            or_empty(&movement.basis.method),
            movement.basis.confidence.map(|level| level.to_string()).unwrap_or_default(),
        ]);
    }
    sheet
}

/// Cards in folded groups, and the group that stands for each.
fn folded(content: &Content) -> BTreeMap<&str, &str> {
    let groups = content.groups.iter().filter(|(_, group)| group.is_folded);
    let pairs = groups
        .flat_map(|(id, group)| group.cards.iter().map(move |card| (card.as_str(), id.as_str())));
    pairs.collect()
}

/// Why the placed results stopped at a card.
fn ends(content: &Content) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut ends: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for ending in content.results.values().flat_map(|result| &result.endings) {
        ends.entry(&ending.card).or_default().insert(&ending.why);
    }
    ends
}

fn card_of(target: &Target) -> Option<&str> {
    match target {
        Target::Card { id } => Some(id),
        _ => None,
    }
}

fn kind(subject: &Subject) -> CardKind {
    match subject {
        Subject::Address { .. } => CardKind::Address,
        Subject::Cluster { .. } => CardKind::Cluster,
        Subject::Transaction { .. } => CardKind::Transaction,
        Subject::Rest { .. } => CardKind::Rest,
    }
}

fn name(subject: &Subject, content: &Content) -> String {
    match subject {
        Subject::Address { address, .. } => address.clone(),
        Subject::Cluster { address, .. } => format!("cluster:{address}"),
        Subject::Transaction { txid, .. } => txid.clone(),
        Subject::Rest { of, .. } => {
            // A rest stands beside a card, never beside another rest.
            let of = content.cards.get(of).map(|card| &card.subject);
            match of {
                Some(of) if !matches!(of, Subject::Rest { .. }) => {
                    format!("+ {}", name(of, content))
                }
                _ => "+".to_owned(),
            }
        }
    }
}

fn named(card: &str, content: &Content) -> String {
    content.cards.get(card).map_or_else(|| card.to_owned(), |card| name(&card.subject, content))
}

fn target(on: &Target, content: &Content) -> String {
    match on {
        Target::Board => String::new(),
        Target::Card { id } => named(id, content),
        Target::Edge { id } => content.edges.get(id).map_or_else(
            || id.clone(),
            |edge| {
                let txid = edge.txid.as_deref().unwrap_or("*");
                format!("{} {} {txid}", edge.amount, edge.asset)
            },
        ),
    }
}

const fn basis(kind: BasisKind) -> &'static str {
    match kind {
        BasisKind::LedgerFact => "ledger_fact",
        BasisKind::ProtocolDecoded => "protocol_decoded",
        BasisKind::Heuristic => "heuristic",
        BasisKind::ThirdPartyTag => "third_party_tag",
        BasisKind::AnalystAssertion => "analyst_assertion",
    }
}
