// The one door to the server: typed requests, the CSRF header, and every failure as one `Problem`.
//
// `await ask(api.GET('/api/me'))` gives the answer or throws a Problem whose words are of the catalogue. When the
// session has ended, whoever listens (src/session.svelte.ts) is told once, before the Problem is thrown.
import createClient from 'openapi-fetch';
import type { paths } from './contract';
import type { Hint, ProblemBody } from './op';

const CSRF = 'x-kancil-csrf';
const EXERCISE = 'x-kancil-exercise';

/** What went wrong, in the server's terms; `src/i18n/problem.ts` turns it into words. */
export class Problem extends Error {
  readonly id: string;
  readonly status: number;
  readonly args: Record<string, string | number>;
  readonly detail: string | null;
  readonly hints: readonly Hint[];

  /** What sits between (a proxy, a restart) sends no problem document: every part may be missing. */
  constructor(status: number, body: Partial<ProblemBody>) {
    super(body.detail ?? body.title ?? body.id ?? `HTTP ${status}`);
    this.name = 'Problem';
    this.status = status;
    this.id = body.id ?? (status === 0 ? 'web-problem-unreachable' : 'web-problem-unknown');
    this.args = body.args ?? {};
    this.detail = body.detail ?? null;
    this.hints = body.hints ?? [];
  }
}

let csrf: string | null = null;
let exercise: () => string | null = () => null;
let ended: () => void = () => undefined;
let unwritten: () => void = () => undefined;

/** The value that /api/me gave for this session. */
export function useCsrf(value: string | null): void {
  csrf = value;
}

/** Says within which exercise a request is asked now: an attempt, or `lesson:ID`. There is then no other chain. */
export function useExercise(of: () => string | null): void {
  exercise = of;
}

/** The same for a request that is not made here. */
export function exerciseHeader(): [string, string][] {
  const inside = exercise();
  return inside === null ? [] : [[EXERCISE, inside]];
}

/** What everything that changes something carries beside the cookie, for a request that is not made here. */
export const csrfHeader = (): [string, string][] => (csrf ? [[CSRF, csrf]] : []);

/** Called on every 401 that says that nobody is signed in, and not on one that says that a password is wrong. */
export function whenSessionEnds(then: () => void): void {
  ended = then;
}

/** Called when the record turns out to be read-only: whoever shows that asks anew. */
export function whenNothingIsWritten(then: () => void): void {
  unwritten = then;
}

export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? 'http://localhost',
  credentials: 'same-origin',
  fetch: (request) => fetch(request),
});

api.use({
  onRequest({ request }) {
    if (csrf && !['GET', 'HEAD'].includes(request.method)) request.headers.set(CSRF, csrf);
    for (const [name, value] of exerciseHeader()) request.headers.set(name, value);
    return request;
  },
  onError() {
    return new Problem(0, { id: 'web-problem-unreachable' });
  },
});

interface Outcome<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

export async function ask<T>(outcome: Promise<Outcome<T>>): Promise<T> {
  const { data, error, response } = await outcome;
  if (response.ok) return data as T;
  throw failed(response, error);
}

function failed(response: Response, body: unknown): Problem {
  const isProblem = typeof body === 'object' && body !== null;
  const problem = new Problem(response.status, isProblem ? (body as Partial<ProblemBody>) : {});
  if (response.status === 401 && ['problem-sign-in', 'web-problem-unknown'].includes(problem.id)) ended();
  if (problem.id === 'problem-record-read-only') unwritten();
  return problem;
}

/** Sends a file as it is, for the requests that OpenAPI types cannot say: streamed, not held in a string. */
export async function send<T>(path: string, body: Blob): Promise<T> {
  const headers: Record<string, string> = { 'content-type': body.type || 'application/octet-stream' };
  if (csrf) headers[CSRF] = csrf;
  let response: Response;
  try {
    response = await fetch(path, { method: 'POST', body, headers, credentials: 'same-origin' });
  } catch {
    throw new Problem(0, { id: 'web-problem-unreachable' });
  }
  const answer: unknown = await response.json().catch(() => null);
  if (!response.ok) throw failed(response, answer);
  return answer as T;
}
