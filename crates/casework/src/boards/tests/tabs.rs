//! Two tabs on one log: each draws on without waiting, and whatever the order in which their work
//! arrives, both end with the board that the log says.

use proptest::prelude::*;

use super::hand::{Dice, gesture};
use crate::boards::fit::{Mode, fit};
use crate::boards::op::Op;
use crate::boards::refusal::Refusal;
use crate::boards::state::State;
use crate::boards::step::{Does, Stacks, Wanted, back, by_hand};

/// A step as the log has it.
#[derive(Debug, Clone)]
pub struct Logged {
    pub by: usize,
    pub does: Does,
    pub id: String,
    pub of: Option<String>,
    pub ops: Vec<Op>,
}

fn stacks<'l>(own: impl Iterator<Item = &'l Logged>) -> Stacks {
    let mut stacks = Stacks::default();
    for (place, step) in own.enumerate() {
        stacks.take(place, step.does, &step.id, step.of.as_deref());
    }
    stacks
}

/// Does what is wanted on a state, after the steps of one's own so far.
pub fn done(
    state: &mut State,
    own: &[&Logged],
    by: usize,
    wanted: &Wanted,
) -> Result<Logged, Refusal> {
    let id = wanted.id().to_owned();
    let stacks = stacks(own.iter().copied());
    let (does, of, ops) = match wanted {
        Wanted::Do { ops, .. } => {
            by_hand(state, ops)?;
            (Does::Do, None, ops.clone())
        }
        Wanted::Undo { step, .. } => {
            let place = stacks.to_undo(step)?;
            (Does::Undo, Some(step.clone()), back(state, &own[place].ops).0)
        }
        Wanted::Redo { step, .. } => {
            let place = stacks.to_redo(step)?;
            (Does::Redo, Some(step.clone()), back(state, &own[place].ops).0)
        }
    };
    Ok(Logged { by, does, id, of, ops })
}

#[derive(Debug, Default)]
pub struct Server {
    pub state: State,
    pub log: Vec<Logged>,
}

impl Server {
    /// Takes steps made at a revision; none where the log is further.
    pub fn append(&mut self, by: usize, rev: usize, wanted: &[Wanted]) -> Option<()> {
        if rev != self.log.len() {
            return None;
        }
        for wanted in wanted {
            let own: Vec<&Logged> = self.log.iter().filter(|step| step.by == by).collect();
            let step = done(&mut self.state, &own, by, wanted).expect("a rebased step fits");
            self.log.push(step);
        }
        Some(())
    }
}

#[derive(Debug, Default)]
struct Tab {
    me: usize,
    rev: usize,
    base: State,
    own: Vec<Logged>,
    pending: Vec<Wanted>,
    /// The base with what is pending: what is seen.
    view: State,
    pending_done: Vec<Logged>,
}

impl Tab {
    fn own(&self) -> Vec<&Logged> {
        self.own.iter().chain(&self.pending_done).collect()
    }

    fn want(&mut self, wanted: Wanted) {
        let mut view = self.view.clone();
        let step = done(&mut view, &self.own(), self.me, &wanted).expect("fits what is seen");
        self.view = view;
        self.pending_done.push(step);
        self.pending.push(wanted);
    }

    fn act(&mut self, serial: usize, dice: Dice) {
        let id = format!("t{}-{serial}", self.me);
        let stacks = stacks(self.own().into_iter());
        let wanted = match (dice[0], stacks.undo.last(), stacks.redo.last()) {
            (200..=235, Some((step, _)), _) => Wanted::Undo { id, step: step.clone() },
            (236..=255, _, Some((step, _))) => Wanted::Redo { id, step: step.clone() },
            _ => Wanted::Do { id, ops: gesture(&self.view, dice) },
        };
        self.want(wanted);
    }

    /// Learns what the log has beyond what it knew, and fits its own after it.
    fn receive(&mut self, log: &[Logged]) {
        for step in &log[self.rev..] {
            self.base.apply_all(&step.ops).expect("the log replays");
            if step.by == self.me {
                self.pending.retain(|wanted| wanted.id() != step.id);
                self.own.push(step.clone());
            }
        }
        self.rev = log.len();
        self.view = self.base.clone();
        self.pending_done.clear();
        for mut wanted in std::mem::take(&mut self.pending) {
            if let Wanted::Do { ops, .. } = &mut wanted {
                *ops = fit(&mut self.view.clone(), ops, Mode::Do).ops;
            }
            self.want(wanted);
        }
    }

    fn send(&mut self, server: &mut Server) {
        if server.append(self.me, self.rev, &self.pending).is_none() {
            // 409: read, rebase, and the same again.
            self.receive(&server.log);
            server.append(self.me, self.rev, &self.pending).expect("nobody came between");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_interleaving_of_two_tabs_converges(
        turns in proptest::collection::vec((0_u8..8, any::<Dice>()), 1..80)
    ) {
        let mut server = Server::default();
        let mut tabs = [Tab { me: 0, ..Tab::default() }, Tab { me: 1, ..Tab::default() }];
        for (serial, (turn, dice)) in turns.iter().enumerate() {
            let tab = &mut tabs[usize::from(turn % 2)];
            match turn / 2 {
                0 => tab.receive(&server.log),
                // The answer may be lost: what was taken is met again in the log.
                1 => tab.send(&mut server),
                _ => tab.act(serial, *dice),
            }
        }
        for round in 0..3 {
            let tab = &mut tabs[round % 2];
            tab.send(&mut server);
            tab.receive(&server.log);
            prop_assert!(tab.pending.is_empty());
        }
        tabs[1].receive(&server.log);
        let [one, other] = &tabs;
        prop_assert_eq!(&one.view, &other.view);
        prop_assert_eq!(&one.view, &server.state);
        let steps: std::collections::BTreeSet<&str> =
            server.log.iter().map(|step| step.id.as_str()).collect();
        prop_assert_eq!(steps.len(), server.log.len(), "no step is taken twice");
        let acts = turns.iter().filter(|(turn, _)| turn / 2 > 1).count();
        prop_assert_eq!(server.log.len(), acts, "and none is lost");
    }
}
