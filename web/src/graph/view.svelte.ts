// Which part of a picture is seen: how far it is zoomed and where it lies. Never animated: nothing moves by itself.
import type { Box, Sheet } from './geometry';

export interface Seen {
  x: number;
  y: number;
  k: number;
}

const K_MIN = 0.08;
const K_MAX = 3;
/** Smaller than this nobody reads a card: then the beginning is shown rather than everything. */
const K_LEGIBLE = 0.68;
const AIR = 16;

export class View implements Seen {
  x = $state(0);
  y = $state(0);
  k = $state(1);

  show(seen: Seen): void {
    this.x = seen.x;
    this.y = seen.y;
    this.k = Math.min(K_MAX, Math.max(K_MIN, seen.k));
  }

  pan(dx: number, dy: number): void {
    this.x += dx;
    this.y += dy;
  }

  /** About a point of the window, which stays where it is. */
  zoom(factor: number, x: number, y: number): void {
    const k = Math.min(K_MAX, Math.max(K_MIN, this.k * factor));
    this.x = x - ((x - this.x) * k) / this.k;
    this.y = y - ((y - this.y) * k) / this.k;
    this.k = k;
  }

  /** Moves no farther than is needed for a card to be seen whole. */
  bring(card: Box, wide: number, tall: number): void {
    const room = 2 * AIR;
    const left = card.x * this.k + this.x;
    const right = (card.x + card.w) * this.k + this.x;
    const top = (card.y - 20) * this.k + this.y;
    const bottom = (card.y + card.h + 24) * this.k + this.y;
    if (left < room) this.x += room - left;
    else if (right > wide - room) this.x -= right - (wide - room);
    if (top < room) this.y += room - top;
    else if (bottom > tall - room) this.y -= bottom - (tall - room);
  }
}

/** All of a sheet, if it can then be read or if all was asked for; else its start, legibly. */
export function fitting(sheet: Sheet, wide: number, tall: number, isForward: boolean, isAll = false): Seen {
  const whole = Math.min(1, (wide - AIR) / sheet.width, (tall - AIR) / sheet.height);
  const k = isAll ? whole : Math.max(whole, Math.min(1, Math.max(K_LEGIBLE, (wide - AIR) / sheet.width)));
  const spare = wide - sheet.width * k;
  const x = isForward || spare > 0 ? Math.min(AIR / 2, spare / 2) : spare - AIR / 2;
  return { k, x: Math.max(x, isForward ? 0 : x), y: 0 };
}
