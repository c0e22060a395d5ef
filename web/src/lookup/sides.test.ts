// A counterparty of both sides is one row, and the largest stand first.
import { expect, test } from 'vitest';
import type { Counterparty } from '../api/contract-look';
import { sideBySide } from './sides';

function party(address: string, amount: string): Counterparty {
  return {
    holder: { address, cluster: null, role: 'unknown', said: null },
    value: { amount, asset: 'BTC' },
    transactions: 1,
    first: null,
    last: null,
  };
}

test('received and sent stand side by side', () => {
  const { rows, ...sums } = sideBySide([party('a', '1'), party('b', '5')], [party('a', '7'), party('c', '2')]);
  expect(rows.map((row) => [row.holder.address, row.from?.value.amount, row.to?.value.amount])).toEqual([
    ['a', '1', '7'],
    ['b', '5', undefined],
    ['c', undefined, '2'],
  ]);
  expect(sums).toEqual({ received: 600_000_000n, sent: 900_000_000n });
});

test('nobody is no row', () => {
  expect(sideBySide([], [])).toEqual({ rows: [], received: 0n, sent: 0n });
});
