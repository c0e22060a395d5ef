// A counterparty of both sides is one row, the largest stand first, and shares are of everything on a side.
import { expect, test } from 'vitest';
import type { Counterparty } from '../api/contract-look';
import { sideBySide } from './sides';

const btc = (amount: string) => ({ amount, asset: 'BTC' });
const PLACE = { txid: 'x', block: { height: 1, hash: 'y' }, time: '2026-01-01T00:00:00Z' };

function party(address: string, amount: string): Counterparty {
  return {
    holder: { address, cluster: null, role: 'unknown', said: null },
    name: null,
    labels: { total: 0, skipped: 0, items: [] },
    value: btc(amount),
    observed: btc(amount),
    transactions: 1,
    first: PLACE,
    last: PLACE,
  };
}

function side(counterparties: Counterparty[], rest = '0', mined = '0') {
  return {
    counterparties,
    rest: { counterparties: 0, value: btc(rest) },
    not_attributed: [{ reason: 'mined', transactions: 1, value: btc(mined) }],
  };
}

test('received and sent stand side by side', () => {
  const { rows } = sideBySide(side([party('a', '1'), party('b', '5')]), side([party('a', '7'), party('c', '2')]));
  expect(rows.map((row) => [row.holder.address, row.from?.value.amount, row.to?.value.amount])).toEqual([
    ['a', '1', '7'],
    ['b', '5', undefined],
    ['c', undefined, '2'],
  ]);
});

test('what is not shown and what nobody can be named for count too', () => {
  expect(sideBySide(side([party('a', '1')], '2', '3'), side([]))).toMatchObject({ received: 600_000_000n, sent: 0n });
});
