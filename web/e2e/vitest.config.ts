// The pages driven in a real browser against the real `kancil serve`. One worker, one browser, one server a data
// directory, all made by house.ts: starting them is most of the time that such a run costs.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    environment: 'node',
    include: ['e2e/**/*.e2e.ts'],
    globalSetup: ['e2e/house.ts'],
    fileParallelism: false,
    testTimeout: 60_000,
    // How long what is polled may take on a busy machine.
    expect: { poll: { timeout: 30_000 } },
    hookTimeout: 120_000,
  },
});
