// Where new cards go: the column of their hop, the first free lane downward; what stands, stands. The same rule as
// `crates/casework/src/boards/place.rs`, held to it by the vectors.
import type { At, Side } from './model';
import type { State } from './state';

export const CARD_WIDTH = 136;
export const CARD_HEIGHT = 46;
export const COLUMN_PITCH = 222;
export const LANE_PITCH = 78;
/** Two cards nearer than this are not apart. */
const GAP = 8;
const COLUMN_FAR = 4_000;
const LANE_FAR = 10_000;

/** The slot that a card stands in or is nearest to. */
export const columnOf = (at: At): number => Math.floor((at.x + COLUMN_PITCH / 2) / COLUMN_PITCH);
export const laneOf = (at: At): number => Math.floor((at.y + LANE_PITCH / 2) / LANE_PITCH);

const clamp = (value: number, far: number): number => Math.min(far, Math.max(-far, value));

export function slot(column: number, lane: number): At {
  // Adding nothing makes −0 into 0.
  return { x: clamp(column, COLUMN_FAR) * COLUMN_PITCH + 0, y: clamp(lane, LANE_FAR) * LANE_PITCH + 0 };
}

const beside = (one: At, other: At): boolean => Math.abs(one.x - other.x) < CARD_WIDTH + GAP;
const overlap = (one: At, other: At): boolean => beside(one, other) && Math.abs(one.y - other.y) < CARD_HEIGHT + GAP;

/** Where cards stand, hidden and folded ones too: they keep their places. */
export class Slots {
  constructor(private readonly stand: At[]) {}

  static of(state: State): Slots {
    return new Slots([...state.cards.values()].map((card) => card.at));
  }

  isFree(at: At): boolean {
    return !this.stand.some((other) => overlap(at, other));
  }

  standAt(at: At): void {
    this.stand.push(at);
  }

  moved(from: At, to: At): void {
    const found = this.stand.findIndex((at) => at.x === from.x && at.y === from.y);
    if (found >= 0) this.stand[found] = to;
  }

  /** Takes the first free slot of a column from a lane downward, or above it where there is none. */
  take(column: number, lane: number): At {
    const from = clamp(lane, LANE_FAR);
    const near = this.stand.filter((other) => beside(slot(column, from), other));
    const isFree = (at: At) => !near.some((other) => overlap(at, other));
    let found = slot(column, from);
    let step = 0;
    // Downward to the last lane, then upward from the one above the first.
    while (!isFree(found)) {
      step += 1;
      const down = from + step;
      const next = down <= LANE_FAR ? down : from - (down - LANE_FAR);
      if (next < -LANE_FAR) {
        found = slot(column, from);
        break;
      }
      found = slot(column, next);
    }
    this.stand.push(found);
    return found;
  }
}

/** Places so many new cards beside a card, the biggest value first: it goes on in the card's own lane. */
export function fan(slots: Slots, at: At, side: Side, cards: number): At[] {
  const column = columnOf(at) + (side === 'in' ? -1 : 1);
  const places: At[] = [];
  let lane = laneOf(at);
  for (let card = 0; card < cards; card += 1) {
    const found = slots.take(column, lane);
    lane = laneOf(found) + 1;
    places.push(found);
  }
  return places;
}
