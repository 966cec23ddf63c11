/**
 * `node bench/editing.mjs [places]`: milliseconds of processor time that diagnostics,
 * completion, signature help and hover take at places all over 1,000 lines.
 */
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

process.exitCode = await run(process.execPath, [await bundle('editing'), ...process.argv.slice(2)]);
