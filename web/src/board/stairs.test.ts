// A run as stairs: in the order of the money, each step adding up, whatever order the run names its cards in.
import { expect, test } from 'vitest';
import { board, edge, id } from './sample';
import { stairs } from './stairs';

const PEELS = `
  A > B 31 @t1
  B > C 28.8 @t2
  B > X 2.2 @t2:1
  C > D 26.5 @t3
  C > X 2.2 @t3:1
  D > E 24 @t4
  D > Y 2.4 @t4:1
`;
const run = (...names: string[]) => ({ cards: names.map(id) });

test('each step says what came, what was peeled to whom and what went on, and adds up', () => {
  const found = stairs(board(PEELS), run('D', 'B', 'C'))!;
  expect(found.asset).toBe('BTC');
  expect(found.steps.map(({ card }) => card)).toEqual(['B', 'C', 'D'].map(id));
  expect(found.steps.map(({ came, left, undrawn }) => [came, left, undrawn])).toEqual([
    [3_100_000_000n, 2_880_000_000n, 0n],
    // A tenth of what came is on no line: a fee, or not drawn.
    [2_880_000_000n, 2_650_000_000n, 10_000_000n],
    // What leaves the run at its end is drawn as what it is: a payment out of it.
    [2_650_000_000n, 0n, 10_000_000n],
  ]);
  for (const step of found.steps) {
    const gone = step.peels.reduce((all, { units }) => all + units, 0n) + step.left + step.undrawn;
    expect(gone).toBe(step.came);
  }
  expect(found.steps[0]?.peels.map(({ to }) => to)).toEqual([id('X')]);
  expect(found.sums).toEqual([
    { to: id('E'), units: 2_400_000_000n, peels: 1 },
    { to: id('X'), units: 440_000_000n, peels: 2 },
    { to: id('Y'), units: 240_000_000n, peels: 1 },
  ]);
});

test('a circle ends, and a board of two assets has no stairs', () => {
  const circle = stairs(board('A > B 3 @t1\n B > C 3 @t2\n C > B 1 @t3'), run('B', 'C'))!;
  expect(circle.steps.map(({ card }) => card)).toEqual(['B', 'C'].map(id));
  const state = board(PEELS);
  const other = { ...edge('A', 'B', '5', 't9'), asset: 'USDT' };
  expect(state.applyAll([{ op: 'connect', edge: other }])).toBeNull();
  expect(stairs(state, run('B', 'C', 'D'))).toBeNull();
});
