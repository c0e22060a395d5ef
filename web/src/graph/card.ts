/**
 * What a card says: its look, its lines, why value stopped there. In ids of messages and values;
 * the words are the catalogue's, so that this file is the same in every language.
 */

import { gravest } from '../core/category';
import { unitsOf, percentOf } from '../core/value';
import type { Ending, Party, Trace } from './answer';
import type { Plan, PlanNode } from './plan';

/** What colour and sign a card has; the sign and a word say the same as the colour. */
export type Look =
  | 'severe'
  | 'risky'
  | 'mixer'
  | 'service'
  | 'named'
  | 'unlabelled'
  | 'run'
  | 'stub';

/** What stands for the look on the card. */
export const BADGES: Record<Look, string> = {
  severe: '!!',
  risky: '!',
  mixer: 'MX',
  service: 'SV',
  named: 'ID',
  unlabelled: '?',
  run: 'RUN',
  stub: '+',
};

export function lookOf(party: Party): Look {
  const said = party.said?.standing === 'holds' ? party.said : null;
  const severity = said === null ? null : gravest(said.categories);
  if (party.role === 'listed' || severity === 'severe') return 'severe';
  if (party.role === 'mixer') return 'mixer';
  if (severity === 'abuse') return 'risky';
  if (party.role === 'service') return 'service';
  return said === null ? 'unlabelled' : 'named';
}

/** The name that somebody gives a holder, and whether it is sure to hold on the day asked about. */
export function nameOf(party: Party): { name: string; isInDoubt: boolean } | null {
  if (party.said === null) return null;
  return { name: party.said.label, isInDoubt: party.said.standing !== 'holds' };
}

/** Why value rests on a card, with how much. */
export interface Pill {
  stop: string;
  /** Of a CoinJoin: outputs that could be the one. */
  candidates: number | null;
  amount: bigint;
  share: string;
  /** A limit of the question, not a fact of the ledger, ended it. */
  isCut: boolean;
}

/** Reasons that are limits of the question or of the data, not facts of the ledger. */
const CUTS = new Set([
  'below threshold',
  'hop limit',
  'time window',
  'work cap',
  'damaged',
  'data missing',
]);
/** Reasons after which nobody can say where the value went on. */
const LOST = new Set(['mixer', 'coinjoin', 'no spend seen', 'origin unknown']);

export type StopClass = 'located' | 'lost' | 'cut';

export function classOf(stop: string): StopClass {
  if (CUTS.has(stop)) return 'cut';
  return LOST.has(stop) ? 'lost' : 'located';
}

export function pillsOf(trace: Trace, plan: Plan, node: PlanNode): Pill[] {
  if (node.kind !== 'coins') return [];
  const method = trace.share_method;
  const net = unitsOf(trace.start.net[method]) ?? 0n;
  const sums = new Map<string, { ending: Ending; amount: bigint }>();
  for (const coin of node.coins) {
    for (const ending of plan.endingsOf.get(coin.out_point) ?? []) {
      const amount = unitsOf(ending.amounts[method]) ?? 0n;
      const key = `${ending.stop} ${ending.detail?.txid ?? ''}`;
      const found = sums.get(key);
      if (found === undefined) sums.set(key, { ending, amount });
      else found.amount += amount;
    }
  }
  return [...sums.values()]
    .filter(({ amount }) => amount > 0n)
    .map(({ ending, amount }) => ({
      stop: ending.stop,
      candidates: ending.detail?.candidates ?? null,
      amount,
      share: percentOf(amount, net),
      isCut: classOf(ending.stop) === 'cut',
    }));
}

/** Addresses on a card, each once. */
export function addressesOf(node: PlanNode): string[] {
  if (node.kind === 'fold') return [];
  return [...new Set(node.coins.map((coin) => coin.holder.address))];
}

/** A name on one line, or on two where it is too long for one. */
export function wrap(name: string, one = 13, two = 15): [string, string | null] {
  if (width(name) <= one) return [name, null];
  let split = -1;
  for (let at = name.indexOf(' '); at >= 0; at = name.indexOf(' ', at + 1)) {
    if (width(name.slice(0, at)) > two) break;
    split = at;
  }
  if (split < 0) return [shortenEnd(name, two), null];
  return [name.slice(0, split), shortenEnd(name.slice(split + 1), two)];
}

/** The middle left out of what is too long: `bc1q7k9d…a2m2x9`. */
export function shortenMiddle(text: string, charsMax: number): string {
  const chars = [...text];
  if (chars.length <= charsMax) return text;
  const kept = Math.max(0, charsMax - 1);
  const tail = Math.floor(kept / 2);
  return `${chars.slice(0, kept - tail).join('')}…${tail === 0 ? '' : chars.slice(-tail).join('')}`;
}

/** The end left out of what is too wide. Whole graphemes, so that no Thai vowel loses its letter. */
export function shortenEnd(text: string, widthMax: number): string {
  if (width(text) <= widthMax) return text;
  let out = '';
  let taken = 1;
  for (const { segment } of GRAPHEMES.segment(text)) {
    taken += width(segment);
    if (taken > widthMax) break;
    out += segment;
  }
  return `${out}…`;
}

const GRAPHEMES = new Intl.Segmenter('en', { granularity: 'grapheme' });
const MARKS = /\p{M}/u;
/** Written in full width: Chinese, Japanese, Korean, emoji. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f300}-\u{1faff}]/u;

/** A line's width in characters of ASCII; marks that stand on others have none. */
export function width(text: string): number {
  let sum = 0;
  for (const char of text) {
    if (MARKS.test(char)) continue;
    sum += WIDE.test(char) ? 2 : 1;
  }
  return sum;
}
