// How evidence is written: one way in every language, so that a number read aloud in Manila is the number
// printed in Bangkok. Amounts `31.020 041 88 BTC`, times `2026-03-01 16:58:07 Z`; what is copied is raw.
// Pure: strings in, strings out; nothing here passes through a JavaScript number that has to be exact.

/** A narrow space that does not break: groups stay on one line, and `raw` takes it out again. */
export const GROUP = '\u202f';
const JOINER = '\u2060';

/** An amount as the API sends it. */
export interface Money {
  amount: string;
  asset: string;
}

/** Groups digits by three: the whole part from the point leftwards, the fraction rightwards. Anything that is
 * not a plain decimal comes back unchanged. */
export function digits(decimal: string): string {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(decimal);
  if (!parts) return decimal;
  const [, sign = '', whole = '', fraction] = parts;
  const left = whole.replace(/\B(?=(\d{3})+(?!\d))/g, GROUP);
  const right = fraction?.replace(/(\d{3})(?=\d)/g, `$1${GROUP}`);
  return sign.replace('-', '−') + left + (right === undefined ? '' : `.${right}`);
}

/** `600.00000000` as `600`: for charts and sentences, where a column does not have to line up. */
export function trimmed(decimal: string): string {
  return decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal;
}

export function amount(money: Money, options: { trim?: boolean } = {}): string {
  return `${digits(options.trim ? trimmed(money.amount) : money.amount)}${GROUP}${money.asset}`;
}

/** `2026-03-01T16:58:07Z` as `2026-03-01 16:58:07 Z`; parts of a second are left out. What is not RFC 3339 in UTC
 * comes back unchanged. */
export function time(rfc3339: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?(?:Z|\+00:00)$/.exec(rfc3339);
  return parts ? `${parts[1]} ${parts[2]} Z` : rfc3339;
}

/** The year of a day or moment in the Buddhist era: 2026 as 2569. Since 1941 the two years begin together; for
 * days before that there is no answer, and none is needed. */
export function buddhistYear(day: string): number | null {
  const year = Number(/^(\d{4})-/.exec(day)?.[1]);
  return year >= 1941 ? year + 543 : null;
}

/** Where a long identifier is cut when there is no room: its first characters tell the kind, its last ones are
 * what people compare. The middle stays in the page, so that searching and copying find all of it. */
export function cut(id: string, first = 8, last = 6): { head: string; middle: string; tail: string } {
  if (id.length <= first + last + 1) return { head: id, middle: '', tail: '' };
  return { head: id.slice(0, first), middle: id.slice(first, -last), tail: id.slice(-last) };
}

export function short(id: string, first = 8, last = 6): string {
  const { head, middle, tail } = cut(id, first, last);
  return middle ? `${head}…${tail}` : head;
}

/** What a person meant to copy: without group spaces, word joiners or the typographic minus of `digits`. */
export function raw(shown: string): string {
  return shown
    .replaceAll(JOINER, '')
    .replace(/(\d)\u202f(?=\d)/g, '$1')
    .replaceAll(GROUP, ' ')
    .replace(/−(?=\d)/g, '-');
}

/** How long ago, in the one unit that matters: `{ unit: 'm', count: 3 }` for a message to say. A moment that
 * has not come yet is now: clocks differ. */
export function age(since: string, now: number): { unit: 's' | 'm' | 'h' | 'd'; count: number } | null {
  const then = Date.parse(since);
  if (Number.isNaN(then)) return null;
  const seconds = Math.max(0, Math.floor((now - then) / 1000));
  if (seconds < 60) return { unit: 's', count: seconds };
  if (seconds < 3600) return { unit: 'm', count: Math.floor(seconds / 60) };
  if (seconds < 2 * 86400) return { unit: 'h', count: Math.floor(seconds / 3600) };
  return { unit: 'd', count: Math.floor(seconds / 86400) };
}

/** A size in bytes with three digits: `1.50 GB`. Powers of ten, as disks are sold. */
export function bytes(count: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  let at = 0;
  let value = count;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  const places = at === 0 || value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return `${value.toFixed(places)}${GROUP}${units[at]}`;
}

/** A share in 0…1, or a decimal string of it, as a percentage that never rounds something to nothing or
 * nearly all to all. */
export function percent(share: number | string): string {
  const value = Number(share) * 100;
  if (!Number.isFinite(value)) return '–';
  if (value === 0 || value === 100) return `${value}${GROUP}%`;
  if (value > 0 && value < 0.1) return `<${GROUP}0.1${GROUP}%`;
  if (value < 100 && value > 99.9) return `>${GROUP}99.9${GROUP}%`;
  return `${value.toFixed(1)}${GROUP}%`;
}
