// An answer sheet as it is filled in: every change is a new sheet. Two copies that went apart are joined by what they
// both began with; where both changed the same thing, one's own stands. Pure; the bounds are those of the server.
import type { Anchor, Attempt, Claim, Question, Sheet } from '../api/contract-academy';
import { same } from '../core/board/model';
import { unitsOf } from '../core/value';

export const PINS_MAX = 400;
export const CLAIMS_MAX = 40;
export const ACCUSED_MAX = 100;
export const TEXT_MAX = 1_000;

export const EMPTY: Sheet = { verdict: null, typology: null, pins: [], path: [], amount: null, claims: [], accused: [], certainty: null };

export const isPinned = (sheet: Sheet, anchor: Anchor): boolean => sheet.pins.some((pin) => pin.anchor === anchor);

export function pin(sheet: Sheet, anchor: Anchor): Sheet {
  return isPinned(sheet, anchor) || sheet.pins.length >= PINS_MAX ? sheet : { ...sheet, pins: [...sheet.pins, { anchor, note: '' }] };
}

/** What rested on the pin rests on it no more. */
export function unpin(sheet: Sheet, anchor: Anchor): Sheet {
  const claims = sheet.claims.map((claim) => ({ ...claim, cites: claim.cites.filter((cited) => cited !== anchor) }));
  return { ...sheet, pins: sheet.pins.filter((each) => each.anchor !== anchor), claims };
}

export function noted(sheet: Sheet, anchor: Anchor, note: string): Sheet {
  return { ...sheet, pins: sheet.pins.map((each) => (each.anchor === anchor ? { anchor, note } : each)) };
}

export function onPath(sheet: Sheet, anchor: Anchor, stops: number): Sheet {
  return sheet.path.includes(anchor) || sheet.path.length >= stops ? sheet : { ...sheet, path: [...sheet.path, anchor] };
}

export function offPath(sheet: Sheet, anchor: Anchor): Sheet {
  return { ...sheet, path: sheet.path.filter((each) => each !== anchor) };
}

/** One place up (−1) or down (1). */
export function moved(sheet: Sheet, at: number, by: -1 | 1): Sheet {
  const path = [...sheet.path];
  const [stop] = path.splice(at, 1);
  if (stop === undefined || at + by < 0 || at + by > path.length) return sheet;
  path.splice(at + by, 0, stop);
  return { ...sheet, path };
}

export function claimed(sheet: Sheet, at: number, claim: Claim | null): Sheet {
  const claims = [...sheet.claims];
  if (claim === null) claims.splice(at, 1);
  else if (at < CLAIMS_MAX) claims[at] = claim;
  return { ...sheet, claims };
}

export function accused(sheet: Sheet, anchor: Anchor, is: boolean): Sheet {
  const others = sheet.accused.filter((each) => each !== anchor);
  return { ...sheet, accused: is && others.length < ACCUSED_MAX ? [...others, anchor] : others };
}

/** What is typed as an amount, as the sheet has it: null where nothing is, undefined where it is none. */
export function amountOf(typed: string): string | null | undefined {
  const bare = typed.replaceAll(/\s/gu, '');
  if (bare === '') return null;
  return unitsOf({ amount: bare, asset: 'BTC' }) === null || bare.length > 20 ? undefined : bare;
}

export interface Gap {
  /** Its words are `academy-empty-ID`. */
  id: 'verdict' | 'typology' | 'pins' | 'path' | 'amount' | 'amount-wrong' | 'claims' | 'cites' | 'questions' | 'certainty';
  given?: number;
  asked?: number;
  count?: number;
  which?: readonly Question[];
}

/** What is still empty, in the order of the sheet. `typed` is what stands in the amount's box. */
export function gaps(sheet: Sheet, of: Pick<Attempt, 'claims' | 'stops' | 'questions'>, typed = sheet.amount ?? ''): Gap[] {
  const found: Gap[] = [];
  if (sheet.verdict === null) found.push({ id: 'verdict' });
  if (sheet.typology === null) found.push({ id: 'typology' });
  if (sheet.pins.length === 0) found.push({ id: 'pins' });
  if (of.stops > 0 && sheet.path.length === 0) found.push({ id: 'path' });
  if (amountOf(typed) === undefined) found.push({ id: 'amount-wrong' });
  else if (sheet.amount === null) found.push({ id: 'amount' });
  const written = sheet.claims.filter(({ text }) => text.trim() !== '');
  if (written.length < of.claims) found.push({ id: 'claims', given: written.length, asked: of.claims });
  const loose = written.filter(({ cites }) => cites.length === 0).length;
  if (loose > 0) found.push({ id: 'cites', count: loose });
  const which = of.questions.filter((question) => !written.some(({ answers }) => answers === question));
  if (which.length > 0) found.push({ id: 'questions', which });
  if (sheet.certainty === null) found.push({ id: 'certainty' });
  return found;
}

/** Joins two sheets that both came from `base`. */
export function joined(base: Sheet, mine: Sheet, theirs: Sheet): Sheet {
  const one = <K extends keyof Sheet>(field: K): Sheet[K] => (same(base[field], mine[field]) ? theirs[field] : mine[field]);
  return {
    verdict: one('verdict'),
    typology: one('typology'),
    amount: one('amount'),
    certainty: one('certainty'),
    path: one('path'),
    pins: together(base.pins, mine.pins, theirs.pins, ({ anchor }) => anchor).slice(0, PINS_MAX),
    accused: together(base.accused, mine.accused, theirs.accused, (anchor) => anchor).slice(0, ACCUSED_MAX),
    claims: joinedClaims(base.claims, mine.claims, theirs.claims),
  };
}

/** Theirs, as mine would have changed it: what I took off is off, what I changed or added stands. */
function together<T>(base: readonly T[], mine: readonly T[], theirs: readonly T[], key: (of: T) => string): T[] {
  const [was, is] = [new Map(base.map((each) => [key(each), each])), new Map(mine.map((each) => [key(each), each]))];
  const kept = theirs.flatMap((each): T[] => {
    const own = is.get(key(each));
    if (own === undefined) return was.has(key(each)) ? [] : [each];
    return [same(own, was.get(key(each))) ? each : own];
  });
  const there = new Set(kept.map(key));
  const added = mine.filter((each) => !there.has(key(each)) && !same(was.get(key(each)), each));
  return [...kept, ...added];
}

/** Reasons have no names: mine stand as they are, and what the others added stands behind them. */
function joinedClaims(base: readonly Claim[], mine: readonly Claim[], theirs: readonly Claim[]): Claim[] {
  if (same(base, mine)) return [...theirs];
  const known = (claims: readonly Claim[], claim: Claim) => claims.some((each) => same(each, claim));
  const added = theirs.filter((claim, at) => at >= base.length && !known(base, claim) && !known(mine, claim));
  return [...mine, ...added].slice(0, CLAIMS_MAX);
}
