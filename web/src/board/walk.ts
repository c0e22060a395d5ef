// How arrow keys walk a board: right with the money and left against it along the largest line, up and down among the
// cards of a column. With Shift they walk a card's lines one by one; from a line, right is where it leads and left
// where it comes from.
import { columnOf } from '../core/board/place';
import { byValue, type DrawnEdge, first, type Picture } from './picture';

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown';

/** The card or line that a key leads to; where there is none, the one it is pressed on. */
export function step(of: Picture, from: string, key: Arrow, isShifted: boolean): string {
  const edge = of.edges.find((each) => each.id === from);
  if (edge) return fromEdge(of, edge, key);
  if (!of.at.has(from)) return first(of) ?? from;
  if (isShifted) return linesOf(of, from, key === 'ArrowLeft' || key === 'ArrowUp')[0]?.id ?? from;
  if (key === 'ArrowRight') return largest(of.out.get(from), from)?.to ?? besideAcross(of, from, true) ?? from;
  if (key === 'ArrowLeft') return largest(of.into.get(from), from)?.from ?? besideAcross(of, from, false) ?? from;
  return beside(of, from, key === 'ArrowDown');
}

/** A card's lines of one side, the largest first. */
export function linesOf(of: Picture, card: string, isIn: boolean): DrawnEdge[] {
  return [...((isIn ? of.into : of.out).get(card) ?? [])].sort(byValue);
}

function largest(edges: readonly DrawnEdge[] | undefined, from: string): DrawnEdge | undefined {
  return [...(edges ?? [])].filter((edge) => edge.from !== edge.to || edge.from !== from).sort(byValue)[0];
}

function fromEdge(of: Picture, edge: DrawnEdge, key: Arrow): string {
  if (key === 'ArrowRight') return edge.to;
  if (key === 'ArrowLeft') return edge.from;
  // Its neighbours: those that leave the same card, then those that come into the same one.
  const leaving = linesOf(of, edge.from, false);
  const lines = leaving.length > 1 ? leaving : linesOf(of, edge.to, true);
  const at = lines.findIndex((each) => each.id === edge.id) + (key === 'ArrowDown' ? 1 : -1);
  return lines[(at + lines.length) % lines.length]?.id ?? edge.id;
}

/** The next card below or above: in its column first, else in the nearest one. */
function beside(of: Picture, from: string, isDown: boolean): string {
  const here = of.at.get(from)!;
  return nearest(of, from, ({ x, y }) => {
    const lanes = isDown ? y - here.at.y : here.at.y - y;
    return lanes <= 0 ? null : Math.abs(columnOf({ x, y }) - columnOf(here.at)) * 100_000 + lanes;
  }) ?? from;
}

/** Where no line leads: the nearest card on that side. */
function besideAcross(of: Picture, from: string, isRight: boolean): string | undefined {
  const here = of.at.get(from)!;
  return nearest(of, from, ({ x, y }) => {
    const columns = (columnOf({ x, y }) - columnOf(here.at)) * (isRight ? 1 : -1);
    return columns <= 0 ? null : columns * 100_000 + Math.abs(y - here.at.y);
  });
}

function nearest(of: Picture, from: string, far: (at: { x: number; y: number }) => number | null): string | undefined {
  let best: string | undefined;
  let least = Infinity;
  for (const card of of.cards) {
    const distance = card.id === from ? null : far(card.at);
    if (distance === null || distance >= least) continue;
    least = distance;
    best = card.id;
  }
  return best;
}
