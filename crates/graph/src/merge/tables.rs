//! Sorted tables of several segments as one.

use std::sync::Arc;

use crate::segment::Segment;

/// The records of all parts in the order of their keys, each with the number of its part. Parts are
/// few, so the least of their heads is looked for.
pub(super) fn merged<'a, const W: usize, K: Ord + 'a>(
    parts: &'a [Arc<Segment>],
    table: fn(&Segment) -> &[[u8; W]],
    key: fn(&[u8; W]) -> K,
) -> impl Iterator<Item = (usize, [u8; W])> + 'a {
    let mut tables: Vec<&[[u8; W]]> = parts.iter().map(|part| table(part)).collect();
    std::iter::from_fn(move || {
        let heads = tables.iter().enumerate().filter_map(|(part, table)| {
            let head = table.first()?;
            Some((key(head), part))
        });
        let (_, part) = heads.min()?;
        let (head, rest) = tables[part].split_first()?;
        tables[part] = rest;
        Some((part, *head))
    })
}
