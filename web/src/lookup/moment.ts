// The moment and the ledger that a page is of, carried from page to page: who looks at a day in the past stays there.
import type { Moment } from '../api/contract-look';
import { href } from '../routes';

/** What a page's query says of it, without what it does not say. */
export function momentOf(query: { as_of?: string; known_at?: string; ledger?: string }): Moment {
  const moment: Moment = {};
  if (query.as_of) moment.as_of = query.as_of;
  if (query.known_at) moment.known_at = query.known_at;
  if (query.ledger) moment.ledger = query.ledger;
  return moment;
}

/** Where things of a moment are looked at. */
export class Ways {
  constructor(private readonly moment: Moment = {}) {}

  address(address: string): string {
    return href('address', { address }, this.moment);
  }

  cluster(address: string, also: { tab?: 'joins'; with?: string } = {}): string {
    return href('cluster', { address }, { ...this.moment, ...also });
  }

  tx(txid: string): string {
    return href('tx', { txid }, this.moment);
  }

  /** An output: its transaction, at that output. */
  output(outPoint: string): string {
    const [txid = '', vout = ''] = outPoint.split(':');
    return `${this.tx(txid)}#o${vout}`;
  }

  block(block: string | number): string {
    return href('block', { block: String(block) }, this.moment);
  }

  trace(subject: string, back = false): string {
    return href('trace', {}, { ...this.moment, subject: [subject], back });
  }
}

/** An address that can be looked at; `multisig:` and `script:` locks can be too. */
export function hasPage(holder: { address: string; lock?: string } | null): boolean {
  return holder !== null && holder.address !== '' && !holder.address.includes(' ');
}
