// What lies beside the board, as far as it is arithmetic: the rows of the hop table, a node's history, subjects.
import { describe, expect, test } from 'vitest';
import { type Card, cardId, type Edge, edgeId, type Op, type Subject } from '../../core/board/model';
import { State } from '../../core/board/state';
import type { Step } from '../../core/board/tab';
import { historyOf } from './parts/history';
import { filtered, hopRows, NO_FILTER, reconciled, total } from './parts/rows';
import { ledgerOfAll, subjectOf } from './parts/subjects';

const address = (name: string): Subject => ({ kind: 'address', ledger: 'btc', address: name });
const id = (name: string): string => cardId(address(name));
const card = (name: string, x: number): Card => ({ subject: address(name), at: { x, y: 0 }, is_start: false, is_hidden: false, colour: null, flag: null });
const edge = (from: string, to: string, over: Partial<Edge> = {}): Edge => ({
  from: id(from), to: id(to), txid: `${from}${to}`, output: 0, amount: '1.00000000', asset: 'BTC', time: '2026-03-01T00:00:00Z', transactions: 1,
  basis: { kind: 'ledger_fact', method: null, confidence: null }, colour: null, flag: null, ...over,
});

function board(edges: Edge[], hidden: string[] = []): State {
  const state = new State();
  const ops: Op[] = ['a', 'b', 'c', 'd'].map((name, at) => ({ op: 'add', card: card(name, at * 222) }));
  ops.push(...edges.map((each): Op => ({ op: 'connect', edge: each })), ...hidden.map((name): Op => ({ op: 'hide', card: id(name) })));
  expect(state.applyAll(ops)).toBeNull();
  return state;
}

describe('the hop table', () => {
  const late = edge('a', 'b', { time: '2026-03-02T00:00:00Z', amount: '0.50000000' });
  const early = edge('b', 'c');
  const timeless = edge('c', 'd', { time: null, basis: { kind: 'heuristic', method: 'change', confidence: 820 } });

  test('numbers hops by time, those without one last, and keeps the numbers under a filter', () => {
    const rows = hopRows(board([timeless, late, early], ['d']));
    expect(rows.map(({ number, edge, isDrawn }) => [number, edge.txid, isDrawn])).toEqual([[1, 'bc', true], [2, 'ab', true], [3, 'cd', false]]);
    const only = (over: object) => filtered(rows, { ...NO_FILTER, ...over }, (card) => (card === id('d') ? 'Exchange A' : card)).map(({ number }) => number);
    expect(only({})).toEqual([1, 2, 3]);
    expect(only({ text: 'exchange' })).toEqual([3]);
    expect(only({ least: 60000000n })).toEqual([1, 3]);
    expect(only({ inferredOnly: true })).toEqual([3]);
    expect(only({ cards: [id('a')] })).toEqual([2]);
    expect(total(rows)).toEqual({ units: 2_50000000n, asset: 'BTC' });
    expect(total([])).toBeNull();
  });

  test('marks what is pinned', () => {
    const state = board([early]);
    expect(state.applyAll([{ op: 'pin', id: 'p', on: { what: 'edge', id: edgeId(early) } }])).toBeNull();
    expect(hopRows(state)[0]?.isPinned).toBe(true);
  });
});

test('a node has the history of the gestures that touched it, the newest first', () => {
  const step = (rev: number, does: Step['does'], ...ops: Op[]): Step => ({ rev, id: `s${rev}`, by: 'u', at: '2026-03-01T00:00:00Z', does, of: null, ops });
  const a = card('a', 0);
  const steps = [
    step(1, 'do', { op: 'add', card: a }, { op: 'pin', id: 'p', on: { what: 'card', id: id('a') } }),
    step(2, 'do', { op: 'add', card: card('b', 222) }),
    step(3, 'do', { op: 'note', id: 'n', from: null, to: { on: { what: 'card', id: id('a') }, text: 'x' } }),
    step(4, 'undo', { op: 'note', id: 'n', from: { on: { what: 'card', id: id('a') }, text: 'x' }, to: null }),
  ];
  expect(historyOf(steps, id('a')).map(({ rev, what }) => [rev, what])).toEqual([[4, 'undo'], [3, 'note'], [1, 'add']]);
  expect(historyOf(steps, id('c'))).toEqual([]);
});

test('what is selected is asked about by its own name', () => {
  const leg = edge('a', 'b');
  const many = edge('b', 'c', { txid: null, output: null });
  const view = board([leg, many]);
  expect(subjectOf(view, id('a'))).toBe('a');
  expect(subjectOf(view, edgeId(leg))).toBe('ab:0');
  expect(subjectOf(view, edgeId(many))).toBeNull();
  expect(subjectOf(view, 'nothing')).toBeNull();
  expect(ledgerOfAll(view, [id('a'), edgeId(leg)])).toBe('btc');
  expect(ledgerOfAll(view, [])).toBe('');
});

test('what ends here and what does not make the whole, to the last hundredth of a percent and the last unit', () => {
  for (const [part, whole] of [[931n, 1_000n], [1n, 3n], [2n, 3n], [1n, 10n ** 15n], [10n ** 15n - 1n, 10n ** 15n], [0n, 7n], [7n, 7n]] as const) {
    const shares = reconciled(part, whole)!;
    const hundredths = (text: string) => Number(text.replace(/\D/g, ''));
    expect(hundredths(shares.traced) + hundredths(shares.left)).toBe(10_000);
    expect(part + shares.rest).toBe(whole);
    // Nothing that is there is said to be nothing.
    expect(hundredths(shares.traced) > 0).toBe(part > 0n);
    expect(hundredths(shares.left) > 0).toBe(part < whole);
  }
  expect(reconciled(931n, 1_000n)).toEqual({ traced: '93.10 %', left: '6.90 %', rest: 69n });
  expect(reconciled(8n, 7n)).toBeNull();
  expect(reconciled(0n, 0n)).toBeNull();
});
