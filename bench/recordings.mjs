/** `node bench/recordings.mjs [count] [bytes] [rounds]`: listing thousands of recordings, and making room. */
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

process.exitCode = await run(process.execPath, [
  '--expose-gc',
  await bundle('recordings'),
  ...process.argv.slice(2),
]);
