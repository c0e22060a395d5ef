// The moment and the ledger that a page is of, and what is not believed there, carried from page to page: who looks at a
// day in the past, or doubts a rule, stays with it.
import type { Moment, Standpoint } from '../api/contract-look';
import { href } from '../routes';

/** What a page's query says of it, and nothing of what it does not say. */
export function standpointOf(query: { as_of?: string | null; known_at?: string | null; ledger?: string | null; without?: readonly string[] }): Standpoint {
  const moment: Standpoint = {};
  if (query.as_of) moment.as_of = query.as_of;
  if (query.known_at) moment.known_at = query.known_at;
  if (query.ledger) moment.ledger = query.ledger;
  if (query.without?.length) moment.without = [...query.without];
  return moment;
}

/** Of which facts of the ledger are asked: they are as they are, whatever is believed. */
export function momentOf({ without: _, ...moment }: Standpoint): Moment {
  return moment;
}

/** A route of the API as it is asked from there: with a question mark where there is something to say. */
export function askedOf(route: string, { without = [], ...moment }: Standpoint, more: Record<string, string> = {}): string {
  const search = new URLSearchParams({ ...moment, ...more });
  for (const what of without) search.append('without', what);
  return search.size === 0 ? route : `${route}?${search}`;
}

/** Where things of a moment are looked at. */
export class Ways {
  constructor(private readonly moment: Standpoint = {}) {}

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
