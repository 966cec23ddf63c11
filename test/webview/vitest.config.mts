import { defineConfig } from 'vitest/config';

/** The built panel in a real browser: `npx vitest run --config test/webview/vitest.config.mts`. */
export default defineConfig({
  test: {
    include: ['test/webview/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A page takes its time where the processor is shared; what stays wrong fails all the same.
    expect: { poll: { timeout: 10_000 } },
    // One browser at a time: small machines run this too.
    fileParallelism: false,
    // The modules are read once for all files.
    pool: 'threads',
    isolate: false,
    reporters: ['default', ['json', { outputFile: '.cache/results/webview.json' }]],
  },
});
