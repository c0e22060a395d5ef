// Short forms in which a contract is written by hand: what openapi-typescript spells out in ten lines.

/** An error as the server sends it: RFC 9457, with a message id of the catalogue and its arguments. */
export interface ProblemBody {
  type: string;
  title: string;
  status: number;
  /** The sentence in the asker's language, as the server put it. */
  detail: string;
  /** A message id of words/, `problem-…`. */
  id: string;
  args: Record<string, string | number>;
  /** What to do next. */
  hints: Hint[];
  instance: string;
  /** Of some kinds of problem: what a program goes on with. */
  [member: string]: unknown;
}

export interface Hint {
  id: string;
  args: Record<string, string | number>;
  /** The sentence in the asker's language. */
  says: string;
}

interface Failure {
  content: { 'application/problem+json': ProblemBody };
}

export type Op<Answer, Query = never, Path = never, Body = never> = {
  parameters: ([Query] extends [never] ? { query?: never } : { query?: Query }) &
    ([Path] extends [never] ? { path?: never } : { path: Path });
  responses: { 200: { content: { 'application/json': Answer } }; default: Failure };
} & ([Body] extends [never] ? { requestBody?: never } : { requestBody: { content: { 'application/json': Body } } });

/** One page of a list; `next` goes back as `?after=`. */
export interface Page<Item> {
  total: number;
  items: Item[];
  next: string | null;
}

export interface PageQuery {
  after?: string;
  limit?: number;
}
