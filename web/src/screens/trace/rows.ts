// Which rows of a long table are shown, and which of them a selection means.
import type { Coin, Ending, Hop, Trace } from '../../graph/answer';
import type { Plan } from '../../graph/plan';

export const ROWS = 50;

/** Everything on the card on which the selected outpoint stands: what the picture lights, the tables light too. */
export function meant(planned: Pick<Plan, 'nodeOf'>, selected: string): ReadonlySet<string> {
  if (selected === '') return new Set();
  const node = planned.nodeOf.get(selected);
  if (node === undefined) return new Set([selected]);
  return new Set([...planned.nodeOf].flatMap(([outPoint, at]) => (at === node ? [outPoint] : [])));
}

export function isHopOf(hop: Hop, chosen: ReadonlySet<string>): boolean {
  return chosen.has(hop.out_point);
}

export function isEndingOf(ending: Ending, chosen: ReadonlySet<string>): boolean {
  return ending.out_point !== null && chosen.has(ending.out_point);
}

/** The page of a table on which the selected coin stands first, or else one of its card; 0 where none does. */
export function pageOf(rows: readonly { out_point: string | null }[], selected: string, chosen: ReadonlySet<string>): number {
  if (selected === '') return 0;
  const own = rows.findIndex((row) => row.out_point === selected);
  const at = own >= 0 ? own : rows.findIndex((row) => row.out_point !== null && chosen.has(row.out_point));
  return Math.floor(Math.max(0, at) / ROWS);
}

export function coinsByOutPoint(trace: Trace): ReadonlyMap<string, Coin> {
  return new Map(trace.coins.map((coin) => [coin.out_point, coin]));
}
