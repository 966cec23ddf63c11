/**
 * npm test: everything that can be checked, each part under its own headline; the last line counts them all.
 * Later parts run also after a failure, so that one run shows everything.
 */
import { command, describeError } from './console/problem.mjs';
import { duration, fail, headline, note, table } from './console/report.mjs';
import { ensureBrowser } from './ensure/browser.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { ensureFonts } from './ensure/fonts.mjs';
import { ensureVsCodeServer } from './ensure/vscodeServer.mjs';
import { PARTS } from './tasks/parts.mjs';
import { NONE, sum } from './vscode/results.mjs';

/** @typedef {import('./vscode/results.mjs').Counts} Counts */

// Some tools colour their output in continuous integration, where nobody sees more than the codes.
if (!process.stdout.isTTY) process.env['NO_COLOR'] ??= '1';

await command(async () => {
  headline('What is needed');
  await ensureDependencies();
  await ensureBrowser();
  await ensureFonts();
  await ensureVsCodeServer();
  note('Packages, browser, fonts and VS Code are there.');

  /** @type {{ title: string, counts: Counts, milliseconds: number }[]} */
  const results = [];
  for (const { title, run } of PARTS) {
    headline(title);
    const started = performance.now();
    const counts = await countsOf(run);
    results.push({ title, counts, milliseconds: performance.now() - started });
  }

  const total = results.reduce((soFar, { counts }) => sum(soFar, counts), NONE);
  headline('Summary');
  console.log(summary(results));
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  return total.failed === 0 ? 0 : 1;
});

/**
 * A part that breaks, or runs no test, has failed.
 * @param {() => Promise<Counts>} run
 * @returns {Promise<Counts>}
 */
async function countsOf(run) {
  try {
    const counts = await run();
    if (counts.passed + counts.failed > 0) return counts;
    fail('This part ran no test.');
    return { ...counts, failed: 1 };
  } catch (error) {
    fail(describeError(error));
    return { ...NONE, failed: 1 };
  }
}

/** @param {readonly { title: string, counts: Counts, milliseconds: number }[]} results */
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
