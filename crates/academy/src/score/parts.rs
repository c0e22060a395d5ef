//! The four parts of the formula, each with the numbers it was counted from.

use std::collections::BTreeSet;

use super::{Anchor, Part, Sheet, Truth, Verdict};

pub fn decision(truth: &Truth, sheet: &Sheet) -> Part {
    let of_decision = match sheet.verdict {
        None => 0,
        Some(verdict) if truth.right.contains(&verdict) => 24_000,
        Some(verdict) if truth.acceptable.contains(&verdict) => 14_400,
        Some(verdict) if truth.is_innocent && verdict != Verdict::Release => 4_800,
        Some(_) => 0,
    };
    let is_typology_right = sheet.typology.as_ref() == Some(&truth.typology);
    let of_typology = if is_typology_right { 6_000 } else { 0 };
    Part {
        points_milli: of_decision + of_typology,
        of_milli: 30_000,
        counted: vec![("decision", of_decision.into()), ("typology", of_typology.into())],
    }
}

pub fn signals(truth: &Truth, sheet: &Sheet) -> Part {
    let is_seen = |anchors: &BTreeSet<Anchor>| !anchors.is_disjoint(&sheet.pins);
    let found = truth.signals.iter().filter(|signal| is_seen(&signal.anchors));
    let (found, weight_found) = found.fold((0_u64, 0_u64), |(many, weight), signal| {
        (many + 1, weight + u64::from(signal.weight))
    });
    let weight_all: u64 = truth.signals.iter().map(|signal| u64::from(signal.weight)).sum();
    let decoys = truth.decoys.iter().filter(|decoy| is_seen(&decoy.anchors)).count() as u64;
    let known = |pin: &&Anchor| {
        truth.signals.iter().any(|signal| signal.anchors.contains(*pin))
            || truth.decoys.iter().any(|decoy| decoy.anchors.contains(*pin))
    };
    let irrelevant = sheet.pins.iter().filter(|pin| !known(pin)).count() as u64;
    // P = a/b, R = c/d, so F₂ = 5ac/(4ad + cb).
    let (a, b) = (2 * found, 2 * found + 2 * decoys + irrelevant);
    let (c, d) = (weight_found, weight_all);
    let points_milli = share(
        30_000,
        5 * u128::from(a) * u128::from(c),
        4 * u128::from(a) * u128::from(d) + u128::from(c) * u128::from(b),
    );
    Part {
        points_milli,
        of_milli: 30_000,
        counted: vec![
            ("weight_found", weight_found),
            ("weight_all", weight_all),
            ("found", found),
            ("decoys", decoys),
            ("irrelevant", irrelevant),
        ],
    }
}

pub fn trace(truth: &Truth, sheet: &Sheet) -> Part {
    let common = common_length(&walked(&sheet.path, truth.path.len()), &truth.path);
    let of_path = share(12_000, common as u128, truth.path.len() as u128);
    let off = sheet.amount_sat.map(|amount| amount.abs_diff(truth.amount_sat));
    let of_amount = match (off, truth.amount_sat) {
        (Some(0), _) => 8_000,
        (None, _) | (_, 0) => 0,
        (Some(off), amount) => {
            let left = u128::from(amount).saturating_sub(4 * u128::from(off));
            share(8_000, left, u128::from(amount))
        }
    };
    Part {
        points_milli: of_path + of_amount,
        of_milli: 20_000,
        counted: vec![
            ("path_common", common as u64),
            ("path_length", truth.path.len() as u64),
            ("amount_off_sat", off.unwrap_or(truth.amount_sat)),
            ("amount_sat", truth.amount_sat),
        ],
    }
}

pub fn reasons(truth: &Truth, sheet: &Sheet) -> Part {
    let proves = |cites: &BTreeSet<Anchor>| -> BTreeSet<&str> {
        let proven = truth.signals.iter().filter(|signal| !signal.anchors.is_disjoint(cites));
        proven.map(|signal| signal.id.as_str()).collect()
    };
    let cited = sheet.claims.iter().map(|claim| proves(&claim.cites));
    let cited: Vec<BTreeSet<&str>> = cited.filter(|signs| !signs.is_empty()).collect();
    let signs: BTreeSet<&str> = cited.iter().flatten().copied().collect();
    // Saying one thing three times is one claim.
    let claims = (cited.len().min(signs.len()) as u64).min(truth.claims.into());
    let answered: BTreeSet<_> = sheet.claims.iter().map(|claim| claim.answers).collect();
    let of_claims = share(12_000, claims.into(), truth.claims.into());
    let of_questions = share(8_000, answered.len() as u128, 5);
    Part {
        points_milli: of_claims + of_questions,
        of_milli: 20_000,
        counted: vec![
            ("claims_cited", claims),
            ("claims_asked", truth.claims.into()),
            ("questions_answered", answered.len() as u64),
        ],
    }
}

/// `of · part/whole`, rounded to the nearest thousandth, halves up; never more than `of`.
fn share(of: u32, part: u128, whole: u128) -> u32 {
    if whole == 0 {
        return 0;
    }
    let exact = (2 * u128::from(of) * part + whole) / (2 * whole);
    u32::try_from(exact).unwrap_or(of).min(of)
}

/// A path as it is walked, of as many stops as the truth has: a path of everything would contain
/// every way. Where it comes again to where it was, it has gone nowhere.
fn walked(path: &[Anchor], stops: usize) -> Vec<&Anchor> {
    let mut seen = BTreeSet::new();
    path.iter().take(stops).filter(|anchor| seen.insert(*anchor)).collect()
}

/// The length of the longest common subsequence.
fn common_length(path: &[&Anchor], truth: &[Anchor]) -> usize {
    let mut row = vec![0; truth.len() + 1];
    for step in path {
        let mut diagonal = 0;
        for (at, wanted) in truth.iter().enumerate() {
            let above = row[at + 1];
            row[at + 1] = if *step == wanted { diagonal + 1 } else { above.max(row[at]) };
            diagonal = above;
        }
    }
    row[truth.len()]
}
