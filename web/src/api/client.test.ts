// The door to the server: what changes something carries the session's mark, and whatever goes wrong becomes one Problem.
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { api, ask, Problem, send, useCsrf, whenSessionEnds } from './client';

const ended = vi.fn();
let asked: Request[] = [];

function answer(status: number, body: unknown, type = 'application/json') {
  vi.stubGlobal('fetch', async (input: Request | string, init?: RequestInit) => {
    asked.push(typeof input === 'string' ? new Request(new URL(input, 'http://here'), init) : input);
    return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status, headers: { 'content-type': type } });
  });
}

async function problemOf(promise: Promise<unknown>): Promise<Problem> {
  const problem = await promise.catch((failure: unknown) => failure);
  if (!(problem instanceof Problem)) throw new Error(`no problem but ${String(problem)}`);
  return problem;
}

beforeEach(() => {
  asked = [];
  ended.mockReset();
  whenSessionEnds(ended);
  useCsrf('mark');
});
afterEach(() => vi.unstubAllGlobals());

test('what changes something carries the mark, what only looks does not', async () => {
  answer(200, { items: [] });
  await ask(api.GET('/api/tokens'));
  await ask(api.DELETE('/api/tokens/{id}', { params: { path: { id: 'a/b' } } }));
  await send('/api/packs?file=x', new Blob(['x']));
  expect(asked.map(({ method, headers }) => [method, headers.get('x-kancil-csrf')])).toEqual([
    ['GET', null],
    ['DELETE', 'mark'],
    ['POST', 'mark'],
  ]);
  expect(new URL(asked[1]?.url ?? '').pathname).toBe('/api/tokens/a%2Fb');
});

test('a problem document keeps its message, its arguments and its hints', async () => {
  const hints = [{ id: 'hint-free-space', args: {}, says: 'free some space' }];
  answer(503, { id: 'problem-record-read-only', args: { reason: 'full' }, detail: 'nothing can be written', hints }, 'application/problem+json');
  const problem = await problemOf(ask(api.GET('/api/me')));
  expect(problem).toMatchObject({ status: 503, id: 'problem-record-read-only', args: { reason: 'full' }, hints });
  expect(ended).not.toHaveBeenCalled();
});

test('the end of a session is told; a wrong password is none', async () => {
  answer(401, { id: 'problem-sign-in-failed' }, 'application/problem+json');
  await problemOf(ask(api.POST('/api/session', { body: { login: 'a', password: 'b' } })));
  expect(ended).not.toHaveBeenCalled();
  answer(401, { id: 'problem-sign-in' }, 'application/problem+json');
  await problemOf(ask(api.GET('/api/system')));
  expect(ended).toHaveBeenCalledOnce();
});

test('what is no problem document is a problem all the same', async () => {
  answer(502, '<html>Bad gateway</html>', 'text/html');
  expect(await problemOf(ask(api.GET('/api/me')))).toMatchObject({ status: 502, id: 'web-problem-unknown' });
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  expect(await problemOf(ask(api.GET('/api/me')))).toMatchObject({ status: 0, id: 'web-problem-unreachable' });
  expect(await problemOf(send('/api/packs', new Blob(['x'])))).toMatchObject({ id: 'web-problem-unreachable' });
});
