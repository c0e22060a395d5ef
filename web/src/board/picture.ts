// What of a board is drawn: the cards and lines of a level and an axis, from the board alone. Positions are the
// board's own; the time axis is a way of looking and changes nothing. Pure, so that the canvas, the keys, the tables
// and the tests see one picture.
import { CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
import type { At, Basis, Card, Colour, Edge, Group } from '../core/board/model';
import type { State } from '../core/board/state';
import { compare, sum } from '../core/board/sum';
import type { byTime, Tick } from './timeline';

export type Level = 'tx' | 'relation';
export type Axis = 'hop' | 'time';

/** Beyond so many cards a board gets hard to read, and then slow: it is said, and what to do. */
export const CROWDED = 120;
export const SLOW = 400;

export interface DrawnCard {
  /** A card's id, or `group:ID` of a folded group. */
  id: string;
  kind: 'address' | 'cluster' | 'transaction' | 'rest' | 'group';
  at: At;
  /** The card itself; of a folded group its first. */
  card: Card;
  group: Group | null;
  /** The cards that it stands for. */
  cards: string[];
  isStart: boolean;
  colour: Colour | null;
  flag: string | null;
  isPinned: boolean;
  notes: number;
  /** Why value rests here, by the results that were placed. */
  endings: { why: string; amount: string; asset: string }[];
}

export interface DrawnEdge {
  id: string;
  /** The edges of the board that it stands for. */
  edges: string[];
  from: string;
  to: string;
  txid: string | null;
  amount: string;
  asset: string;
  time: string | null;
  transactions: number;
  /** The weakest of what it rests on. */
  basis: Basis;
  colour: Colour | null;
  flag: string | null;
  isPinned: boolean;
}

export interface Picture {
  cards: DrawnCard[];
  edges: DrawnEdge[];
  /** Which drawn card a card of the board is in; hidden ones are in none. */
  drawnAs: ReadonlyMap<string, string>;
  at: ReadonlyMap<string, DrawnCard>;
  out: ReadonlyMap<string, DrawnEdge[]>;
  into: ReadonlyMap<string, DrawnEdge[]>;
  hidden: number;
  /** The days and hours over the time axis. */
  ticks: Tick[];
}

/** `spread` lays the cards out by time, where that is wanted. */
export function picture(view: State, level: Level, spread: typeof byTime | null = null): Picture {
  const marks = marksOf(view);
  const drawnAs = new Map<string, string>();
  const folded = new Map<string, string>();
  for (const [id, group] of view.groups) if (group.is_folded) for (const card of group.cards) folded.set(card, id);
  const cards: DrawnCard[] = [];
  for (const [id, card] of view.cards) {
    const group = folded.get(id);
    if (group !== undefined) drawnAs.set(id, `group:${group}`);
    else if (!card.is_hidden) {
      drawnAs.set(id, id);
      cards.push(drawn(id, card, marks));
    }
  }
  for (const [id, group] of view.groups) if (group.is_folded) cards.push(drawnGroup(id, group, view, marks));
  const edges = edgesOf(view, level, drawnAs, marks);
  let ticks: Tick[] = [];
  if (spread) {
    const timed = spread(cards, edges);
    for (const card of cards) card.at = timed.at.get(card.id) ?? card.at;
    ({ ticks } = timed);
  }
  const hidden = [...view.cards.values()].filter((card) => card.is_hidden).length;
  return indexed(cards, edges, drawnAs, hidden, ticks);
}

/** The same picture with some of its cards elsewhere: while they are dragged. */
export function moved(of: Picture, ids: ReadonlySet<string>, by: At): Picture {
  const cards = of.cards.map((card) => (ids.has(card.id) ? { ...card, at: { x: card.at.x + by.x, y: card.at.y + by.y } } : card));
  return indexed(cards, of.edges, of.drawnAs, of.hidden, of.ticks);
}

function indexed(cards: DrawnCard[], edges: DrawnEdge[], drawnAs: ReadonlyMap<string, string>, hidden: number, ticks: Tick[]): Picture {
  const [out, into] = [new Map<string, DrawnEdge[]>(), new Map<string, DrawnEdge[]>()];
  for (const edge of edges) {
    out.set(edge.from, [...(out.get(edge.from) ?? []), edge]);
    into.set(edge.to, [...(into.get(edge.to) ?? []), edge]);
  }
  return { cards, edges, drawnAs, at: new Map(cards.map((card) => [card.id, card])), out, into, hidden, ticks };
}

interface Marks {
  pinned: Set<string>;
  notes: Map<string, number>;
  endings: Map<string, DrawnCard['endings']>;
}

function marksOf(view: State): Marks {
  const pinned = new Set<string>();
  for (const on of view.pins.values()) if (on.what !== 'board') pinned.add(on.id);
  const notes = new Map<string, number>();
  for (const { on } of view.notes.values()) if (on.what !== 'board') notes.set(on.id, (notes.get(on.id) ?? 0) + 1);
  const endings: Marks['endings'] = new Map();
  for (const result of view.results.values()) {
    for (const { card, why, amount } of result.endings) {
      endings.set(card, [...(endings.get(card) ?? []), { why, amount, asset: result.asset }]);
    }
  }
  return { pinned, notes, endings };
}

function drawn(id: string, card: Card, { pinned, notes, endings }: Marks): DrawnCard {
  return {
    id,
    kind: card.subject.kind,
    at: card.at,
    card,
    group: null,
    cards: [id],
    isStart: card.is_start,
    colour: card.colour,
    flag: card.flag,
    isPinned: pinned.has(id),
    notes: notes.get(id) ?? 0,
    endings: endings.get(id) ?? [],
  };
}

/** A folded group stands where its first card stands, and shows what its cards bear. */
function drawnGroup(id: string, group: Group, view: State, marks: Marks): DrawnCard {
  const parts = group.cards.flatMap((card) => {
    const found = view.cards.get(card);
    return found ? [drawn(card, found, marks)] : [];
  });
  const first = parts.reduce((left, part) => (part.at.x < left.at.x ? part : left), parts[0]!);
  return {
    ...first,
    id: `group:${id}`,
    kind: 'group',
    group,
    cards: group.cards,
    isStart: parts.some((part) => part.isStart),
    colour: null,
    flag: null,
    isPinned: parts.some((part) => part.isPinned),
    notes: parts.reduce((all, part) => all + part.notes, 0),
    endings: parts.flatMap((part) => part.endings),
  };
}

function edgesOf(view: State, level: Level, drawnAs: ReadonlyMap<string, string>, { pinned }: Marks): DrawnEdge[] {
  const together = new Map<string, { from: string; to: string; parts: [string, Edge][] }>();
  for (const [id, edge] of view.edges) {
    const [from, to] = [drawnAs.get(edge.from), drawnAs.get(edge.to)];
    if (from === undefined || to === undefined) continue;
    // What happens inside a folded group is not seen.
    if (from === to && from.startsWith('group:')) continue;
    const isOwn = from === edge.from && to === edge.to;
    // At the transactions' level a line is a leg; into or out of a fold, all legs of one transaction are one line.
    const key = level === 'relation' ? `${from}>${to}#${edge.asset}` : isOwn ? id : `${from}>${to}#${edge.txid ?? '*'}:${edge.asset}`;
    const found = together.get(key);
    if (found) found.parts.push([id, edge]);
    else together.set(key, { from, to, parts: [[id, edge]] });
  }
  return [...together].map(([key, { from, to, parts }]) => merged(key, from, to, parts, pinned));
}

/** Several edges of one ordered pair and asset as one line: `18.2 BTC ×9`. */
function merged(id: string, from: string, to: string, parts: [string, Edge][], pinned: Set<string>): DrawnEdge {
  const edges = parts.map(([, edge]) => edge);
  const txids = new Set(edges.map((edge) => edge.txid));
  const [first] = edges as [Edge];
  const isOne = edges.length === 1;
  return {
    id: isOne ? parts[0]![0] : id,
    edges: parts.map(([part]) => part),
    from,
    to,
    txid: txids.size === 1 ? first.txid : null,
    amount: isOne ? first.amount : sum(edges.map((edge) => edge.amount)),
    asset: first.asset,
    time: earliest(edges),
    transactions: counted(edges),
    basis: edges.reduce((weak, { basis }) => (strength(basis) < strength(weak) ? basis : weak), first.basis),
    colour: edges.find((edge) => edge.colour)?.colour ?? null,
    flag: isOne ? first.flag : null,
    isPinned: parts.some(([part]) => pinned.has(part)),
  };
}

/** Transactions, not legs: one that pays the same party twice is one. */
function counted(edges: readonly Edge[]): number {
  const named = new Set(edges.flatMap((edge) => edge.txid ?? []));
  return named.size + edges.filter((edge) => edge.txid === null).reduce((all, edge) => all + edge.transactions, 0);
}

function earliest(edges: readonly Edge[]): string | null {
  const times = edges.flatMap((edge) => edge.time ?? []).sort();
  return times[0] ?? null;
}

export const isObserved = (basis: Basis): boolean => basis.kind === 'ledger_fact' || basis.kind === 'protocol_decoded';
const strength = (basis: Basis): number => (isObserved(basis) ? 2_000 : (basis.confidence ?? 0));

/** The larger first; of two that are alike, the earlier. */
export function byValue(one: DrawnEdge, other: DrawnEdge): number {
  return compare(other.amount, one.amount) || (one.time ?? '').localeCompare(other.time ?? '') || one.id.localeCompare(other.id);
}

/** Where somebody begins: at a start, else at the first card from the left. */
export function first(of: Picture): string | undefined {
  const order = [...of.cards].sort((a, b) => Number(b.isStart) - Number(a.isStart) || a.at.x - b.at.x || a.at.y - b.at.y);
  return order[0]?.id;
}

export interface Sheet {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** What stands around a card: its start and flag above it, its tabs below, why value stopped beside it. */
export const SHEET_AIR = { left: 50, top: 34, right: 100, bottom: 34 } as const;

/** All that is drawn, with air for what stands around a card. */
export function sheetOf(cards: readonly DrawnCard[]): Sheet {
  if (cards.length === 0) return { x: 0, y: 0, width: CARD_WIDTH, height: CARD_HEIGHT };
  const [xs, ys] = [cards.map(({ at }) => at.x), cards.map(({ at }) => at.y)];
  const [x, y] = [Math.min(...xs) - SHEET_AIR.left, Math.min(...ys) - SHEET_AIR.top];
  const [right, bottom] = [Math.max(...xs) + CARD_WIDTH + SHEET_AIR.right, Math.max(...ys) + CARD_HEIGHT + SHEET_AIR.bottom];
  return { x, y, width: right - x, height: bottom - y };
}
