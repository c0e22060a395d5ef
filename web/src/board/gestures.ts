// What a hand does on a board, as operations: pure, from the board as it is seen. Each is one step and one undo.
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
