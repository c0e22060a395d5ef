// Two tabs on one log. Each draws on without waiting; whatever the order in which their work arrives, both end with
// the board that the log says, and nothing is taken twice or lost.
import { expect, test } from 'vitest';
import { cardId, edgeId, type Card, type Edge, type Op, type Target } from './model';
import { fan, Slots } from './place';
import { State } from './state';
import { isRefusal, perform, Tab, type Own, type Step, type Wanted } from './tab';

/** Numbers from a seed (Numerical Recipes' generator): a failure can be run again. */
function dice(seed: number): (sides: number) => number {
  let state = seed >>> 0;
  return (sides) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

function card(number: number, x: number, y: number): Card {
  const subject = { kind: 'address' as const, ledger: 'bitcoin-story-linked', address: `bc1q${number}` };
  return { subject, at: { x, y }, is_start: number === 0, is_hidden: false, colour: null, flag: null };
}

function edge(from: string, to: string): Edge {
  const basis = { kind: 'ledger_fact' as const, method: null, confidence: null };
  const rest = { txid: null, output: null, amount: '1.5', asset: 'BTC', time: null, transactions: 1 };
  return { from, to, ...rest, basis, colour: null, flag: null };
}

/** A gesture that the board takes. */
function gesture(state: State, roll: (sides: number) => number): Op[] {
  const ids = [...state.cards.keys()];
  const id = ids[roll(Math.max(1, ids.length))];
  if (id === undefined) return [{ op: 'add', card: card(0, 0, 0) }];
  const found = state.cards.get(id)!;
  const on: Target = { what: 'card', id };
  switch (roll(9)) {
    case 0:
      return [{ op: 'move', card: id, from: found.at, to: { x: roll(2000) - 900, y: roll(1200) - 500 } }];
    case 1:
      return [{ op: found.is_hidden ? 'show' : 'hide', card: id }];
    case 2:
      return [{ op: 'colour', on, from: found.colour, to: roll(2) ? 'sky' : null }];
    case 3:
      return [{ op: 'annotate', on, from: found.flag, to: roll(3) ? `seen ${roll(9)}` : null }];
    case 4: {
      const key = `n${roll(4)}`;
      const to = roll(4) ? { on, text: `note ${roll(99)}` } : null;
      return [{ op: 'note', id: key, from: state.notes.get(key) ?? null, to }];
    }
    case 5: {
      const group = [...state.groups][0];
      if (group) return [{ op: roll(2) ? 'ungroup' : group[1].is_folded ? 'unfold' : 'fold', id: group[0], group: group[1] } as Op];
      const cards = ids.slice(0, 3);
      if (cards.length < 2) return [];
      return [{ op: 'group', id: `g${roll(3)}`, group: { kind: 'hand', title: 'a group', cards, is_folded: false } }];
    }
    default: {
      const number = roll(30);
      const [at] = fan(Slots.of(state), found.at, roll(3) ? 'out' : 'in', 1);
      const added = card(number, at!.x, at!.y);
      const to = cardId(added.subject);
      const drawn = edge(id, to);
      const ops: Op[] = state.cards.has(to) ? [] : [{ op: 'add', card: added }];
      return state.edges.has(edgeId(drawn)) ? ops : [...ops, { op: 'connect', edge: drawn }];
    }
  }
}

class Server {
  state = new State();
  log: Step[] = [];

  /** Takes steps made at a revision; null where the log is further. */
  append(by: string, rev: number, wanted: readonly Wanted[]): Step[] | null {
    if (rev !== this.log.length) return null;
    const taken = wanted.map((one) => {
      const own: Own[] = this.log.filter((step) => step.by === by);
      const answer = perform(this.state, own, one);
      if (isRefusal(answer)) throw new Error(`${one.id}: ${answer.code} ${answer.id}`);
      const step = { ...answer, rev: this.log.length + 1, by, at: '2026-03-01T00:00:00Z' };
      this.log.push(step);
      return step;
    });
    return structuredClone(taken);
  }
}

function send(tab: Tab, server: Server, isAnswerLost: boolean): void {
  const { rev, steps } = tab.toSend();
  const answer = server.append(tab.me, rev, structuredClone(steps));
  if (answer === null) {
    expect(tab.receive(server.log.slice(rev))).not.toBeNull();
    send(tab, server, isAnswerLost);
  } else if (!isAnswerLost) tab.receive(answer);
}

test.each(Array.from({ length: 60 }, (_, seed) => seed))('two tabs converge (seed %i)', (seed) => {
  const roll = dice(seed + 1);
  const server = new Server();
  const tabs = ['a', 'b'].map((me) => new Tab(me, new State(), 0));
  let acts = 0;
  for (let turn = 0; turn < 70; turn += 1) {
    const tab = tabs[roll(2)]!;
    switch (roll(7)) {
      case 0:
        tab.receive(server.log.slice(tab.rev));
        break;
      case 1:
        send(tab, server, roll(2) === 0);
        break;
      case 2:
        if (tab.canUndo) (acts += 1), expect(tab.undo(`s${turn}`)).toBeNull();
        break;
      case 3:
        if (tab.canRedo) (acts += 1), expect(tab.redo(`s${turn}`)).toBeNull();
        break;
      default: {
        const ops = gesture(tab.view, roll);
        const before = tab.view;
        const refusal = tab.act(`s${turn}`, ops);
        if (refusal) expect(tab.view).toBe(before);
        else acts += 1;
      }
    }
  }
  for (const tab of [tabs[0]!, tabs[1]!, tabs[0]!]) {
    send(tab, server, false);
    tab.receive(server.log.slice(tab.rev));
    expect(tab.pending).toEqual([]);
  }
  tabs[1]!.receive(server.log.slice(tabs[1]!.rev));
  expect(tabs[0]!.view).toEqual(server.state);
  expect(tabs[1]!.view).toEqual(server.state);
  expect(new Set(server.log.map((step) => step.id)).size).toBe(server.log.length);
  expect(server.log.length).toBe(acts);
});

test('what is pending survives a reload and is not sent twice', () => {
  const server = new Server();
  const tab = new Tab('a', new State(), 0);
  expect(tab.act('one', [{ op: 'add', card: card(0, 0, 0) }])).toBeNull();
  expect(tab.act('two', [{ op: 'add', card: card(1, 0, 78) }])).toBeNull();
  const kept = structuredClone(tab.pending);
  server.append('a', 0, kept.slice(0, 1));
  const again = new Tab('a', new State(), 0, [], kept);
  expect(again.view).toEqual(tab.view);
  expect(again.receive(server.log)).toEqual([]);
  expect(again.pending.map((wanted) => wanted.id)).toEqual(['two']);
  expect(again.undo('three')).toBeNull();
  send(again, server, false);
  expect(again.undo('four')).toBeNull();
  expect(again.undo('five')?.code).toBe('nothing-to-undo');
  expect(again.view.cards.size).toBe(0);
});

test('what a rebase cannot keep is told', () => {
  const server = new Server();
  const [one, two] = [new Tab('a', new State(), 0), new Tab('b', new State(), 0)];
  one.act('a1', [{ op: 'add', card: card(0, 0, 0) }]);
  send(one, server, false);
  two.receive(server.log);
  const id = cardId(card(0, 0, 0).subject);
  two.act('b1', [{ op: 'hide', card: id }]);
  one.undo('a2');
  send(one, server, false);
  const lost = two.receive(server.log.slice(1));
  expect(lost).toEqual([{ step: 'b1', dropped: [{ op: { op: 'hide', card: id }, why: 'missing' }] }]);
  expect(two.receive([{ ...server.log[0]!, rev: 9 }])).toBeNull();
});

test('ten thousand operations replay to the same board', () => {
  const state = new State();
  const log: Op[] = [];
  for (let turn = 0; turn < 10_000; turn += 1) {
    const number = turn % 500;
    const id = cardId(card(number, 0, 0).subject);
    const found = state.cards.get(id);
    const op: Op = found
      ? { op: 'move', card: id, from: found.at, to: { x: found.at.x, y: found.at.y + 1 } }
      : { op: 'add', card: card(number, Math.floor(number / 40) * 222, (number % 40) * 78) };
    expect(state.apply(op)).toBeNull();
    log.push(op);
  }
  const replayed = new State();
  expect(replayed.applyAll(JSON.parse(JSON.stringify(log)) as Op[])).toBeNull();
  expect(replayed).toEqual(state);
});
