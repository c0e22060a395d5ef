// The day, the ledger and what is not believed go along from page to page; lists of ledger facts are asked without.
import { expect, test } from 'vitest';
import { readQuery } from '../core/router';
import { type Name, routes } from '../routes';
import { askedOf, momentOf, standpointOf, Ways } from './moment';

const WITHOUT = ['rule:co-spend', 'label:bc1qa:a & b'];
const standpoint = standpointOf({ as_of: '2026-03-01', known_at: '', ledger: null, without: WITHOUT });

/** What the page of an address reads there. */
function readAt(url: string, name: Name): Record<string, unknown> {
  return readQuery(routes[name].codecs as object, new URL(url, 'http://x').search) as Record<string, unknown>;
}

test('what a page does without goes along to every page that is looked at from it, and to a trace', () => {
  const ways = new Ways(standpoint);
  const pages: [string, Name][] = [
    [ways.address('bc1qa'), 'address'],
    [ways.cluster('bc1qa', { tab: 'joins', with: 'bc1qb' }), 'cluster'],
    [ways.tx('00'), 'tx'],
    [ways.output('00:1'), 'tx'],
    [ways.block(7), 'block'],
    [ways.trace('bc1qa', true), 'trace'],
  ];
  for (const [url, name] of pages) expect(readAt(url, name), url).toMatchObject({ as_of: '2026-03-01', without: WITHOUT });
  expect(new Ways(standpointOf({ without: [] })).address('bc1qa')).toBe('/address/bc1qa');
});

test('of facts nothing is left out, and what is left out is said one by one', () => {
  expect(momentOf(standpoint)).toEqual({ as_of: '2026-03-01' });
  expect(new URLSearchParams(askedOf('/api', standpoint).slice('/api?'.length)).getAll('without')).toEqual(WITHOUT);
  expect(askedOf('/api', momentOf(standpoint), { from: 'oldest' })).toBe('/api?as_of=2026-03-01&from=oldest');
  expect(askedOf('/api', {})).toBe('/api');
});
