// Anchors: what an answer points at on the chain, by its natural key, and where a board shows it. Pure.
import type { Anchor, CardSubject } from '../api/contract-academy';
import { CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
import type { State } from '../core/board/state';
import { short } from '../core/fmt';
import type { Picture } from '../board/picture';
import type { Routes } from '../board/routes';

export type Known =
  | { kind: 'transaction'; ledger: string; txid: string }
  | { kind: 'address'; ledger: string; address: string }
  | { kind: 'output'; ledger: string; txid: string; output: number };

export function read(anchor: Anchor): Known | null {
  const [kind, ledger = '', name = '', output] = anchor.split(':');
  if (ledger === '' || name === '') return null;
  switch (kind) {
    case 'transaction':
      return { kind, ledger, txid: name };
    case 'address':
      return { kind, ledger, address: name };
    case 'output':
      return { kind, ledger, txid: name, output: Number(output) };
    default:
      return null;
  }
}

export function ofSubject(subject: CardSubject): Anchor {
  return subject.kind === 'transaction' ? `transaction:${subject.ledger}:${subject.txid}` : `address:${subject.ledger}:${subject.address}`;
}

export function subjectOf(anchor: Anchor): CardSubject | null {
  const known = read(anchor);
  if (known === null) return null;
  const { ledger } = known;
  return known.kind === 'address' ? { kind: 'address', ledger, address: known.address } : { kind: 'transaction', ledger, txid: known.txid };
}

/** What a card or a line of a board stands for: a line is a part of its transaction. Null where it is no one thing. */
export function anchorOf(view: Pick<State, 'cards' | 'edges'>, id: string): Anchor | null {
  const subject = view.cards.get(id)?.subject;
  if (subject) return subject.kind === 'rest' ? null : ofSubject(subject);
  const edge = view.edges.get(id);
  const from = edge && view.cards.get(edge.from)?.subject;
  if (!edge?.txid || !from || from.kind === 'rest') return null;
  return `transaction:${from.ledger}:${edge.txid}`;
}

/** The different things of a selection, in its order. */
export function anchorsOf(view: Pick<State, 'cards' | 'edges'>, ids: readonly string[]): Anchor[] {
  return [...new Set(ids.flatMap((id) => anchorOf(view, id) ?? []))];
}

/** The cards and lines that show it: the card itself, else the lines of the transaction. */
export function shownBy(view: Pick<State, 'cards' | 'edges'>, anchor: Anchor): string[] {
  const known = read(anchor);
  if (known === null) return [];
  const card = known.kind === 'output' ? `transaction:${known.ledger}:${known.txid}` : anchor;
  if (view.cards.get(card)?.is_hidden === false) return [card];
  if (known.kind === 'address') return view.cards.has(`cluster:${known.ledger}:${known.address}`) ? [`cluster:${known.ledger}:${known.address}`] : [];
  return [...view.edges].flatMap(([id, edge]) =>
    edge.txid === known.txid && (known.kind === 'transaction' || edge.output === known.output) ? [id] : [],
  );
}

export interface Ring {
  x: number;
  y: number;
  /** Around a card, else around the dot of a transaction. */
  kind: 'card' | 'dot';
}

/** Where a drawing shows it, for a ring around it. */
export function ringsOf(of: Picture, routes: Routes, anchor: Anchor): Ring[] {
  const known = read(anchor);
  if (known === null) return [];
  const ids = known.kind === 'address' ? [anchor, `cluster:${known.ledger}:${known.address}`] : [`transaction:${known.ledger}:${known.txid}`];
  const card = of.cards.find(({ cards, group }) => cards.some((each) => ids.includes(each)) && (group === null || cards.length > 0));
  if (card) return [{ ...card.at, kind: 'card' }];
  if (known.kind === 'address') return [];
  const dot = routes.dots.find(({ txid }) => txid === known.txid);
  return dot ? [{ ...dot.at, kind: 'dot' }] : [];
}

export const CARD = { width: CARD_WIDTH, height: CARD_HEIGHT };

/** Its address or hash, shortened. */
export function shortOf(anchor: Anchor): string {
  const known = read(anchor);
  if (known === null) return anchor;
  if (known.kind === 'address') return short(known.address);
  return known.kind === 'output' ? `${short(known.txid)}:${known.output}` : short(known.txid);
}
