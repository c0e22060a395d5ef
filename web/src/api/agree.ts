// Holds the contract, written narrowly by hand, against what the server's OpenAPI document says: tools/types.mjs makes
// schema.d.ts from docs/openapi.json, and this file does not compile where the two disagree. The failing paths
// are named in the compiler's error. Nothing here is left at run time.
// Held are the desk's own paths and those of cases; the look-up pages' part (contract-look.ts) is not yet, nor is the
// list of jobs. Nor are answers with a case's members: the document has one name for them and for a cluster's.
import type { DeskPaths } from './contract';
import type { CasePaths } from './contract-case';
import type { paths as Document } from './schema';

type Contract = Omit<DeskPaths, '/api/jobs'> & Omit<CasePaths, WithMembers>;
type WithMembers = '/api/cases/{case}' | '/api/cases/{case}/members' | '/api/case-covers';

type Json<R> = R extends { content: { 'application/json': infer A } } ? A : never;
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202)]> : never;
type Body<O> = O extends { requestBody?: infer B } ? Json<B> : never;
type Asked<O> = O extends { parameters: { query?: infer Q } } ? Keys<NonNullable<Q>> : never;
/** `keyof never` is every key there can be; where nothing is asked, it is none. */
type Keys<T> = [T] extends [never] ? never : Exclude<keyof T, 'toString'>;
type Item<T> = T extends { items: (infer I)[] } ? I : never;

/** What the contract says must be what the document says, or less wide; and name no field that it does not. Where the
 * document only says "JSON", there is nothing to hold against. */
type Fits<C, D> = unknown extends D
  ? true
  : [D] extends [never]
    ? true
    : [C] extends [D]
      ? [Exclude<keyof C, keyof D>, Exclude<keyof Item<C>, keyof Item<D>>] extends [never, never]
        ? true
        : false
      : false;

type Sends<C, D> = [C] extends [never] ? true : Fits<C, D>;
type Asks<C, D> = [Exclude<Asked<C>, Asked<D>>] extends [never] ? true : false;

type Agrees<C, D> = [D] extends [undefined] ? false : [Fits<Answer<C>, Answer<D>>, Sends<Body<C>, Body<D>>, Asks<C, D>] extends [true, true, true] ? true : false;

type Method = 'get' | 'post' | 'patch' | 'delete';
type Failing = {
  [P in keyof Contract]: P extends keyof Document
    ? {
        [M in keyof Contract[P] & Method]: Agrees<Contract[P][M], M extends keyof Document[P] ? Document[P][M] : undefined> extends true
          ? never
          : `${Uppercase<M>} ${P}`;
      }[keyof Contract[P] & Method]
    : `no ${P}`;
}[keyof Contract];

type Nothing<T extends never> = T;
/** Without a document there is nothing to disagree with. */
export type Agreed = Nothing<keyof Document extends never ? never : Failing>;
