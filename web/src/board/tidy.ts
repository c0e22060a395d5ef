// Tidy: the cards that somebody chose, laid out anew from left to right by hops; nothing else moves. Sugiyama, light:
// columns by the longest way, lanes by the middle of what leads to a card and where it leads, in four sweeps.
// Deterministic, one gesture, one undo.
import type { At, Op } from '../core/board/model';
import { columnOf, laneOf, Slots } from '../core/board/place';
import type { State } from '../core/board/state';

const SWEEPS = 4;

export function tidy(view: State, chosen: readonly string[]): Op[] {
  const ids = [...new Set(chosen)].filter((id) => view.cards.has(id));
  ids.sort((a, b) => byPlace(view, a, b));
  if (ids.length === 0) return [];
  const graph = graphOf(view, ids);
  const columns = ranks(ids, graph);
  const lanes = ordered(ids, columns, graph);

  const stay = new Set(ids);
  const stand = [...view.cards].filter(([id]) => !stay.has(id)).map(([, card]) => card.at);
  const slots = new Slots([...stand]);
  const left = Math.min(...ids.map((id) => columnOf(view.cards.get(id)!.at)));
  const top = Math.min(...ids.map((id) => laneOf(view.cards.get(id)!.at)));
  return lanes.flatMap((column, at) =>
    column.flatMap((id, lane): Op[] => {
      const from = view.cards.get(id)!.at;
      const to: At = slots.take(left + at, top + lane);
      return from.x === to.x && from.y === to.y ? [] : [{ op: 'move', card: id, from, to }];
    }),
  );
}

interface Graph {
  out: Map<string, string[]>;
  into: Map<string, string[]>;
}

function graphOf(view: State, ids: readonly string[]): Graph {
  const inside = new Set(ids);
  const [out, into] = [new Map<string, string[]>(), new Map<string, string[]>()];
  const link = (from: string, to: string) => {
    if (from === to || !inside.has(from) || !inside.has(to)) return;
    out.set(from, [...(out.get(from) ?? []), to]);
    into.set(to, [...(into.get(to) ?? []), from]);
  };
  for (const { from, to } of view.edges.values()) link(from, to);
  // A stub stands beside the card whose rest it is.
  for (const [id, { subject }] of view.cards) {
    if (subject.kind === 'rest') subject.side === 'out' ? link(subject.of, id) : link(id, subject.of);
  }
  return { out, into };
}

/** The longest way from where nothing leads to. What closes a circle is passed over. */
function ranks(ids: readonly string[], { out }: Graph): Map<string, number> {
  const rank = new Map<string, number>();
  const state = new Map<string, 'open' | 'done'>();
  const order: string[] = [];
  const back = new Set<string>();
  const visit = (start: string) => {
    const stack: [string, number][] = [[start, 0]];
    state.set(start, 'open');
    while (stack.length > 0) {
      const top = stack[stack.length - 1]!;
      const next = (out.get(top[0]) ?? [])[top[1]];
      if (next === undefined) {
        state.set(top[0], 'done');
        order.push(top[0]);
        stack.pop();
        continue;
      }
      top[1] += 1;
      if (state.get(next) === 'open') back.add(`${top[0]} ${next}`);
      else if (!state.has(next)) {
        state.set(next, 'open');
        stack.push([next, 0]);
      }
    }
  };
  for (const id of ids) if (!state.has(id)) visit(id);
  for (const id of order.reverse()) {
    const here = rank.get(id) ?? 0;
    rank.set(id, here);
    for (const next of out.get(id) ?? []) if (!back.has(`${id} ${next}`)) rank.set(next, Math.max(rank.get(next) ?? 0, here + 1));
  }
  return rank;
}

function ordered(ids: readonly string[], rank: Map<string, number>, { out, into }: Graph): string[][] {
  const columns: string[][] = [];
  for (const id of ids) (columns[rank.get(id)!] ??= []).push(id);
  for (let column = 0; column < columns.length; column += 1) columns[column] ??= [];
  const lane = new Map<string, number>();
  const note = (column: string[]) => column.forEach((id, at) => lane.set(id, at));
  columns.forEach(note);
  for (let sweep = 0; sweep < SWEEPS; sweep += 1) {
    const isDown = sweep % 2 === 0;
    const near = isDown ? into : out;
    for (const column of isDown ? columns : [...columns].reverse()) {
      const middle = (id: string) => {
        const beside = near.get(id) ?? [];
        return beside.length === 0 ? lane.get(id)! : beside.reduce((all, each) => all + lane.get(each)!, 0) / beside.length;
      };
      const middles = new Map(column.map((id) => [id, middle(id)]));
      column.sort((a, b) => middles.get(a)! - middles.get(b)! || lane.get(a)! - lane.get(b)!);
      note(column);
    }
  }
  return columns;
}

function byPlace(view: State, a: string, b: string): number {
  const [one, other] = [view.cards.get(a)!.at, view.cards.get(b)!.at];
  return one.y - other.y || one.x - other.x || a.localeCompare(b);
}
