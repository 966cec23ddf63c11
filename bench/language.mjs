/**
 * `node bench/language.mjs [rounds] [lines]`: milliseconds that
 * definitions of 40 to 100,000 lines take to be checked.
 */
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

process.exitCode = await run(process.execPath, [await bundle('language'), ...process.argv.slice(2)]);
