// A run of a peel chain as stairs: what came to each of its cards, what was peeled from it to whom, and what went on to
// the next. Pure, from the lines that stand on the board alone: what no line says (a fee, a payment that was not drawn)
// is the step's own remainder, so that every step adds up.
import type { Edge, Group } from '../core/board/model';
import type { State } from '../core/board/state';
import { unitsOf } from '../core/value';

export interface Peel {
  edge: string;
  to: string;
  units: bigint;
}

export interface Step {
  card: string;
  /** The line that brought it here, and when. */
  time: string | null;
  txid: string | null;
  /** What lines bring here from outside of the run and from the step before. */
  came: bigint;
  peels: Peel[];
  /** What goes on to the run's other cards. */
  left: bigint;
  /** What came and no line leads on: fees, and what was not drawn. Never less than nothing. */
  undrawn: bigint;
}

export interface Stairs {
  asset: string;
  steps: Step[];
  /** What was peeled, by whom it went to, the largest first. */
  sums: { to: string; units: bigint; peels: number }[];
}

type Board = Pick<State, 'edges'>;

/** Null where lines of several assets, or amounts that do not read, meet in the run. */
export function stairs(view: Board, group: Pick<Group, 'cards'>): Stairs | null {
  const inside = new Set(group.cards);
  const touching = [...view.edges].filter(([, edge]) => inside.has(edge.from) || inside.has(edge.to));
  const asset = touching[0]?.[1].asset ?? '';
  if (touching.some(([, edge]) => edge.asset !== asset || unitsOf(edge) === null)) return null;
  const units = (edge: Edge) => unitsOf(edge) ?? 0n;
  const sum = (edges: readonly [string, Edge][]) => edges.reduce((all, [, edge]) => all + units(edge), 0n);
  const steps = ordered(touching, group.cards).map((card): Step => {
    const into = touching.filter(([, edge]) => edge.to === card && edge.from !== card);
    const out = touching.filter(([, edge]) => edge.from === card && edge.to !== card);
    const on = out.filter(([, edge]) => inside.has(edge.to));
    const peels = out
      .filter(([, edge]) => !inside.has(edge.to))
      .map(([edge, of]): Peel => ({ edge, to: of.to, units: units(of) }))
      .sort((a, b) => (a.units === b.units ? a.edge.localeCompare(b.edge) : a.units > b.units ? -1 : 1));
    const largest = into.reduce<Edge | null>((most, [, edge]) => (most && units(most) >= units(edge) ? most : edge), null);
    const [came, left] = [sum(into), sum(on)];
    const gone = left + peels.reduce((all, peel) => all + peel.units, 0n);
    return { card, time: largest?.time ?? null, txid: largest?.txid ?? null, came, peels, left, undrawn: came > gone ? came - gone : 0n };
  });
  return { asset, steps, sums: sums(steps) };
}

/** The run's cards as the money went: first those that no other of the run pays, then each after what pays it. */
function ordered(edges: readonly [string, Edge][], cards: readonly string[]): string[] {
  const inside = new Set(cards);
  const before = new Map(cards.map((card) => [card, new Set<string>()]));
  for (const [, { from, to }] of edges) if (from !== to && inside.has(from)) before.get(to)?.add(from);
  const order: string[] = [];
  const waiting = new Set(cards);
  while (waiting.size > 0) {
    const ready = [...waiting].find((card) => [...before.get(card)!].every((each) => !waiting.has(each)));
    // Money that goes in a circle has no first: then as the run names them.
    const next = ready ?? [...waiting][0]!;
    waiting.delete(next);
    order.push(next);
  }
  return order;
}

function sums(steps: readonly Step[]): Stairs['sums'] {
  const all = new Map<string, { to: string; units: bigint; peels: number }>();
  for (const { to, units } of steps.flatMap(({ peels }) => peels)) {
    const one = all.get(to) ?? { to, units: 0n, peels: 0 };
    all.set(to, { to, units: one.units + units, peels: one.peels + 1 });
  }
  return [...all.values()].sort((a, b) => (a.units === b.units ? a.to.localeCompare(b.to) : a.units > b.units ? -1 : 1));
}
