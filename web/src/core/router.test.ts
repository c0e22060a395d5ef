// An address that is shared must open the same page; one that is mistyped must open some page, not break.
import { expect, test } from 'vitest';
import { flag, int, list, match, oneOf, readQuery, route, safeNext, text, writePath, writeQuery } from './router';

const table = {
  home: route('/'),
  address: route('/address/:address', { from: oneOf('newest', 'oldest'), after: text() }),
  trace: route('/trace', { subject: list, hops: int(12, 100), services: flag }),
};

test('a path finds its row and its parts', () => {
  expect(match(table, '/')).toEqual({ name: 'home', params: {} });
  expect(match(table, '/address/multisig%3A2%2Fa')).toEqual({
    name: 'address',
    params: { address: 'multisig:2/a' },
  });
  expect(match(table, '/trace/')).toEqual({ name: 'trace', params: {} });
});

test('a path that is nothing is nothing', () => {
  for (const path of ['/nowhere', '/address', '/address/', '/address/%E0%A4%A', '/address/a/b']) {
    expect(match(table, path)).toBeNull();
  }
});

test('what is written reads back, and defaults are not written', () => {
  const query = { subject: ['a b', 'c&d'], hops: 12, services: true };
  const search = writeQuery(table.trace.codecs, query);
  expect(search).toBe('?subject=a+b&subject=c%26d&services=1');
  expect(readQuery(table.trace.codecs, search)).toEqual(query);
});

test('a value that does not read is the default', () => {
  expect(readQuery(table.trace.codecs, '?hops=-3&services=maybe')).toEqual({ subject: [], hops: 12, services: false });
  expect(readQuery(table.trace.codecs, '?hops=101').hops).toBe(12);
  expect(readQuery(table.address.codecs, '?from=middle').from).toBe('newest');
});

test('a part of a path is escaped', () => {
  expect(writePath('/tx/:txid', { txid: '../x?y' })).toBe('/tx/..%2Fx%3Fy');
});

test('signing in leads to a page of this site alone', () => {
  expect(safeNext('/trace?subject=a')).toBe('/trace?subject=a');
  for (const next of ['//evil.example', '/\\evil.example', 'https://evil.example', 'javascript:alert(1)', '', '/\t/evil']) {
    expect(safeNext(next)).toBe('/');
  }
});
