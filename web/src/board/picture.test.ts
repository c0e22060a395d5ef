// What is drawn of a board: levels, folds, the time axis, lines and plates. Looking never changes a place in the log.
import { expect, test } from 'vitest';
import { CARD_HEIGHT, CARD_WIDTH } from '../core/board/place';
import { moved, picture } from './picture';
import { byTime } from './timeline';
import { routes } from './routes';
import { board, id, line, txid } from './sample';
import { highlight } from './highlight';

const CHAIN = `
  A > B 10 @t1
  A > C 4 @t1:1
  B > D 9 @t2
  B > D 0.5 @t3
  C > D 1.25 @t4
`;

test('at the level of transactions each leg is a line of its own', () => {
  const drawn = picture(board(CHAIN), 'tx');
  expect(drawn.edges.map((edge) => [edge.from, edge.to, edge.amount, edge.transactions])).toEqual([
    [id('A'), id('B'), '10', 1],
    [id('A'), id('C'), '4', 1],
    [id('B'), id('D'), '9', 1],
    [id('B'), id('D'), '0.5', 1],
    [id('C'), id('D'), '1.25', 1],
  ]);
  expect(drawn.out.get(id('B'))).toHaveLength(2);
});

test('at the level of relations there is one line for each ordered pair and asset', () => {
  const drawn = picture(board(CHAIN), 'relation');
  expect(drawn.edges.map((edge) => [edge.from, edge.to, edge.amount, edge.transactions, edge.txid])).toEqual([
    [id('A'), id('B'), '10', 1, txid('t1')],
    [id('A'), id('C'), '4', 1, txid('t1')],
    [id('B'), id('D'), '9.5', 2, null],
    [id('C'), id('D'), '1.25', 1, txid('t4')],
  ]);
  expect(drawn.edges[2]!.edges).toEqual([line('B', 'D', 't2'), line('B', 'D', 't3')]);
});

test('both directions of a pair stay two lines, and the weakest basis is told', () => {
  const state = board('A > B 3 @t1\nB > A 1 @t2');
  const inferred = { ...state.edges.get(line('A', 'B', 't1'))!, txid: txid('t9'), basis: { kind: 'heuristic' as const, method: 'bridge', confidence: 860 } };
  expect(state.apply({ op: 'connect', edge: inferred })).toBeNull();
  const drawn = picture(state, 'relation');
  expect(drawn.edges.map((edge) => [edge.amount, edge.basis.kind])).toEqual([
    ['6', 'heuristic'],
    ['1', 'ledger_fact'],
  ]);
});

test('a hidden card takes its lines with it', () => {
  const drawn = picture(board(CHAIN, [{ op: 'hide', card: id('B') }]), 'tx');
  expect(drawn.cards.map((card) => card.id)).toEqual([id('A'), id('C'), id('D')]);
  expect(drawn.edges).toHaveLength(2);
  expect(drawn.hidden).toBe(1);
});

test('a folded run is one card where its first card stands, and its inner lines are not seen', () => {
  const group = { kind: 'run' as const, title: 'Peel', cards: [id('B'), id('D')], is_folded: true };
  const state = board(`${CHAIN.trim()}\nD > E 9 @t5`, [{ op: 'group', id: 'g', group }]);
  const drawn = picture(state, 'tx');
  const fold = drawn.at.get('group:g')!;
  expect(fold.at).toEqual(state.cards.get(id('B'))!.at);
  expect(fold.cards).toEqual([id('B'), id('D')]);
  expect(drawn.edges.map((edge) => [edge.from, edge.to])).toEqual([
    [id('A'), 'group:g'],
    [id('A'), id('C')],
    [id('C'), 'group:g'],
    ['group:g', id('E')],
  ]);
  expect(drawn.drawnAs.get(id('D'))).toBe('group:g');
});

test('results say where value rests, pins and notes are marked', () => {
  const result = { kind: 'trace', question: '/trace', method: 'fifo', asset: 'BTC', digest: '0'.repeat(64), as_of: 'x', endings: [{ card: id('D'), why: 'unspent', amount: '9.5' }] };
  const on = { what: 'card' as const, id: id('D') };
  const note = { on, text: 'asked the exchange' };
  const drawn = picture(board(CHAIN, [{ op: 'place', id: 'r', result }, { op: 'pin', id: 'p', on }, { op: 'note', id: 'n', from: null, to: note }]), 'tx');
  expect(drawn.at.get(id('D'))).toMatchObject({ endings: [{ why: 'unspent', amount: '9.5', asset: 'BTC' }], isPinned: true, notes: 1 });
});

test('the time axis stands cards by when value came, moves nothing in the log and lays none over another', () => {
  const state = board(CHAIN);
  const before = state.content();
  const drawn = picture(state, 'tx', byTime);
  expect(state.content()).toEqual(before);
  const x = (name: string) => drawn.at.get(id(name))!.at.x;
  expect(x('A')).toBeLessThan(x('B'));
  expect(x('B')).toBe(x('C'));
  expect(x('C')).toBeLessThan(x('D'));
  expect(drawn.ticks.map((tick) => tick.time)).toEqual(['2026-03-01T01:00:00Z', '2026-03-01T01:00:00Z', '2026-03-01T02:00:00Z']);
  for (const one of drawn.cards) {
    for (const other of drawn.cards) {
      const apart = Math.abs(one.at.x - other.at.x) >= CARD_WIDTH || Math.abs(one.at.y - other.at.y) >= CARD_HEIGHT;
      expect(one === other || apart).toBe(true);
    }
  }
});

test('all legs of a transaction run through one dot, and no plate lies on a card or on another', () => {
  const { routes: drawn, dots } = routes(picture(board(CHAIN), 'tx'));
  expect(dots.map((dot) => dot.edges.length)).toEqual([2, 1, 1, 1]);
  expect(dots[0]!.edges).toEqual([line('A', 'B', 't1'), line('A', 'C', 't1', 1)]);
  const plates = drawn.flatMap((route) => route.plate ?? []);
  expect(plates.length).toBeGreaterThan(2);
  for (const [at, plate] of plates.entries()) {
    for (const other of plates.slice(at + 1)) {
      expect(Math.abs(plate.x - other.x) >= 80 || Math.abs(plate.y - other.y) >= 26).toBe(true);
    }
  }
  const numbers = drawn.flatMap((route) => route.path.match(/[\d.]+/g) ?? []);
  expect(numbers.every((number) => !number.includes('.'))).toBe(true);
});

test('money that goes back to the left, or to where it came from, has a line too', () => {
  const { routes: drawn } = routes(picture(board('A > B 3 @t1\nB > A 1 @t2\nB > B 1 @t3'), 'tx'));
  expect(drawn.map((route) => route.path.startsWith('M'))).toEqual([true, true, true]);
});

test('a dragged card takes its lines along, and the log knows nothing of it', () => {
  const drawn = picture(board(CHAIN), 'tx');
  const there = moved(drawn, new Set([id('B')]), { x: 5, y: -7 });
  expect(there.at.get(id('B'))!.at).toEqual({ x: drawn.at.get(id('B'))!.at.x + 5, y: drawn.at.get(id('B'))!.at.y - 7 });
  expect(there.at.get(id('A'))).toEqual(drawn.at.get(id('A')));
});

test('a path that is selected stays bright, one card alone dims nothing', () => {
  const drawn = picture(board(CHAIN), 'tx');
  const one = highlight(drawn, [id('B')]);
  expect(one.bright).toBeNull();
  expect(one.near.size).toBe(3);
  const path = highlight(drawn, [id('A'), id('B')]);
  expect([...path.bright!].sort()).toEqual([id('A'), id('B'), line('A', 'B', 't1')].sort());
});
