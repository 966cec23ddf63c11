/**
 * How the suite inside VS Code tells its driver what happens: by lines on its console, which reach the
 * driver both from the web workbench and from the desktop. The other half is test/vscode/harness/reporter.ts.
 */

/** For people. */
const LINE = 'BACKPROP_TEST ';
/** The title of a test that begins. */
const BEGUN = 'BACKPROP_BEGUN ';
/** What came of one test. */
const RESULT = 'BACKPROP_RESULT ';
/** All tests that there were before the window is reloaded, or at all. */
const END = 'BACKPROP_END';

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

/** What a suite has told up to now. */
export class Progress {
  /** @type {Counts} */
  counts = NONE;
  /** How often it came to an end: once more after each reload of the window. */
  ends = 0;
  /** How many lines it has told: whoever waits for its end waits while there come more. */
  told = 0;
  /** @type {string | undefined} The title of the test that is running. */
  running;
  /** @type {string | undefined} */
  #last;

  /**
   * @param {string} line of the console
   * @returns {string | undefined} what it says to people
   */
  take(line) {
    if ([LINE, BEGUN, RESULT, END].some((mark) => line.startsWith(mark))) this.told++;
    if (line.startsWith(BEGUN)) this.running = line.slice(BEGUN.length);
    else if (line.startsWith(RESULT)) {
      this.counts = sum(this.counts, countsOf(line.slice(RESULT.length)));
      this.#last = this.running ?? this.#last;
      this.running = undefined;
    } else if (line.startsWith(END)) this.ends++;
    return readableLine(line);
  }

  /** How far it has come, for whom it does not end. */
  describe() {
    const { passed, failed, skipped } = this.counts;
    const where = this.running === undefined ? 'no test was running' : `“${this.running}” was running`;
    const before = this.#last === undefined ? '' : `, behind “${this.#last}”`;
    return `${where}${before}; ${passed} had passed, ${failed} failed, ${skipped} were skipped`;
  }
}

/** @param {string} json @returns {Counts} */
function countsOf(json) {
  /** @type {unknown} */
  const counts = JSON.parse(json);
  if (typeof counts !== 'object' || counts === null) return NONE;
  const number = (/** @type {unknown} */ value) => (typeof value === 'number' ? value : 0);
  return {
    passed: number('passed' in counts && counts.passed),
    failed: number('failed' in counts && counts.failed),
    skipped: number('skipped' in counts && counts.skipped),
    failures: 'failures' in counts && Array.isArray(counts.failures) ? counts.failures.map(String) : [],
  };
}
