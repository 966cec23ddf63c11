/** `node bench/recording.mjs [rounds] [thousands of steps]`: what recording costs a fast training. */
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

const kernels = await run(process.execPath, [inRoot('scripts', 'build-kernels.mjs')]);
if (kernels !== 0) process.exit(kernels);
process.exitCode = await run(process.execPath, [
  await bundle('recording'),
  inRoot('dist'),
  ...process.argv.slice(2),
]);
