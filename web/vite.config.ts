// How the front end is built: one page, hashed assets, a chunk a screen and a chunk a language.
// Nothing may be inline: the server's policy is `default-src 'self'`, so no asset becomes a data: URL and no
// script or style is written into the page. During development `/api` goes to a running `kancil serve`.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { words } from './tools/words.mjs';

const server = process.env.KANCIL_SERVER ?? 'http://127.0.0.1:7373';

export default defineConfig({
  plugins: [words(), svelte()],
  build: {
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    reportCompressedSize: false,
    // What every page stands on comes as one file, which packs better than twenty small ones; the board's rules are
    // not of it: few pages need them.
    rolldownOptions: {
      output: { codeSplitting: { groups: [{ name: 'kit', test: /src\/(api|core(?!\/board)|i18n|ui)\// }] } },
    },
  },
  server: {
    fs: { allow: ['..'] },
    proxy: { '/api': server, '/healthz': server },
  },
  // A machine may be slow at any moment; no test of ours is about time.
  test: { environment: 'node', testTimeout: 60_000, include: ['src/**/*.test.ts', 'tools/**/*.test.ts'] },
});
