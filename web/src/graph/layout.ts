/**
 * Where the cards of a plan stand: columns by rank, lanes by value, never one over another.
 *
 * A card's column is the length of the longest way from the start to it, so every link leads one
 * way. The largest card of a link continues on the lane of the card it comes from, so the main
 * trail is straight; the others look downwards for the first lane that is free as far as their own
 * trail reaches. No forces, no chance: the same plan always has the same layout, and it is that of
 * the server's picture (`crates/trace/src/picture/layout.rs`).
 */

import type { Plan } from './plan';

export interface Slot {
  column: number;
  lane: number;
}

export interface Layout {
  /** Of each node. */
  slots: Slot[];
  /** Of each link: its dot stands before this column, on this lane. */
  dots: Slot[];
  columns: number;
  lanes: number;
}

/** What the layout needs of a plan. */
export interface Shape {
  nodes: { links: number[]; isStart: boolean }[];
  links: { near: number[]; far: number[] }[];
}

export function layout(plan: Plan | Shape): Layout {
  const placer = new Placer(plan);
  let lane = 0;
  plan.nodes.forEach((node, at) => {
    if (!node.isStart) return;
    placer.trail(at, lane);
    lane = (placer.slots[at]?.lane ?? lane) + 1;
  });
  const slots = plan.nodes.map((_, at) => placer.slots[at] ?? { column: 0, lane: 0 });
  return {
    slots,
    dots: plan.links.map((link) => slots[link.far[0]!]!),
    columns: slots.reduce((most, slot) => Math.max(most, slot.column + 1), 1),
    lanes: slots.reduce((most, slot) => Math.max(most, slot.lane + 1), 1),
  };
}

/**
 * The longest way from the start to each card. Links form no circle: a ledger has none, and the
 * plan folds none into being.
 */
function ranksOf(plan: Shape): number[] {
  const ranks = plan.nodes.map(() => 0);
  const waits = plan.links.map((link) => link.near.length);
  const ready = plan.nodes.flatMap((node, at) => (node.isStart ? [at] : []));
  for (let next = 0; next < ready.length; next += 1) {
    const node = ready[next]!;
    for (const at of plan.nodes[node]!.links) {
      const link = plan.links[at]!;
      for (const far of link.far) ranks[far] = Math.max(ranks[far]!, ranks[node]! + 1);
      waits[at] = waits[at]! - 1;
      if (waits[at] === 0) ready.push(...link.far);
    }
  }
  return ranks;
}

class Placer {
  readonly slots: (Slot | undefined)[];
  private readonly ranks: number[];
  private readonly reach: number[];
  private readonly taken = new Set<string>();
  private readonly placedLinks = new Set<number>();

  constructor(private readonly plan: Shape) {
    this.slots = plan.nodes.map(() => undefined);
    this.ranks = ranksOf(plan);
    this.reach = this.reaches();
  }

  /** The card that continues on a card's lane. */
  private main(node: number): number | undefined {
    const first = this.plan.nodes[node]!.links[0];
    const link = first === undefined ? undefined : this.plan.links[first];
    return link !== undefined && link.near[0] === node ? link.far[0] : undefined;
  }

  /** The column before which a link's dot stands. */
  private before(link: number): number {
    return Math.max(0, this.ranks[this.plan.links[link]!.far[0]!]! - 1);
  }

  /**
   * The last column that a card's own trail needs: up to the dot it leads to, and on with the
   * largest card there if it is the largest to come in.
   */
  private reaches(): number[] {
    const reach = [...this.ranks];
    const order = this.plan.nodes.map((_, at) => at);
    order.sort((a, b) => this.ranks[b]! - this.ranks[a]! || a - b);
    for (const node of order) {
      for (const at of this.plan.nodes[node]!.links) {
        reach[node] = Math.max(reach[node]!, this.before(at));
      }
      const main = this.main(node);
      if (main !== undefined) reach[node] = Math.max(reach[node]!, reach[main]!);
    }
    return reach;
  }

  /**
   * Places a card at or below a lane, then its main trail, then its other trails, the farthest
   * first: so that trails that leave early pass below those that leave late.
   */
  trail(first: number, lane: number): void {
    const trail: number[] = [];
    let wanted = lane;
    for (let node: number | undefined = first; node !== undefined; node = this.main(node)) {
      if (this.slots[node] !== undefined) break;
      wanted = this.claim(node, wanted);
      trail.push(node);
    }
    for (const node of trail.reverse()) {
      const from = this.slots[node]!.lane;
      for (const at of this.plan.nodes[node]!.links) {
        const link = this.plan.links[at]!;
        if (link.near[0] !== node || this.placedLinks.has(at)) continue;
        this.placedLinks.add(at);
        link.far.forEach((far, position) => {
          if (this.slots[far] === undefined) this.trail(far, from + (position > 0 ? 1 : 0));
        });
      }
    }
  }

  private claim(node: number, wanted: number): number {
    const from = this.ranks[node]!;
    const to = this.reach[node]!;
    let lane = wanted;
    while (!this.isFree(from, to, lane)) lane += 1;
    // Its own columns: from its card to the last dot it leads to.
    const links = this.plan.nodes[node]!.links;
    const span = links.reduce((most, at) => Math.max(most, this.before(at)), from);
    for (let column = from; column <= span; column += 1) this.taken.add(`${column} ${lane}`);
    this.slots[node] = { column: from, lane };
    return lane;
  }

  private isFree(from: number, to: number, lane: number): boolean {
    for (let column = from; column <= to; column += 1) {
      if (this.taken.has(`${column} ${lane}`)) return false;
    }
    return true;
  }
}
