/**
 * From slots to pixels: the sizes that read at 1366×768, the lines between cards, and how thick
 * they are. Whole numbers only, so that the same trace is the same drawing everywhere.
 */

import type { Layout, Slot } from './layout';

export const CARD_W = 136;
export const CARD_H = 46;
export const PITCH_X = 222;
export const PITCH_Y = 78;
/** Between two columns; a transaction's dot stands in its middle. */
export const GAP = PITCH_X - CARD_W;
export const DOT_R = 7;
const MARGIN = 24;
/** Above the first lane: the flag of the start, a cluster's size. */
const HEAD = 22;
/** Below the last lane: the pill that says why value stopped. */
const FOOT = 30;

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Sheet {
  width: number;
  height: number;
}

export class Geometry {
  readonly sheet: Sheet;

  constructor(
    private readonly layout: Layout,
    private readonly isForward: boolean,
  ) {
    this.sheet = {
      width: (layout.columns - 1) * PITCH_X + CARD_W + GAP + 2 * MARGIN,
      height: (layout.lanes - 1) * PITCH_Y + CARD_H + HEAD + FOOT + 2 * MARGIN,
    };
  }

  /** The left edge of a column. Backward, the start stands on the right. */
  private x(column: number): number {
    const at = this.isForward ? column : this.layout.columns - 1 - column;
    return MARGIN + at * PITCH_X;
  }

  private yMiddle(lane: number): number {
    return MARGIN + HEAD + lane * PITCH_Y + CARD_H / 2;
  }

  card(node: number): Box {
    const { column, lane } = this.layout.slots[node]!;
    return { x: this.x(column), y: this.yMiddle(lane) - CARD_H / 2, w: CARD_W, h: CARD_H };
  }

  /** The edge of a column's cards that looks away from the start. */
  private xFar(column: number): number {
    return this.x(column) + (this.isForward ? CARD_W : 0);
  }

  /** The edge that looks towards the start. */
  private xNear(column: number): number {
    return this.x(column) + (this.isForward ? 0 : CARD_W);
  }

  /** The middle of the gap before a link's column, seen from the start. */
  dot(link: number): { x: number; y: number } {
    const { column, lane } = this.layout.dots[link]!;
    const edge = this.xNear(column);
    return { x: this.isForward ? edge - GAP / 2 : edge + GAP / 2, y: this.yMiddle(lane) };
  }

  /** From a card on the near side to a link's dot: straight past other columns, then in a curve. */
  nearLine(node: number, link: number): string {
    const slot: Slot = this.layout.slots[node]!;
    const y = this.yMiddle(slot.lane);
    const bend = this.xFar(Math.max(0, this.layout.dots[link]!.column - 1));
    const dot = this.dot(link);
    const from = this.xFar(slot.column);
    const straight = from === bend ? '' : ` L${bend} ${y}`;
    return `M${from} ${y}${straight} ${curve(bend, y, dot.x, dot.y)}`;
  }

  /** From a link's dot to a card on the far side. */
  farLine(link: number, node: number): string {
    const slot = this.layout.slots[node]!;
    const dot = this.dot(link);
    return `M${dot.x} ${dot.y} ${curve(dot.x, dot.y, this.xNear(slot.column), this.yMiddle(slot.lane))}`;
  }

  /** The head of an arrow into a card from the left: money always moves to the right. */
  arrow(node: number): string {
    const { column, lane } = this.layout.slots[node]!;
    return head(this.x(column), this.yMiddle(lane));
  }

  /** Backward, money comes into the near card from the dot on its left. */
  arrowBack(node: number): string {
    const { column, lane } = this.layout.slots[node]!;
    return head(this.xFar(column), this.yMiddle(lane));
  }

  /** Where what is written on the line into a card stands: above its lane, in the gap. */
  label(link: number, node: number): { x: number; y: number } {
    const dot = this.dot(link);
    return { x: dot.x, y: this.yMiddle(this.layout.slots[node]!.lane) - DOT_R - 3 };
  }
}

function head(x: number, y: number): string {
  return `M${x - 8} ${y - 5} L${x} ${y} L${x - 8} ${y + 5} Z`;
}

function curve(x1: number, y1: number, x2: number, y2: number): string {
  const middle = Math.floor((x1 + x2) / 2);
  return `C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}

/**
 * How thick a line is, in pixels: by the logarithm of the value, since one large line would flatten
 * the rest. By integers (the base-2 logarithm of hundredths of a coin), as the server's picture.
 */
export function thickness(units: bigint): number {
  const log = (1n + units / 1_000_000n).toString(2).length - 1;
  return Math.min(80, 10 + Math.floor((log * 45) / 10)) / 10;
}
