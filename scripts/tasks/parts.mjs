import { run } from '../process/run.mjs';
import { inRoot } from '../process/root.mjs';
import { NONE } from '../../test/driver/results.mjs';
import { RUNS } from '../../test/driver/runs.mjs';
import { runSuite } from '../../test/driver/suite.mjs';
import { runBenches } from './benches.mjs';
import { build } from './build.mjs';
import { tool } from './tool.mjs';
import { runVitest } from './vitest.mjs';

/**
 * @typedef {import('../../test/driver/results.mjs').Counts} Counts
 *
 * @typedef {object} Part
 * @property {string} title
 * @property {() => Promise<Counts>} run a check that is not made of tests counts as one
 * @property {Part} [needs] what must have ended before; it stands further up in the list
 */

/** @type {Part} */
const BUILD = { title: 'Build', run: () => check(async () => ((await build()) ? 0 : 1)) };

/** @type {Part} */
const PACKAGE = { title: 'Package', needs: BUILD, run: () => check(() => script('check-package.mjs')) };

/**
 * What `npm test` consists of, in the order in which the lanes take it: what is quick to tell of a mistake
 * comes first, then the longest, so that the lanes end together. VS Code is tested with the package that
 * people install.
 * @type {readonly Part[]}
 */
export const PARTS = [
  BUILD,
  { title: 'Types', run: () => check(() => tool('typescript-native', ['-b', '.'], 'tsc')) },
  { title: 'Lint, with types', run: () => check(() => tool('oxlint', ['--deny-warnings'])) },
  { title: 'Lint', run: () => check(() => tool('eslint', ['.'])) },
  { title: 'Manifest', needs: BUILD, run: () => check(() => script('check-manifest.mjs')) },
  PACKAGE,
  {
    title: 'Unit tests',
    needs: BUILD,
    run: () => runVitest('vitest.config.mts', '.cache/results/vitest.json'),
  },
  { title: 'Format', run: () => check(() => tool('prettier', ['--check', '--log-level', 'warn', '.'])) },
  { title: 'Unused code', run: () => check(() => tool('knip', ['--no-progress'])) },
  { title: 'Unread members', run: () => check(() => script('check-members.mjs')) },
  { title: 'Strings', run: () => check(() => script('check-strings.mjs')) },
  { title: 'Notices', run: () => check(() => script('check-notices.mjs')) },
  { title: 'Layout', run: () => check(() => script('check-layout.mjs')) },
  { title: 'Documents', run: () => check(() => script('check-documents.mjs')) },
  inVsCode('packaged'),
  {
    title: 'Webview tests',
    needs: BUILD,
    run: () => runVitest('test/webview/vitest.config.mts', '.cache/results/webview.json'),
  },
  // The same random inputs every time; before a release `npm run fuzz -- --seconds 3600`.
  {
    title: 'Fuzzing, fixed seed',
    needs: BUILD,
    run: () => check(() => run(process.execPath, [inRoot('test', 'fuzz', 'run.mjs')])),
  },
  { title: 'Benches, smallest load', needs: PACKAGE, run: () => runBenches({ all: false }) },
  inVsCode('web'),
  inVsCode('restricted'),
  inVsCode('empty'),
  inVsCode('japanese'),
];

/** @param {import('../../test/driver/runs.mjs').RunName} name @returns {Part} */
function inVsCode(name) {
  return { title: RUNS[name].title, needs: PACKAGE, run: () => runSuite({ run: name }) };
}

/** @param {() => Promise<number>} work @returns {Promise<Counts>} */
async function check(work) {
  return (await work()) === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

/** @param {string} name */
function script(name) {
  return run(process.execPath, [inRoot('scripts', name)]);
}
