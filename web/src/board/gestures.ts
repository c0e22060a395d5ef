// What a hand does on a board, as operations: pure, from the board as it is seen. Each is one step and one undo.
import type { PinSubject } from '../api/contract-case';
import type { Colour, Op, Target } from '../core/board/model';
import type { State } from '../core/board/state';

export const onCard = (id: string): Target => ({ what: 'card', id });
export const onEdge = (id: string): Target => ({ what: 'edge', id });

/** What an id of a selection is. */
export function targetOf(view: State, id: string): Target | null {
  if (view.cards.has(id)) return onCard(id);
  return view.edges.has(id) ? onEdge(id) : null;
}

export function hide(view: State, cards: readonly string[]): Op[] {
  return cards.filter((id) => view.cards.get(id)?.is_hidden === false).map((card) => ({ op: 'hide', card }));
}

export function hideOthers(view: State, kept: readonly string[]): Op[] {
  const keeps = new Set(kept);
  return hide(view, [...view.cards.keys()].filter((id) => !keeps.has(id)));
}

export function showAll(view: State): Op[] {
  return [...view.cards].filter(([, card]) => card.is_hidden).map(([card]) => ({ op: 'show', card }));
}

export function colour(view: State, ids: readonly string[], to: Colour | null): Op[] {
  return ids.flatMap((id): Op[] => {
    const on = targetOf(view, id);
    const found = view.cards.get(id) ?? view.edges.get(id);
    return on && found && found.colour !== to ? [{ op: 'colour', on, from: found.colour, to }] : [];
  });
}

export function flag(view: State, on: Target, to: string | null): Op[] {
  if (on.what === 'board') return [];
  const found = on.what === 'card' ? view.cards.get(on.id) : view.edges.get(on.id);
  return found && found.flag !== to ? [{ op: 'annotate', on, from: found.flag, to }] : [];
}

/** What the server is asked to copy when a card or edge is pinned; null where there is no one fact. */
export function pinSubject(view: State, on: Target): PinSubject | null {
  if (on.what === 'board') return null;
  if (on.what === 'card') {
    const subject = view.cards.get(on.id)?.subject;
    switch (subject?.kind) {
      case 'transaction':
        return { kind: 'transaction', ledger: subject.ledger, txid: subject.txid };
      case 'address':
      case 'cluster':
        return { kind: 'address', ledger: subject.ledger, address: subject.address };
      default:
        return null;
    }
  }
  const edge = view.edges.get(on.id);
  const from = edge && view.cards.get(edge.from)?.subject;
  if (!edge?.txid || !from || from.kind === 'rest') return null;
  if (edge.output === null) return { kind: 'transaction', ledger: from.ledger, txid: edge.txid };
  return { kind: 'edge', ledger: from.ledger, txid: edge.txid, output: edge.output };
}
