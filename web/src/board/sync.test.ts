// A tab and the log, through bad days: no network, an answer that was lost, somebody else's steps, a reload in between.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Problem } from '../api/client';
import type { BoardAt } from '../api/contract-board';
import type { Op } from '../core/board/model';
import { State } from '../core/board/state';
import { isRefusal, perform, type Lost, type Step, type Wanted } from '../core/board/tab';
import type { Buffer } from './buffer';
import type { Door, Sent } from './door';
import { card, id } from './sample';
import { type News, Sync } from './sync';

class FakeLog implements Door {
  state = new State();
  log: Step[] = [];
  isUp = true;
  loseAnswers = 0;
  sends = 0;
  private hear: (rev: number) => void = () => undefined;

  async open(): Promise<BoardAt> {
    this.reached();
    const rev = this.log.length;
    return { id: 'b', case: 'c', title: 'Board', rev, at_rev: rev, is_synthetic: true, created_by: { id: 'me', name: 'Me' }, created_at: '2026-03-01T00:00:00Z', changed_at: '2026-03-01T00:00:00Z', content: structuredClone(this.state.content()) };
  }
  async steps(after: number): Promise<Step[]> {
    this.reached();
    return structuredClone(this.log.slice(after));
  }
  async own(): Promise<Step[]> {
    return structuredClone(this.log.filter((step) => step.by === 'me').reverse());
  }
  async send(rev: number, steps: Wanted[]): Promise<Sent> {
    this.sends += 1;
    this.reached();
    if (rev !== this.log.length) return { stale: { rev: this.log.length, steps_since: structuredClone(this.log.slice(rev)), has_more: false } };
    const bad = steps.findIndex((step) => step.id === 'bad');
    if (bad >= 0) return { refused: { at: bad, code: 'malformed' } };
    const taken = structuredClone(steps).map((step) => this.append('me', step));
    if (this.loseAnswers > 0) {
      this.loseAnswers -= 1;
      throw new Problem(0, {});
    }
    return { taken };
  }
  listen(grew: (rev: number) => void): () => void {
    this.hear = grew;
    return () => undefined;
  }
  append(by: string, wanted: Wanted): Step {
    const answer = perform(this.state, this.log.filter((step) => step.by === by), wanted);
    if (isRefusal(answer)) throw new Error(answer.code);
    const step = { ...answer, rev: this.log.length + 1, by, at: '2026-03-01T01:00:00Z' };
    this.log.push(step);
    this.hear(step.rev);
    return structuredClone(step);
  }
  private reached(): void {
    if (!this.isUp) throw new Problem(0, {});
  }
}

class Kept implements Buffer {
  steps: Wanted[] = [];
  async take() {
    return structuredClone(this.steps);
  }
  async keep(pending: readonly Wanted[]) {
    this.steps = structuredClone([...pending]);
  }
}

let lost: Lost[] = [];
const news: News = { board: () => undefined, changed: () => undefined, received: () => undefined, lost: (what) => lost.push(...what) };
const add = (name: string, lane: number): Op[] => [{ op: 'add', card: card(name, 0, lane) }];
const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  lost = [];
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

test('what is done is sent together within a quarter of a second', async () => {
  const log = new FakeLog();
  const { sync } = await Sync.open('me', log, new Kept(), news);
  expect(sync.act('one', add('A', 0))).toBeNull();
  await wait(100);
  expect(sync.act('two', add('B', 1))).toBeNull();
  expect([log.log.length, sync.keeping]).toEqual([0, 'saving']);
  await wait(150);
  expect([log.log.length, log.sends, sync.keeping, sync.savedAt]).toEqual([2, 1, 'saved', '2026-03-01T01:00:00Z']);
});

test('without a server everything is kept here, survives a reload, and is sent once there is one', async () => {
  const log = new FakeLog();
  const kept = new Kept();
  const { sync } = await Sync.open('me', log, kept, news);
  log.isUp = false;
  sync.act('one', add('A', 0));
  sync.act('two', [{ op: 'hide', card: id('A') }]);
  await wait(400);
  expect([sync.keeping, kept.steps.map((step) => step.id)]).toEqual(['offline', ['one', 'two']]);
  sync.close();
  log.isUp = true;
  const again = await Sync.open('me', log, kept, news);
  expect(again.lost).toEqual([]);
  expect(again.sync.tab.view.cards.get(id('A'))?.is_hidden).toBe(true);
  await wait(300);
  expect([log.log.map((step) => step.id), kept.steps, again.sync.keeping]).toEqual([['one', 'two'], [], 'saved']);
});

test('offline ends by itself once the server answers again', async () => {
  const log = new FakeLog();
  const { sync } = await Sync.open('me', log, new Kept(), news);
  log.isUp = false;
  sync.act('one', add('A', 0));
  await wait(5_000);
  log.isUp = true;
  await wait(15_000);
  expect([log.log.length, sync.keeping]).toEqual([1, 'saved']);
});

test('an answer that was lost is not sent twice into the log', async () => {
  const log = new FakeLog();
  const { sync } = await Sync.open('me', log, new Kept(), news);
  log.loseAnswers = 1;
  sync.act('one', add('A', 0));
  await wait(2_000);
  expect([log.log.map((step) => step.id), sync.keeping, sync.tab.pending]).toEqual([['one'], 'saved', []]);
});

test("another's steps go under one's own; what cannot be kept is told", async () => {
  const log = new FakeLog();
  log.append('me', { does: 'do', id: 'zero', ops: add('A', 0) });
  const { sync } = await Sync.open('me', log, new Kept(), news);
  log.append('other', { does: 'do', id: 'theirs', ops: [{ op: 'colour', on: { what: 'card', id: id('A') }, from: null, to: 'sky' }] });
  sync.act('mine', [{ op: 'colour', on: { what: 'card', id: id('A') }, from: null, to: 'green' }]);
  await wait(300);
  expect(log.state.cards.get(id('A'))?.colour).toBe('green');
  log.append('other', { does: 'do', id: 'hides', ops: [{ op: 'hide', card: id('A') }] });
  log.isUp = false;
  sync.act('again', [{ op: 'hide', card: id('A') }]);
  log.isUp = true;
  await wait(3_000);
  expect(lost.map(({ step }) => step)).toEqual(['again']);
  expect(sync.keeping).toBe('saved');
});

test('a step that the log will never take is given up and told, those after it are kept', async () => {
  const log = new FakeLog();
  const { sync } = await Sync.open('me', log, new Kept(), news);
  sync.act('bad', add('A', 0));
  sync.act('good', add('B', 1));
  await wait(300);
  expect(lost).toEqual([{ step: 'bad', dropped: [{ why: 'malformed' }] }]);
  expect(log.log.map((step) => step.id)).toEqual(['good']);
});

test('undo goes back over a reload, and redo again', async () => {
  const log = new FakeLog();
  for (let turn = 0; turn < 20; turn += 1) log.append('me', { does: 'do', id: `s${turn}`, ops: add(`A${turn}`, turn) });
  const { sync } = await Sync.open('me', log, new Kept(), news);
  for (let turn = 0; turn < 20; turn += 1) expect(await sync.undo(`u${turn}`)).toBeNull();
  expect((await sync.undo('more'))?.code).toBe('nothing-to-undo');
  await sync.flush();
  const again = await Sync.open('me', log, new Kept(), news);
  expect(again.sync.tab.view.cards.size).toBe(0);
  for (let turn = 0; turn < 20; turn += 1) expect(again.sync.redo(`r${turn}`)).toBeNull();
  expect(await again.sync.flush()).toBe(60);
  expect(log.state.cards.size).toBe(20);
});

test('who is no member any more is told so, and what was done stays here', async () => {
  const log = new FakeLog();
  const kept = new Kept();
  const { sync } = await Sync.open('me', log, kept, news);
  log.send = async () => {
    throw new Problem(404, { id: 'problem-no-such-case' });
  };
  sync.act('one', add('A', 0));
  await wait(60_000);
  expect([sync.keeping, kept.steps.length]).toEqual(['stopped', 1]);
  await expect(sync.flush()).rejects.toThrow();
});
