// Counterparties of both sides as one table: a row a holder, largest first by what passed in either direction.
import type { Counterparty } from '../api/contract-look';
import { unitsOf } from '../core/value';
import type { Party } from '../graph/answer';

export interface Row {
  holder: Party;
  from: Counterparty | null;
  to: Counterparty | null;
}

export interface Sides {
  rows: Row[];
  /** All that is listed of a side: what its shares are of. */
  received: bigint;
  sent: bigint;
}

export function sideBySide(received: readonly Counterparty[], sent: readonly Counterparty[]): Sides {
  const rows = new Map<string, Row>();
  const rowOf = (each: Counterparty): Row => {
    const key = each.holder.address;
    const row = rows.get(key) ?? { holder: each.holder, from: null, to: null };
    rows.set(key, row);
    return row;
  };
  for (const each of received) rowOf(each).from = each;
  for (const each of sent) rowOf(each).to = each;
  const units = (of: Counterparty | null) => unitsOf(of?.value) ?? 0n;
  const weight = (row: Row) => (units(row.from) > units(row.to) ? units(row.from) : units(row.to));
  const ordered = [...rows.values()].sort((a, b) => {
    const [left, right] = [weight(a), weight(b)];
    return left === right ? (a.holder.address < b.holder.address ? -1 : 1) : left > right ? -1 : 1;
  });
  const sum = (side: readonly Counterparty[]) => side.reduce((all, each) => all + units(each), 0n);
  return { rows: ordered, received: sum(received), sent: sum(sent) };
}
