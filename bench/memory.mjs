/**
 * `node bench/memory.mjs [frames] [seconds]`, after `npm run build`:
 * whether a watched run takes more memory the longer it lasts.
 */
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

process.exitCode = await run(process.execPath, [
  '--expose-gc',
  await bundle('panel/memory'),
  inRoot('dist'),
  ...process.argv.slice(2),
]);
