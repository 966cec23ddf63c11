import { run } from '../process/run.mjs';
import { inRoot, root } from '../process/root.mjs';

/** The kernels, then every bundle into dist/. @returns {Promise<boolean>} whether all of them succeeded */
export async function build() {
  const kernels = inRoot('scripts', 'build-kernels.mjs');
  const webpack = inRoot('node_modules', 'webpack', 'bin', 'webpack.js');
  for (const args of [[kernels], [webpack, '--mode', 'production']]) {
    if ((await run(process.execPath, args, { cwd: root })) !== 0) return false;
  }
  return true;
}
