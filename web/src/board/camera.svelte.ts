// Which part of a board is in sight. Never animated: nothing moves by itself, and what is added does not move it.
import { CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
import type { At } from '../core/board/model';
import { View } from '../graph/view.svelte';
import { SHEET_AIR, type Sheet } from './picture';

/** Smaller than this nobody reads a card: then the beginning is shown rather than everything. */
const LEGIBLE = 0.62;
/** The row of buttons in the corner, and air around it. */
const CORNER_BUTTONS = 40;
const CORNER_AIR = 8;
/** So much larger than it was drawn, letters look blurred. */
const COARSE = 2;
const STILL_AFTER_MS = 140;
/** Below this texts and signs are left out. */
const DETAIL = 0.45;

export class Camera extends View {
  wide = $state(0);
  tall = $state(0);
  /** What the buttons in the lower right corner cover. */
  readonly corner = $state({ wide: 240, tall: 28 });
  /** Somebody is looking around at this moment: what is drawn is moved, and is drawn anew when they stop. */
  isMoving = $state(false);
  /** Too small to read: texts and signs are left out. */
  readonly isFar = $derived(this.k < DETAIL);
  private still: ReturnType<typeof setTimeout> | undefined;
  private sharpAt = 1;

  override pan(dx: number, dy: number): void {
    super.pan(dx, dy);
    this.moves();
  }

  override zoom(factor: number, x: number, y: number): void {
    super.zoom(factor, x, y);
    this.moves();
  }

  leave(): void {
    clearTimeout(this.still);
  }

  private moves(): void {
    if (!this.isMoving) this.sharpAt = this.k;
    // Twice as large or as small as it was drawn, it is drawn anew on the way.
    this.isMoving = this.k < this.sharpAt * COARSE && this.k > this.sharpAt / COARSE;
    clearTimeout(this.still);
    this.still = setTimeout(() => (this.isMoving = false), STILL_AFTER_MS);
  }

  get isMeasured(): boolean {
    return this.wide > 0 && this.tall > 0;
  }

  /** All of a board where it can then be read or all was asked for, else its left. Never larger than life, and no card
   * under the corner where one can do without it. */
  fit(sheet: Sheet, isAll: boolean): void {
    this.place(sheet, isAll, this.tall);
    const [right, bottom] = [(sheet.x + sheet.width - SHEET_AIR.right) * this.k + this.x, (sheet.y + sheet.height - SHEET_AIR.bottom) * this.k + this.y];
    if (this.isCovered(right, bottom)) this.place(sheet, isAll, this.tall - CORNER_BUTTONS);
  }

  private place(sheet: Sheet, isAll: boolean, tall: number): void {
    const whole = Math.min(1, this.wide / sheet.width, tall / sheet.height);
    const k = isAll ? whole : Math.max(whole, Math.min(1, LEGIBLE));
    const [spareX, spareY] = [this.wide - sheet.width * k, tall - sheet.height * k];
    this.show({ k, x: Math.max(0, spareX / 2) - sheet.x * k, y: Math.max(0, spareY / 2) - sheet.y * k });
  }

  /** Whether something that ends there, in pixels of the window, is under the corner. */
  private isCovered(right: number, bottom: number): boolean {
    return right > this.wide - this.corner.wide - CORNER_AIR && bottom > this.tall - this.corner.tall - CORNER_AIR;
  }

  /** The middle of what is seen stays, at its own size. */
  actual(): void {
    this.zoom(1 / this.k, this.wide / 2, this.tall / 2);
  }

  closer(factor: number): void {
    this.zoom(factor, this.wide / 2, this.tall / 2);
  }

  /** Moves no farther than is needed for a card to be seen whole, and not under the corner. */
  bringCard(at: At): void {
    if (!this.isMeasured) return;
    this.bring({ x: at.x, y: at.y, w: CARD_WIDTH, h: CARD_HEIGHT }, this.wide, this.tall);
    const [right, bottom] = [(at.x + CARD_WIDTH) * this.k + this.x, (at.y + CARD_HEIGHT) * this.k + this.y];
    if (!this.isCovered(right, bottom)) return;
    const [over, beside] = [bottom - (this.tall - this.corner.tall - CORNER_AIR), right - (this.wide - this.corner.wide - CORNER_AIR)];
    if (over <= beside) this.y -= over;
    else this.x -= beside;
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
