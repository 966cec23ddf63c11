/** Assertions for tests that run in both extension hosts; assert.web.ts has the same for the browser's. */
export { strict as assert } from 'node:assert';
