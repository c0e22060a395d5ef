// A small board for tests, written as text: `A > B 1.5 @t1` is 1.5 BTC from A to B by transaction t1. Cards stand in
// the column and lane that they are given, or one column after the first that leads to them.
import { cardId, edgeId, type Card, type Edge, type Op } from '../core/board/model';
import { slot, Slots, columnOf, laneOf } from '../core/board/place';
import { State } from '../core/board/state';

export const LEDGER = 'bitcoin-story-linked';
export const id = (name: string): string => cardId({ kind: 'address', ledger: LEDGER, address: name });
export const txid = (name: string): string => name.padStart(64, '0');
export const line = (from: string, to: string, tx: string, output = 0): string => edgeId(edge(from, to, '1', tx, output));

export function card(name: string, column: number, lane: number): Card {
  const subject = { kind: 'address' as const, ledger: LEDGER, address: name };
  return { subject, at: slot(column, lane), is_start: name === 'A', is_hidden: false, colour: null, flag: null };
}

export function edge(from: string, to: string, amount: string, tx: string | null, output = 0): Edge {
  return {
    from: id(from),
    to: id(to),
    txid: tx === null ? null : txid(tx),
    output: tx === null ? null : output,
    amount,
    asset: 'BTC',
    time: tx === null ? null : `2026-03-01T0${Number(tx.replace(/\D/g, '')) % 10}:00:00Z`,
    transactions: 1,
    basis: { kind: 'ledger_fact', method: null, confidence: null },
    colour: null,
    flag: null,
  };
}

/** Lines of `A > B 1.5 @t1` or `A > B 1.5 @t1:2`. */
export function board(text: string, more: readonly Op[] = []): State {
  const state = new State();
  const ops: Op[] = [];
  const at = new Map<string, Card>();
  const slots = new Slots([]);
  const put = (name: string, column: number, lane: number) => {
    if (at.has(name)) return;
    const taken = slots.take(column, lane);
    at.set(name, { ...card(name, 0, 0), at: taken });
    ops.push({ op: 'add', card: at.get(name)! });
  };
  for (const each of text.trim().split('\n')) {
    const found = /^\s*(\w+) > (\w+) ([\d.]+) @(\w+)(?::(\d+))?$/.exec(each);
    if (!found) throw new Error(`not a line of a board: ${each}`);
    const [, from = '', to = '', amount = '', tx = '', output = '0'] = found;
    put(from, 0, 0);
    put(to, columnOf(at.get(from)!.at) + 1, laneOf(at.get(from)!.at));
    ops.push({ op: 'connect', edge: edge(from, to, amount, tx, Number(output)) });
  }
  const refusal = state.applyAll([...ops, ...more]);
  if (refusal) throw new Error(`${refusal.code}: ${refusal.id}`);
  return state;
}
