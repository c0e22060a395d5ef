// An expansion as operations: what the server named beside a card, placed where there is room. Nothing that stands is
// moved; what is not drawn stands for itself as a stub with its number.
import type { Neighbour } from '../api/contract-board';
import { cardId, edgeId, type Card, type Edge, type Expansion, type Filter, type Op, type Side, type Subject } from '../core/board/model';
import { columnOf, fan, laneOf, Slots } from '../core/board/place';
import { expansionKey, type State } from '../core/board/state';
import { compare } from '../core/board/sum';

/** So many are added at once. */
export const TOP = 10;

export interface Found {
  neighbours: readonly Neighbour[];
  total: number;
  left: number;
}

export function newCard(subject: Subject, at: Card['at'], isStart = false): Card {
  return { subject, at, is_start: isStart, is_hidden: false, colour: null, flag: null };
}

/** Lines that stand on that side already and pass the filter: the server counts them too. */
export function standing(view: State, card: string, side: Side, filter: Filter): number {
  let count = 0;
  for (const edge of view.edges.values()) {
    if ((side === 'out' ? edge.from : edge.to) === card && passes(edge, filter)) count += 1;
  }
  return count;
}

function passes(edge: Edge, { amount_min: least, asset, from, to }: Filter): boolean {
  if (least !== null && compare(edge.amount, least) < 0) return false;
  if (asset !== null && edge.asset.toLowerCase() !== asset.toLowerCase()) return false;
  return edge.time === null || ((from === null || edge.time >= from) && (to === null || edge.time <= to));
}

/** Of what the server named, what is not drawn yet: the largest first, and how many are left after those. */
export function fresh(view: State, card: string, side: Side, filter: Filter, answer: Found, most = TOP): Found {
  const missing = answer.neighbours.filter((neighbour) => !view.edges.has(edgeId(edgeOf(view, card, side, neighbour))));
  const neighbours = missing.slice(0, most);
  const left = answer.total - standing(view, card, side, filter) - neighbours.length;
  return { neighbours, total: answer.total, left: Math.max(missing.length - neighbours.length, left, 0) };
}

export function expansion(view: State, card: string, side: Side, filter: Filter, found: Found): Op[] {
  const parent = view.cards.get(card);
  if (!parent) return [];
  const slots = Slots.of(view);
  const subjects = new Map(found.neighbours.map(({ subject }) => [cardId(subject), subject]));
  const missing = [...subjects].filter(([id]) => !view.cards.has(id));
  const places = fan(slots, parent.at, side, missing.length);
  const ops: Op[] = missing.map(([, subject], at) => ({ op: 'add', card: newCard(subject, places[at]!) }));
  for (const id of subjects.keys()) if (view.cards.get(id)?.is_hidden) ops.push({ op: 'show', card: id });

  const drawn = new Set<string>();
  for (const neighbour of found.neighbours) {
    const edge = edgeOf(view, card, side, neighbour);
    const id = edgeId(edge);
    if (view.edges.has(id) || drawn.has(id)) continue;
    drawn.add(id);
    ops.push({ op: 'connect', edge });
  }
  const to: Expansion = { shown: Math.max(0, found.total - found.left), total: found.total, filter };
  ops.push({ op: 'expand', card, side, from: view.expansions.get(expansionKey(card, side)) ?? null, to });
  ops.push(...stub(view, card, side, found.left, slots, places.at(-1)));
  return ops;
}

/** "+243 more…": put up where something is left, hidden where nothing is. */
function stub(view: State, card: string, side: Side, left: number, slots: Slots, last: Card['at'] | undefined): Op[] {
  const subject: Subject = { kind: 'rest', of: card, side };
  const id = cardId(subject);
  const there = view.cards.get(id);
  if (there) {
    if (there.is_hidden === left > 0) return [{ op: left > 0 ? 'show' : 'hide', card: id }];
    return [];
  }
  if (left === 0) return [];
  const parent = view.cards.get(card)!;
  const column = columnOf(parent.at) + (side === 'in' ? -1 : 1);
  const at = slots.take(column, last ? laneOf(last) + 1 : laneOf(parent.at));
  return [{ op: 'add', card: newCard(subject, at) }];
}

/** The line to a neighbour. Its amount is that of the output which the payee got, whichever side was asked: so
 * whoever looks the output up finds the same number. */
export function edgeOf(view: State, card: string, side: Side, neighbour: Neighbour): Edge {
  const { subject, via, asset, time, transactions } = neighbour;
  const other = cardId(subject);
  const [from, to] = side === 'out' ? [card, other] : [other, card];
  const isIntoCard = side === 'in' && via !== null;
  const own = view.cards.get(card)?.subject;
  const txid = via?.txid ?? [own, subject].flatMap((each) => (each?.kind === 'transaction' ? each.txid : []))[0] ?? null;
  return {
    from,
    to,
    txid,
    output: txid === null ? null : isIntoCard ? via.output : neighbour.output,
    amount: isIntoCard ? via.amount : neighbour.amount,
    asset,
    time,
    transactions: Math.max(1, transactions),
    basis: { ...neighbour.basis, confidence: neighbour.basis.confidence === null ? null : neighbour.basis.confidence * 10 },
    colour: null,
    flag: null,
  };
}
