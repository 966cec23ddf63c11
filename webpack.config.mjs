// One configuration for every bundle: the extension (Node and
// browser), the worker, the command line, the tests in VS Code.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import CssMinimizerPlugin from 'css-minimizer-webpack-plugin';
import MiniCssExtractPlugin from 'mini-css-extract-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import webpack from 'webpack';
import { typescriptRule } from './scripts/bundles/typescript.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));
const dist = path.join(root, 'dist');

/** A façade hands on what others hold: who needs one of its names loads the file of that, and no other. */
const facadeRule = {
  include: ['index.ts', 'services/index.ts'].map((file) => path.join(root, 'src/language', file)),
  sideEffects: false,
};

/**
 * @param {string} name
 * @param {import('webpack').Configuration} specific
 * @param {import('webpack').Configuration['mode']} mode
 * @returns {import('webpack').Configuration}
 */
function bundle(name, specific, mode) {
  const { resolve, module, optimization, ...rest } = specific;
  return {
    name,
    mode,
    // `eval` source maps would break the content security policy of webviews.
    devtool: 'source-map',
    module: { rules: [typescriptRule, facadeRule, ...(module?.rules ?? [])] },
    resolve: { extensions: ['.ts', '.tsx', '.js'], ...resolve },
    // SWC gives the same size as Terser; removing the types with it too, a build
    // takes 39 s of processor time, not 100. Plain ASCII, which Node reads and
    // V8 compiles faster: of any other letter they make two bytes of each.
    optimization: {
      ...optimization,
      minimizer: [
        new TerserPlugin({
          minify: TerserPlugin.swcMinify,
          // The licences of what is bundled stand in ThirdPartyNotices.txt.
          extractComments: false,
          terserOptions: {
            compress: { passes: 3 },
            format: { asciiOnly: true, comments: false },
          },
        }),
        new CssMinimizerPlugin(),
      ],
    },
    performance: { hints: false },
    stats: 'errors-warnings',
    ...rest,
  };
}

/** @param {string} file @param {string} filename */
const nodeBundle = (file, filename) =>
  /** @type {import('webpack').Configuration} */ ({
    target: 'node16',
    entry: path.join(root, file),
    output: { path: dist, filename, chunkFilename: '[name].js', libraryTarget: 'commonjs2' },
    // One file for each name that `import()` gives, and no others.
    optimization: { splitChunks: false },
    node: { __dirname: false },
    externals: { vscode: 'commonjs vscode' },
  });

/**
 * What both extension hosts load: libraries come in their builds for browsers, and of Node there is nothing.
 * @param {string} file @param {string} filename
 */
const sharedBundle = (file, filename) =>
  /** @type {import('webpack').Configuration} */ ({
    ...nodeBundle(file, filename),
    // `require` brings the other files: of Node, or of `extension.web.ts`.
    target: ['node16', 'es2022'],
    resolve: {
      mainFields: ['browser', 'module', 'main'],
      conditionNames: ['browser', 'import', 'require', 'default'],
    },
  });

/** @param {string} file @param {string} filename */
const webWorkerBundle = (file, filename) =>
  /** @type {import('webpack').Configuration} */ ({
    target: 'webworker',
    entry: path.join(root, file),
    output: { path: dist, filename, libraryTarget: 'commonjs2' },
    externals: { vscode: 'commonjs vscode' },
    // The tests resolve `assert` to `assert.web.ts` here.
    resolve: { extensions: ['.web.ts', '.ts', '.tsx', '.js'] },
    // A browser gets one file: what is imported late is in it.
    plugins: [new webpack.optimize.LimitChunkCountPlugin({ maxChunks: 1 })],
  });

/**
 * The views, which share what they have in common: `shared.js`, and `charts.js` those that have charts
 * (`pageScripts.ts` says which view loads which).
 */
const webviewBundle = () =>
  /** @type {import('webpack').Configuration} */ ({
    target: 'web',
    entry: Object.fromEntries(
      ['formulas', 'network', 'compare', 'monitor'].map((view) => [
        view,
        path.join(root, `webview/${view}/main.tsx`),
      ]),
    ),
    output: { path: path.join(dist, 'webview'), filename: '[name].js' },
    optimization: {
      splitChunks: {
        cacheGroups: {
          default: false,
          defaultVendors: false,
          charts: {
            type: /^javascript/,
            test: /[\\/](webview[\\/]charts|node_modules[\\/](chart\.js|@kurkle))[\\/]/,
            name: 'charts',
            chunks: 'initial',
            enforce: true,
            priority: 1,
          },
          // What all views import first: other style sheets count on their order.
          style: {
            type: 'css/mini-extract',
            test: /[\\/]kit[\\/](theme[\\/](base|icons)|controls[\\/]controls)\.css$/,
            name: 'shared',
            chunks: 'initial',
            enforce: true,
          },
          shared: { type: /^javascript/, name: 'shared', chunks: 'initial', enforce: true, minChunks: 2 },
        },
      },
    },
    module: {
      rules: [
        { test: /\.css$/, use: [MiniCssExtractPlugin.loader, 'css-loader'] },
        // Icons go into the style sheet: a file of its own would have to be asked for.
        { test: /\.svg$/, type: 'asset/inline' },
      ],
    },
    plugins: [new MiniCssExtractPlugin({ filename: '[name].css' })],
  });

/** Stack traces of failed tests are read by people. */
const readable = { minimize: false };

/** @param {unknown} _env @param {{ mode?: 'production' | 'development' }} argv */
export default function configure(_env, argv) {
  const mode = argv.mode ?? 'production';
  return [
    bundle('extension-main', sharedBundle('src/extension.ts', 'extension.main.js'), mode),
    bundle(
      'extension',
      {
        ...nodeBundle('src/extension.node.ts', 'extension.js'),
        externals: { vscode: 'commonjs vscode', './extension': 'commonjs ./extension.main.js' },
      },
      mode,
    ),
    bundle('extension-web', webWorkerBundle('src/extension.web.ts', 'extension.web.js'), mode),
    bundle(
      'worker',
      {
        ...webWorkerBundle('src/platform/worker.ts', 'worker.js'),
        output: { path: dist, filename: 'worker.js' },
        // Only a thread of Node comes to the lines that ask for them.
        externals: {
          'node:worker_threads': 'commonjs node:worker_threads',
          'node:crypto': 'commonjs node:crypto',
        },
      },
      mode,
    ),
    bundle('webviews', webviewBundle(), mode),
    bundle('cli', nodeBundle('src/cli/main.ts', 'cli.js'), mode),
    bundle(
      'test-vscode',
      {
        ...nodeBundle('test/vscode/index.ts', 'test/vscode/index.js'),
        externals: { vscode: 'commonjs vscode', mocha: 'commonjs mocha' },
        optimization: readable,
      },
      mode,
    ),
    bundle(
      'test-vscode-web',
      {
        ...webWorkerBundle('test/vscode/index.ts', 'test/vscode/index.web.js'),
        optimization: readable,
        // Mocha's build for browsers can load files by name; the suite never does.
        ignoreWarnings: [/the request of a dependency is an expression/],
      },
      mode,
    ),
  ];
}
