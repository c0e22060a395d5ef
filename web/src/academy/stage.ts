// What a lesson's step or a result speaks of, as a board: a card for each transaction and for each address that it takes
// from and gives to, laid out in the money's direction. Nothing of it is kept. Pure.
import type { Anchor, CardSubject } from '../api/contract-academy';
import type { TransactionLook } from '../api/contract-look';
import { cardId, type Card, type Edge, type Op, type Subject } from '../core/board/model';
import { columnOf, laneOf, Slots } from '../core/board/place';
import { State } from '../core/board/state';
import { sum } from '../core/board/sum';

export interface Stage {
  state: State;
  /** Inputs and outputs that there was no room for. */
  left: number;
}

interface Leg {
  address: string;
  amount: string;
  asset: string;
  output: number | null;
}

/** `names` are what the texts call things, by anchor: they stand as flags on the cards. */
export function staged(ledger: string, looks: readonly TransactionLook[], shown: readonly CardSubject[], names: ReadonlyMap<Anchor, string>, most = 6): Stage {
  const state = new State();
  const wanted = new Set(shown.map(cardId));
  let left = 0;
  for (const look of [...looks].sort((a, b) => heightOf(a) - heightOf(b))) left += put(state, ledger, look, { names, wanted, most });
  const slots = Slots.of(state);
  for (const subject of shown) {
    if (state.cards.has(cardId(subject))) continue;
    const lane = state.cards.size === 0 ? 0 : Math.max(...[...state.cards.values()].map(({ at }) => laneOf(at))) + 1;
    state.applyAll([{ op: 'add', card: card(subject, slots.take(0, lane), names) }]);
  }
  return { state, left };
}

interface How {
  names: ReadonlyMap<Anchor, string>;
  /** Cards that must be drawn whatever else is left out. */
  wanted: ReadonlySet<string>;
  /** So many cards a side at most, beside those that are wanted or stand already. */
  most: number;
}

/** Puts a transaction beside what stands; gives how many of its inputs and outputs are left out. */
export function put(state: State, ledger: string, look: TransactionLook, { names, wanted, most }: How): number {
  const subject: Subject = { kind: 'transaction', ledger, txid: look.txid };
  const own = cardId(subject);
  if (state.cards.has(own)) return 0;
  const at = (address: string): string => cardId({ kind: 'address', ledger, address });
  const into = legs(look.inputs.items.flatMap(({ holder, value }) => (holder && value ? [{ address: holder.address, ...value, output: null }] : [])));
  const out = legs(look.outputs.items.flatMap(({ holder, value, out_point }) => (holder ? [{ address: holder.address, ...value, output: Number(out_point.split(':')[1]) }] : [])));
  const keep = (legs: Leg[]): Leg[] => {
    const first = new Set([...legs].sort((a, b) => Number(stands(b)) - Number(stands(a))).slice(0, most));
    return legs.filter((leg) => first.has(leg) || stands(leg));
  };
  const stands = ({ address }: Leg): boolean => state.cards.has(at(address)) || wanted.has(at(address));
  const [takes, gives] = [keep(into), keep(out)];

  const slots = Slots.of(state);
  const from = takes.flatMap(({ address }) => state.cards.get(at(address)) ?? []);
  const to = gives.flatMap(({ address }) => state.cards.get(at(address)) ?? []);
  const lowest = state.cards.size === 0 ? 0 : Math.max(...[...state.cards.values()].map((each) => laneOf(each.at))) + 1;
  const column = from.length > 0 ? Math.max(...from.map((each) => columnOf(each.at))) + 1 : to.length > 0 ? Math.min(...to.map((each) => columnOf(each.at))) - 1 : 1;
  const place = slots.take(column, from.length > 0 ? laneOf(from[0]!.at) : to.length > 0 ? laneOf(to[0]!.at) : lowest);
  const ops: Op[] = [{ op: 'add', card: card(subject, place, names) }];
  const added = new Set<string>();
  const stand = (address: string, side: -1 | 1) => {
    const id = at(address);
    if (state.cards.has(id) || added.has(id)) return;
    added.add(id);
    ops.push({ op: 'add', card: card({ kind: 'address', ledger, address }, slots.take(columnOf(place) + side, laneOf(place)), names) });
  };
  for (const { address } of takes) stand(address, -1);
  for (const { address } of gives) stand(address, 1);
  for (const leg of takes) ops.push({ op: 'connect', edge: edge(at(leg.address), own, leg, look) });
  for (const leg of gives) ops.push({ op: 'connect', edge: edge(own, at(leg.address), leg, look) });
  state.applyAll(ops);
  return look.inputs.total - takes.reduce((all, leg) => all + counted(look, leg), 0) + look.outputs.total - gives.length;
}

const counted = (look: TransactionLook, { address }: Leg): number => look.inputs.items.filter(({ holder }) => holder?.address === address).length;

/** Inputs of one address are one line; outputs stay apart, as they are spent apart. */
function legs(found: Leg[]): Leg[] {
  const together = new Map<string, Leg>();
  for (const leg of found) {
    const key = `${leg.address}#${leg.output ?? ''}`;
    const before = together.get(key);
    together.set(key, before ? { ...before, amount: sum([before.amount, leg.amount]) } : leg);
  }
  return [...together.values()];
}

function card(subject: Subject, at: Card['at'], names: ReadonlyMap<Anchor, string>): Card {
  return { subject, at, is_start: false, is_hidden: false, colour: null, flag: names.get(cardId(subject)) ?? null };
}

function edge(from: string, to: string, leg: Leg, look: TransactionLook): Edge {
  return {
    from,
    to,
    txid: look.txid,
    output: leg.output,
    amount: leg.amount,
    asset: leg.asset,
    time: look.time,
    transactions: 1,
    basis: { kind: 'ledger_fact', method: null, confidence: null },
    colour: null,
    flag: null,
  };
}

/** What is in no block yet comes last. */
const heightOf = ({ block }: TransactionLook): number => block.height ?? Number.MAX_SAFE_INTEGER;
