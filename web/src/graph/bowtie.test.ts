// A transaction as a bowtie: every strand is seen, thickness is value, and nothing is left out uncounted.
import { describe, expect, test } from 'vitest';
import { bowtie, strandsOf, STRANDS_MAX, type Ends, type Side } from './bowtie';

const SIZE = { width: 1000, words: 260 };

function side(values: (number | null)[], total = values.length): Side {
  const sum = values.some((value) => value === null) ? null : values.reduce<number>((all, value) => all + value!, 0);
  return {
    ends: values.map((value) => ({ units: value === null ? null : BigInt(value) })),
    total,
    sum: sum === null ? null : BigInt(sum),
  };
}

function ends(inputs: (number | null)[], outputs: (number | null)[], fee: number | null): Ends {
  return { inputs: side(inputs), outputs: side(outputs), fee: fee === null ? null : BigInt(fee), isCoinbase: false };
}

test('thickness is value, alike on both sides', () => {
  const { left, right } = bowtie(ends([100], [60, 40], null), SIZE);
  expect(left[0]!.thickness).toBeCloseTo(right[0]!.thickness + right[1]!.thickness, 6);
  expect(right[0]!.thickness / right[1]!.thickness).toBeCloseTo(1.5, 6);
});

test('dust, data and the fee are never thinner than two pixels', () => {
  const { right } = bowtie(ends([1_000_000_000], [999_999_000, 546, 0], 454), SIZE);
  expect(right.map((laid) => laid.strand.kind)).toEqual(['end', 'end', 'end', 'fee']);
  for (const laid of right) expect(laid.thickness).toBeGreaterThanOrEqual(2);
});

test('beyond twenty-four strands the rest is one, with its number and its exact sum', () => {
  const values = Array.from({ length: 30 }, (_, at) => 100 - at);
  const strands = strandsOf(side(values));
  expect(strands).toHaveLength(STRANDS_MAX + 1);
  const units = values.slice(STRANDS_MAX).reduce((a, b) => a + b, 0);
  expect(strands.at(-1)).toEqual({ kind: 'rest', count: 6, units: BigInt(units) });
});

test('twenty-four are drawn, without a rest', () => {
  expect(strandsOf(side(Array.from({ length: 24 }, () => 1))).every(({ kind }) => kind === 'end')).toBe(true);
});

test('the rest of a list that the server cut is counted, by what is known of the whole', () => {
  const cut: Side = { ends: [{ units: 5n }, { units: 6n }], total: 1000, sum: 20n };
  expect(strandsOf(cut).at(-1)).toEqual({ kind: 'rest', count: 998, units: 9n });
  expect(strandsOf({ ...cut, sum: null }).at(-1)).toEqual({ kind: 'rest', count: 998, units: null });
});

test('a coinbase has one strand in, of all that its block made', () => {
  const { left, right } = bowtie({ ...ends([], [50], null), isCoinbase: true, fee: 0n }, SIZE);
  expect(left.map((laid) => laid.strand)).toEqual([{ kind: 'minted', units: 50n }]);
  expect(right).toHaveLength(1);
});

test('an input of unknown value is drawn thin, and no number is made up', () => {
  const { left } = bowtie(ends([null, 10], [9], null), SIZE);
  expect(left[0]!.strand).toEqual({ kind: 'end', at: 0, units: null });
  expect(left[0]!.thickness).toBe(2);
});

describe('whatever the values', () => {
  test.each([
    [[1], [1], 0],
    [[0], [0], 0],
    [Array.from({ length: 24 }, () => 1), [24], 0],
    [[21e14], Array.from({ length: 24 }, (_, at) => 10 ** (at % 15)), 1],
  ])('strands lie within the drawing and not over one another (%#)', (inputs, outputs, fee) => {
    const tie = bowtie(ends(inputs, outputs, fee), SIZE);
    for (const laid of [tie.left, tie.right]) {
      let below = 0;
      for (const { y, thickness, path } of laid) {
        expect(y - thickness / 2).toBeGreaterThanOrEqual(below - 0.11);
        below = y + thickness / 2;
        expect(path).not.toMatch(/NaN|Infinity/);
      }
      expect(below).toBeLessThanOrEqual(tie.height);
    }
  });
});
