// Every page there is, in one table: its address, what its query can say, and the file that draws it.
// To add a page: a row here, a file in screens/, its words in words/<lang>/.
import type { Component } from 'svelte';
import type { Part } from './i18n/words.svelte';
import { flag, int, list, oneOf, type Params, type Query, route, text, writePath, writeQuery } from './core/router';

/** What of a board is looked at: a frozen revision, what is selected, how it is drawn. What was done is its log. */
const OF_BOARD = {
  rev: int(0),
  sel: list,
  lvl: oneOf('tx', 'relation'),
  x: oneOf('hop', 'time'),
  tab: text(),
  tour: flag,
  z: text(),
};
/** The exercise within which something is looked up; empty outside. */
const exercise = text();

export const routes = {
  home: route('/'),
  signIn: route('/sign-in', { next: text() }),
  firstRun: route('/first-run', { next: text() }),
  password: route('/password', { next: text() }),
  search: route('/search', { q: text(), exercise }),
  address: route('/address/:address', {
    from: oneOf('newest', 'oldest'),
    after: text(),
    tab: oneOf('legs', 'counterparties'),
    as_of: text(),
    known_at: text(),
    ledger: text(),
    without: list,
    exercise,
  }),
  cluster: route('/cluster/:address', {
    tab: oneOf('members', 'joins'),
    after: text(),
    with: text(),
    as_of: text(),
    known_at: text(),
    ledger: text(),
    without: list,
    exercise,
  }),
  tx: route('/tx/:txid', { inputs: text(), outputs: text(), as_of: text(), known_at: text(), ledger: text(), without: list, exercise }),
  block: route('/block/:block', { after: text(), as_of: text(), known_at: text(), ledger: text(), without: list, exercise }),
  // The question itself is read and written by core/question.ts, which also says what it could not read.
  trace: route('/trace', {
    subject: list,
    back: flag,
    method: oneOf('fifo', 'lifo', 'tiho', 'haircut', 'poison', 'all'),
    hops: int(0),
    min: text(),
    from: text(),
    to: text(),
    legs: int(0),
    through_services: flag,
    through_mixers: flag,
    through_fees: flag,
    as_of: text(),
    known_at: text(),
    ledger: text(),
    without: list,
    job: text(),
    tab: oneOf('now', 'hops', 'sums', 'rests'),
    selected: text(),
    exercise,
  }),
  path: route('/path', {
    from: text(),
    to: text(),
    hops: int(0),
    min: text(),
    legs: int(0),
    through_services: flag,
    through_mixers: flag,
    as_of: text(),
    known_at: text(),
    ledger: text(),
    without: list,
    job: text(),
    exercise,
  }),
  cases: route('/cases', {
    tab: oneOf('mine', 'covers'),
    status: oneOf('any', 'new', 'working', 'waiting', 'escalated', 'closed'),
    q: text(),
    after: text(),
  }),
  case: route('/cases/:case', { tab: oneOf('work', 'notes', 'files', 'evidence', 'requests', 'custody'), after: text() }),
  // A new one may begin with an ending of a result that stands on a board.
  request: route('/cases/:case/requests/:request', { board: text(), result: text(), card: text() }),
  board: route('/boards/:board', OF_BOARD),
  academy: route('/academy'),
  lesson: route('/academy/lessons/:lesson', { step: text() }),
  attempt: route('/academy/attempts/:attempt', { ...OF_BOARD, side: oneOf('sheet', 'selected') }),
  debrief: route('/academy/attempts/:attempt/debrief', { sign: text(), expert: int(0), z: text() }),
  classes: route('/academy/classes'),
  class: route('/academy/classes/:class', { cell: text(), heat: text() }),
  certificate: route('/academy/certificates/:code'),
  verify: route('/verify'),
  screen: route('/screen', { subject: list }),
  labels: route('/labels'),
  status: route('/status'),
  people: route('/people', { tab: oneOf('people', 'roles') }),
  tokens: route('/tokens'),
  audit: route('/audit', { after: text(), actor: text(), action: text() }),
  docs: route('/docs', { tag: text() }),
  me: route('/me'),
} as const;

export type Name = keyof typeof routes;
export type ParamsOf<N extends Name> = Params<(typeof routes)[N]['pattern']>;
export type QueryOf<N extends Name> = Query<(typeof routes)[N]['codecs']>;

/** What a screen is given. It is drawn anew for other params, and kept while the query alone changes. */
export interface ScreenProps<N extends Name> {
  params: ParamsOf<N>;
  query: QueryOf<N>;
}

let inside: () => string | null = () => null;

/** Says within which exercise the page is that is open: what is looked up from there stays inside. */
export function keepInside(of: () => string | null): void {
  inside = of;
}

/** The address of a page: `href('address', { address }, { from: 'oldest' })`. */
export function href<N extends Name>(name: N, params: ParamsOf<N>, query?: Partial<QueryOf<N>>): string {
  const { pattern, codecs } = routes[name];
  const kept = 'exercise' in codecs ? { exercise: inside() ?? '' } : {};
  return writePath(pattern, params as Record<string, string>) + writeQuery(codecs, { ...kept, ...query } as never);
}

/** The exercise that an address is inside of: a page of the academy, or something looked up from one. */
export function exerciseOf(name: Name | null, params: Record<string, string>, query: Record<string, unknown>): string | null {
  const said =
    name === 'attempt' || name === 'debrief' ? params['attempt'] : name === 'lesson' ? `lesson:${params['lesson']}` : query['exercise'];
  // It becomes a header: what cannot be an id is none.
  return typeof said === 'string' && /^[\w:.-]{1,100}$/.test(said) ? said : null;
}

/** The pages that are there for people who are not signed in. */
export const OPEN: readonly Name[] = ['signIn', 'firstRun', 'password', 'verify'];

/** The parts of the words that a page says things from; what the first part has, every page has. */
export function saysOf(name: Name): readonly Part[] {
  if (name === 'verify') return ['academy'];
  if (name === 'home' || OPEN.includes(name)) return [];
  if (OF_ACADEMY.includes(name)) return ['rest', 'cases', 'academy'];
  return OF_CASES.includes(name) ? ['rest', 'cases'] : ['rest'];
}
const OF_CASES: readonly Name[] = ['cases', 'case', 'request', 'board'];
const OF_ACADEMY: readonly Name[] = ['academy', 'lesson', 'attempt', 'debrief', 'classes', 'class', 'certificate'];

// A screen is loaded when it is first gone to. Those of the desk are named here; every file of screens/ whose
// name is a route's is found, so two people adding screens do not edit the same lines.
type Load = () => Promise<{ default: Component<ScreenProps<never>> }>;
const found = import.meta.glob('./screens/*/Screen.svelte') as Record<string, Load>;

/** The screen's loader, or none where the page is not built in. */
export function screen(name: Name): Load | undefined {
  return found[`./screens/${folder(name)}/Screen.svelte`];
}

function folder(name: Name): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
