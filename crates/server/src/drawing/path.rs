//! What is drawn of a path: the chosen ways from the one to the other, hop by hop.

use casework::boards::card::Side;

use super::answer::{Paths, Way};
use super::plan::{Leg, Plan, subject};
use super::{Choice, NotDrawn};

pub fn plan(paths: &Paths, choice: &Choice) -> Result<Plan, NotDrawn> {
    let ledger = paths.as_of.ledger().unwrap_or_default();
    let mut plan = Plan::new(Side::Out, "path");
    for way in chosen(paths, choice)? {
        let mut last = None;
        for step in &way.steps {
            let near = match last {
                Some(near) => near,
                None => {
                    let start = subject(ledger, &step.from_holder.address, &step.txid);
                    plan.node(start, None, way.bottleneck.units())
                }
            };
            let far = subject(ledger, &step.to_holder.address, &step.txid);
            let far = plan.node(far, Some(near), way.bottleneck.units());
            let leg = Leg {
                from: &plan.nodes[near].id,
                to: &plan.nodes[far].id,
                txid: &step.txid,
                output: step.to.rsplit_once(':').and_then(|(_, output)| output.parse().ok()),
                amount: step.to_value.units(),
                asset: &plan.asset,
                time: &step.time,
                basis: &step.basis,
            };
            let line = leg.line();
            plan.line(line);
            last = Some(far);
        }
    }
    Ok(plan)
}

/// Those that lead there, or where there is none, those that lead back; the answer has them in its
/// own order.
fn chosen<'p>(paths: &'p Paths, choice: &Choice) -> Result<Vec<&'p Way>, NotDrawn> {
    let ways = if paths.there.paths.is_empty() { &paths.back.paths } else { &paths.there.paths };
    match choice {
        Choice::Top(most) => Ok(ways.iter().take(*most).collect()),
        Choice::These(rows) => {
            let way = |row: &usize| {
                ways.get(*row).ok_or(NotDrawn::NoSuchRow { row: *row, rows: ways.len() })
            };
            rows.iter().map(way).collect()
        }
    }
}
