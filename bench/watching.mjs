/** `node bench/watching.mjs [milliseconds] [rounds]`: what watching costs a run at full speed. */
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

const kernels = await run(process.execPath, [inRoot('scripts', 'build-kernels.mjs')]);
if (kernels !== 0) process.exit(kernels);
process.exitCode = await run(process.execPath, [
  await bundle('watching'),
  inRoot('dist'),
  ...process.argv.slice(2),
]);
