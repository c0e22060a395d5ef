// Counterparties of both sides as one table: a row a holder, largest first by what passed in either direction.
import type { Counterparties, Counterparty } from '../api/contract-look';
import { unitsOf } from '../core/value';
import type { Party } from '../graph/answer';

export interface Row {
  holder: Party;
  name: string | null;
  from: Counterparty | null;
  to: Counterparty | null;
}

export interface Sides {
  rows: Row[];
  /** Everything on a side, shown or not: what its shares are of. */
  received: bigint;
  sent: bigint;
}

type Side = Pick<Counterparties, 'counterparties' | 'rest' | 'not_attributed'>;

export function sideBySide(received: Side, sent: Side): Sides {
  const rows = new Map<string, Row>();
  const rowOf = (each: Counterparty): Row => {
    const key = each.holder.address;
    const row = rows.get(key) ?? { holder: each.holder, name: each.name, from: null, to: null };
    rows.set(key, row);
    return row;
  };
  for (const each of received.counterparties) rowOf(each).from = each;
  for (const each of sent.counterparties) rowOf(each).to = each;
  const weight = (row: Row) => {
    const [from, to] = [unitsOf(row.from?.value) ?? 0n, unitsOf(row.to?.value) ?? 0n];
    return from > to ? from : to;
  };
  const ordered = [...rows.values()].sort((a, b) => {
    const [left, right] = [weight(a), weight(b)];
    return left === right ? (a.holder.address < b.holder.address ? -1 : 1) : left > right ? -1 : 1;
  });
  return { rows: ordered, received: sumOf(received), sent: sumOf(sent) };
}

function sumOf(side: Side): bigint {
  const all = [...side.counterparties, side.rest, ...side.not_attributed];
  return all.reduce((sum, each) => sum + (unitsOf(each.value) ?? 0n), 0n);
}
