// What hands do: walking by keys, expanding, tidying, dragging, the tour. Pure, from a board to operations.
import { expect, test } from 'vitest';
import type { Neighbour } from '../api/contract-board';
import { EMPTY_FILTER, type Op } from '../core/board/model';
import { brief, compare, few, sum } from '../core/board/sum';
import { State } from '../core/board/state';
import { admit } from '../core/board/fit';
import { expansion, fresh } from './expand';
import { pinSubject } from './evidence';
import { flag } from './gestures';
import { hideOthers } from './hiding';
import { first, picture } from './picture';
import { dropped } from './drop';
import { board, id, LEDGER, line, txid } from './sample';
import { tidy } from './tidy';
import { tour } from './tour';
import { step } from './walk';

const CHAIN = `
  A > B 10 @t1
  A > C 4 @t1:1
  B > D 9 @t2
  C > E 1.25 @t4
`;

test('arrows follow the largest line with the money and against it, and the lanes of a column', () => {
  const drawn = picture(board(CHAIN), 'tx');
  expect(first(drawn)).toBe(id('A'));
  expect(step(drawn, id('A'), 'ArrowRight', false)).toBe(id('B'));
  expect(step(drawn, id('B'), 'ArrowDown', false)).toBe(id('C'));
  expect(step(drawn, id('C'), 'ArrowUp', false)).toBe(id('B'));
  expect(step(drawn, id('D'), 'ArrowLeft', false)).toBe(id('B'));
  expect(step(drawn, id('D'), 'ArrowRight', false)).toBe(id('D'));
  expect(step(drawn, 'gone', 'ArrowRight', false)).toBe(id('A'));
});

test('shift and an arrow go to the lines of a card, and from line to line', () => {
  const drawn = picture(board(CHAIN), 'tx');
  const [ab, ac] = [line('A', 'B', 't1'), line('A', 'C', 't1', 1)];
  expect(step(drawn, id('A'), 'ArrowRight', true)).toBe(ab);
  expect(step(drawn, id('D'), 'ArrowLeft', true)).toBe(line('B', 'D', 't2'));
  expect(step(drawn, ab, 'ArrowDown', false)).toBe(ac);
  expect(step(drawn, ac, 'ArrowDown', false)).toBe(ab);
  expect(step(drawn, ac, 'ArrowRight', false)).toBe(id('C'));
  expect(step(drawn, ac, 'ArrowLeft', false)).toBe(id('A'));
});

function neighbour(name: string, amount: string, tx: string, output = 0): Neighbour {
  return {
    subject: { kind: 'address', ledger: LEDGER, address: name },
    via: { txid: txid(tx), height: 1, time: '2026-03-01T05:00:00Z', amount: '99', output: null, coinjoin: null },
    output,
    amount,
    asset: 'BTC',
    time: '2026-03-01T05:00:00Z',
    transactions: 1,
    basis: { kind: 'heuristic', method: 'change', confidence: 86 },
    change: null,
  };
}

function done(state: State, ops: readonly Op[]): State {
  const after = state.clone();
  expect(admit(after, ops) ?? after.applyAll(ops)).toBeNull();
  return after;
}

test('an expansion draws what is missing beside its card, moves nothing, and leaves a stub for the rest', () => {
  const before = board(CHAIN);
  const answer = { neighbours: [neighbour('F', '3', 't7'), neighbour('D', '2', 't8'), neighbour('G', '1', 't7', 1)], total: 14, left: 10 };
  const found = fresh(before, id('B'), 'out', EMPTY_FILTER, answer, 2);
  // One line of B's is drawn already; two of the three missing are taken.
  expect([found.neighbours.length, found.left]).toEqual([2, 11]);
  const after = done(before, expansion(before, id('B'), 'out', EMPTY_FILTER, found));
  for (const [card, { at }] of before.cards) expect(after.cards.get(card)!.at).toEqual(at);
  expect(after.edges.get(line('B', 'F', 't7'))).toMatchObject({ amount: '3', basis: { confidence: 860 } });
  expect(after.edges.has(line('B', 'D', 't8'))).toBe(true);
  expect(after.expansions.get(`out:${id('B')}`)).toEqual({ shown: 3, total: 14, filter: EMPTY_FILTER });
  const stub = after.cards.get(`rest:out:${id('B')}`)!;
  expect(stub.is_hidden).toBe(false);
  const rest = { neighbours: [neighbour('G', '1', 't7', 1)], total: 14, left: 0 };
  const all = done(after, expansion(after, id('B'), 'out', EMPTY_FILTER, rest));
  expect(all.cards.get(`rest:out:${id('B')}`)!.is_hidden).toBe(true);
});

test('to the left a line is what the card itself got, so both sides name the same output', () => {
  const before = board(CHAIN);
  const payer = { ...neighbour('P', '40', 't9'), output: null, via: { txid: txid('t9'), height: 1, time: '2026-03-01T05:00:00Z', amount: '2.5', output: 3, coinjoin: null } };
  const after = done(before, expansion(before, id('B'), 'in', EMPTY_FILTER, { neighbours: [payer], total: 1, left: 0 }));
  expect(after.edges.get(line('P', 'B', 't9', 3))).toMatchObject({ amount: '2.5', output: 3 });
});

test('what expands twice is drawn once', () => {
  const before = board(CHAIN);
  const answer = { neighbours: [neighbour('F', '3', 't7')], total: 1, left: 0 };
  const after = done(before, expansion(before, id('E'), 'out', EMPTY_FILTER, fresh(before, id('E'), 'out', EMPTY_FILTER, answer)));
  expect(fresh(after, id('E'), 'out', EMPTY_FILTER, answer)).toEqual({ neighbours: [], total: 1, left: 0 });
});

test('tidy lays out what was chosen by hops, and nothing else moves', () => {
  const state = board(CHAIN);
  for (const [name, x] of [['B', 1771], ['D', -333], ['C', 901]] as const) {
    const from = state.cards.get(id(name))!.at;
    expect(state.apply({ op: 'move', card: id(name), from, to: { x, y: from.y + 13 } })).toBeNull();
  }
  const chosen = ['A', 'B', 'C', 'D'].map(id);
  const after = done(state, tidy(state, chosen));
  const at = (name: string) => after.cards.get(id(name))!.at;
  expect(at('E')).toEqual(state.cards.get(id('E'))!.at);
  expect(at('A').x).toBeLessThan(at('B').x);
  expect(at('B').x).toBe(at('C').x);
  expect(at('B').x).toBeLessThan(at('D').x);
  expect(tidy(after, chosen)).toEqual([]);
});

test('tidy ends on a circle', () => {
  const state = board('A > B 1 @t1\nB > C 1 @t2\nC > A 1 @t3');
  const after = done(state, tidy(state, ['A', 'B', 'C'].map(id)));
  expect(new Set([...after.cards.values()].map(({ at }) => `${at.x} ${at.y}`)).size).toBe(3);
});

test('dragged cards come to free slots, with Alt exactly where they were let go', () => {
  const view = board(CHAIN);
  const onto = view.cards.get(id('C'))!.at;
  const by = { x: onto.x - view.cards.get(id('A'))!.at.x + 3, y: onto.y - view.cards.get(id('A'))!.at.y };
  const [op] = dropped({ view }, [id('A')], by, false);
  expect(op).toMatchObject({ op: 'move', to: { x: onto.x } });
  expect(op?.op === 'move' && op.to.y).not.toBe(onto.y);
  expect(dropped({ view }, [id('A')], { x: 7, y: 9 }, true)).toMatchObject([{ to: { x: 7, y: 9 } }]);
  expect(dropped({ view }, [id('A')], { x: 7, y: 9 }, false)).toEqual([]);
});

test('gestures: hide the others, flag once, pin what is one fact', () => {
  const state = board(CHAIN);
  expect(hideOthers(state, [id('A')])).toHaveLength(4);
  expect(flag(state, { what: 'card', id: id('A') }, null)).toEqual([]);
  expect(pinSubject(state, { what: 'edge', id: line('A', 'C', 't1', 1) })).toEqual({ kind: 'edge', ledger: LEDGER, txid: txid('t1'), output: 1 });
  expect(pinSubject(state, { what: 'board' })).toBeNull();
});

test('the tour speaks of the start, the largest next hop and where most of it rests, as far as they are there', () => {
  const endings = [{ card: id('E'), why: 'unspent', amount: '1.25' }, { card: id('D'), why: 'service', amount: '9' }];
  const result = { kind: 'trace', question: '/trace', method: 'fifo', asset: 'BTC', digest: '0'.repeat(64), as_of: 'x', endings };
  const whole = picture(board(CHAIN, [{ op: 'place', id: 'r', result }]), 'tx');
  expect(tour(whole)).toEqual([
    { id: 'theft', card: id('A') },
    { id: 'trail', card: id('B') },
    { id: 'where', card: id('D') },
  ]);
  expect(tour(picture(board('A > B 1 @t1'), 'tx')).map((each) => each.id)).toEqual(['theft', 'trail']);
  expect(tour(picture(new State(), 'tx'))).toEqual([]);
});

test('sums are exact, short forms are cut and never rounded', () => {
  expect(sum(['0.1', '0.2', '1'])).toBe('1.3');
  expect(sum(['20999999.99999999', '0.00000001'])).toBe('21000000');
  expect(compare('9.5', '10')).toBe(-1);
  expect([brief('31.02004188'), brief('600.00000000'), brief('1234567.89'), brief('0.00001')]).toEqual(['31.02004…', '600', '1234567…', '0.00001']);
  expect([few(7), few(999), few(1_999), few(88_214), few(2_100_000)]).toEqual(['7', '999', '1.9k', '88k', '2.1M']);
});
