// What a hand does on a board, as operations: pure, from the board as it is seen. Each is one step and one undo.
import type { Op, Target } from '../core/board/model';
import type { State } from '../core/board/state';

export const onCard = (id: string): Target => ({ what: 'card', id });
export const onEdge = (id: string): Target => ({ what: 'edge', id });

/** What an id of a selection is. */
export function targetOf(view: State, id: string): Target | null {
  if (view.cards.has(id)) return onCard(id);
  return view.edges.has(id) ? onEdge(id) : null;
}

export function flag(view: State, on: Target, to: string | null): Op[] {
  if (on.what === 'board') return [];
  const found = on.what === 'card' ? view.cards.get(on.id) : view.edges.get(on.id);
  return found && found.flag !== to ? [{ op: 'annotate', on, from: found.flag, to }] : [];
}
