// What the end of a drag comes to: where cards come to stand, which cards a box chose. Loaded with the first drag.
import type { At, Op } from '../core/board/model';
import { CARD_HEIGHT, CARD_WIDTH, COLUMN_PITCH, columnOf, LANE_PITCH, laneOf, Slots } from '../core/board/place';
import { t } from '../i18n/words.svelte';
import { announce } from '../ui/live.svelte';
import type { Box } from './pointer.svelte';
import type { BoardSession } from './session.svelte';

/** Chooses every card that a box touches. */
export function within(session: BoardSession, box: Box, isAdding: boolean): void {
  const { camera } = session;
  const [from, to] = [camera.under(box.x, box.y), camera.under(box.x + box.width, box.y + box.height)];
  const inside = session.drawn.cards.filter(
    ({ at }) => at.x < to.x && at.x + CARD_WIDTH > from.x && at.y < to.y && at.y + CARD_HEIGHT > from.y,
  );
  const cards = inside.flatMap((card) => card.cards);
  session.select(isAdding ? [...new Set([...session.selected, ...cards])] : cards);
  announce(t('board-selected', { count: cards.length }));
}

/** Where dragged cards come to stand: on the nearest free slots, or with Alt exactly where they were let go. */
export function dropped({ view }: Pick<BoardSession, 'view'>, ids: readonly string[], by: At, isFree: boolean): Op[] {
  const carried = new Set(ids);
  const slots = new Slots([...view.cards].filter(([id]) => !carried.has(id)).map(([, card]) => card.at));
  const snapped = {
    x: Math.round(by.x / COLUMN_PITCH) * COLUMN_PITCH,
    y: Math.round(by.y / LANE_PITCH) * LANE_PITCH,
  };
  return ids.flatMap((card): Op[] => {
    const from = view.cards.get(card)?.at;
    if (!from) return [];
    let to = { x: from.x + by.x, y: from.y + by.y };
    if (!isFree) {
      const wanted = ids.length > 1 ? { x: from.x + snapped.x, y: from.y + snapped.y } : to;
      to = slots.take(columnOf(wanted), laneOf(wanted));
    }
    return to.x === from.x && to.y === from.y ? [] : [{ op: 'move', card, from, to }];
  });
}
