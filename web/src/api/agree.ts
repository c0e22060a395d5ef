// Holds the contract, written narrowly by hand, against what the server's OpenAPI document says: tools/types.mjs makes
// schema.d.ts from docs/openapi.json, and this file does not compile where the two disagree. The failing paths
// are named in the compiler's error. Nothing here is left at run time.
import type { DeskPaths } from './contract';
import type { AcademyPaths } from './contract-academy';
import type { BoardPaths } from './contract-board';
import type { CasePaths } from './contract-case';
import type { LookPaths } from './contract-look';
import type { paths as Document } from './schema';

type Contract = DeskPaths & LookPaths & CasePaths & BoardPaths & AcademyPaths;

type Json<R> = R extends { content: { 'application/json': infer A } } ? A : never;
type Answer<O> = O extends { responses: infer R } ? Json<R[keyof R & (200 | 201 | 202)]> : never;
type Body<O> = O extends { requestBody?: infer B } ? Json<B> : never;
type Asked<O> = O extends { parameters: { query?: infer Q } } ? Keys<NonNullable<Q>> : never;
/** `keyof never` is every key there can be; where nothing is asked, it is none. */
type Keys<T> = [T] extends [never] ? never : Exclude<keyof T, 'toString'>;

/** Of what is one of several, the fields of each, and what a field may be. */
type Names<T> = T extends unknown ? keyof T : never;
type Field<T, K> = T extends unknown ? (K extends keyof T ? T[K] : never) : never;
type Row<T> = T extends (infer I)[] ? I : never;

/** The fields, at any depth, that the contract names and the document does not. */
type Stray<C, D> = unknown extends D
  ? never
  : C extends unknown[]
    ? Stray<C[number], Row<D>>
    : C extends object
      ? { [K in keyof C]-?: string extends K ? never : K extends Names<D> ? Stray<NonNullable<C[K]>, NonNullable<Field<D, K>>> : K }[keyof C]
      : never;

/** What the contract says must be what the document says, or less wide; and name no field that it does not. Where the
 * document only says "JSON", there is nothing to hold against. */
type Fits<C, D> = unknown extends D
  ? true
  : [D] extends [never]
    ? true
    : [C] extends [D]
      ? [Stray<C, D>] extends [never]
        ? true
        : Stray<C, D>
      : 'another shape';

type Sends<C, D> = [C] extends [never] ? true : Fits<C, D>;
type Asks<C, D> = [Exclude<Asked<C>, Asked<D>>] extends [never] ? true : Exclude<Asked<C>, Asked<D>>;

/** What is wrong with an operation; nothing, where all is well. */
type Wrong<C, D, IsUnwritten> = [D] extends [undefined]
  ? 'not there'
  : Exclude<Fits<Answer<C>, Answer<D>> | (IsUnwritten extends true ? true : Sends<Body<C>, Body<D>>) | Asks<C, D>, true>;

/** Whose body is made by core/question.ts, field by field as the command's flags: a union too wide to be written twice. */
type Unwritten<P, M> = P extends '/api/jobs' ? (M extends 'post' ? true : false) : false;

type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';
type Failing = {
  [P in keyof Contract]: P extends keyof Document
    ? {
        [M in keyof Contract[P] & Method]: Wrong<Contract[P][M], M extends keyof Document[P] ? Document[P][M] : undefined, Unwritten<P, M>> extends infer W
          ? [W] extends [never]
            ? never
            : `${Uppercase<M>} ${P}: ${W & string}`
          : never;
      }[keyof Contract[P] & Method]
    : `no ${P}`;
}[keyof Contract];

type Nothing<T extends never> = T;
/** Without a document there is nothing to disagree with. */
export type Agreed = Nothing<keyof Document extends never ? never : Failing>;
