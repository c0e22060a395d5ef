//! Claims as a sheet, and as the end of other sheets' rows.

use super::Sheet;
use crate::label::{AttributionView, ClaimView, LabelsOf};
use crate::phrase::{cell, doubt_words, reach_words};

pub fn sheet(labels: &LabelsOf) -> Sheet {
    let mut sheet = Sheet::new(&HEADER);
    for label in &labels.labels {
        sheet.push(cells(label));
    }
    sheet
}

pub(super) const HEADER: [&str; 18] = [
    "subject",
    "reach",
    "standing",
    "doubt",
    "label",
    "categories",
    "actor",
    "list",
    "confidence",
    "confidence_id",
    "source",
    "valid_from",
    "valid_seen",
    "valid_to",
    "network",
    "pack_title",
    "pack_digest",
    "imported_at",
];

pub(super) fn cells(label: &AttributionView) -> Vec<String> {
    let claim = &label.claim;
    let doubt = label.doubt.as_ref().map(doubt_words).unwrap_or_default();
    let mut cells =
        vec![claim.subject.clone(), reach_words(&label.reach), claim.standing.into(), doubt];
    cells.extend(tail(claim));
    cells
}

pub(super) fn tail(claim: &ClaimView) -> Vec<String> {
    vec![
        claim.label.clone(),
        claim.categories.join(" "),
        cell(claim.actor.as_ref()),
        cell(claim.list.as_ref()),
        claim.confidence.level.to_string(),
        claim.confidence.id.clone(),
        claim.source.clone(),
        cell(claim.valid.from.as_ref()),
        cell(claim.valid.seen.as_ref()),
        cell(claim.valid.to.as_ref()),
        claim.network.clone(),
        claim.pack.title.clone(),
        claim.pack.digest.clone(),
        claim.pack.imported_at.clone(),
    ]
}
