/**
 * The question of a trace or a path as a URL, and back: the URL is the whole question, so that it
 * can be reloaded, kept and sent to a colleague. Names are those of the command line's flags.
 *
 * What is not understood is told and not passed over: a question that silently lost its limit would
 * have another answer.
 */

import { METHODS, type Method } from '../graph/answer';
import { secretIn } from './secret';

export interface TraceQuestion {
  subjects: string[];
  back: boolean;
  method: Method | 'all';
  hops: number | null;
  min: string | null;
  from: string | null;
  to: string | null;
  through_services: boolean;
  through_mixers: boolean;
  through_fees: boolean;
  legs: number | null;
  ledger: string | null;
  as_of: string | null;
  known_at: string | null;
  /** What is not to be believed: `rule:NAME`, `join:TXID`, `label:SUBJECT:SOURCE` … */
  without: string[];
}

export interface PathQuestion {
  from: string;
  to: string;
  hops: number | null;
  min: string | null;
  legs: number | null;
  through_services: boolean;
  through_mixers: boolean;
  ledger: string | null;
  as_of: string | null;
  known_at: string | null;
  without: string[];
}

/** A parameter that could not be read. Of a secret only the name is kept. */
export interface Misread {
  name: string;
  value: string;
}

export interface Read<Q> {
  question: Q;
  misread: Misread[];
}

export const SUBJECTS_MAX = 200;
export const HOPS_MAX = 100_000;
export const LEGS_MAX = 100_000_000;

export const TRACE_DEFAULTS: TraceQuestion = {
  subjects: [],
  back: false,
  method: 'fifo',
  hops: null,
  min: null,
  from: null,
  to: null,
  through_services: false,
  through_mixers: false,
  through_fees: false,
  legs: null,
  ledger: null,
  as_of: null,
  known_at: null,
  without: [],
};

export const PATH_DEFAULTS: PathQuestion = {
  from: '',
  to: '',
  hops: null,
  min: null,
  legs: null,
  through_services: false,
  through_mixers: false,
  ledger: null,
  as_of: null,
  known_at: null,
  without: [],
};

export function readTrace(query: URLSearchParams): Read<TraceQuestion> {
  const reader = new Reader(query);
  const method = reader.one('method', (text) => ([...METHODS, 'all'] as const).find((known) => known === text));
  const subjects = query
    .getAll('subject')
    .flatMap((text) => splitSubjects(text))
    .filter((text) => reader.isSafe('subject', text));
  const question: TraceQuestion = {
    subjects: [...new Set(subjects)].slice(0, SUBJECTS_MAX),
    back: reader.flag('back'),
    method: method ?? TRACE_DEFAULTS.method,
    hops: reader.count('hops', HOPS_MAX),
    min: reader.one('min', minOf),
    from: reader.one('from', momentOf),
    to: reader.one('to', momentOf),
    through_services: reader.flag('through_services'),
    through_mixers: reader.flag('through_mixers'),
    through_fees: reader.flag('through_fees'),
    legs: reader.count('legs', LEGS_MAX),
    ...reader.moment(),
    without: reader.all('without'),
  };
  return { question, misread: reader.misread };
}

export function readPath(query: URLSearchParams): Read<PathQuestion> {
  const reader = new Reader(query);
  const end = (name: string) => (query.get(name) ?? '').trim();
  const question: PathQuestion = {
    from: reader.isSafe('from', end('from')) ? end('from') : '',
    to: reader.isSafe('to', end('to')) ? end('to') : '',
    hops: reader.count('hops', HOPS_MAX),
    min: reader.one('min', minOf),
    legs: reader.count('legs', LEGS_MAX),
    through_services: reader.flag('through_services'),
    through_mixers: reader.flag('through_mixers'),
    ...reader.moment(),
    without: reader.all('without'),
  };
  return { question, misread: reader.misread };
}

/** Only what is not the default, in a fixed order: one question, one URL. */
export function writeTrace(question: TraceQuestion): URLSearchParams {
  const query = new URLSearchParams();
  for (const subject of question.subjects) query.append('subject', subject);
  writeRest(query, question, TRACE_DEFAULTS, ['subjects', 'without']);
  for (const what of question.without) query.append('without', what);
  return query;
}

export function writePath(question: PathQuestion): URLSearchParams {
  const query = new URLSearchParams();
  writeRest(query, question, PATH_DEFAULTS, ['without']);
  for (const what of question.without) query.append('without', what);
  return query;
}

function writeRest<Q extends object>(query: URLSearchParams, question: Q, usual: Q, but: (keyof Q)[]): void {
  for (const name of Object.keys(usual) as (keyof Q & string)[]) {
    const value = question[name];
    if (but.includes(name) || value === usual[name] || value === null) continue;
    query.set(name, value === true ? '1' : String(value));
  }
}

/** What the server is asked: the same names, without what is not said. */
export function bodyOf(question: TraceQuestion | PathQuestion): Record<string, unknown> {
  const said = Object.entries(question).filter(([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0));
  return Object.fromEntries(said);
}

/** Subjects pasted into one field: apart by blanks, commas or lines. */
export function splitSubjects(text: string): string[] {
  return text.split(/[\s,;]+/u).filter((part) => part !== '');
}

/** `0.01`, `0.01btc`, `5000sat`. */
export function minOf(text: string): string | undefined {
  const bare = text.trim().toLowerCase().replace(/\s+/gu, '');
  return /^(?:\d{1,8}(?:\.\d{1,8})?(?:btc)?|\d{1,16}sat)$/u.test(bare) ? bare : undefined;
}

/** `YYYY-MM-DD` or RFC 3339. */
export function momentOf(text: string): string | undefined {
  const bare = text.trim();
  const found = /^(\d{4})-(\d\d)-(\d\d)(T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))?$/u.exec(bare);
  if (found === null) return undefined;
  const [, year, month, day] = found.map(Number);
  const date = new Date(Date.UTC(year!, month! - 1, day!));
  return date.getUTCMonth() === month! - 1 && date.getUTCDate() === day! ? bare : undefined;
}

class Reader {
  readonly misread: Misread[] = [];

  constructor(private readonly query: URLSearchParams) {}

  one<T>(name: string, read: (text: string) => T | undefined): T | null {
    const text = this.query.get(name);
    if (text === null || text.trim() === '') return null;
    const value = read(text);
    if (value !== undefined) return value;
    this.misread.push({ name, value: secretIn(text) === null ? text.slice(0, 60) : '' });
    return null;
  }

  count(name: string, most: number): number | null {
    return this.one(name, (text) => {
      const value = /^\d{1,9}$/u.test(text.trim()) ? Number(text) : NaN;
      return value >= 1 && value <= most ? value : undefined;
    });
  }

  flag(name: string): boolean {
    const read = (text: string) => ({ 1: true, true: true, 0: false, false: false })[text];
    return this.one(name, read) ?? false;
  }

  moment(): { ledger: string | null; as_of: string | null; known_at: string | null } {
    return {
      ledger: this.one('ledger', (text) => (/^[a-z0-9-]{1,64}$/u.test(text) ? text : undefined)),
      as_of: this.one('as_of', (text) => (text.length === 10 ? momentOf(text) : undefined)),
      known_at: this.one('known_at', momentOf),
    };
  }

  /** Each once, as they stand. */
  all(name: string): string[] {
    const texts = this.query.getAll(name).filter((text) => text !== '' && this.isSafe(name, text));
    return [...new Set(texts)];
  }

  /** Whether a text may be sent; a secret is told by its parameter's name alone. */
  isSafe(name: string, text: string): boolean {
    if (secretIn(text) === null) return true;
    this.misread.push({ name, value: '' });
    return false;
  }
}
