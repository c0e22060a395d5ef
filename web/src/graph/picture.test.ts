// What stands on cards and lines, how keys walk them, and a trace in a sentence's worth of numbers.
import { expect, test } from 'vitest';
import { classOf, lookOf, pillsOf, shortenEnd, shortenMiddle, width, wrap } from './card';
import { Geometry, thickness } from './geometry';
import { layout } from './layout';
import { plan } from './plan';
import { small } from './small';
import { summaryOf } from './summary';
import { step } from './walk';
import type { Party, Said } from './answer';

const TRACE = small(`
  start a:0 100 @thief
  t1 <- a:0 -> t1:0 60 @b, t1:1 40 @mixer mixer
  t2 <- t1:0 -> t2:0 50 @exchange service, t2:1 10 @d
  end t1:1 coinjoin
  end t2:0 service
  end t2:1 hop limit
`);

test('a trace in numbers: located, lost from sight, cut off by the question', () => {
  const summary = summaryOf(TRACE);
  expect(summary.endpoints).toBe(3);
  expect(summary.shares).toEqual({ located: '50.00 %', lost: '40.00 %', cut: '10.00 %' });
});

test('every reason to stop is of one class', () => {
  const all = ['unspent', 'no spend seen', 'service', 'mixer', 'coinjoin', 'fee', 'unclaimed fee', 'unspendable',
    'mined', 'origin unknown', 'data missing', 'below threshold', 'hop limit', 'time window', 'work cap', 'damaged'];
  const cut = all.filter((stop) => classOf(stop) === 'cut');
  expect(cut).toEqual(['data missing', 'below threshold', 'hop limit', 'time window', 'work cap', 'damaged']);
  expect(all.filter((stop) => classOf(stop) === 'lost')).toEqual(['no spend seen', 'mixer', 'coinjoin', 'origin unknown']);
});

test('a pill says the reason and the share', () => {
  const planned = plan(TRACE, { method: 'fifo', cardsMax: 60 });
  const pills = planned.nodes.flatMap((node) => pillsOf(TRACE, planned, node));
  expect(pills.map(({ stop, share, isCut }) => `${stop} ${share}${isCut ? ' cut' : ''}`)).toEqual([
    'service 50.00 %',
    'coinjoin 40.00 %',
    'hop limit 10.00 % cut',
  ]);
});

test('arrows go with the money and against it, and among neighbours', () => {
  const planned = plan(TRACE, { method: 'fifo', cardsMax: 60 });
  const laid = layout(planned);
  const go = (from: number, key: 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown') =>
    step(planned, laid, true, from, key);
  expect(go(0, 'ArrowRight')).toBe(1);
  expect(go(1, 'ArrowLeft')).toBe(0);
  expect(go(0, 'ArrowLeft')).toBe(0);
  const below = go(1, 'ArrowDown');
  expect(laid.slots[below]!.lane).toBeGreaterThan(laid.slots[1]!.lane);
  expect(go(below, 'ArrowUp')).not.toBe(below);
});

test('backward, right is still with the money: towards the start', () => {
  const back = small('start a:0 10 @victim\na <- a:0 -> z:0 10 @payer', 'backward');
  const planned = plan(back, { method: 'fifo', cardsMax: 60 });
  const laid = layout(planned);
  expect(step(planned, laid, false, 0, 'ArrowLeft')).toBe(1);
  expect(step(planned, laid, false, 1, 'ArrowRight')).toBe(0);
  const geometry = new Geometry(laid, false);
  expect(geometry.card(1).x).toBeLessThan(geometry.card(0).x);
});

test('a look follows what is said and holds, the role, and how grave it is', () => {
  const said = (categories: string, standing = 'holds'): Said => ({
    label: 'x', actor: null, category: categories.split(' ')[0]!, categories: categories.split(' '), source: '', confidence: 50, pack: '', reach: 'direct', standing,
  });
  const party = (role: Party['role'], claim: Said | null): Party => ({ address: 'x', cluster: null, role, said: claim });
  expect(lookOf(party('listed', null))).toBe('severe');
  expect(lookOf(party('unknown', said('service_hack')))).toBe('severe');
  expect(lookOf(party('mixer', said('mixing_service')))).toBe('mixer');
  expect(lookOf(party('service', said('sea:unlicensed_vasp')))).toBe('risky');
  expect(lookOf(party('service', said('exchange')))).toBe('service');
  expect(lookOf(party('unknown', said('donation')))).toBe('named');
  // The gravest of all that is said, wherever it stands.
  expect(lookOf(party('service', said('exchange sanction')))).toBe('severe');
  expect(lookOf(party('unknown', said('service_hack', 'cannot_tell')))).toBe('unlabelled');
});

test('lines are as thick as the logarithm of their value', () => {
  expect([0n, 1_000_000n, 100_000_000n, 2_100_000_000_000_000n].map(thickness)).toEqual([1, 1.4, 3.7, 8]);
});

test('what is too long says so, and no Thai letter loses its vowel', () => {
  expect(shortenMiddle('bc1q0123456789abcdef', 11)).toBe('bc1q0…bcdef');
  expect(shortenMiddle('abc', 1)).toBe('…');
  expect(shortenEnd('An exchange with a long name', 12)).toBe('An exchange…');
  expect(width('ที่นี่')).toBe(2);
  expect(shortenEnd('ที่นี่ที่นี่', 3)).toBe('ที่นี่…');
  expect(wrap('Bursa Melati (synthetic)')).toEqual(['Bursa Melati', '(synthetic)']);
});
