import { describe, expect, test } from 'vitest';
import { Problem } from '../api/client';
import type { Sheet } from '../api/contract-academy';
import type { TransactionLook } from '../api/contract-look';
import { board, id, LEDGER, line, txid } from '../board/sample';
import { picture } from '../board/picture';
import { routes } from '../board/routes';
import { anchorOf, anchorsOf, ringsOf, shownBy } from './anchor';
import { browserStore, Keeper, type Kept, type Put, type SheetStore } from './keep';
import { Dwell } from './looks';
import { points, reasonsFormula, signalsFormula, sumFormula, traceFormula } from './points';
import { blocks } from './prose';
import { staged } from './stage';
import { newcomersOf } from '../screens/class/newcomers';
import { amountOf, claimed, EMPTY, gaps, joined, moved, onPath, pin, unpin } from './sheet';

const tx = (name: string) => `transaction:${LEDGER}:${txid(name)}`;

describe('anchors', () => {
  const view = board('A > B 1.5 @t1\nA > C 0.5 @t1:1\nB > D 1 @t2');

  test('a card stands for itself, a line for its transaction', () => {
    expect(anchorOf(view, id('B'))).toBe(id('B'));
    expect(anchorOf(view, line('A', 'B', 't1'))).toBe(tx('t1'));
    expect(anchorsOf(view, [line('A', 'B', 't1'), line('A', 'C', 't1', 1), id('A')])).toEqual([tx('t1'), id('A')]);
    expect(anchorOf(view, 'nothing')).toBeNull();
  });

  test('a transaction is shown by its lines, an output by its own', () => {
    expect(shownBy(view, tx('t1'))).toEqual([line('A', 'B', 't1'), line('A', 'C', 't1', 1)]);
    expect(shownBy(view, `output:${LEDGER}:${txid('t1')}:1`)).toEqual([line('A', 'C', 't1', 1)]);
    expect(shownBy(view, id('Z'))).toEqual([]);
  });

  test('a ring stands around a card or the dot of a transaction', () => {
    const drawn = picture(view, 'tx');
    const laid = routes(drawn);
    expect(ringsOf(drawn, laid, id('B'))).toEqual([{ ...view.cards.get(id('B'))!.at, kind: 'card' }]);
    expect(ringsOf(drawn, laid, tx('t2'))).toEqual([{ ...laid.dots.find((dot) => dot.txid === txid('t2'))!.at, kind: 'dot' }]);
    expect(ringsOf(drawn, laid, tx('t9'))).toEqual([]);
  });
});

describe('the sheet', () => {
  test('what rested on a pin rests on it no more when it is taken off', () => {
    const sheet = claimed(pin(pin(EMPTY, 'a'), 'b'), 0, { text: 'so', cites: ['a', 'b'], answers: 'who' });
    expect(unpin(sheet, 'a').claims[0]?.cites).toEqual(['b']);
    expect(pin(sheet, 'a')).toBe(sheet);
  });

  test('the way has at most its stops, each once, and can be put in order', () => {
    const way = ['a', 'b', 'b', 'c', 'd'].reduce((sheet, anchor) => onPath(sheet, anchor, 3), EMPTY);
    expect(way.path).toEqual(['a', 'b', 'c']);
    expect(moved(way, 2, -1).path).toEqual(['a', 'c', 'b']);
    expect(moved(way, 0, -1)).toBe(way);
    expect(moved(way, 2, 1)).toBe(way);
  });

  test('an amount is a decimal of at most eight places', () => {
    expect([amountOf(' 0.38 '), amountOf(''), amountOf('1 000.5'), amountOf('0,38'), amountOf('1.123456789'), amountOf('-1')]).toEqual(['0.38', null, '1000.5', undefined, undefined, undefined]);
  });

  test('what is empty is named in order', () => {
    expect(gaps(EMPTY, { claims: 2, stops: 3, questions: [] }).map(({ id }) => id)).toEqual(['verdict', 'typology', 'pins', 'path', 'amount', 'claims', 'certainty']);
    const loose = claimed({ ...EMPTY, amount: '1' }, 0, { text: 'so', cites: [], answers: 'who' });
    const found = gaps(loose, { claims: 1, stops: 0, questions: ['who', 'what', 'how'] }, 'x');
    expect(found.map(({ id }) => id)).toEqual(['verdict', 'typology', 'pins', 'amount-wrong', 'cites', 'questions', 'certainty']);
    expect(found.find(({ id }) => id === 'questions')?.which).toEqual(['what', 'how']);
  });

  test('two that went apart are joined, and my own change stands', () => {
    const base: Sheet = { ...EMPTY, verdict: 'ask', pins: [{ anchor: 'a', note: '' }, { anchor: 'b', note: '' }] };
    const mine: Sheet = { ...base, verdict: 'hold', pins: [{ anchor: 'a', note: 'mine' }, { anchor: 'c', note: '' }] };
    const theirs: Sheet = { ...base, verdict: 'release', typology: 'scam', pins: [...base.pins, { anchor: 'd', note: '' }], path: ['x'] };
    const both = joined(base, mine, theirs);
    expect(both.verdict).toBe('hold');
    expect(both.typology).toBe('scam');
    expect(both.path).toEqual(['x']);
    expect(both.pins).toEqual([{ anchor: 'a', note: 'mine' }, { anchor: 'd', note: '' }, { anchor: 'c', note: '' }]);
    expect(joined(base, base, theirs)).toEqual(theirs);
    expect(joined(base, mine, base)).toEqual({ ...mine });
  });

  test('reasons of both stay', () => {
    const claim = (text: string) => ({ text, cites: [], answers: 'who' as const });
    const base = { ...EMPTY, claims: [claim('one')] };
    const both = joined(base, { ...base, claims: [claim('ONE')] }, { ...base, claims: [claim('one'), claim('two')] });
    expect(both.claims.map(({ text }) => text)).toEqual(['ONE', 'two']);
  });
});

describe('keeping', () => {
  function house(answers: (sheet: Sheet, rev: number) => Put | Problem, kept: Kept[] = []) {
    const sent: [Sheet, number][] = [];
    const stored: { kept: Kept | null } = { kept: null };
    const store: SheetStore = { take: () => kept, keep: (each) => (stored.kept = each) };
    const news: string[] = [];
    const door = {
      async put(sheet: Sheet, rev: number) {
        sent.push([sheet, rev]);
        const answer = answers(sheet, rev);
        if (answer instanceof Problem) throw answer;
        return answer;
      },
    };
    const keeper = new Keeper(EMPTY, 1, null, door, store, { changed: () => undefined, joined: () => news.push('joined') });
    return { keeper, sent, stored, news };
  }
  const taken = (rev: number): Put => ({ taken: { sheet_rev: rev, saved_at: '2026-01-01T00:00:00Z' } });

  test('what is written is sent once, and then nothing is left in the store', async () => {
    const { keeper, sent, stored } = house((_, rev) => taken(rev + 1));
    keeper.change(pin(EMPTY, 'a'));
    keeper.change(pin(keeper.sheet, 'b'));
    expect(keeper.keeping).toBe('saving');
    expect(stored.kept?.mine.pins.length).toBe(2);
    expect(await keeper.flush()).toBe(2);
    expect(sent.length).toBe(1);
    expect(stored.kept).toBeNull();
    expect(keeper.keeping).toBe('saved');
    keeper.close();
  });

  test('without a server it stays, and goes when there is one again', async () => {
    let isDown = true;
    const { keeper, stored } = house((_, rev) => (isDown ? new Problem(0, {}) : taken(rev + 1)));
    keeper.change(pin(EMPTY, 'a'));
    await expect(keeper.flush()).rejects.toBeInstanceOf(Problem);
    expect(keeper.keeping).toBe('offline');
    keeper.change(pin(keeper.sheet, 'b'));
    expect(stored.kept?.mine.pins.length).toBe(2);
    isDown = false;
    await keeper.now();
    expect(keeper.keeping).toBe('saved');
    expect(stored.kept).toBeNull();
    keeper.close();
  });

  test('what another tab wrote is joined and sent again', async () => {
    const theirs = { ...EMPTY, verdict: 'hold' as const };
    const { keeper, sent, news } = house((_, rev) => (rev === 1 ? { stale: { sheet: theirs, sheet_rev: 7 } } : taken(8)));
    keeper.change(pin(EMPTY, 'a'));
    await keeper.flush();
    expect(sent.map(([, rev]) => rev)).toEqual([1, 7]);
    expect(keeper.sheet).toEqual({ ...pin(EMPTY, 'a'), verdict: 'hold' });
    expect(news).toEqual(['joined']);
    keeper.close();
  });

  test('a refusal stops, and what was written is still kept', async () => {
    const { keeper, stored } = house(() => new Problem(422, { id: 'problem-x' }));
    keeper.change(pin(EMPTY, 'a'));
    await keeper.now();
    expect(keeper.keeping).toBe('stopped');
    expect(stored.kept).not.toBeNull();
    keeper.close();
  });

  test('what a page that was closed left is joined to what the server has', () => {
    const { keeper, stored } = house((_, rev) => taken(rev + 1), [{ base: EMPTY, mine: pin(EMPTY, 'a') }]);
    expect(keeper.sheet.pins.length).toBe(1);
    expect(keeper.keeping).toBe('saving');
    expect(stored.kept?.mine.pins.length).toBe(1);
    keeper.close();
  });

  test('the browser’s store gives what any tab left, once, and survives what is none of ours', () => {
    const items = new Map<string, string>();
    const store = {
      get length() {
        return items.size;
      },
      key: (at: number) => [...items.keys()][at] ?? null,
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
      removeItem: (key: string) => void items.delete(key),
    } as Storage;
    browserStore('me/1', 'a', store).keep({ base: EMPTY, mine: pin(EMPTY, 'a') });
    browserStore('me/2', 'a', store).keep({ base: EMPTY, mine: EMPTY });
    const found = browserStore('me/1', 'b', store).take();
    expect(found.map(({ mine }) => mine.pins.length)).toEqual([1]);
    expect(browserStore('me/1', 'b', store).take()).toEqual([]);
    items.set('kancil-sheet/me/3/x', 'not json');
    expect(browserStore('me/3', 'b', store).take()).toEqual([]);
  });
});

describe('looks', () => {
  test('opened is what was selected for two seconds', () => {
    const dwell = new Dwell();
    dwell.select(['a'], 0);
    dwell.select(['b'], 1_500);
    dwell.select([], 5_000);
    expect(dwell.take(6_000)).toEqual([{ anchor: 'b', opens: 1, ms: 3_500 }]);
    expect(dwell.take(7_000)).toEqual([]);
  });

  test('what is open goes on being counted, as one opening', () => {
    const dwell = new Dwell();
    dwell.select(['a'], 0);
    expect(dwell.take(1_000)).toEqual([]);
    expect(dwell.take(3_000)).toEqual([{ anchor: 'a', opens: 1, ms: 3_000 }]);
    dwell.select(['a'], 4_000);
    expect(dwell.take(5_000)).toEqual([{ anchor: 'a', opens: 0, ms: 2_000 }]);
  });

  test('who selects everything looks at nothing, and what could not be told is told later', () => {
    const dwell = new Dwell();
    dwell.select(['a', 'b', 'c', 'd'], 0);
    expect(dwell.take(9_000)).toEqual([]);
    dwell.select(['a'], 9_000);
    const looks = dwell.take(12_000);
    dwell.giveBack(looks);
    expect(dwell.take(12_000)).toEqual(looks);
  });
});

describe('the picture of a step', () => {
  const look = (name: string, height: number, into: [string, string][], out: [string, string][]) =>
    ({
      txid: txid(name),
      time: '2026-03-01T00:00:00Z',
      block: { height, hash: '' },
      inputs: { total: into.length, skipped: 0, items: into.map(([address, amount], input) => ({ input, spends: '', value: { amount, asset: 'BTC' }, holder: { address, lock: '' }, known: true })) },
      outputs: { total: out.length, skipped: 0, items: out.map(([address, amount], at) => ({ out_point: `${txid(name)}:${at}`, value: { amount, asset: 'BTC' }, holder: { address, lock: '' } })) },
    }) as unknown as TransactionLook;
  const pay = look('1', 3, [['A', '0.3'], ['A', '0.2']], [['B', '0.12'], ['C', '0.3799']]);
  const later = look('2', 5, [['C', '0.3799']], [['D', '0.3'], ['E', '0.07']]);

  test('money goes from left to right, inputs of one address are one line, and names are flags', () => {
    const { state, left } = staged(LEDGER, [later, pay], [], new Map([[tx('1'), 'pay'], [id('A'), 'ana/1']]));
    expect(left).toBe(0);
    expect(state.edges.size).toBe(6);
    const lines = [...state.edges.values()];
    expect(lines.find(({ from }) => from === id('A'))?.amount).toBe('0.5');
    expect(lines.every(({ from, to }) => state.cards.get(from)!.at.x < state.cards.get(to)!.at.x)).toBe(true);
    expect(state.cards.get(tx('1'))?.flag).toBe('pay');
    const places = [...state.cards.values()].map(({ at }) => `${at.x},${at.y}`);
    expect(new Set(places).size).toBe(places.length);
  });

  test('what there is no room for is counted, and what the step names is drawn whatever happens', () => {
    const fan = look('3', 1, [['A', '8']], ['P', 'Q', 'R', 'S', 'T'].map((name) => [name, '1'] as [string, string]));
    const { state, left } = staged(LEDGER, [fan], [{ kind: 'address', ledger: LEDGER, address: 'T' }, { kind: 'address', ledger: LEDGER, address: 'Z' }], new Map(), 2);
    expect([...state.cards.keys()].filter((key) => key.startsWith('address:'))).toEqual([id('A'), id('P'), id('T'), id('Z')]);
    expect(left).toBe(3);
  });
});

test('points have as many places as they need', () => {
  expect([points(74_000), points(19_500), points(6), points(0), points(-2_000)]).toEqual(['74', '19.5', '0.006', '0', '−2']);
});

test('the arithmetic is spelled out with its own numbers', () => {
  const part = (points_milli: number, of_milli: number, counted: Record<string, number>) => ({ points_milli, of_milli, counted: Object.entries(counted).map(([name, value]) => ({ name, value })) });
  const signals = part(19_355, 30_000, { weight_found: 6, weight_all: 9, found: 2, decoys: 1, irrelevant: 1 });
  expect(signalsFormula(signals)).toBe('R = 6 ∕ 9, P = 2 ∕ (2 + 1 + ½·1); 30 · 5·P·R ∕ (4·P + R) = 19.355');
  const trace = part(15_000, 20_000, { path_common: 3, path_length: 4, amount_off_sat: 1_000_000, amount_sat: 38_000_000 });
  expect(traceFormula(trace)).toBe('12 · 3 ∕ 4 + 8 · max(0, 1 − 0.01 ∕ (¼ · 0.38)) = 15');
  const reasons = part(12_000, 20_000, { claims_cited: 2, claims_asked: 3, questions_answered: 4 });
  expect(reasonsFormula(reasons)).toBe('12 · 2 ∕ 3 + 8 · 4 ∕ 5 = 12');
  const score = { decision: part(30_000, 30_000, {}), signals, trace, reasons, hints_milli: 2_000, accused_innocent: true, let_crime_go: false, total_milli: 60_000, hand_points: 5, hand_comment: '', passes: false };
  expect(sumFormula(score)).toBe('min(60; 30 + 19.355 + 15 + 12 − 2) = 60; 60 + 5 = 65');
});

test('prose is paragraphs, items, terms, names and sources', () => {
  expect(blocks('Look at `pay`[^bip-125]:\nit is **change**.\n\n- one\n- two')).toEqual([
    { is: 'paragraph', parts: [{ is: 'text', text: 'Look at ' }, { is: 'name', text: 'pay' }, { is: 'source', id: 'bip-125' }, { is: 'text', text: ': it is ' }, { is: 'term', text: 'change' }, { is: 'text', text: '.' }] },
    { is: 'item', parts: [{ is: 'text', text: 'one' }] },
    { is: 'item', parts: [{ is: 'text', text: 'two' }] },
  ]);
});

test('newcomers are a line each: a sign-in name and a name', () => {
  expect(newcomersOf('Aom  Aom Srisai\n\nbudi, Budi Santoso\r\n')).toEqual({ names: [{ login: 'aom', name: 'Aom Srisai' }, { login: 'budi', name: 'Budi Santoso' }] });
  expect(newcomersOf('aom Aom\nbudi')).toEqual({ wrong: 2 });
});
