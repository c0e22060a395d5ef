// The questions that a board asks of its log, each with every answer there is: taken, too old, refused. What is
// neither (no network, no session) is thrown as a Problem.
import { api, ask } from '../api/client';
import type { BoardAt, Stale } from '../api/contract-board';
import type { Code } from '../core/board/model';
import type { Step, Wanted } from '../core/board/tab';

export type Sent =
  | { taken: Step[] }
  | { stale: Stale }
  /** The step that the log will never take, by its place among those sent. */
  | { refused: { at: number; code: Code | 'malformed' } };

export interface Door {
  open(rev?: number): Promise<BoardAt>;
  steps(after: number): Promise<Step[]>;
  /** This person's own, the newest first. */
  own(before?: number): Promise<Step[]>;
  send(rev: number, steps: Wanted[]): Promise<Sent>;
  /** Calls back whenever the log grew or the way to the server is open again; the answer stops that. */
  listen(grew: (rev: number) => void): () => void;
}

const PAGE = 500;

interface Extended {
  id?: string;
  code?: string;
  at?: number;
  args?: Record<string, string | number>;
}

export function serverDoor(board: string): Door {
  const path = { board };
  return {
    open: (rev) => ask(api.GET('/api/boards/{board}', { params: { path, query: rev === undefined ? {} : { rev } } })),
    steps: async (after) =>
      (await ask(api.GET('/api/boards/{board}/steps', { params: { path, query: { after_rev: after, limit: PAGE } } }))).items,
    own: async (before) => {
      const query = before === undefined ? { limit: PAGE } : { before, limit: PAGE };
      return (await ask(api.GET('/api/boards/{board}/own-steps', { params: { path, query } }))).items;
    },
    async send(rev, steps) {
      const outcome = await api.POST('/api/boards/{board}/steps', {
        params: { path },
        body: { steps },
        headers: { 'if-match': `"${rev}"` },
      });
      const { response } = outcome;
      const problem = outcome.error as (Extended & Partial<Stale>) | undefined;
      if (response.status === 409 && problem?.steps_since) return { stale: problem as Stale };
      if (response.status === 422 && problem) {
        const at = Number(problem.at ?? problem.args?.['at'] ?? 0);
        return { refused: { at, code: String(problem.code ?? problem.args?.['code'] ?? 'malformed') as Code } };
      }
      return { taken: (await ask(Promise.resolve(outcome))).steps };
    },
    listen(grew) {
      const source = new EventSource(`/api/boards/${encodeURIComponent(board)}/events`);
      source.addEventListener('rev', (event) => {
        const { rev } = JSON.parse((event as MessageEvent<string>).data) as { rev: number };
        grew(rev);
      });
      return () => source.close();
    },
  };
}
