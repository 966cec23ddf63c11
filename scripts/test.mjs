/**
 * npm test: everything that can be checked, each part under its own headline; the last line counts them all.
 */
import { rm } from 'node:fs/promises';
import { command } from './console/problem.mjs';
import { duration, headline, note, table } from './console/report.mjs';
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

await command(async () => {
  headline('What is needed');
  await ensureDependencies();
  await ensureBrowserAndFonts();
  await ensureVsCodeServer();
  process.env[PYTHON] = await ensurePython();
  note('Packages, browser, fonts, VS Code and Python with NumPy are there.');
  // One of an earlier run would be tested in place of what is built now.
  const vsix = inRoot('.cache', 'results', 'extension.vsix');
  await rm(vsix, { force: true });
  process.env[PACKAGE_OF_RUN] = vsix;

  const results = await runParts();
  const total = results.reduce((soFar, { counts }) => sum(soFar, counts), NONE);
  headline('Summary');
  console.log(summary(results));
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

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
