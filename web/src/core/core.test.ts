// Values, categories, secrets, lists and questions: what the investigators' screens stand on.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { severities } from './category';
import { pasted, subjectsOf } from './pasted';
import {
  bodyOf, minOf, momentOf, PATH_DEFAULTS, readPath, readTrace, splitSubjects, TRACE_DEFAULTS, writePath, writeTrace,
} from './question';
import { secretIn } from './secret';
import { decimalOf, percentOf, permilleOf, shortOf, unitsOf } from './value';

const TXID = '4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b';
const KEY = 'KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617';

describe('values', () => {
  test('are exact both ways', () => {
    for (const text of ['0.00000001', '20999999.97690000', '0.00000000', '123456789012345678901.00000001']) {
      expect(decimalOf(unitsOf({ amount: text, asset: 'BTC' })!)).toBe(text);
    }
  });
  test('what is no amount has no value', () => {
    for (const text of ['', '-1', '1e9', '0.000000001', 'x']) {
      expect(unitsOf({ amount: text, asset: 'BTC' })).toBeNull();
    }
    expect(unitsOf(null)).toBeNull();
  });
  test('shares are those of the server', () => {
    expect(percentOf(1n, 3n)).toBe('33.33 %');
    expect(percentOf(2n, 3n)).toBe('66.67 %');
    expect(percentOf(1n, 1_000_000n)).toBe('<0.01 %');
    expect(percentOf(0n, 5n)).toBe('0.00 %');
    expect(percentOf(0n, 0n)).toBe('-');
    expect(shortOf(5_000_000_000n)).toBe('50');
    expect(shortOf(1n)).toBe('0.00000001');
    expect(permilleOf(1n, 10_000_000n)).toBe(1);
  });
});

test('categories are as grave as the vocabulary of the model says', () => {
  const file = new URL('../../../crates/model/src/category.rs', import.meta.url);
  expect(existsSync(file)).toBe(true);
  const rows = [...readFileSync(file, 'utf8').matchAll(/row\("([^"]+)", "[^"]+", (\w+),/g)];
  expect(rows.length).toBeGreaterThan(80);
  const grave = rows.filter(([, , severity]) => severity !== 'Neutral');
  const said = grave.map(([, id, severity]) => [id, severity!.toLowerCase()]);
  expect(Object.fromEntries(severities())).toEqual(Object.fromEntries(said));
});

describe('secrets', () => {
  test.each([
    KEY,
    '5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ',
    'L1aW4aubDFB7yfras2S1mN3bqg9nwySY8nkoLmJebSLD5BWv3EN',
    'cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA',
    `bitcoin:${KEY}`,
    `https://x.org/${KEY}`,
    `"${KEY}",0.5`,
    `K\u200bwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617`,
    '6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg',
    'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi',
    'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about',
  ])('%#: is known by its shape', (text) => {
    expect(secretIn(text)).not.toBeNull();
  });

  test.each([
    TXID,
    `${TXID}:0`,
    '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
    'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    'bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0',
    'synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4',
    'synthPCBtYJuWSjrQavV8A6i2FSHLdbMiPTP8SH',
    '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed',
    'Bursa Melati (synthetic)',
    '',
  ])('%#: an ordinary subject is none', (text) => {
    expect(secretIn(text)).toBeNull();
  });
});

describe('pasted lists', () => {
  /** One line a row, as a person would tell it. */
  function check(text: string, lines: string[]): void {
    const said = pasted(text).lines.map((line) => {
      if (line.state === 'good') return `${line.line} ${line.kind} ${line.subject}${line.repeats === null ? '' : ` as ${line.repeats}`}`;
      return line.state === 'secret' ? `${line.line} secret` : `${line.line} ${line.state} ${line.text}`;
    });
    expect(said).toEqual(lines);
  }

  test('a bad line stays, with its number', () => {
    check(`# withdrawals\n\n1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa\nnonsense\n${TXID}:1`, [
      '3 bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '4 unreadable nonsense',
      `5 output ${TXID}:1`,
    ]);
  });

  test("a story's addresses are read as a real chain's are", () => {
    check('synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4 synthPCBtYJuWSjrQavV8A6i2FSHLdbMiPTP8SH', [
      '1 bitcoin synth1qw508d6qejxtdg4y5r3zarvary0c5xw7k534xf4',
      '1 bitcoin synthPCBtYJuWSjrQavV8A6i2FSHLdbMiPTP8SH',
    ]);
  });

  test('of a table the first subject of a line is meant; its heading is told as unreadable', () => {
    check('date,address,amount\n2026-01-01,"bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",0.5', [
      '1 unreadable date,address,amount',
      '2 bitcoin bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    ]);
  });

  test('several on one line are several, and a second one is known as such', () => {
    check('1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', [
      '1 bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      '1 tron TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      '1 bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa as 1',
    ]);
  });

  test('a secret has no text, and is not asked about', () => {
    const list = pasted(`${KEY}\n1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa`);
    expect(JSON.stringify(list)).not.toContain(KEY.slice(0, 8));
    expect(subjectsOf(list)).toEqual(['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa']);
    expect(list).toMatchObject({ good: 1, bad: 1 });
  });

  test('a payment link, a byte order mark, Windows line ends, and what is far too long', () => {
    check(`\ufeffbitcoin:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa?amount=1\r\n${'x '.repeat(2000)}`, [
      '1 bitcoin 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
      `2 too-long ${'x '.repeat(30)}`,
    ]);
  });

  test('each is asked about once', () => {
    expect(subjectsOf(pasted(`${TXID}\n${TXID}\n`))).toEqual([TXID]);
  });
});

describe('questions', () => {
  test('survive the URL', () => {
    const question = {
      ...TRACE_DEFAULTS,
      subjects: [`${TXID}:0`, 'cluster:1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa'],
      back: true,
      method: 'all' as const,
      hops: 30,
      min: '0.01',
      from: '2026-01-01',
      to: '2026-02-01T10:00:00Z',
      through_mixers: true,
      legs: 5000,
      ledger: 'bitcoin-main-linked',
      as_of: '2026-03-01',
      known_at: '2026-03-02',
    };
    const read = readTrace(new URLSearchParams(writeTrace(question).toString()));
    expect(read).toEqual({ question, misread: [] });
  });

  test('what is usual is not written: one question, one URL', () => {
    expect(writeTrace({ ...TRACE_DEFAULTS, subjects: [TXID] }).toString()).toBe(`subject=${TXID}`);
    expect(bodyOf({ ...TRACE_DEFAULTS, subjects: [TXID] })).toEqual({ subjects: [TXID], method: 'fifo' });
  });

  test('a path survives the URL too', () => {
    const question = { ...PATH_DEFAULTS, from: TXID, to: `${TXID}:1`, hops: 4, through_services: true };
    expect(readPath(new URLSearchParams(writePath(question)))).toEqual({ question, misread: [] });
  });

  test('what cannot be read is told, never dropped in silence', () => {
    const { question, misread } = readTrace(
      new URLSearchParams('subject=x&method=magic&hops=-1&min=lots&from=2026-02-30&through_mixers=maybe'),
    );
    expect(misread.map(({ name }) => name).sort()).toEqual(['from', 'hops', 'method', 'min', 'through_mixers']);
    expect(question).toEqual({ ...TRACE_DEFAULTS, subjects: ['x'] });
  });

  test('a key in the URL is neither kept nor repeated', () => {
    const read = readTrace(new URLSearchParams({ subject: KEY, ledger: KEY }));
    expect(JSON.stringify(read)).not.toContain(KEY.slice(0, 8));
    expect(read.question.subjects).toEqual([]);
    expect(read.misread).toHaveLength(2);
  });

  test('amounts and moments are those of the command line', () => {
    expect(['0.01', '0.01 BTC', '5000sat', '1,5', '-1', '0.000000001'].map(minOf)).toEqual([
      '0.01', '0.01btc', '5000sat', undefined, undefined, undefined,
    ]);
    expect(['2026-02-28', '2026-02-29', '2026-02-28T10:00:00Z', 'now'].map(momentOf)).toEqual([
      '2026-02-28', undefined, '2026-02-28T10:00:00Z', undefined,
    ]);
    expect(splitSubjects(' a\nb, c;d ')).toEqual(['a', 'b', 'c', 'd']);
  });
});
