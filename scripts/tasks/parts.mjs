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
 * @typedef {{ title: string, run: () => Promise<Counts> }} Part
 */

/**
 * A check that is not made of tests counts as one. These need nothing that is built.
 * @type {readonly Part[]}
 */
const CHECKS = [
  { title: 'Types', run: () => check(() => tool('typescript-native', ['-b', '.'], 'tsc')) },
  { title: 'Lint', run: () => check(() => tool('eslint', ['.'])) },
  { title: 'Format', run: () => check(() => tool('prettier', ['--check', '--log-level', 'warn', '.'])) },
  { title: 'Unused code', run: () => check(() => tool('knip', ['--no-progress'])) },
  { title: 'Strings', run: () => check(() => script('check-strings.mjs')) },
  { title: 'Notices', run: () => check(() => script('check-notices.mjs')) },
  { title: 'Layout', run: () => check(() => script('check-layout.mjs')) },
  { title: 'Documents', run: () => check(() => script('check-documents.mjs')) },
];

/** @type {Part} */
const BUILD = { title: 'Build', run: () => check(async () => ((await build()) ? 0 : 1)) };
/** @type {Part} */
const MANIFEST = { title: 'Manifest', run: () => check(() => script('check-manifest.mjs')) };
/** @type {Part} */
const PACKAGE = { title: 'Package', run: () => check(() => script('check-package.mjs')) };
/** @type {Part} */
const UNIT = {
  title: 'Unit tests',
  run: () => runVitest('vitest.config.mts', '.cache/results/vitest.json'),
};
/** @type {Part} */
const WEBVIEW = {
  title: 'Webview tests',
  run: () => runVitest('test/webview/vitest.config.ts', '.cache/results/webview.json'),
};

/** @type {Part} */
const BENCHES = { title: 'Benches, smallest load', run: runBenches };

/**
 * The same random inputs every time, as many as half a minute of processor time tries of each part; before a
 * release `npm run fuzz -- --seconds 3600`.
 * @type {Part}
 */
const FUZZ = {
  title: 'Fuzzing, fixed seed',
  run: () => check(() => run(process.execPath, [inRoot('test', 'fuzz', 'run.mjs'), '--seconds', '30'])),
};

/**
 * What `npm test` consists of: stages, one after the other, of lanes that run
 * side by side, for machines have two cores and a test in a browser waits
 * half of its time. VS Code is tested with the package that people install.
 * @type {readonly (readonly (readonly Part[])[])[]}
 */
export const STAGES = [
  [[BUILD, MANIFEST, PACKAGE, UNIT], CHECKS],
  [
    [inVsCode('packaged'), FUZZ],
    [WEBVIEW, inVsCode('restricted'), inVsCode('web'), BENCHES],
  ],
];

/** @param {import('../../test/driver/runs.mjs').RunName} name @returns {Part} */
function inVsCode(name) {
  return { title: RUNS[name].title, run: () => runSuite({ run: name }) };
}

/** @param {() => Promise<number>} work @returns {Promise<Counts>} */
async function check(work) {
  return (await work()) === 0 ? { ...NONE, passed: 1 } : { ...NONE, failed: 1 };
}

/** @param {string} name */
function script(name) {
  return run(process.execPath, [inRoot('scripts', name)]);
}
