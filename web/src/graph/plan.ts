/**
 * What to draw of a trace, before where: cards, and the links between them.
 *
 * A card stands for a coin, or for several that read as one: all coins of a holder in the start,
 * coins of one transaction that ended for one reason with one holder, a folded run, or what the
 * card limit left out. The largest are taken first, and what is not drawn is counted. It tells the
 * same story as the server's picture (`crates/trace/src/picture/plan.rs`); runs can be unfolded.
 */

import { unitsOf } from '../core/value';
import type { Coin, Ending, Fold, Method, Step, Trace } from './answer';
import { Heap } from './heap';

/** Cards of one link; the smaller ones are counted in a stub. */
const CHILDREN_MAX = 8;
/** Cards of the start. */
const STARTS_MAX = 12;

export type NodeKind =
  | { kind: 'coins'; coins: Coin[] }
  | { kind: 'fold'; fold: Fold; at: number }
  /** Coins not drawn. */
  | { kind: 'stub'; coins: Coin[] };

export type PlanNode = NodeKind & {
  /** Traced value in it, by the picture's method. */
  amount: bigint;
  /** Links that lead on from it. */
  links: number[];
  /** Some of its value goes on in transactions that are not drawn. */
  goesOnUndrawn: boolean;
  isStart: boolean;
};

/**
 * What one transaction (or an end of a run) moves: from the cards nearer to the start to those
 * farther from it.
 */
export interface Link {
  /** A transaction's dot; `null`: straight into or out of a folded run. */
  step: Step | null;
  /** Largest first. */
  near: number[];
  /** Largest first, a stub last. */
  far: number[];
  /** Traced coins on the near side that have no card. */
  nearUndrawn: number;
}

export interface Plan {
  nodes: PlanNode[];
  links: Link[];
  /** Endings in a coin, by outpoint. */
  endingsOf: Map<string, Ending[]>;
  /** The card on which a coin stands: its own, its run's or its stub's. */
  nodeOf: Map<string, number>;
  /** Traced coins that stand on no card, and what ended in them. */
  coinsUndrawn: number;
  endedUndrawn: bigint;
  /** Value went on through fees, which no card shows. */
  hasFeeSteps: boolean;
}

export interface PlanOptions {
  method: Method;
  cardsMax: number;
  /** Runs (by their place in the trace's folds) that are shown hop by hop. */
  unfolded?: ReadonlySet<number>;
}

/** A transaction or a run, as what it takes and gives. */
interface Bundle {
  fold: number | null;
  step: Step;
  near: Coin[];
  far: Coin[];
}

/** A card that could be drawn: of a bundle, with these coins. */
interface Candidate {
  amount: bigint;
  bundle: number;
  coins: Coin[];
}

export function plan(trace: Trace, options: PlanOptions): Plan {
  const planner = new Planner(trace, options);
  planner.starts();
  planner.grow();
  return planner.finish();
}

class Planner {
  private readonly coins: Map<string, Coin>;
  private readonly order: Map<Coin, number>;
  private readonly bundles: Bundle[];
  private readonly bundleOf = new Map<Coin, number>();
  private readonly nodeOf = new Map<Coin, number>();
  /** Cards of a bundle that are drawn. */
  private readonly drawn = new Map<number, number[]>();
  private readonly opened = new Set<number>();
  private readonly heap: Heap<Candidate>;
  private readonly plan: Plan;

  constructor(
    private readonly trace: Trace,
    private readonly options: PlanOptions,
  ) {
    this.coins = new Map(trace.coins.map((coin) => [coin.out_point, coin]));
    this.order = new Map(trace.coins.map((coin, at) => [coin, at]));
    this.bundles = this.bundled();
    this.bundles.forEach((bundle, at) => {
      for (const coin of bundle.near) this.bundleOf.set(coin, at);
    });
    // Largest first; among equals the earlier bundle, then the earlier coin.
    this.heap = new Heap<Candidate>((a, b) => {
      if (a.amount !== b.amount) return a.amount > b.amount;
      if (a.bundle !== b.bundle) return a.bundle < b.bundle;
      return this.at(a.coins[0]) < this.at(b.coins[0]);
    });
    this.plan = {
      nodes: [],
      links: [],
      endingsOf: endingsOf(trace),
      nodeOf: new Map(),
      coinsUndrawn: 0,
      endedUndrawn: 0n,
      hasFeeSteps: trace.transactions.some((step) => step.fees_of.length > 0),
    };
  }

  private at(coin: Coin | undefined): number {
    return coin === undefined ? -1 : (this.order.get(coin) ?? -1);
  }

  private coinsOf(outPoints: readonly string[]): Coin[] {
    return outPoints.flatMap((outPoint) => this.coins.get(outPoint) ?? []);
  }

  private near(step: Step): Coin[] {
    return this.coinsOf(this.trace.query.direction === 'forward' ? step.inputs : step.outputs);
  }

  private far(step: Step): Coin[] {
    return this.coinsOf(this.trace.query.direction === 'forward' ? step.outputs : step.inputs);
  }

  /**
   * Steps in the trace's order, with each run of a fold as one. A run that takes in coins from
   * elsewhere is left unfolded, since it could then wait for itself.
   */
  private bundled(): Bundle[] {
    const steps = new Map(this.trace.transactions.map((step) => [step.txid, step]));
    const runOf = new Map<Step, Bundle>();
    this.trace.folds.forEach((fold, at) => {
      if (this.options.unfolded?.has(at) === true) return;
      const run = fold.transactions.flatMap((txid) => steps.get(txid) ?? []);
      const first = run[0];
      if (first === undefined) return;
      const near = new Set(run.flatMap((step) => this.near(step)));
      const far = new Set(run.flatMap((step) => this.far(step)));
      const bundle: Bundle = {
        fold: at,
        step: first,
        near: this.sorted([...near].filter((coin) => !far.has(coin))),
        far: this.sorted([...far].filter((coin) => !near.has(coin))),
      };
      const isAlone = bundle.near.length === 1 && run.every((step) => step.fees_of.length === 0);
      if (isAlone) for (const step of run) runOf.set(step, bundle);
    });
    const bundles: Bundle[] = [];
    const taken = new Set<Bundle>();
    for (const step of this.trace.transactions) {
      const run = runOf.get(step);
      if (run === undefined) {
        bundles.push({ fold: null, step, near: this.near(step), far: this.far(step) });
      } else if (!taken.has(run)) {
        taken.add(run);
        bundles.push(run);
      }
    }
    return bundles;
  }

  private sorted(coins: Coin[]): Coin[] {
    return coins.sort((a, b) => this.at(a) - this.at(b));
  }

  private amount(coins: readonly Coin[]): bigint {
    return coins.reduce((sum, coin) => sum + (unitsOf(coin.amounts[this.options.method]) ?? 0n), 0n);
  }

  starts(): void {
    const byHolder = new Map<string, Coin[]>();
    for (const coin of this.coinsOf(this.trace.start.coins)) {
      const coins = byHolder.get(coin.holder.address);
      if (coins === undefined) byHolder.set(coin.holder.address, [coin]);
      else coins.push(coin);
    }
    const groups = [...byHolder.values()]
      .map((coins) => ({ coins, amount: this.amount(coins) }))
      .sort((a, b) => compare(b.amount, a.amount) || this.at(a.coins[0]) - this.at(b.coins[0]));
    for (const { coins } of groups.slice(0, STARTS_MAX)) this.draw(coins, true);
    const rest = groups.slice(STARTS_MAX).flatMap(({ coins }) => coins);
    if (rest.length > 0) this.plan.nodes[this.stub(rest)]!.isStart = true;
  }

  /** Draws the largest candidate, opens what it leads to, until the cards are used up. */
  grow(): void {
    while (this.plan.nodes.length < this.options.cardsMax) {
      const candidate = this.heap.pop();
      if (candidate === undefined) break;
      const siblings = this.drawn.get(candidate.bundle) ?? [];
      if (siblings.length >= CHILDREN_MAX) continue;
      this.drawn.set(candidate.bundle, [...siblings, this.draw(candidate.coins, false)]);
    }
  }

  private draw(coins: Coin[], isStart: boolean): number {
    const node = this.node({ kind: 'coins', coins }, this.amount(coins), isStart);
    for (const coin of coins) {
      this.nodeOf.set(coin, node);
      this.plan.nodeOf.set(coin.out_point, node);
    }
    const bundles = new Set(coins.flatMap((coin) => this.bundleOf.get(coin) ?? []));
    for (const bundle of [...bundles].sort((a, b) => a - b)) this.open(bundle);
    return node;
  }

  private node(kind: NodeKind, amount: bigint, isStart = false): number {
    this.plan.nodes.push({ ...kind, amount, links: [], goesOnUndrawn: false, isStart });
    return this.plan.nodes.length - 1;
  }

  /**
   * Makes candidates of what a bundle gives: coins that go on one by one, coins that ended for one
   * reason with one holder together.
   */
  private open(at: number): void {
    if (this.opened.has(at)) return;
    this.opened.add(at);
    const ended = new Map<string, Coin[]>();
    for (const coin of this.bundles[at]!.far) {
      if (this.nodeOf.has(coin)) continue; // it returned to the start
      if (this.amount([coin]) === 0n) continue; // traced by another method alone
      const key = this.endedAs(coin);
      if (key === null) this.offer(at, [coin]);
      else if (ended.has(key)) ended.get(key)!.push(coin);
      else ended.set(key, [coin]);
    }
    for (const coins of ended.values()) this.offer(at, coins);
  }

  private offer(bundle: number, coins: Coin[]): void {
    this.heap.push({ amount: this.amount(coins), bundle, coins });
  }

  /**
   * Why a coin ended and with whom, if it does not go on. Coins of unnamed holders are only taken
   * together where the address is one.
   */
  private endedAs(coin: Coin): string | null {
    if (this.bundleOf.has(coin)) return null;
    const stops = new Set((this.plan.endingsOf.get(coin.out_point) ?? []).map((row) => row.stop));
    const said = coin.holder.said;
    const name = said === null ? coin.holder.address : `${said.standing} ${said.actor ?? said.label}`;
    return JSON.stringify([[...stops].sort(), name]);
  }

  private stub(coins: Coin[]): number {
    const node = this.node({ kind: 'stub', coins }, this.amount(coins));
    for (const coin of coins) this.plan.nodeOf.set(coin.out_point, node);
    return node;
  }

  finish(): Plan {
    const folded = new Set<Coin>();
    for (const at of [...this.opened].sort((a, b) => a - b)) {
      const middle = this.link(at);
      const { fold } = this.bundles[at]!;
      if (fold === null) continue;
      const steps = new Set(this.trace.folds[fold]!.transactions);
      for (const step of this.trace.transactions) {
        if (!steps.has(step.txid)) continue;
        for (const coin of this.near(step)) {
          folded.add(coin);
          if (middle !== null && !this.plan.nodeOf.has(coin.out_point)) {
            this.plan.nodeOf.set(coin.out_point, middle);
          }
        }
      }
    }
    for (const coin of this.trace.coins) {
      if (this.amount([coin]) === 0n || this.nodeOf.has(coin) || folded.has(coin)) continue;
      this.plan.coinsUndrawn += 1;
      for (const row of this.plan.endingsOf.get(coin.out_point) ?? []) {
        this.plan.endedUndrawn += unitsOf(row.amounts[this.options.method]) ?? 0n;
      }
    }
    return this.plan;
  }

  /** Gives the card of a run, where it drew one. */
  private link(at: number): number | null {
    const bundle = this.bundles[at]!;
    const { nodes } = this.plan;
    const near = [...new Set(bundle.near.flatMap((coin) => this.nodeOf.get(coin) ?? []))].sort(
      (a, b) => compare(nodes[b]!.amount, nodes[a]!.amount) || a - b,
    );
    const nearUndrawn = bundle.near.filter((coin) => !this.nodeOf.has(coin)).length;
    const far = this.drawn.get(at) ?? [];
    const hidden = bundle.far.filter((coin) => !this.nodeOf.has(coin) && this.amount([coin]) > 0n);
    if (far.length === 0) {
      for (const node of near) nodes[node]!.goesOnUndrawn ||= hidden.length > 0;
      return null;
    }
    if (hidden.length > 0) far.push(this.stub(hidden));
    if (bundle.fold === null) {
      this.add({ step: bundle.step, near, far, nearUndrawn });
      return null;
    }
    const amount = near.reduce((most, node) => {
      const found = nodes[node]!.amount;
      return found > most ? found : most;
    }, 0n);
    const fold = this.trace.folds[bundle.fold]!;
    const middle = this.node({ kind: 'fold', fold, at: bundle.fold }, amount);
    this.add({ step: null, near, far: [middle], nearUndrawn });
    this.add({ step: null, near: [middle], far, nearUndrawn: 0 });
    return middle;
  }

  private add(link: Link): void {
    const at = this.plan.links.push(link) - 1;
    for (const node of link.near) this.plan.nodes[node]!.links.push(at);
  }
}

function endingsOf(trace: Trace): Map<string, Ending[]> {
  const endings = new Map<string, Ending[]>();
  for (const ending of trace.where_it_is_now) {
    if (ending.out_point === null) continue;
    const rows = endings.get(ending.out_point);
    if (rows === undefined) endings.set(ending.out_point, [ending]);
    else rows.push(ending);
  }
  return endings;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
