// Clocks, drafts and what is put on a board: the pure parts of cases.
import { describe, expect, test } from 'vitest';
import type { Attribution, Claim, Doubt, Reach } from '../api/contract-look';
import type { RequestDraft } from '../api/contract-case';
import { type Card, cardId, type Edge, type Subject } from '../core/board/model';
import { State } from '../core/board/state';
import { adding } from './add';
import { dayOf, dueAt, left } from './clock';
import { basisText, EMPTY, endingsOf, linesOf, millionths, missing, shareOf, shareText, sumOf } from './draft';
import { factText } from './fact';
import { holderOf } from './holder';

const address = (name: string): Extract<Subject, { kind: 'address' }> => ({ kind: 'address', ledger: 'btc', address: name });
const card = (subject: Subject, x = 0, y = 0): Card => ({ subject, at: { x, y }, is_start: false, is_hidden: false, colour: null, flag: null });
const edge = (from: string, to: string, amount: string, txid: string, output = 0): Edge => ({
  from: cardId(address(from)), to: cardId(address(to)), txid, output, amount, asset: 'BTC', time: '2026-03-01T16:58:07Z', transactions: 1,
  basis: { kind: 'ledger_fact', method: null, confidence: null }, colour: null, flag: null,
});

describe('a clock', () => {
  test.each([
    [3 * 86_400, '3 d left'],
    [2 * 86_400, '2 d left'],
    [2 * 86_400 - 1, '47 h left'],
    [2 * 3_600, '2 h left'],
    [2 * 3_600 - 1, '119 m left'],
    [0, '0 m left'],
    [-1, '0 m late'],
    [-5 * 86_400 - 7, '5 d late'],
  ])('of %i seconds is %s', (seconds, says) => {
    const { count, unit, isLate } = left(seconds);
    expect(`${count} ${unit} ${isLate ? 'late' : 'left'}`).toBe(says);
  });

  test('a day that is due ends in UTC, and reads back', () => {
    expect(dueAt('2026-03-01')).toBe('2026-03-01T23:59:59Z');
    expect(dayOf(dueAt('2026-03-01'))).toBe('2026-03-01');
    expect(dayOf(null)).toBe('');
  });
});

describe('a draft', () => {
  const line = { ledger: 'btc', txid: 'aa', address: 'b', amount: '1.50000000', asset: 'BTC', share: 66_100, basis: 'observed' };
  const whole: RequestDraft = { kind: 'freeze', recipient: 'Exchange', contact: 'desk@', what: 'w', basis: 'b', limits: 'l', lines: [line], reply_days: 7, answer_to: 'Cyber unit' };

  test('says what it lacks, in the order of the form', () => {
    expect(missing(EMPTY)).toEqual(['recipient', 'contact', 'what', 'basis', 'limits', 'answer_to', 'lines']);
    expect(missing(whole)).toEqual([]);
    expect(missing({ ...whole, reply_days: 0, lines: [{ ...line, txid: ' ' }] })).toEqual(['reply_days', 'lines']);
    expect(missing({ ...whole, reply_days: 1.5 })).toEqual(['reply_days']);
  });

  test.each([
    ['6.61', 66_100],
    ['100 %', 1_000_000],
    ['0.0001', 1],
    ['', null],
    ['100.0001', undefined],
    ['6,61', undefined],
    ['-1', undefined],
    ['1e2', undefined],
  ])('reads the share %j as %j', (text, share) => expect(shareOf(text)).toBe(share));

  test('writes a share as it reads it', () => {
    for (const share of [0, 1, 66_100, 931_000, 1_000_000]) expect(shareOf(shareText(share))).toBe(share);
    expect(shareText(null)).toBe('');
  });

  test('never claims more than there is', () => {
    expect(millionths(1n, 3n)).toBe(333_333);
    expect(millionths(3n, 3n)).toBe(1_000_000);
    expect(millionths(4n, 3n)).toBeNull();
    expect(millionths(1n, 0n)).toBeNull();
  });

  test('begins with every transaction that paid the ending, once each, with its share', () => {
    const twice = edge('a', 'e', '1.00000000', 't1');
    const content = {
      cards: { [cardId(address('e'))]: card(address('e')) },
      edges: { one: twice, again: twice, two: edge('b', 'e', '0.50000000', 't2'), away: edge('e', 'z', '9.00000000', 't3') },
      results: { r: { kind: 'trace', question: '{}', method: 'fifo', asset: 'BTC', digest: 'd', as_of: '2026-03-01', endings: [{ card: cardId(address('e')), why: 'service', amount: '1.50000000' }, { card: 'gone', why: 'fee', amount: '1' }] } },
    };
    const endings = endingsOf(content, 'r');
    expect(endings.map(({ subject, amount }) => [subject.address, amount])).toEqual([['e', '1.50000000']]);
    const lines = linesOf(content, endings[0]!, 6_00000000n);
    expect(lines.map(({ txid, share }) => [txid, share])).toEqual([['t1', 166_666], ['t2', 83_333]]);
    expect(sumOf(lines)).toEqual({ units: 1_50000000n, asset: 'BTC' });
    expect(linesOf(content, endings[0]!, null).map(({ share }) => share)).toEqual([null, null]);
    expect(endingsOf(content, 'none')).toEqual([]);
  });

  test('adds nothing up that is of two assets or does not read', () => {
    expect(sumOf([line, { ...line, asset: 'ETH' }])).toBeNull();
    expect(sumOf([{ ...line, amount: 'much' }])).toBeNull();
    expect(sumOf([])).toBeNull();
  });

  test('keeps what is observed and what is inferred apart', () => {
    expect(basisText({ basis: { kind: 'ledger_fact', method: null, confidence: null } })).toBe('observed on the ledger');
    expect(basisText({ basis: { kind: 'heuristic', method: 'change', confidence: 820 } })).toBe('inferred by change, confidence 82 %');
  });
});

describe('the holder of an address', () => {
  const direct: Reach = { reach: 'direct' };
  const byCluster: Reach = { reach: 'cluster', via: 'b', ledger: 'l', root: 'a', members: 1 };
  const said = (label: string, reach: Reach = direct, claim: Partial<Claim> = {}, doubt: Doubt | null = null): Attribution => ({
    ...reach, doubt,
    claim: { label, actor: null, standing: 'holds', confidence: { id: 'x', level: 50 }, ...claim } as Claim,
  });

  test('is who the address itself is said to be of, before its cluster', () => {
    const own = said('own', direct, { confidence: { id: 'x', level: 10 } });
    const cluster = said('cluster', byCluster, { actor: 'Big', confidence: { id: 'x', level: 99 } });
    expect(holderOf([cluster, own])?.claim.label).toBe('own');
    expect(holderOf([cluster])?.claim.label).toBe('cluster');
  });

  test('is nobody where what is said ended or is contradicted', () => {
    expect(holderOf([said('ended', direct, { standing: 'ended' }), said('both', direct, {}, { doubt: 'conflict', services: ['A', 'B'] })])).toBeNull();
    expect(holderOf([])).toBeNull();
  });
});

describe('a subject put on a board', () => {
  test('takes a free place, and is the start of an empty board', () => {
    const { ops } = adding(new State(), address('a'));
    expect(ops).toMatchObject([{ op: 'add', card: { at: { x: 0, y: 0 }, is_start: true } }]);
    const state = new State();
    expect(state.applyAll(ops)).toBeNull();
    const second = adding(state, address('b')).ops;
    expect(second).toMatchObject([{ op: 'add', card: { is_start: false } }]);
    expect(state.applyAll(second)).toBeNull();
    expect(adding(state, address('a')).ops).toEqual([]);
    expect(state.applyAll([{ op: 'hide', card: cardId(address('a')) }])).toBeNull();
    expect(adding(state, address('a')).ops).toEqual([{ op: 'show', card: cardId(address('a')) }]);
  });
});

test('a fact is read in lines, and what would steer the text is written out', () => {
  expect(factText('{"a":"x\u202Ey"}')).toBe('{\n  "a": "x\\u202ey"\n}');
  expect(factText('not json\u0007')).toBe('not json\\u0007');
});
