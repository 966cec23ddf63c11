/**
 * How the suite inside VS Code tells its driver what happened: by lines on its console, which reach the
 * driver both from the web workbench and from the desktop. The other half is test/vscode/harness/reporter.ts.
 */

const LINE = 'BACKPROP_TEST ';
const RESULTS = 'BACKPROP_RESULTS ';

/**
 * @typedef {object} Counts
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {readonly string[]} failures what failed and why, for people; a failure may be without words
 */

/** @type {Readonly<Counts>} */
export const NONE = { passed: 0, failed: 0, skipped: 0, failures: [] };

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export function sum(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
    failures: [...a.failures, ...b.failures],
  };
}

/** What a line of the console reports to people, if anything. @param {string} line */
export function readableLine(line) {
  return line.startsWith(LINE) ? line.slice(LINE.length) : undefined;
}

/**
 * The counts a line of the console reports, if any.
 * @param {string} line
 * @returns {Counts | undefined}
 */
export function countsIn(line) {
  if (!line.startsWith(RESULTS)) return undefined;
  /** @type {unknown} */
  const counts = JSON.parse(line.slice(RESULTS.length));
  if (typeof counts !== 'object' || counts === null) return undefined;
  const number = (/** @type {unknown} */ value) => (typeof value === 'number' ? value : 0);
  return {
    passed: number('passed' in counts && counts.passed),
    failed: number('failed' in counts && counts.failed),
    skipped: number('skipped' in counts && counts.skipped),
    failures: 'failures' in counts && Array.isArray(counts.failures) ? counts.failures.map(String) : [],
  };
}
