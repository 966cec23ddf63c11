import { rm } from 'node:fs/promises';
import { note, duration } from '../console/report.mjs';
import { runLogged } from '../process/logged.mjs';
import { run, runInto } from '../process/run.mjs';
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

/**
 * The same in one line a step, for whom only the result matters: what the tools say goes into a file.
 * @throws {Problem} that names the file, where a step fails
 */
export async function buildQuietly() {
  await empty();
  for (const { title, args } of STEPS) {
    const started = performance.now();
    await runLogged(`build-${title.toLowerCase()}`, `${title} could not be built.`, (file) =>
      runInto(process.execPath, args, file, { cwd: root }),
    );
    note(`${title} are built (${duration(performance.now() - started)}).`);
  }
}
