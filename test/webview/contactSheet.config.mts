import { defineConfig } from 'vitest/config';

/** Photographs every state: `npx vitest run --config test/webview/contactSheet.config.mts`. */
export default defineConfig({
  test: { include: ['test/webview/**/contactSheet.ts'], testTimeout: 900_000, hookTimeout: 60_000 },
});
