import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import webpack from 'webpack';
import { typescriptRule } from '../../scripts/bundles/typescript.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Bundles one TypeScript program for Node.
 * @param {string} name without its ending
 * @param {string} [folder] where it lies
 * @param {string} [clone] whose sources it is made with
 * @returns {Promise<string>} the path of the program
 */
export function bundle(name, folder = 'bench', clone = root) {
  const output = join(clone, '.cache', folder);
  return new Promise((resolve, reject) => {
    webpack(
      {
        mode: 'production',
        optimization: { minimize: false },
        target: 'node20',
        entry: `${root}${folder}/${name}.ts`,
        output: { path: output, filename: `${name}.cjs`, library: { type: 'commonjs2' } },
        resolve: { extensions: ['.ts', '.js'] },
        // The first finds its own files; the second is there in an extension host.
        externals: { 'playwright-core': 'commonjs playwright-core', vscode: 'commonjs vscode' },
        module: { rules: [typescriptRule] },
        plugins: [
          new webpack.NormalModuleReplacementPlugin(/^\.\.\/src\//, (request) => {
            if (request.context.startsWith(join(root, folder)))
              request.request = join(clone, request.request.slice('../'.length));
          }),
        ],
      },
      (error, stats) => {
        if (error) reject(error);
        else if (stats?.hasErrors()) reject(new Error(stats.toString('errors-only')));
        else resolve(`${output}/${name}.cjs`);
      },
    );
  });
}
