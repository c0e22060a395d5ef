// Addresses of pages: a typed table, matched and written by the same rows. The path says which thing is looked
// at, the query how; both survive reload, the back button and a paste to a colleague.
// Pure: the browser's history is src/router.svelte.ts.

/** How one value of the query is read and written. A value that does not read is the default: a hand-edited
 * address must not break a page. The default is not written. */
export interface Codec<T> {
  read(values: string[]): T;
  write(value: T): string[];
}

export const text = (otherwise = ''): Codec<string> => ({
  read: ([value]) => value ?? otherwise,
  write: (value) => (value === otherwise ? [] : [value]),
});

export const int = (otherwise: number, max = Number.MAX_SAFE_INTEGER): Codec<number> => ({
  read: ([value]) => {
    const number = value !== undefined && /^\d{1,16}$/.test(value) ? Number(value) : otherwise;
    return number <= max ? number : otherwise;
  },
  write: (value) => (value === otherwise ? [] : [String(value)]),
});

export const flag: Codec<boolean> = {
  read: ([value]) => value === '1' || value === '',
  write: (value) => (value ? ['1'] : []),
};

export const oneOf = <const T extends string>(...choices: readonly [T, ...T[]]): Codec<T> => ({
  read: ([value]) => choices.find((choice) => choice === value) ?? choices[0],
  write: (value) => (value === choices[0] ? [] : [value]),
});

/** Repeats: `?subject=A&subject=B`. */
export const list: Codec<string[]> = {
  read: (values) => values.filter((value) => value !== ''),
  write: (values) => values,
};

export type Codecs = Record<string, Codec<never> | Codec<string> | Codec<number> | Codec<boolean> | Codec<string[]>>;
export type Query<C> = { [K in keyof C]: C[K] extends Codec<infer T> ? T : never };

/** The names behind colons: `/address/:address` has `address`. */
export type Params<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? { [K in Name | keyof Params<`/${Rest}`>]: string }
  : P extends `${string}:${infer Name}`
    ? { [K in Name]: string }
    : Record<never, string>;

export interface Route<P extends string = string, C = object> {
  readonly pattern: P;
  readonly codecs: C;
}

export function route<const P extends string, const C extends object = object>(pattern: P, codecs?: C): Route<P, C> {
  return { pattern, codecs: codecs ?? ({} as C) };
}

/** The parts of a path if it has the pattern's form. A part that is not valid percent-encoding matches nothing. */
export function params(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split('/');
  const given = path.replace(/(.)\/+$/, '$1').split('/');
  if (wanted.length !== given.length) return null;
  const found: Record<string, string> = {};
  for (const [at, part] of wanted.entries()) {
    const value = given[at] ?? '';
    if (!part.startsWith(':')) {
      if (part !== value) return null;
      continue;
    }
    try {
      found[part.slice(1)] = decodeURIComponent(value);
    } catch {
      return null;
    }
    if (found[part.slice(1)] === '') return null;
  }
  return found;
}

/** The first row of the table that a path fits. */
export function match<T extends Record<string, Route>>(
  table: T,
  path: string,
): { name: keyof T & string; params: Record<string, string> } | null {
  for (const [name, { pattern }] of Object.entries(table)) {
    const found = params(pattern, path);
    if (found) return { name, params: found };
  }
  return null;
}

export function readQuery<C extends object>(codecs: C, search: string): Query<C> {
  const given = new URLSearchParams(search);
  const entries = Object.entries(codecs as Record<string, Codec<unknown>>);
  return Object.fromEntries(entries.map(([name, codec]) => [name, codec.read(given.getAll(name))])) as Query<C>;
}

/** `?a=1&b=2` in the order of the codecs, or nothing. */
export function writeQuery<C extends object>(codecs: C, query: Partial<Query<C>>): string {
  const written = new URLSearchParams();
  const values = query as Record<string, unknown>;
  for (const [name, codec] of Object.entries(codecs as Record<string, Codec<unknown>>)) {
    if (values[name] === undefined) continue;
    for (const value of codec.write(values[name])) written.append(name, value);
  }
  const search = written.toString();
  return search && `?${search}`;
}

export function writePath(pattern: string, values: Record<string, string>): string {
  return pattern.replace(/:([a-z]+)/gi, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

/** Only a path of this site may be gone to after signing in: `//other.example` and `https:` are not. */
export function safeNext(next: string): string {
  return /^\/(?![/\\])/.test(next) && !/[\u0000-\u001f]/.test(next) ? next : '/';
}
