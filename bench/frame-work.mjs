/**
 * `node bench/frame-work.mjs [names] [frames]`, after `npm run build`: milliseconds of the
 * page's main thread for one frame of the network panel. Names: examples, and
 * `deep`, a run of 100,000 steps; all without them. MNIST is fetched on first use.
 */
import { ensureMnist } from '../scripts/ensure/mnist.mjs';
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';

const [names = '', ...frames] = process.argv.slice(2);
const needsMnist = names === '' || names.split(',').includes('mnist');

process.exitCode = await run(process.execPath, [
  await bundle('panel/frameWork'),
  inRoot('dist'),
  needsMnist ? await ensureMnist() : '',
  names,
  ...frames,
]);
