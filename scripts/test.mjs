/**
 * npm test: everything that can be checked, each part under its own headline; the last line counts them all.
 */
import { rm } from 'node:fs/promises';
import { command } from './console/problem.mjs';
import { duration, fail, headline, note, table } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { ensureBrowserAndFonts } from './ensure/fonts.mjs';
import { ensurePython, PYTHON } from './ensure/python.mjs';
import { ensureVsCodeServer } from './ensure/vscode-server.mjs';
import { inRoot } from './process/root.mjs';
import { runParts } from './tasks/lanes.mjs';
import { PACKAGE_OF_RUN } from '../test/driver/package.mjs';
import { NONE, sum } from '../test/driver/results.mjs';

// Some tools colour their output in continuous integration, where nobody sees more than the codes.
if (!process.stdout.isTTY) process.env['NO_COLOR'] ??= '1';

/** Enough of a stack to tell where; what was printed while the part ran has all of it. */
const LINES_OF_A_FAILURE = 12;
/** Some failures say all of a file that they looked into. */
const LONGEST_LINE = 300;

await command(async () => {
  headline('What is needed');
  await ensureDependencies();
  await ensureBrowserAndFonts();
  await ensureVsCodeServer();
  process.env[PYTHON] = await ensurePython();
  note('Packages, browser, fonts, VS Code and Python with NumPy and PyTorch are there.');
  // One of an earlier run would be tested in place of what is built now.
  const vsix = inRoot('.cache', 'results', 'extension.vsix');
  await rm(vsix, { force: true });
  process.env[PACKAGE_OF_RUN] = vsix;

  const results = await runParts();
  const total = results.reduce((soFar, { counts }) => sum(soFar, counts), NONE);
  headline('Summary');
  console.log(summary(results));
  for (const { title, counts } of results) listFailures(title, counts);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * What failed, once more: whoever sees only the end of a long output sees it too.
 * @param {string} title @param {import('../test/driver/results.mjs').Counts} counts
 */
function listFailures(title, counts) {
  if (counts.failed > 0) headline(`What failed: ${title}`);
  for (const failure of counts.failures) {
    const lines = failure.split('\n').slice(0, LINES_OF_A_FAILURE);
    fail(lines.map((line) => line.slice(0, LONGEST_LINE)).join('\n   '));
  }
}

/** @param {readonly import('./tasks/lanes.mjs').Result[]} results */
function summary(results) {
  return table([
    ['', 'part', 'passed', 'failed', 'skipped', 'time'],
    ...results.map(({ title, counts, milliseconds }) => [
      counts.failed === 0 ? '✓' : '✗',
      title,
      counts.passed,
      counts.failed,
      counts.skipped,
      duration(milliseconds),
    ]),
  ]);
}
