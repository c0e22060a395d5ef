//! The sweep: transactions are met in chain order (backward: against it), each once, when
//! everything that can reach it has been seen.
//!
//! Coins wait at the transaction that moves them on. The next transaction is always the one nearest
//! in the order, so cost follows what is traced and not the chain, and every transaction sees all
//! its traced coins together. Nothing is lost on the way: what a coin carries is either waiting,
//! or ended with a reason.

use std::collections::{BTreeMap, HashMap};

use entity::coinjoin::Finding;
use graph::{OutId, Tx, TxId};
use model::amount::Sat;
use model::time::Time;

use crate::fees::{self, NoMinting};
use crate::mix;
use crate::party::Role;
use crate::query::{Direction, TraceQuery, Watch};
use crate::start::{CoinKey, StartAt, StartCoins};
use crate::taint::flow::{Flow, Taint, Tainted, spread};
use crate::taint::{Amounts, Method, Sums};
use crate::trace::{
    Basis, Coin, CoinAt, Cut, Ending, Hop, KnownBlock, PartyAt, Place, Start, Step, StepAt, Stop,
};
use crate::view::{CoinFacts, Next, View};

/// Transactions met between two looks at whether to go on.
const TOLD_EVERY: u64 = 256;

/// Where waiting value comes from: a coin, or (through fees) a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Origin {
    Coin(CoinAt),
    Step(StepAt),
}

impl Origin {
    fn place(self) -> Place {
        match self {
            Origin::Coin(at) => Place::Coin(at),
            Origin::Step(at) => Place::Step(at),
        }
    }
}

/// Value that waits at a transaction, at its place on the side it enters by.
#[derive(Debug)]
struct Waiter {
    place: usize,
    origin: Origin,
    taint: Taint,
}

#[derive(Debug)]
struct Waiting {
    tx: TxId,
    waiters: Vec<Waiter>,
}

/// What a sweep has found: the parts of a [`crate::trace::Trace`].
#[derive(Debug)]
pub struct Found {
    pub start: Start,
    pub coins: Vec<Coin>,
    pub steps: Vec<Step>,
    /// Of each step and coin its id: for what reads the ledger again afterwards.
    pub step_txs: Vec<TxId>,
    pub coin_ids: Vec<Option<OutId>>,
    /// Transactions that look like a CoinJoin, but not surely enough to end the trace.
    pub step_signs: Vec<Option<Finding>>,
    pub hops: Vec<Hop>,
    pub endings: Vec<Ending>,
    pub cuts: Vec<Cut>,
    pub legs: u64,
}

#[derive(Debug)]
pub struct Sweep<'v, 'a> {
    view: &'v mut View<'a>,
    query: &'v TraceQuery,
    /// Less than this is not followed.
    value_min: u64,
    starts: HashMap<CoinKey, CoinAt>,
    queue: BTreeMap<u64, Waiting>,
    /// The order of the transaction being met; nothing may join the queue before it.
    now: Option<u64>,
    found: Found,
    capped_coins: u64,
}

/// On what basis value crosses a transaction, and a sign against it that was too weak.
struct Crossing {
    basis: Basis,
    sign: Option<Finding>,
}

/// The sides of a transaction, and what stands at the fee's end of it.
struct Sides {
    from: Vec<u64>,
    to: Vec<u64>,
    fee_to: Option<usize>,
}

impl<'v, 'a> Sweep<'v, 'a> {
    pub fn new(view: &'v mut View<'a>, query: &'v TraceQuery) -> Self {
        let found = Found {
            start: Start {
                coins: Vec::new(),
                value: 0,
                returned: Sums::default(),
                net: Sums::default(),
            },
            coins: Vec::new(),
            steps: Vec::new(),
            step_txs: Vec::new(),
            coin_ids: Vec::new(),
            step_signs: Vec::new(),
            hops: Vec::new(),
            endings: Vec::new(),
            cuts: Vec::new(),
            legs: 0,
        };
        Self {
            view,
            query,
            value_min: query.value_min_sat,
            starts: HashMap::new(),
            queue: BTreeMap::new(),
            now: None,
            found,
            capped_coins: 0,
        }
    }

    /// `None`: `watch`, which is told the legs read so far, ended it.
    pub fn run(mut self, start: StartCoins, watch: &mut Watch<'_>) -> Option<Found> {
        self.begin(start);
        let mut met: u64 = 0;
        while let Some((order, waiting)) = self.next() {
            if met.is_multiple_of(TOLD_EVERY) && watch(self.found.legs).is_break() {
                return None;
            }
            met += 1;
            self.now = Some(order);
            self.meet(waiting);
        }
        Some(self.finish())
    }

    fn next(&mut self) -> Option<(u64, Waiting)> {
        match self.query.direction {
            Direction::Forward => self.queue.pop_first(),
            Direction::Backward => self.queue.pop_last(),
        }
    }

    fn begin(&mut self, start: StartCoins) {
        self.found.cuts = start.cuts;
        let mut begun = Vec::new();
        let (mut unknown, mut outside, mut outside_value) = (0, 0, 0_u128);
        for coin in start.coins {
            let (facts, id) = match coin.from {
                StartAt::Output(id) => (self.view.output(id), Some(id)),
                StartAt::Foreign { source, spender } => (self.view.source(source, spender), None),
            };
            let Some(value) = facts.value else {
                unknown += 1;
                continue;
            };
            if coin.is_receipt && self.is_outside_window(&facts) {
                outside += 1;
                outside_value += u128::from(value.0);
                continue;
            }
            self.found.start.value += u128::from(value.0);
            let taint = Taint::whole(value.0, &self.query.methods);
            let at = self.note_coin(id, &facts, &taint, true);
            self.found.start.coins.push(at);
            self.starts.insert(coin.from.into(), at);
            begun.push((at, facts, taint, coin.is_named));
        }
        if unknown > 0 {
            self.found.cuts.push(Cut::StartValueUnknown { coins: unknown });
        }
        if outside > 0 {
            self.found.cuts.push(Cut::StartOutsideWindow { coins: outside, value: outside_value });
        }
        // A share is of the whole start, so only now is it known how much is too little.
        let share = self.found.start.value * u128::from(self.query.share_min_ppm);
        let share = u64::try_from(share.div_ceil(1_000_000)).unwrap_or(u64::MAX);
        for (at, facts, taint, is_named) in begun {
            self.go_on(at, &facts, taint, is_named);
        }
        self.value_min = self.value_min.max(share);
    }

    /// The window picks among what an address or cluster received; coins named otherwise are the
    /// start whatever their age.
    fn is_outside_window(&self, facts: &CoinFacts) -> bool {
        facts.created.is_some_and(|(_, time)| !self.is_in_window(time))
    }

    fn is_in_window(&self, time: Time) -> bool {
        self.query.from.is_none_or(|from| from <= time) && self.query.to.is_none_or(|to| time <= to)
    }

    fn note_coin(
        &mut self,
        id: Option<OutId>,
        facts: &CoinFacts,
        taint: &Taint,
        is_start: bool,
    ) -> CoinAt {
        self.found.coin_ids.push(id);
        let at = CoinAt(index(self.found.coins.len()));
        let party = self.view.party(facts.holder);
        self.found.coins.push(Coin {
            out_point: facts.out_point,
            value: facts.value,
            party,
            depth: taint.depth(),
            amounts: taint.amounts,
            block: facts.created.map(|(block, _)| block),
            time: facts.created.map(|(_, time)| time),
            spent_by: facts.spent_by,
            is_start,
        });
        at
    }

    /// Decides whether the value in a coin rests, or waits at its next transaction.
    fn go_on(&mut self, at: CoinAt, facts: &CoinFacts, mut taint: Taint, is_named: bool) {
        if taint.is_empty() {
            return;
        }
        if let Some(stop) = self.stop_at(at, facts, is_named) {
            self.end(Place::Coin(at), stop, &taint);
            return;
        }
        let Next::Tx { tx, place } = facts.next else { return };
        self.end_below_threshold(Place::Coin(at), &mut taint);
        self.end_at_hop_limit(Place::Coin(at), &mut taint);
        self.wait(tx, Waiter { place, origin: Origin::Coin(at), taint });
    }

    /// What stops a coin whole, whatever part of it is traced.
    fn stop_at(&mut self, at: CoinAt, facts: &CoinFacts, is_named: bool) -> Option<Stop> {
        if facts.next == Next::Unspendable {
            return Some(Stop::Unspendable);
        }
        let role = self.role(self.found.coins[at.0 as usize].party);
        if role == Role::Service && !self.query.through_services && !is_named {
            return Some(Stop::Service);
        }
        if role == Role::Mixer && !self.query.through_mixers && !is_named {
            return Some(Stop::Mixer);
        }
        match facts.next {
            Next::Unspent if self.view.is_partial() => Some(Stop::NoSpendSeen),
            Next::Unspent => Some(Stop::Unspent),
            Next::Unspendable => Some(Stop::Unspendable),
            Next::Foreign => Some(Stop::OriginUnknown),
            Next::Tx { tx, .. } => {
                let is_mined = self.query.direction == Direction::Backward
                    && !self.query.through_fees
                    && self.view.graph.tx(tx).flags.is_coinbase();
                if is_mined {
                    return Some(Stop::Mined);
                }
                (!self.is_in_window(self.view.time(tx))).then_some(Stop::TimeWindow)
            }
        }
    }

    fn role(&self, party: PartyAt) -> Role {
        self.view.parties[party.0 as usize].role
    }

    fn end_below_threshold(&mut self, place: Place, taint: &mut Taint) {
        let min = self.value_min;
        self.end_methods(place, taint, &Stop::BelowThreshold, |taint, method| {
            taint.amounts[method] < min
        });
    }

    fn end_at_hop_limit(&mut self, place: Place, taint: &mut Taint) {
        let max = self.query.hops_max;
        self.end_methods(place, taint, &Stop::HopLimit, |taint, method| {
            taint.depths[method] >= max
        });
    }

    /// Ends the parts of those methods that stop here; the others go on. So what a method finds
    /// does not depend on which others run beside it.
    fn end_methods(
        &mut self,
        place: Place,
        taint: &mut Taint,
        stop: &Stop,
        stops: impl Fn(&Taint, Method) -> bool,
    ) {
        let mut ended = Taint::default();
        for method in Method::ALL {
            if taint.amounts[method] > 0 && stops(taint, method) {
                ended.depths[method] = taint.depths[method];
                ended.amounts[method] = taint.take(method);
            }
        }
        self.end(place, stop.clone(), &ended);
    }

    fn end(&mut self, place: Place, stop: Stop, taint: &Taint) {
        if taint.is_empty() {
            return;
        }
        let depth = taint.depth();
        self.found.endings.push(Ending {
            place,
            stop,
            depth,
            amounts: taint.amounts,
            freezer: None,
        });
    }

    fn wait(&mut self, tx: TxId, waiter: Waiter) {
        if waiter.taint.is_empty() {
            return;
        }
        let order = self.view.order(tx);
        let is_ahead = self.now.is_none_or(|now| match self.query.direction {
            Direction::Forward => order > now,
            Direction::Backward => order < now,
        });
        if !is_ahead {
            self.end(waiter.origin.place(), Stop::Damaged, &waiter.taint);
            return;
        }
        let waiting =
            self.queue.entry(order).or_insert_with(|| Waiting { tx, waiters: Vec::new() });
        waiting.waiters.push(waiter);
    }

    /// Meets a transaction with everything that waits at it.
    fn meet(&mut self, mut waiting: Waiting) {
        waiting.waiters.sort_by_key(|waiter| (waiter.place, waiter.origin));
        let tx = self.view.graph.tx(waiting.tx);
        let cost = self.cost(&tx);
        if self.found.legs.saturating_add(cost) > self.query.legs_max {
            self.cap(waiting);
            return;
        }
        self.found.legs += cost;
        let crossing = match self.crossing(&tx, &waiting) {
            Ok(crossing) => crossing,
            Err(stop) => return self.end_all(waiting, &stop),
        };
        let sides = match self.sides(&tx) {
            Ok(sides) => sides,
            Err(stop) => return self.end_all(waiting, &stop),
        };
        match self.view.block(tx.id) {
            Some(when) => self.cross(&tx, when, waiting, &sides, crossing),
            None => self.end_all(waiting, &Stop::Damaged),
        }
    }

    fn cost(&self, tx: &Tx) -> u64 {
        if tx.flags.is_coinbase() && self.query.through_fees {
            let block = self.view.graph.block(tx.block);
            return block.map_or(0, |block| fees::legs(self.view.graph, &block));
        }
        (tx.inputs.end - tx.inputs.start) + (tx.outputs.end - tx.outputs.start)
    }

    /// The work cap: this transaction and all that wait behind it end here.
    fn cap(&mut self, waiting: Waiting) {
        self.capped_coins += waiting.waiters.len() as u64;
        self.end_all(waiting, &Stop::WorkCap);
        while let Some((_, waiting)) = self.next() {
            self.capped_coins += waiting.waiters.len() as u64;
            self.end_all(waiting, &Stop::WorkCap);
        }
    }

    fn end_all(&mut self, waiting: Waiting, stop: &Stop) {
        for waiter in waiting.waiters {
            self.end(waiter.origin.place(), stop.clone(), &waiter.taint);
        }
    }

    /// On what basis value crosses this transaction, or why it does not.
    fn crossing(&self, tx: &Tx, waiting: &Waiting) -> Result<Crossing, Stop> {
        if tx.flags.is_coinbase() {
            let rule = "fees to the coinbase, subsidy first";
            return Ok(Crossing { basis: Basis::Inferred { rule, confidence: None }, sign: None });
        }
        let found = mix::coinjoin(self.view.ledger, tx.id);
        let is_sure = |found: &Finding| found.confidence >= self.query.coinjoin_confidence_min;
        if let Some(found) = found.as_ref().filter(|found| is_sure(found)) {
            if !self.query.through_mixers {
                return Err(Stop::CoinJoin {
                    txid: self.view.graph.txid(tx.id),
                    rule: found.kind.name(),
                    confidence: found.confidence,
                    candidates: index(found.equal_outputs),
                });
            }
            let rule = "through a CoinJoin, as asked";
            return Ok(Crossing { basis: Basis::Inferred { rule, confidence: None }, sign: None });
        }
        let maybe = found.as_ref().filter(|found| found.vetoes_join()).map(|found| {
            // Several people's coins, perhaps: whose came out where is then anybody's guess.
            let rule = "through what may be a CoinJoin";
            Basis::Inferred { rule, confidence: Some(100_u8.saturating_sub(found.confidence)) }
        });
        let basis = self.asked_crossing(waiting).or(maybe).unwrap_or(Basis::Observed);
        Ok(Crossing { basis, sign: found })
    }

    /// Coins that a service or mixer holds and that are not the start are crossed only when asked,
    /// and then the ledger does not say whose money comes out.
    fn asked_crossing(&self, waiting: &Waiting) -> Option<Basis> {
        let roles = waiting.waiters.iter().filter_map(|waiter| match waiter.origin {
            Origin::Coin(at) => Some(&self.found.coins[at.0 as usize]),
            Origin::Step(_) => None,
        });
        let roles: Vec<Role> =
            roles.filter(|coin| !coin.is_start).map(|coin| self.role(coin.party)).collect();
        let rule = if roles.contains(&Role::Mixer) {
            "through a mixer, as asked"
        } else if roles.contains(&Role::Service) {
            "through a service, as asked"
        } else {
            return None;
        };
        Some(Basis::Inferred { rule, confidence: None })
    }

    fn sides(&self, tx: &Tx) -> Result<Sides, Stop> {
        let missing = |unknown_inputs| Stop::DataMissing {
            txid: self.view.graph.txid(tx.id),
            unknown_inputs,
        };
        let (ins, outs) = if tx.flags.is_coinbase() {
            let block = self.view.graph.block(tx.block).ok_or(Stop::Damaged)?;
            let minting = fees::minting(self.view.graph, &block).map_err(|why| match why {
                NoMinting::UnknownInputs(inputs) => missing(inputs),
                NoMinting::Contradiction => Stop::Damaged,
            })?;
            (minting.minted, minting.paid)
        } else {
            let values = self.view.graph.inputs(tx).map(|input| input.value.map(|value| value.0));
            let values: Vec<Option<u64>> = values.collect();
            let unknown = values.iter().filter(|value| value.is_none()).count() as u64;
            let ins: Vec<u64> =
                values.into_iter().collect::<Option<_>>().ok_or_else(|| missing(unknown))?;
            let mut outs: Vec<u64> =
                self.view.graph.outputs(tx).map(|output| output.value.0).collect();
            let fee = sum(&ins).checked_sub(sum(&outs)).and_then(|fee| u64::try_from(fee).ok());
            outs.push(fee.ok_or(Stop::Damaged)?);
            (ins, outs)
        };
        Ok(match self.query.direction {
            Direction::Forward => {
                let fee_to = Some(outs.len() - 1);
                Sides { from: ins, to: outs, fee_to }
            }
            Direction::Backward => Sides { from: outs, to: ins, fee_to: None },
        })
    }

    fn cross(
        &mut self,
        tx: &Tx,
        when: (KnownBlock, Time),
        waiting: Waiting,
        sides: &Sides,
        crossing: Crossing,
    ) {
        if !fits(&waiting, sides) {
            return self.end_all(waiting, &Stop::Damaged);
        }
        let flow = Flow { from: &sides.from, to: &sides.to, fee_to: sides.fee_to };
        let origins: Vec<Origin> = waiting.waiters.iter().map(|waiter| waiter.origin).collect();
        let tainted: Vec<Tainted> = waiting
            .waiters
            .into_iter()
            .map(|waiter| Tainted { index: waiter.place, taint: waiter.taint })
            .collect();
        let reached = spread(&flow, &tainted, &self.query.methods);
        let Crossing { basis, sign } = crossing;
        self.found.step_signs.push(sign);
        let step = self.note_step(tx, when, sides, basis.clone(), &origins, &tainted);
        for Tainted { index, taint } in reached {
            match self.query.direction {
                Direction::Forward => self.land_forward(tx, step, &basis, index, taint),
                Direction::Backward => self.land_backward(tx, step, &basis, index, taint),
            }
        }
    }

    fn note_step(
        &mut self,
        tx: &Tx,
        (block, time): (KnownBlock, Time),
        sides: &Sides,
        basis: Basis,
        origins: &[Origin],
        tainted: &[Tainted],
    ) -> StepAt {
        let at = StepAt(index(self.found.steps.len()));
        let coins = origins.iter().filter_map(|origin| match origin {
            Origin::Coin(at) => Some(*at),
            Origin::Step(_) => None,
        });
        let fees = origins.iter().filter_map(|origin| match origin {
            Origin::Coin(_) => None,
            Origin::Step(at) => Some(*at),
        });
        let is_coinbase = tx.flags.is_coinbase();
        let outs = match self.query.direction {
            Direction::Forward => &sides.to,
            Direction::Backward => &sides.from,
        };
        let mut step = Step {
            txid: self.view.graph.txid(tx.id),
            block,
            time,
            depth: tainted.iter().map(|from| from.taint.depth()).min().unwrap_or(0) + 1,
            basis,
            inputs: Vec::new(),
            outputs: Vec::new(),
            inputs_len: tx.inputs.end - tx.inputs.start,
            outputs_len: tx.outputs.end - tx.outputs.start,
            is_coinbase,
            fee: outs.last().filter(|_| !is_coinbase).map(|fee| Sat(*fee)),
            fee_amounts: Amounts::default(),
            fees: fees.collect(),
        };
        match self.query.direction {
            Direction::Forward => step.inputs = coins.collect(),
            Direction::Backward => {
                step.outputs = coins.collect();
                if let Some(fee) = tainted.iter().find(|from| from.index + 1 == outs.len()) {
                    step.fee_amounts = fee.taint.amounts;
                }
            }
        }
        self.found.steps.push(step);
        self.found.step_txs.push(tx.id);
        at
    }

    fn land_forward(&mut self, tx: &Tx, step: StepAt, basis: &Basis, place: usize, taint: Taint) {
        let outputs_len = self.found.steps[step.0 as usize].outputs_len;
        if (place as u64) < outputs_len {
            let id = self.view.output_at(tx, place);
            let facts = self.view.output(id);
            return self.land_coin(CoinKey::Output(id), &facts, step, basis, taint);
        }
        self.found.steps[step.0 as usize].fee_amounts = taint.amounts;
        if tx.flags.is_coinbase() {
            return self.end(Place::Step(step), Stop::Unclaimed, &taint);
        }
        let coinbase = self.view.coinbase_of(tx.id).filter(|_| self.query.through_fees);
        let Some(coinbase) = coinbase else {
            return self.end(Place::Step(step), Stop::Fee, &taint);
        };
        // The coinbase is place 0 of its block and of its own sides stands the subsidy there, so a
        // transaction's position in the block is its fee's place.
        let place = usize::try_from(tx.id.0 - coinbase.0).unwrap_or(usize::MAX);
        self.wait_in_fee(step, coinbase, place, taint);
    }

    fn wait_in_fee(&mut self, step: StepAt, tx: TxId, place: usize, mut taint: Taint) {
        if !self.is_in_window(self.view.time(tx)) {
            return self.end(Place::Step(step), Stop::TimeWindow, &taint);
        }
        self.end_below_threshold(Place::Step(step), &mut taint);
        self.end_at_hop_limit(Place::Step(step), &mut taint);
        self.wait(tx, Waiter { place, origin: Origin::Step(step), taint });
    }

    fn land_backward(&mut self, tx: &Tx, step: StepAt, basis: &Basis, place: usize, taint: Taint) {
        if tx.flags.is_coinbase() {
            if place == 0 {
                return self.end(Place::Step(step), Stop::Mined, &taint);
            }
            let payer = TxId(tx.id.0 + place as u64);
            let outputs = self.view.graph.tx(payer).outputs;
            let fee_place = usize::try_from(outputs.end - outputs.start).unwrap_or(usize::MAX);
            return self.wait_in_fee(step, payer, fee_place, taint);
        }
        let input = self.view.graph.input(graph::InId(tx.inputs.start + place as u64));
        let facts = self.view.source(input.source, tx.id);
        self.land_coin(input.source.into(), &facts, step, basis, taint);
    }

    /// Traced value arrives in a coin.
    fn land_coin(
        &mut self,
        key: CoinKey,
        facts: &CoinFacts,
        step: StepAt,
        basis: &Basis,
        taint: Taint,
    ) {
        let (depth, amounts) = (taint.depth(), taint.amounts);
        let id = match key {
            CoinKey::Output(id) => Some(id),
            CoinKey::Foreign(_) => None,
        };
        let returned_to = self.starts.get(&key).copied();
        let coin = returned_to.unwrap_or_else(|| self.note_coin(id, facts, &taint, false));
        let row = &mut self.found.steps[step.0 as usize];
        match self.query.direction {
            Direction::Forward => row.outputs.push(coin),
            Direction::Backward => row.inputs.push(coin),
        }
        let basis = basis.clone();
        self.found.hops.push(Hop { step, coin, depth, basis, amounts, hints: Vec::new() });
        if returned_to.is_some() {
            // It is part of the start already, whole, and goes on from there.
            self.found.start.returned.add(&amounts);
        } else {
            self.go_on(coin, facts, taint, false);
        }
    }

    fn finish(mut self) -> Found {
        let start = &mut self.found.start;
        for &method in &self.query.methods {
            start.net[method] = start.value.saturating_sub(start.returned[method]);
        }
        let mut cuts = std::mem::take(&mut self.found.cuts);
        self.note_cuts(&mut cuts);
        self.found.cuts = cuts;
        self.found
    }

    fn note_cuts(&self, cuts: &mut Vec<Cut>) {
        let rows = |stop: &Stop| {
            let name = stop.name();
            self.found.endings.iter().filter(|ending| ending.stop.name() == name).count() as u64
        };
        if self.capped_coins > 0 {
            cuts.push(Cut::WorkCap { legs_max: self.query.legs_max, coins: self.capped_coins });
        }
        let coins = rows(&Stop::HopLimit);
        if coins > 0 {
            cuts.push(Cut::HopLimit { hops_max: self.query.hops_max, coins });
        }
        let coins = rows(&Stop::TimeWindow);
        if coins > 0 {
            cuts.push(Cut::TimeWindow { coins });
        }
        let coins = rows(&Stop::BelowThreshold);
        if coins > 0 {
            cuts.push(Cut::BelowThreshold { coins });
        }
        let mut missing: Vec<_> = self
            .found
            .endings
            .iter()
            .filter_map(|ending| match ending.stop {
                Stop::DataMissing { txid, .. } => Some(txid),
                _ => None,
            })
            .collect();
        missing.sort_unstable();
        missing.dedup();
        if !missing.is_empty() {
            cuts.push(Cut::DataMissing { transactions: missing.len() as u64 });
        }
        let coins = rows(&Stop::NoSpendSeen);
        if coins > 0 {
            cuts.push(Cut::PartialLedger { coins });
        }
        let places = rows(&Stop::Damaged);
        if places > 0 {
            cuts.push(Cut::Damaged { places });
        }
    }
}

/// Whether what waits has a place on its side, each its own, and no more than that place holds. In
/// a sound store it always does.
fn fits(waiting: &Waiting, sides: &Sides) -> bool {
    let waiters = &waiting.waiters;
    let apart = waiters.windows(2).all(|pair| pair[0].place < pair[1].place);
    let held = waiters.iter().all(|waiter| {
        let held = sides.from.get(waiter.place).copied();
        held.is_some_and(|held| waiter.taint.amounts.0.iter().all(|amount| *amount <= held))
    });
    apart && held && sum(&sides.from) == sum(&sides.to)
}

fn sum(values: &[u64]) -> u128 {
    values.iter().copied().map(u128::from).sum()
}

fn index(len: usize) -> u32 {
    u32::try_from(len).expect("the work cap keeps a trace below 2^32 rows")
}
