import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { typescriptRule } from '../../scripts/bundles/typescript.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles one TypeScript program of this folder for Node.
 * @param {string} name without its ending
 * @returns {Promise<string>} the path of the program
 */
export function bundle(name) {
  const output = `${root}.cache/bench`;
  return new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        optimization: { minimize: false },
        target: 'node20',
        entry: `${root}bench/${name}.ts`,
        output: { path: output, filename: `${name}.cjs` },
        resolve: { extensions: ['.ts', '.js'] },
        // It finds its own files.
        externals: { 'playwright-core': 'commonjs playwright-core' },
        module: { rules: [typescriptRule] },
      },
      (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
        else resolve(`${output}/${name}.cjs`);
      },
    );
  });
}
