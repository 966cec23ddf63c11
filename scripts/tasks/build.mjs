import { rm } from 'node:fs/promises';
import { fail, note, duration } from '../console/report.mjs';
import { capture, run } from '../process/run.mjs';
import { inRoot, root } from '../process/root.mjs';

const STEPS = [
  { title: 'Kernels', args: [inRoot('scripts', 'build-kernels.mjs')] },
  {
    title: 'Bundles',
    args: [inRoot('node_modules', 'webpack', 'bin', 'webpack.js'), '--mode', 'production'],
  },
];

/** What an earlier build left would be shipped with the package: a bundle that there is no more. */
function empty() {
  return rm(inRoot('dist'), { recursive: true, force: true });
}

/** The kernels, then every bundle into dist/. @returns {Promise<boolean>} whether all of them succeeded */
export async function build() {
  await empty();
  for (const { args } of STEPS) {
    if ((await run(process.execPath, args, { cwd: root })) !== 0) return false;
  }
  return true;
}

/** The same in one line a step, for whom only the result matters. @returns {Promise<boolean>} */
export async function buildQuietly() {
  await empty();
  for (const { title, args } of STEPS) {
    const started = performance.now();
    const { code, output, errors } = await capture(process.execPath, args, { cwd: root });
    if (code !== 0) {
      fail(`${title}:\n${output}${errors}`.trimEnd());
      return false;
    }
    note(`${title} are built (${duration(performance.now() - started)}).`);
  }
  return true;
}
