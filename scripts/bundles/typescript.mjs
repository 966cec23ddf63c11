/** What Node 20 and the browsers of today run. */
const TARGET = 'es2022';

/**
 * Webpack's rule for TypeScript, of every bundle. Types are checked by `tsc -b`, once for all of them; here
 * they are only removed, by SWC, which shortens the bundles too (webpack.config.mjs).
 *
 * @type {import('webpack').RuleSetRule}
 */
export const typescriptRule = {
  test: /\.tsx?$/,
  loader: 'swc-loader',
  options: {
    swcrc: false,
    jsc: {
      target: TARGET,
      parser: { syntax: 'typescript', tsx: true },
      transform: { react: { runtime: 'automatic', importSource: 'preact' }, verbatimModuleSyntax: true },
    },
  },
};
