/**
 * One transaction as a bowtie: what goes in on the left, what comes out on the right, each a strand
 * as thick as its value, tied in the middle where a transaction mixes them.
 *
 * At most 24 strands a side are drawn and the rest are one strand that says how many. A strand is
 * never thinner than two pixels, so that nothing vanishes; the fee is a strand of its own. After the
 * bowtie of mempool.space, seen and written anew.
 */

export const STRANDS_MAX = 24;
const THIN = 2;
/** How high the knot in the middle is, at most. */
const WAIST = 120;
/** A strand with its words needs so much. */
const ROW = 22;
const TOP = 14;

/** A strand to be drawn: units of its value, or `null` where that is not known. */
export interface End {
  units: bigint | null;
}

export type Strand =
  | { kind: 'end'; at: number; units: bigint | null }
  /** So many smaller ones that are not drawn. */
  | { kind: 'rest'; count: number; units: bigint | null }
  | { kind: 'fee'; units: bigint }
  /** Money that a block makes: the new coins and the fees it collects. */
  | { kind: 'minted'; units: bigint | null };

export interface Laid {
  strand: Strand;
  thickness: number;
  /** The middle of its outer end. */
  y: number;
  /** The closed shape of the band. */
  path: string;
}

export interface Bowtie {
  width: number;
  height: number;
  left: Laid[];
  right: Laid[];
  /** Where the words stand: outside of these. */
  xLeft: number;
  xRight: number;
}

export interface Side {
  ends: readonly End[];
  /** How many there are in all; more than `ends` where the list is cut. */
  total: number;
  /** The sum of all, where it is known. */
  sum: bigint | null;
}

export interface Ends {
  inputs: Side;
  outputs: Side;
  fee: bigint | null;
  isCoinbase: boolean;
}

export interface BowtieOptions {
  width: number;
  /** Room for words on each side. */
  words: number;
  /** Strands that are drawn of a side; `STRANDS_MAX`, where it is not said. */
  most?: number;
}

export function bowtie(ends: Ends, options: BowtieOptions): Bowtie {
  const left: Strand[] = ends.isCoinbase
    ? [{ kind: 'minted', units: ends.outputs.sum }]
    : strandsOf(ends.inputs, options.most);
  const right = strandsOf(ends.outputs, options.most);
  if (!ends.isCoinbase && ends.fee !== null) right.push({ kind: 'fee', units: ends.fee });
  const scale = Math.min(scaleOf(left), scaleOf(right));
  const rows = Math.max(left.length, right.length, 1);
  const height = Math.max(rows * ROW, WAIST + ROW) + 2 * TOP;
  const knot = { x: options.width / 2, y: height / 2 };
  const xLeft = options.words;
  const xRight = options.width - options.words;
  return {
    width: options.width,
    height,
    xLeft,
    xRight,
    left: lay(left, scale, { outer: xLeft, ...knot, height }),
    right: lay(right, scale, { outer: xRight, ...knot, height }),
  };
}

/** The first strands as they stand in the transaction, and one for the rest. */
export function strandsOf(side: Side, most = STRANDS_MAX): Strand[] {
  const drawn = side.ends.length > most || side.total > side.ends.length
    ? side.ends.slice(0, most)
    : side.ends;
  const strands: Strand[] = drawn.map((end, at) => ({ kind: 'end', at, units: end.units }));
  const count = side.total - drawn.length;
  if (count > 0) {
    const known = drawn.every((end) => end.units !== null);
    const seen = drawn.reduce((sum, end) => sum + (end.units ?? 0n), 0n);
    const units = known && side.sum !== null && side.sum >= seen ? side.sum - seen : null;
    strands.push({ kind: 'rest', count, units });
  }
  return strands;
}

/** Pixels a unit so that all strands, each at least two pixels, are as high as the knot. */
function scaleOf(strands: readonly Strand[]): number {
  const values = strands.map((strand) => Number(strand.units ?? 0n));
  let room = WAIST;
  let sum = values.reduce((all, value) => all + value, 0);
  // Thin strands take their two pixels out of the room of the others; a few rounds settle it.
  for (let round = 0; round < 8 && sum > 0; round += 1) {
    const scale = Math.max(0, room) / sum;
    const thin = values.filter((value) => value * scale < THIN);
    const nextRoom = WAIST - thin.length * THIN;
    const nextSum = values.filter((value) => value * scale >= THIN).reduce((a, b) => a + b, 0);
    if (nextRoom === room && nextSum === sum) break;
    room = nextRoom;
    sum = nextSum;
  }
  return sum > 0 ? Math.max(0, room) / sum : 0;
}

interface Frame {
  outer: number;
  x: number;
  y: number;
  height: number;
}

function lay(strands: readonly Strand[], scale: number, frame: Frame): Laid[] {
  const sizes = strands.map(({ units }) => Math.max(THIN, Number(units ?? 0n) * scale));
  const pitch = (frame.height - 2 * TOP) / Math.max(strands.length, 1);
  // Each strand has room for its words, and for itself.
  const needs = sizes.map((size) => Math.max(size + 4, Math.min(pitch, ROW)));
  const need = needs.reduce((sum, size) => sum + size, 0);
  const spare = Math.max(0, frame.height - 2 * TOP - need) / Math.max(strands.length, 1);
  let outer = TOP;
  let inner = frame.y - sizes.reduce((sum, size) => sum + size, 0) / 2;
  return strands.map((strand, at) => {
    const thickness = sizes[at]!;
    const y = outer + (needs[at]! + spare) / 2;
    outer += needs[at]! + spare;
    const from = inner;
    inner += thickness;
    return { strand, thickness, y: round(y), path: band(frame, y, from, thickness) };
  });
}

/** A band of even thickness from its outer end to its place in the knot. */
function band(frame: Frame, y: number, inner: number, thickness: number): string {
  const half = thickness / 2;
  const middle = round((frame.outer + frame.x) / 2);
  const [top, bottom] = [round(y - half), round(y + half)];
  const [innerTop, innerBottom] = [round(inner), round(inner + thickness)];
  return (
    `M${frame.outer} ${top} C${middle} ${top} ${middle} ${innerTop} ${round(frame.x)} ${innerTop} ` +
    `L${round(frame.x)} ${innerBottom} C${middle} ${innerBottom} ${middle} ${bottom} ${frame.outer} ${bottom} Z`
  );
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
