import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { typescriptRule } from '../../scripts/bundles/typescript.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles one TypeScript program for Node.
 * @param {string} name without its ending
 * @param {string} [folder] where it lies
 * @returns {Promise<string>} the path of the program
 */
export function bundle(name, folder = 'bench') {
  const output = `${root}.cache/${folder}`;
  return new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        optimization: { minimize: false },
        target: 'node20',
        entry: `${root}${folder}/${name}.ts`,
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
