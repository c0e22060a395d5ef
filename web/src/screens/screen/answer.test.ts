// Each line of a list is in its answer, and a spreadsheet runs none of it.
import { expect, test } from 'vitest';
import type { Screened } from '../../api/contract-look';
import { pasted } from '../../core/pasted';
import { csvOf, rowsOf } from './answer';

const A = '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa';
const B = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
const KEY = 'KwdMAjGmerYanjeui5SHS7JkmpZvVipYvB2LJGU1ZxJwYvP98617';

function answer(subject: string, verdict: Screened['verdict']): Screened {
  return { subject, verdict, error: null, unsure: [], matches: [], transaction: [] };
}

test('lines keep their order, repeats get the answer of the first, the bad stay', () => {
  const { lines } = pasted(`${A}\n=cmd|x\n${B}\n${KEY}\n${A}`);
  const rows = rowsOf(lines, [answer(A, 'found'), answer(B, 'not_found')]);
  expect(rows.map(({ line, verdict, repeats }) => [line, verdict, repeats])).toEqual([
    [1, 'found', null],
    [2, 'unreadable', null],
    [3, 'not_found', null],
    [4, 'unreadable', null],
    [5, 'found', 1],
  ]);
});

test('a cell that a spreadsheet would run is disarmed, and a key is in no cell', () => {
  const { lines } = pasted(`=HYPERLINK("http://x")\n${KEY}\n${A}`);
  const csv = csvOf(rowsOf(lines, [answer(A, 'cannot_tell')]));
  expect(csv.split('\r\n')[1]).toMatch(/^1,"'=HYPERLINK/);
  expect(csv).not.toContain(KEY.slice(0, 8));
  expect(csv.split('\r\n')[3]).toBe(`3,${A},cannot_tell,,,,,,,,`);
});
