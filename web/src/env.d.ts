// What the build makes and TypeScript cannot see: the catalogues of tools/words.mjs.
declare module 'virtual:words/all' {
  export const loads: Record<string, () => Promise<{ ftl: string; drafted: true | string[]; ids: number }>>;
}
