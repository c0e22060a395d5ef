// Which part of a board is in sight. Never animated: nothing moves by itself, and what is added does not move it.
import { CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
import type { At } from '../core/board/model';
import { View } from '../graph/view.svelte';
import type { Sheet } from './picture';

/** Smaller than this nobody reads a card: then the beginning is shown rather than everything. */
const LEGIBLE = 0.62;
/** Below this texts and signs are left out. */
export const DETAIL = 0.45;

export class Camera extends View {
  wide = $state(0);
  tall = $state(0);

  get isMeasured(): boolean {
    return this.wide > 0 && this.tall > 0;
  }

  /** All of a board where it can then be read or all was asked for, else its left. Never larger than life. */
  fit(sheet: Sheet, isAll: boolean): void {
    const whole = Math.min(1, this.wide / sheet.width, this.tall / sheet.height);
    const k = isAll ? whole : Math.max(whole, Math.min(1, LEGIBLE));
    const [spareX, spareY] = [this.wide - sheet.width * k, this.tall - sheet.height * k];
    this.show({ k, x: Math.max(0, spareX / 2) - sheet.x * k, y: Math.max(0, spareY / 2) - sheet.y * k });
  }

  /** The middle of what is seen stays, at its own size. */
  actual(): void {
    this.zoom(1 / this.k, this.wide / 2, this.tall / 2);
  }

  closer(factor: number): void {
    this.zoom(factor, this.wide / 2, this.tall / 2);
  }

  /** Moves no farther than is needed for a card to be seen whole. */
  bringCard(at: At): void {
    if (this.isMeasured) this.bring({ x: at.x, y: at.y, w: CARD_WIDTH, h: CARD_HEIGHT }, this.wide, this.tall);
  }

  /** A point of the window on the board. */
  under(x: number, y: number): At {
    return { x: Math.round((x - this.x) / this.k), y: Math.round((y - this.y) / this.k) };
  }

  /** As the address has it: `0.82,120,40`. */
  get text(): string {
    return `${Number(this.k.toFixed(3))},${Math.round(this.x)},${Math.round(this.y)}`;
  }

  /** Whether the text said where to look. */
  read(text: string): boolean {
    const parts = text.split(',').map(Number);
    const [k, x, y] = parts;
    if (parts.length !== 3 || !parts.every(Number.isFinite) || !k || k <= 0) return false;
    this.show({ k, x: x!, y: y! });
    return true;
  }
}
