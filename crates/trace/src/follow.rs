//! Follow value forward or backward through one ledger.
//!
//! `start` finds the coins, `sweep` moves value through transactions in chain order, `endings` says
//! where it is now, `fold` says which runs of hops read as one. Here they are put together.

use entity::atlas::{Atlas, Ledger};

use crate::endings;
use crate::fold;
use crate::hints;
use crate::query::{Halted, LEGS_MAX, QueryError, TraceQuery, Watch, patient};
use crate::start;
use crate::sweep::Sweep;
use crate::trace::Trace;
use crate::view::View;

/// Follows the value of the query's subject until it rests, leaves sight, or a limit is reached.
pub fn follow(atlas: &Atlas, ledger: &Ledger, query: &TraceQuery) -> Result<Trace, QueryError> {
    follow_watched(atlas, ledger, query, &mut patient).map_err(|halted| match halted {
        Halted::Query(error) => error,
        Halted::Stopped => unreachable!("nobody ended it"),
    })
}

/// The same, while `watch` is told how far it is, and may end it.
pub fn follow_watched(
    atlas: &Atlas,
    ledger: &Ledger,
    query: &TraceQuery,
    watch: &mut Watch<'_>,
) -> Result<Trace, Halted> {
    let query = query.checked()?;
    let start = start::start(ledger, &query)?;
    let mut view = View::new(atlas, ledger, query.direction, query.through_fees);
    let mut found = Sweep::new(&mut view, &query).run(start, watch).ok_or(Halted::Stopped)?;
    hints::add(&view, query.direction, &mut found);
    let folds = fold::folds(&mut view, query.direction, &found);
    let ranked = query.methods_ranked();
    endings::sort(&mut found.endings, &ranked);
    for ending in &mut found.endings {
        ending.freezer = endings::freezer(query.direction, ending, &found.coins, &view.parties);
    }
    let trace = Trace {
        ledger: ledger.graph.ledger(),
        as_of: view.tip().map(|(block, _)| block),
        as_of_time: view.tip().map(|(_, time)| time),
        labels: atlas.labels.digest(),
        start: found.start,
        parties: view.parties,
        coins: found.coins,
        steps: found.steps,
        hops: found.hops,
        sums: endings::sums(&found.endings, &ranked),
        endings: found.endings,
        folds,
        cuts: found.cuts,
        legs: found.legs,
        query,
    };
    debug_assert_eq!(trace.reconcile(), Ok(()));
    Ok(trace)
}

impl TraceQuery {
    /// The query with its methods in order, or why it cannot be asked.
    pub fn checked(&self) -> Result<TraceQuery, QueryError> {
        let mut query = self.clone();
        query.methods.sort_unstable();
        query.methods.dedup();
        if query.methods.is_empty() {
            return Err(QueryError::NoMethod);
        }
        if query.share_min_ppm > 1_000_000 {
            return Err(QueryError::ShareTooLarge { ppm: query.share_min_ppm });
        }
        if query.coinjoin_confidence_min > 100 {
            let confidence = query.coinjoin_confidence_min;
            return Err(QueryError::ConfidenceTooLarge { confidence });
        }
        if query.legs_max > LEGS_MAX {
            return Err(QueryError::TooMuchWork { legs: query.legs_max });
        }
        if let (Some(from), Some(to)) = (query.from, query.to)
            && from > to
        {
            return Err(QueryError::WindowReversed { from, to });
        }
        Ok(query)
    }
}
