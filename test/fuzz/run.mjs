/** Bundles `run.ts` and runs it with the same arguments. */
import { spawnSync } from 'node:child_process';
import { bundle } from '../../bench/support/bundle.mjs';

const program = await bundle('run', 'test/fuzz');
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
