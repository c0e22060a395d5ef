//! How it was found, what that cannot bear, and what the words mean.

use api::trace::CutView;
use words::Language;

use super::heading;
use crate::facts::{Facts, time, word};
use crate::front::Front;
use crate::sheet::{Block, Field, Line};
use crate::text;

pub fn method(facts: &Facts<'_>, front: &Front) -> Vec<Block> {
    let mut blocks = vec![heading(facts.language, "paper-method")];
    blocks.extend(of_trace(facts, front));
    blocks
}

/// By what one trace went, and with what.
pub fn of_trace(facts: &Facts<'_>, front: &Front) -> Vec<Block> {
    let view = facts.view;
    let mut blocks = Vec::new();
    blocks.push(Block::Para { text: facts.word("paper-method-says") });
    for method in &view.methods {
        let is_main = method.method == view.share_method;
        let says = facts.word(&format!("paper-method-{}", method.method));
        let says =
            if is_main { format!("{says} {}", facts.word("paper-method-main")) } else { says };
        blocks.push(Block::Item { text: says });
    }
    blocks.push(Block::Subheading { text: facts.word("paper-versions") });
    let mut rows = vec![plain(facts, "paper-field-program", format!("Kancil {}", front.program))];
    rows.extend(view.as_of.ledgers.iter().map(|tip| {
        let block = tip.tip.as_ref().map_or_else(|| "-".to_owned(), |block| facts.block(block));
        Field {
            name: facts.word("paper-field-ledger"),
            lines: vec![Line::plain(tip.ledger.clone()), Line::hash(&block)],
        }
    }));
    rows.push(Field {
        name: facts.word("paper-field-labels"),
        lines: vec![Line::hash(&view.as_of.labels)],
    });
    rows.push(plain(facts, "paper-field-judged-on", view.as_of.day.clone()));
    let known_at = view.as_of.known_at.as_deref();
    let known_at = known_at.map_or_else(|| facts.word("paper-all-imports"), time);
    rows.push(plain(facts, "paper-field-known-at", known_at));
    blocks.push(Block::Fields { rows });
    blocks.push(Block::Subheading { text: facts.word("paper-parameters") });
    blocks.push(Block::Fields { rows: parameters(facts) });
    blocks
}

fn plain(facts: &Facts<'_>, id: &str, text: String) -> Field {
    Field { name: facts.word(id), lines: vec![Line::plain(text)] }
}

/// Every parameter by its name on the command line, so that the question can be asked again.
fn parameters(facts: &Facts<'_>) -> Vec<Field> {
    let query = &facts.view.query;
    let or_none = |time: &Option<String>| time.clone().unwrap_or_else(|| "-".to_owned());
    let rows = [
        ("direction", query.direction.to_owned()),
        ("method", facts.view.methods.iter().map(|m| m.method).collect::<Vec<_>>().join(", ")),
        ("hops", query.hops_max.to_string()),
        ("min", format!("{} {}", query.value_min.amount, query.value_min.asset)),
        ("from", or_none(&query.from)),
        ("to", or_none(&query.to)),
        ("legs", query.legs_max.to_string()),
        ("through-services", query.through_services.to_string()),
        ("through-mixers", query.through_mixers.to_string()),
        ("through-fees", query.through_fees.to_string()),
        ("coinjoin confidence", query.coinjoin_confidence_min.to_string()),
    ];
    let without = facts.view.as_of.without.iter();
    let without = without.map(|what| ("without", text::outside(what)));
    let mut fields: Vec<Field> = rows
        .into_iter()
        .chain(without)
        .map(|(name, text)| Field { name: name.to_owned(), lines: vec![Line::plain(text)] })
        .collect();
    fields.push(plain(facts, "paper-field-legs-read", facts.view.legs.to_string()));
    fields
}

/// Limits that every trace has, by their messages.
const LIMITS: [&str; 8] = [
    "paper-limit-convention",
    "paper-limit-holder",
    "paper-limit-service",
    "paper-limit-labels",
    "paper-limit-clusters",
    "paper-limit-after",
    "paper-limit-outside",
    "paper-limit-not-verified",
];

/// What else could be so.
const ALTERNATIVES: [&str; 4] = [
    "paper-alternative-handover",
    "paper-alternative-method",
    "paper-alternative-mixing",
    "paper-alternative-label",
];

/// What a trace cannot bear. What it rests on is said behind this, or how that could be asked.
pub fn limits(facts: &Facts<'_>, is_rest_told: bool) -> Vec<Block> {
    let language = facts.language;
    let mut blocks = vec![heading(language, "paper-limits")];
    blocks.extend(always(language));
    let cuts = cuts(facts);
    if !cuts.is_empty() {
        blocks.push(Block::Subheading { text: facts.word("paper-cuts") });
        blocks.extend(cuts);
    }
    blocks.extend(alternatives(language));
    if !is_rest_told {
        blocks.push(sensitivity(language));
    }
    blocks
}

/// What every trace cannot bear.
pub fn always(language: Language) -> impl Iterator<Item = Block> {
    LIMITS.into_iter().map(move |id| Block::Item { text: word(language, id) })
}

/// What one trace left out.
pub fn cuts(facts: &Facts<'_>) -> Vec<Block> {
    let cut = |cut: &CutView| {
        let kind = facts.word(&format!("paper-cut-{}", cut.cut.replace('_', "-")));
        let args = [("kind", kind.into()), ("says", cut.says.clone().into())];
        Block::Item { text: facts.say("paper-cut", &args) }
    };
    facts.view.cuts.iter().map(cut).collect()
}

pub fn alternatives(language: Language) -> Vec<Block> {
    let mut blocks = vec![Block::Subheading { text: word(language, "paper-alternatives") }];
    blocks.extend(ALTERNATIVES.map(|id| Block::Item { text: word(language, id) }));
    blocks
}

/// How to see what a trace rests on.
pub fn sensitivity(language: Language) -> Block {
    Block::Para { text: word(language, "paper-sensitivity") }
}

/// The field's words, each with its message `paper-term-…`.
const TERMS: [&str; 16] = [
    "address",
    "output",
    "transaction",
    "block",
    "chain",
    "hop",
    "fee",
    "change",
    "unspent",
    "cluster",
    "label",
    "service",
    "mixer",
    "coinjoin",
    "peel",
    "satoshi",
];

pub fn glossary(language: Language) -> Vec<Block> {
    let rows = TERMS.iter().map(|term| Field {
        name: word(language, &format!("paper-term-{term}")),
        lines: vec![Line::plain(word(language, &format!("paper-term-{term}-means")))],
    });
    let rows = Block::Fields { rows: rows.collect() };
    vec![Block::Together { blocks: vec![heading(language, "paper-glossary"), rows] }]
}
