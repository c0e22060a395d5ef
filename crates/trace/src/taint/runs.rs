//! Which satoshis of a coin are tainted: runs of positions, for the methods that keep their order.

use crate::taint::flow::Flow;

/// Half-open runs of satoshi positions inside one coin: ascending, apart from each other, not empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Runs(Vec<(u64, u64)>);

impl Runs {
    pub fn whole(value: u64) -> Self {
        Self(if value == 0 { Vec::new() } else { vec![(0, value)] })
    }

    /// Runs from bounds that keep the type's order; empty ones are dropped, touching ones joined.
    pub fn from_bounds(bounds: &[(u64, u64)]) -> Self {
        let mut runs = Runs::default();
        for &(start, end) in bounds {
            runs.push(start, end);
        }
        runs
    }

    pub fn bounds(&self) -> &[(u64, u64)] {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many satoshis.
    pub fn len(&self) -> u64 {
        self.0.iter().map(|(start, end)| end - start).sum()
    }

    fn push(&mut self, start: u64, end: u64) {
        if start >= end {
            return;
        }
        match self.0.last_mut() {
            Some(last) if last.1 == start => last.1 = end,
            last => {
                debug_assert!(last.is_none_or(|last| last.1 < start), "runs ascend");
                self.0.push((start, end));
            }
        }
    }
}

/// In which order the satoshis of one side pay those of the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    Same,
    /// The last pays the first.
    Reversed,
}

/// Lays the tainted runs of the `from` side along one line, turns the line where the order says so,
/// and cuts it at the bounds of the `to` side. Being a bijection of satoshis it loses nothing, and
/// the way back is the same function with the sides exchanged. Linear in both sides and the runs.
pub fn carry(flow: &Flow<'_>, tainted: &[(usize, &Runs)], order: Order) -> Vec<Runs> {
    let mut line = laid_out(flow, tainted);
    if order == Order::Reversed {
        let total = flow.total();
        line.reverse();
        for run in &mut line {
            *run = (total - run.1, total - run.0);
        }
    }
    cut(&line, flow.to)
}

fn laid_out(flow: &Flow<'_>, tainted: &[(usize, &Runs)]) -> Vec<(u128, u128)> {
    let mut line: Vec<(u128, u128)> = Vec::new();
    let (mut index, mut offset) = (0, 0_u128);
    for (at, runs) in tainted {
        let skipped = flow.from[index..*at].iter();
        offset += skipped.copied().map(u128::from).sum::<u128>();
        index = *at;
        for &(start, end) in &runs.0 {
            let (start, end) = (offset + u128::from(start), offset + u128::from(end));
            match line.last_mut() {
                Some(last) if last.1 == start => last.1 = end,
                _ => line.push((start, end)),
            }
        }
    }
    line
}

fn cut(line: &[(u128, u128)], to: &[u64]) -> Vec<Runs> {
    let narrow = |position: u128| {
        u64::try_from(position).expect("a position inside a coin is at most its value")
    };
    let mut rest = line.iter().copied().peekable();
    let mut offset = 0_u128;
    let mut cuts = Vec::with_capacity(to.len());
    for &value in to {
        let end = offset + u128::from(value);
        let mut runs = Runs::default();
        while let Some(run) = rest.peek_mut() {
            if run.0 >= end {
                break;
            }
            runs.push(narrow(run.0 - offset), narrow(run.1.min(end) - offset));
            if run.1 > end {
                run.0 = end;
                break;
            }
            rest.next();
        }
        cuts.push(runs);
        offset = end;
    }
    cuts
}
