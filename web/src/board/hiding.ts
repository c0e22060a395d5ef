// What a hand does to many cards at once, as operations: hide, show, colour.
import type { Colour, Op } from '../core/board/model';
import type { State } from '../core/board/state';
import { targetOf } from './gestures';

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
