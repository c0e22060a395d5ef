/**
 * How arrow keys walk a picture: along its links with the money and against it, and up and down
 * among the cards of a column. The same keys whichever way the question went: right is always with
 * the money.
 */

import type { Layout } from './layout';
import type { Plan } from './plan';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The card that a key leads to; the card itself where there is none. */
export function step(
  plan: Pick<Plan, 'nodes' | 'links'>,
  layout: Layout,
  isForward: boolean,
  from: number,
  key: Arrow,
): number {
  if (key === 'ArrowUp' || key === 'ArrowDown') return beside(layout, from, key === 'ArrowDown');
  const isAway = (key === 'ArrowRight') === isForward;
  return (isAway ? away(plan, from) : back(plan, from)) ?? from;
}

/** The largest card that a card leads to. */
function away(plan: Pick<Plan, 'nodes' | 'links'>, from: number): number | undefined {
  const link = plan.nodes[from]?.links[0];
  return link === undefined ? undefined : plan.links[link]?.far[0];
}

/** The largest card that leads to a card. */
function back(plan: Pick<Plan, 'links'>, from: number): number | undefined {
  return plan.links.find((link) => link.far.includes(from))?.near[0];
}

/** The next card below or above: in its column first, else in any. */
function beside(layout: Layout, from: number, isDown: boolean): number {
  const here = layout.slots[from];
  if (here === undefined) return from;
  let best = from;
  let bestScore = Infinity;
  layout.slots.forEach((slot, at) => {
    const lanes = isDown ? slot.lane - here.lane : here.lane - slot.lane;
    if (lanes <= 0) return;
    const score = Math.abs(slot.column - here.column) * 10_000 + lanes;
    if (score < bestScore) {
      bestScore = score;
      best = at;
    }
  });
  return best;
}
