/**
 * npm run test:electron: the same suite in the desktop VS Code, which @vscode/test-electron downloads.
 * For machines with a display and a network; elsewhere `npm run test:vscode` needs neither.
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { command, Problem } from '../../scripts/console/problem.mjs';
import { note } from '../../scripts/console/report.mjs';
import { ensureDependencies } from '../../scripts/ensure/dependencies.mjs';
import { inRoot, root } from '../../scripts/process/root.mjs';
import { writeUserSettings } from './settings.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

await command(async () => {
  await ensureDependencies();
  const { downloadAndUnzipVSCode, runTests } = await import('@vscode/test-electron');
  note('Getting the desktop VS Code into .vscode-test …');
  const vscodeExecutablePath = await downloadAndUnzipVSCode({ version: 'stable', timeout: 60_000 }).catch(
    (/** @type {unknown} */ error) => {
      throw new Problem(
        `VS Code could not be downloaded: ${error instanceof Error ? error.message : String(error)}`,
        'Without that download the same tests run with `npm run test:vscode`.',
      );
    },
  );
  if (process.platform === 'linux' && !process.env['DISPLAY'] && !process.env['WAYLAND_DISPLAY']) {
    throw new Problem(
      'There is no display.',
      'Use `xvfb-run -a npm run test:electron`, or `npm run test:vscode`.',
    );
  }
  const { folder, remove } = await temporaryFolder();
  const workspace = join(folder, 'my 例');
  await cp(inRoot('examples'), workspace, { recursive: true });
  const userData = join(folder, 'user');
  await writeUserSettings(userData);
  try {
    return await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: inRoot('dist', 'test', 'vscode', 'index.js'),
      launchArgs: [workspace, '--user-data-dir', userData, '--disable-extensions'],
    });
  } finally {
    await remove();
  }
});
