// Where the browser is, as reactive state, and the ways to go elsewhere. The table is routes.ts, the rules are
// core/router.ts; this file alone touches `history`.
import { match, readQuery, writeQuery } from './core/router';
import { exerciseOf, href, keepInside, type Name, type ParamsOf, type QueryOf, routes } from './routes';

interface Place {
  path: string;
  search: string;
  hash: string;
}

const read = (): Place => ({ path: location.pathname, search: location.search, hash: location.hash });

let place = $state.raw<Place>(typeof location === 'undefined' ? { path: '/', search: '', hash: '' } : read());
/** Set by going to another page, taken by that page's heading: it then gets the focus. */
let isArriving = false;

const matched = $derived(match(routes, place.path));

export const here = {
  get path(): string {
    return place.path;
  },
  get hash(): string {
    return place.hash;
  },
  /** Path and query, as `?next=` carries it. */
  get url(): string {
    return place.path + place.search;
  },
  get name(): Name | null {
    return matched?.name ?? null;
  },
  get params(): Record<string, string> {
    return matched?.params ?? {};
  },
  get query(): Record<string, unknown> {
    return matched ? (readQuery(routes[matched.name].codecs as object, place.search) as Record<string, unknown>) : {};
  },
};

const exercise = $derived(exerciseOf(matched?.name ?? null, matched?.params ?? {}, here.query));
keepInside(() => exercise);
/** The exercise that the open page is inside of: an attempt, or `lesson:ID`. The address alone says it, so that a reload
 * stays inside and leaving is leaving. */
export const exerciseHere = (): string | null => exercise;

/** An address with a query that was not written by `href`, inside the same exercise. */
export const insideToo = (url: string): string => (exercise === null ? url : `${url}&exercise=${encodeURIComponent(exercise)}`);

function arrive(to: Place): void {
  if (to.path !== place.path) isArriving = true;
  place = to;
}

export function navigate(url: string, options: { replace?: boolean } = {}): void {
  const to = new URL(url, location.origin);
  if (to.origin !== location.origin) return;
  const isElsewhere = to.pathname !== place.path;
  history[options.replace ? 'replaceState' : 'pushState'](null, '', to.pathname + to.search + to.hash);
  arrive({ path: to.pathname, search: to.search, hash: to.hash });
  if (isElsewhere) scrollTo(0, 0);
}

export function go<N extends Name>(name: N, params: ParamsOf<N>, query?: Partial<QueryOf<N>>): void {
  navigate(href(name, params, query));
}

/** Changes some of the query of the page that is open. A new view is a step of the back button; `replace` is for
 * what a person would not call a step (a selection, a filter while typing). */
export function look<N extends Name>(_name: N, change: Partial<QueryOf<N>>, options: { replace?: boolean } = {}): void {
  if (!matched) return;
  const { codecs } = routes[matched.name];
  const query = { ...readQuery(codecs as object, place.search), ...change };
  navigate(place.path + writeQuery(codecs as object, query as never), options);
}

/** Takes the fragment out of the address bar and the history: a one-time secret was in it. */
export function forgetHash(): void {
  navigate(place.path + place.search, { replace: true });
}

export function takeArrival(): boolean {
  const was = isArriving;
  isArriving = false;
  return was;
}

/** Links of this site become steps inside the page; whatever a person does on purpose (another tab, a
 * download, another site) stays the browser's. */
function follow(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) {
    return;
  }
  const link = (event.target as Element | null)?.closest?.('a') as HTMLAnchorElement | SVGAElement | null;
  if (!link) return;
  // A link in a drawing has animated texts where others have plain ones.
  const target = typeof link.target === 'string' ? link.target : link.target.baseVal;
  const to = new URL(typeof link.href === 'string' ? link.href : link.href.baseVal, location.href);
  if (target || link.hasAttribute('download') || to.origin !== location.origin) return;
  if (to.pathname.startsWith('/api/') || !match(routes, to.pathname)) return;
  if (to.hash && to.pathname === place.path && to.search === place.search) return;
  event.preventDefault();
  navigate(to.href);
}

export function start(): void {
  addEventListener('popstate', () => arrive(read()));
  addEventListener('hashchange', () => arrive(read()));
  document.addEventListener('click', follow);
}
