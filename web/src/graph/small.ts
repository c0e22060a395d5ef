/**
 * A little trace written as a few lines, for tests: text in, and an answer in the server's shape out.
 *
 *     start a:0 10 @thief
 *     t1 <- a:0 -> t1:0 6 @b, t1:1 4 @exchange service
 *     fold peel_chain t1 t2 t3
 *     end t1:1 service
 *
 * Amounts are whole coins; every amount of a coin is by FIFO.
 */

import type { Amount } from '../core/value';
import type { ByMethod, Coin, Fold, Role, Step, Trace } from './answer';

const BLOCK = { height: 1, hash: '00'.repeat(32) };
const TIME = '2026-01-01T00:00:00Z';

export function small(text: string, direction: 'forward' | 'backward' = 'forward'): Trace {
  const coins: Coin[] = [];
  const transactions: Step[] = [];
  const folds: Fold[] = [];
  const ends: { out_point: string; stop: string; amount: string }[] = [];
  for (const raw of text.split('\n')) {
    const line = raw.trim();
    if (line === '') continue;
    const [word = '', ...rest] = line.split(/\s+/u);
    if (word === 'start') coins.push(coin(rest.join(' '), 0, true));
    else if (word === 'fold') {
      const [kind, ...txids] = rest;
      folds.push({ kind: kind as Fold['kind'], transactions: txids, first: '', last: '', peels: [] });
    } else if (word === 'end') {
      const [out_point = '', ...stop] = rest;
      const amount = coins.find((coin) => coin.out_point === out_point)?.amounts.fifo?.amount;
      ends.push({ out_point, stop: stop.join(' '), amount: amount ?? '0' });
    } else {
      const [, left = '', right = ''] = /<-(.*)->(.*)/u.exec(line) ?? [];
      const near = left.split(',').map((part) => part.trim());
      const far = right.split(',').map((part) => coin(part.trim(), transactions.length + 1, false));
      coins.push(...far);
      transactions.push(stepOf(word, near, far.map((made) => made.out_point), direction, transactions.length + 1));
    }
  }
  const starts = coins.filter((coin) => coin.is_start);
  const net = starts.reduce((sum, coin) => sum + Number(coin.amounts.fifo!.amount), 0);
  const stops = [...new Set(ends.map((end) => end.stop))];
  const sumOf = (stop: string) => ends.filter((end) => end.stop === stop).reduce((sum, end) => sum + Number(end.amount), 0);
  return {
    as_of: { day: '2026-01-01', known_at: null, labels: '', ledgers: [] },
    as_of_time: TIME,
    query: {
      subjects: [],
      direction,
      hops_max: 500,
      value_min: btc('0'),
      from: null,
      to: null,
      legs_max: 1000,
      through_services: false,
      through_mixers: false,
      through_fees: false,
      coinjoin_confidence_min: 50,
    },
    methods: [{ method: 'fifo', explains: '', conserves: true }],
    share_method: 'fifo',
    start: { coins: starts.map((coin) => coin.out_point), value: btc(String(net)), returned: fifo('0'), net: fifo(String(net)) },
    hops: [],
    where_it_is_now: ends.map((end) => ({
      stop: end.stop,
      detail: null,
      depth: 1,
      amounts: fifo(end.amount),
      share: '',
      out_point: end.out_point,
      txid: end.out_point.split(':')[0]!,
      address: null,
      holder: null,
      block: null,
      time: null,
      freezer: null,
      freezer_says: null,
    })),
    sums: stops.map((stop) => ({
      stop,
      rows: ends.filter((end) => end.stop === stop).length,
      amounts: fifo(String(sumOf(stop))),
      share: '',
    })),
    services: [],
    coins,
    transactions,
    folds,
    cuts: [],
    legs: 1,
  };
}

function btc(amount: string): Amount {
  return { amount, asset: 'BTC' };
}

function fifo(amount: string): ByMethod {
  return { fifo: btc(amount) };
}

/** `t1:0 6 @holder role` */
function coin(text: string, depth: number, isStart: boolean): Coin {
  const [out_point = '', amount = '0', holder = '@?', role = 'unknown'] = text.split(/\s+/u);
  return {
    out_point,
    value: btc(amount),
    holder: { address: holder.slice(1), cluster: null, role: role as Role, said: null },
    depth,
    amounts: fifo(amount),
    block: BLOCK,
    time: TIME,
    spent_by: null,
    is_start: isStart,
  };
}

function stepOf(txid: string, near: string[], far: string[], direction: string, depth: number): Step {
  const [inputs, outputs] = direction === 'forward' ? [near, far] : [far, near];
  return {
    txid,
    block: BLOCK,
    time: TIME,
    depth,
    basis: 'observed',
    inputs,
    outputs,
    inputs_len: inputs.length,
    outputs_len: outputs.length,
    is_coinbase: false,
    fee: btc('0'),
    fee_amounts: fifo('0'),
    fees_of: [],
  };
}
