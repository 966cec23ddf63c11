/**
 * npm run test:vscode -- [--trust | --web-host | --vsix | --no-folder | --locale ja] [--theme NAME]
 *   [--grep PATTERN]
 * The suite bundled at dist/test/vscode, in a real VS Code without a desktop.
 */
import { parseArgs } from 'node:util';
import { command, Problem } from '../../scripts/console/problem.mjs';
import { note } from '../../scripts/console/report.mjs';
import { ensureDependencies } from '../../scripts/ensure/dependencies.mjs';
import { isTheme, THEMES } from './settings.mjs';
import { runSuite } from './suite.mjs';

await command(async () => {
  const { values } = parseArgs({
    options: {
      trust: { type: 'boolean' },
      'web-host': { type: 'boolean' },
      vsix: { type: 'boolean' },
      'no-folder': { type: 'boolean' },
      locale: { type: 'string' },
      theme: { type: 'string', default: 'dark' },
      grep: { type: 'string', default: '' },
    },
  });
  if (!isTheme(values.theme)) throw new Problem(`--theme is one of ${Object.keys(THEMES).join(', ')}.`);
  await ensureDependencies();
  const { passed, failed, skipped } = await runSuite({
    run: chosenRun(values),
    theme: values.theme,
    grep: values.grep,
  });
  if (skipped > 0) note(`${skipped} skipped`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

/**
 * @param {Partial<Record<'trust' | 'web-host' | 'vsix' | 'no-folder', boolean>> & { locale?: string }} values
 * @returns {import('./runs.mjs').RunName}
 */
function chosenRun(values) {
  if (values.trust) return 'restricted';
  if (values['web-host']) return 'web';
  if (values.vsix) return 'packaged';
  if (values['no-folder']) return 'empty';
  if (values.locale === 'ja') return 'japanese';
  if (values.locale !== undefined) throw new Problem('--locale can only be ja.');
  return 'default';
}
