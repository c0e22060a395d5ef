// What the build makes and TypeScript cannot see: the catalogues of tools/words.mjs.
declare module 'virtual:words/all' {
  type Load = () => Promise<{ ftl: string; drafted: true | string[]; ids: number; whole: [word: string, joined: string][] }>;
  /** Each language as its speakers write it. */
  export const names: Record<string, string>;
  export const loads: Record<string, Record<'first' | 'rest' | 'cases' | 'academy', Load>>;
}
