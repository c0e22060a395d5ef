// A request before it is sent: what is wrong with a draft, and the draft that an ending of a placed trace begins with.
// Pure; the bounds are those of `crates/casework/src/requests/machine.rs`.
import type { RequestDraft, RequestLine } from '../api/contract-case';
import type { Content, Edge, Subject } from '../core/board/model';
import { unitsOf } from '../core/value';

export const NAME_MAX = 300;
export const PROSE_MAX = 10_000;
export const ANSWER_TO_MAX = 1_000;
export const LINES_MAX = 1_000;
export const REPLY_DAYS_MAX = 365;
const REPLY_DAYS = 7;
const WHOLE = 1_000_000;

export const EMPTY: RequestDraft = { kind: 'freeze', recipient: '', contact: '', what: '', basis: '', limits: '', lines: [], reply_days: REPLY_DAYS, answer_to: '' };

/** The fields that still keep a draft from being kept, in the form's order. */
export function missing(draft: RequestDraft): string[] {
  const texts = (['recipient', 'contact', 'what', 'basis', 'limits', 'answer_to'] as const).filter((field) => (draft[field] ?? '').trim() === '');
  const days = Number.isInteger(draft.reply_days) && draft.reply_days >= 1 && draft.reply_days <= REPLY_DAYS_MAX;
  const lines = draft.lines.length > 0 && draft.lines.length <= LINES_MAX && draft.lines.every(isWhole);
  return [...texts, ...(days ? [] : ['reply_days']), ...(lines ? [] : ['lines'])];
}

function isWhole(line: RequestLine): boolean {
  const texts = [line.ledger, line.txid, line.address, line.amount, line.asset, line.basis];
  return texts.every((text) => text.trim() !== '' && text.length <= NAME_MAX);
}

/** Millionths as a percentage with up to four places, as people write it. */
export function shareText(share: number | null): string {
  return share === null ? '' : String(share / 10_000);
}

/** A percentage as people write it, as millionths; undefined where it is none. */
export function shareOf(text: string): number | null | undefined {
  const bare = text.trim().replace(/\s*%$/u, '');
  if (bare === '') return null;
  if (!/^\d{1,3}(?:\.\d{1,4})?$/u.test(bare)) return undefined;
  const [whole = '0', part = ''] = bare.split('.');
  const share = Number(whole) * 10_000 + Number(part.padEnd(4, '0'));
  return share <= WHOLE ? share : undefined;
}

/** A part of a whole in millionths, rounded down: never more is claimed than there is. */
export function millionths(part: bigint, whole: bigint): number | null {
  if (whole <= 0n || part < 0n || part > whole) return null;
  return Number((part * BigInt(WHOLE)) / whole);
}

/** What a basis rests on, as a draft's line says it: the field's own words, the same in every language. */
export function basisText(edge: Pick<Edge, 'basis'>): string {
  const { kind, method, confidence } = edge.basis;
  if (kind === 'ledger_fact' || kind === 'protocol_decoded') return method ? `observed on the ledger; ${method}` : 'observed on the ledger';
  const sure = confidence === null ? '' : `, confidence ${confidence / 10} %`;
  return `inferred${method ? ` by ${method}` : ''}${sure}`;
}

export interface Ending {
  /** The card where it ended. */
  card: string;
  subject: Extract<Subject, { kind: 'address' | 'cluster' }>;
  why: string;
  amount: string;
  asset: string;
}

/** The endings of a placed result that somebody could be asked about. */
export function endingsOf(content: Pick<Content, 'cards' | 'results'>, result: string): Ending[] {
  const placed = content.results[result];
  return (placed?.endings ?? []).flatMap((ending): Ending[] => {
    const subject = content.cards[ending.card]?.subject;
    if (!placed || !subject || (subject.kind !== 'address' && subject.kind !== 'cluster')) return [];
    return [{ card: ending.card, subject, why: ending.why, amount: ending.amount, asset: placed.asset }];
  });
}

/** The lines that an ending begins with: every transaction on the board that paid its card. `start` is what the trace
 * began with, where it is known. */
export function linesOf(content: Pick<Content, 'cards' | 'edges'>, ending: Ending, start: bigint | null): RequestLine[] {
  const into = Object.values(content.edges).filter((edge) => edge.to === ending.card && edge.txid !== null);
  const unique = new Map(into.map((edge) => [`${edge.txid}:${edge.output ?? ''}`, edge]));
  return [...unique.values()].slice(0, LINES_MAX).map((edge) => {
    const units = unitsOf(edge);
    return {
      ledger: ending.subject.ledger,
      txid: edge.txid ?? '',
      address: ending.subject.address,
      amount: edge.amount,
      asset: edge.asset,
      share: start === null || units === null ? null : millionths(units, start),
      basis: basisText(edge),
    };
  });
}

/** The sum of lines of one asset, for the sentence that opens a request; null where they do not add up. */
export function sumOf(lines: readonly RequestLine[]): { units: bigint; asset: string } | null {
  const asset = lines[0]?.asset;
  let units = 0n;
  for (const line of lines) {
    const each = line.asset === asset ? unitsOf(line) : null;
    if (each === null) return null;
    units += each;
  }
  return asset === undefined ? null : { units, asset };
}

