// Evidence is written one way; each line here is a value somebody will compare with a block explorer.
import { describe, expect, test } from 'vitest';
import * as fmt from './fmt';

const plain = (text: string) => text.replaceAll(fmt.GROUP, ' ');

describe('amounts', () => {
  test.each([
    ['31.02004188', '31.020 041 88 BTC'],
    ['0.00000001', '0.000 000 01 BTC'],
    ['20999999.97690000', '20 999 999.976 900 00 BTC'],
    ['1234', '1 234 BTC'],
    ['-0.5', '−0.5 BTC'],
    ['1e9', '1e9 BTC'],
  ])('%s', (amount, shown) => {
    expect(plain(fmt.amount({ amount, asset: 'BTC' }))).toBe(shown);
  });

  test('what is shown copies back as what the API sent', () => {
    for (const amount of ['31.02004188', '20999999.97690000', '-1234567.8', '0']) {
      expect(fmt.raw(fmt.amount({ amount, asset: 'BTC' }))).toBe(`${amount} BTC`);
    }
  });

  test('trimming drops zeros of the fraction and nothing else', () => {
    expect(fmt.trimmed('600.00000000')).toBe('600');
    expect(fmt.trimmed('600')).toBe('600');
    expect(fmt.trimmed('0.50000000')).toBe('0.5');
  });
});

describe('times', () => {
  test('a moment is UTC, and says so', () => {
    expect(fmt.time('2026-03-01T16:58:07Z')).toBe('2026-03-01 16:58:07 Z');
    expect(fmt.time('2026-03-01T16:58:07.123Z')).toBe('2026-03-01 16:58:07 Z');
  });
  test('a moment with another offset is not passed off as UTC', () => {
    expect(fmt.time('2026-03-01T16:58:07+07:00')).toBe('2026-03-01T16:58:07+07:00');
  });
  test('the Buddhist year stands 543 years later', () => {
    expect(fmt.buddhistYear('2026-03-01')).toBe(2569);
    expect(fmt.buddhistYear('now')).toBeNull();
  });
  test('an age has one unit, and a clock that runs behind shows no negative one', () => {
    const now = Date.parse('2026-03-01T12:00:00Z');
    expect(fmt.age('2026-03-01T11:56:30Z', now)).toEqual({ unit: 'm', count: 3 });
    expect(fmt.age('2026-02-28T08:00:00Z', now)).toEqual({ unit: 'h', count: 28 });
    expect(fmt.age('2026-02-20T12:00:00Z', now)).toEqual({ unit: 'd', count: 9 });
    expect(fmt.age('2026-03-01T12:00:09Z', now)).toEqual({ unit: 's', count: 0 });
    expect(fmt.age('yesterday', now)).toBeNull();
  });
});

test('an identifier is cut in the middle, and none of it is lost', () => {
  const txid = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
  const { head, middle, tail } = fmt.cut(txid);
  expect(head + middle + tail).toBe(txid);
  expect(fmt.short(txid)).toBe('4a5e1e4b…eda33b');
  expect(fmt.short('short')).toBe('short');
});

test('word joiners of displayed Thai are not copied', () => {
  expect(fmt.raw('ค\u2060ริ\u2060ป\u2060โท')).toBe('คริปโท');
});

test('sizes and shares never round away what matters', () => {
  expect(plain(fmt.bytes(999))).toBe('999 B');
  expect(plain(fmt.bytes(1_500_000_000))).toBe('1.50 GB');
  expect(plain(fmt.bytes(999_700))).toBe('1.00 MB');
  expect(plain(fmt.percent(0))).toBe('0 %');
  expect(plain(fmt.percent(0.00001))).toBe('< 0.1 %');
  expect(plain(fmt.percent('0.99999'))).toBe('> 99.9 %');
  expect(plain(fmt.percent(0.066))).toBe('6.6 %');
});
