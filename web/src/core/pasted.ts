/**
 * A pasted or uploaded list, as lines to be screened: nothing is dropped in silence.
 *
 * Every line that is neither blank nor a comment becomes a row that keeps its number. A line of a
 * table gives the first cell that can be a subject; where none can, the line stays, as one that
 * could not be read. What looks like a secret is withheld: its row has no text at all.
 */

import { bare, secretIn, type Secret } from './secret';

/** Lines of a list; what is longer is refused whole, with the number of lines. */
export const LINES_MAX = 100_000;
/** Longer than any subject, link or label line. */
const LINE_MAX = 2_000;

export type Kind = 'bitcoin' | 'hash' | 'output' | 'evm' | 'tron' | 'other';

export type Line = { line: number } & (
  | { state: 'good'; subject: string; kind: Kind; /** The first line with the same. */ repeats: number | null }
  | { state: 'unreadable'; text: string }
  | { state: 'too-long'; text: string }
  | { state: 'secret'; secret: Secret }
);

export interface Pasted {
  lines: Line[];
  good: number;
  repeated: number;
  bad: number;
  /** Lines beyond the limit, not read. */
  beyond: number;
}

export function pasted(text: string): Pasted {
  const all = text.split(/\r\n|[\n\r\u2028\u2029]/u);
  const out: Pasted = { lines: [], good: 0, repeated: 0, bad: 0, beyond: 0 };
  const first = new Map<string, number>();
  all.forEach((raw, at) => {
    if (bare(raw) === '' || raw.trimStart().startsWith('#')) return;
    if (out.lines.length >= LINES_MAX) {
      out.beyond += 1;
      return;
    }
    for (const found of linesOf(raw, at + 1)) {
      if (found.state === 'good') {
        const seen = first.get(found.subject);
        if (seen === undefined) first.set(found.subject, found.line);
        else out.repeated += 1;
        found.repeats = seen ?? null;
        out.good += 1;
      } else out.bad += 1;
      out.lines.push(found);
    }
  });
  return out;
}

/** Subjects to ask the server about, each once, in the order of the list. */
export function subjectsOf(list: Pasted): string[] {
  return list.lines.flatMap((line) => (line.state === 'good' && line.repeats === null ? [line.subject] : []));
}

/** One row, or several where a line is a plain run of subjects. */
function linesOf(raw: string, line: number): Line[] {
  const secret = secretIn(raw);
  if (secret !== null) return [{ line, state: 'secret', secret }];
  if (raw.length > LINE_MAX) return [{ line, state: 'too-long', text: raw.slice(0, 60) }];
  // A plain run of subjects: each is one. A table: the first cell that can be a subject is meant.
  const words = raw.split(/[\s,;|]+/u).map(bare).filter((word) => word !== '');
  const kinds = words.map(kindOf);
  if (kinds.every((kind) => kind !== null)) return words.map((word, at) => good(line, word, kinds[at]!));
  for (const cell of raw.split(/[,;\t|]/u).map(bare)) {
    const kind = kindOf(cell);
    if (kind !== null) return [good(line, cell, kind)];
  }
  return [{ line, state: 'unreadable', text: bare(raw) }];
}

function good(line: number, text: string, kind: Kind): Line {
  return { line, state: 'good', subject: text.replace(/^bitcoin:\/*/iu, '').split('?')[0]!, kind, repeats: null };
}

/** What a word can be by its shape; whether its checksum is right is the server's to say. */
export function kindOf(word: string): Kind | null {
  const text = word.replace(/^bitcoin:\/*/iu, '').split('?')[0]!;
  if (/^[0-9a-f]{64}$/iu.test(text)) return 'hash';
  if (/^[0-9a-f]{64}:\d{1,10}$/iu.test(text)) return 'output';
  if (/^0x[0-9a-f]{40}$/iu.test(text)) return 'evm';
  if (/^T[1-9A-HJ-NP-Za-km-z]{33}$/u.test(text)) return 'tron';
  if (/^(?:bc|tb|bcrt|synth)1[02-9ac-hj-np-z]{6,87}$/iu.test(text)) return 'bitcoin';
  if (/^(?:[13mn2][1-9A-HJ-NP-Za-km-z]{24,34}|synth[PS][1-9A-HJ-NP-Za-km-z]{33})$/u.test(text)) return 'bitcoin';
  // Another chain's: long enough, letters and digits both, or written TICKER:address.
  if (/^[A-Z0-9]{2,10}:[A-Za-z0-9]{20,120}$/u.test(text)) return 'other';
  if (/^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9]{26,120}$/u.test(text)) return 'other';
  return null;
}
