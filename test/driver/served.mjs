import { join } from 'node:path';
import { fail, note } from '../../scripts/console/report.mjs';
import { ensureJapanese } from '../../scripts/ensure/japanese.mjs';
import { ensureVsCodeServer } from '../../scripts/ensure/vscode-server.mjs';
import { expectInterrupt, isEnding } from '../../scripts/process/cleanup.mjs';
import { copyExamples, openInBrowser } from './desktop.mjs';
import { installExtension, packageExtension } from './package.mjs';
import { endOfLog, startServer } from './server.mjs';
import { THEMES, writeSettings } from './settings.mjs';
import { temporaryFolder } from './temporary-folder.mjs';
import { workbenchAddress } from './workbench.mjs';

/**
 * VS Code's server with the packaged extension installed, as a person would use it.
 * @param {{ folder: string, settings?: Record<string, unknown>, locale?: 'ja' }} options
 *   `folder`: for data and extensions
 */
export async function serveExtension({ folder, settings, locale }) {
  const files = await ensureVsCodeServer();
  const folders = { dataFolder: join(folder, 'data'), extensionsFolder: join(folder, 'extensions') };
  const vsix = join(folder, 'extension.vsix');
  note('Packaging the extension and installing it …');
  await packageExtension(vsix);
  await installExtension(files, folders, vsix);
  await writeSettings(folders.dataFolder, settings);
  if (locale === 'ja') await ensureJapanese(folders.dataFolder);
  const logFile = join(folder, 'server.log');
  return startServer({ ...folders, files, logFile, ...(locale !== undefined && { locale }) });
}

/** A folder of its own for each start, so that two do not disturb each other. */
async function served() {
  const { folder, remove } = await temporaryFolder();
  const server = await serveExtension({
    folder,
    settings: {
      'workbench.colorTheme': THEMES.dark.setting,
      // The address names a file to open; without this a reload would open that file and nothing else.
      'window.restoreWindows': 'preserve',
    },
  });
  const examples = await copyExamples(folder);
  const address = workbenchAddress(server, { folder: examples, file: join(examples, 'shopping.backprop') });
  return { server, folder, address, remove };
}

/** Serves VS Code until Ctrl-C. @returns {Promise<number>} the exit code, when the server ends by itself */
export async function serveForPerson() {
  const { server, folder, address, remove } = await served();
  const opened = await openInBrowser(address, folder);
  note(
    opened ? 'VS Code has opened in your browser. Its address:' : 'VS Code is ready. Open in your browser:',
  );
  console.log(`\n${address}\n`);
  note('Then click “Run Backward” above the line `backward price` of shopping.backprop.');
  note('The examples are a copy, which goes when this ends.');
  note('Only this machine can reach it, and only with this address. Ctrl-C ends it.');
  expectInterrupt('VS Code has ended.');
  await server.closed;
  if (isEnding()) return 0;
  fail(`VS Code's server ended. Its log ends:\n${await endOfLog(server.logFile)}`);
  await remove();
  return 1;
}

/** Makes sure that the served VS Code answers who has the address, and nobody else. */
export async function checkServed() {
  const { server, address, remove } = await served();
  try {
    const stranger = await fetch(server.origin);
    const guest = await fetch(address, { redirect: 'manual' });
    const [cookie = ''] = (guest.headers.get('set-cookie') ?? '').split(';');
    const page = await fetch(new URL(guest.headers.get('location') ?? '/', server.origin), {
      headers: { cookie },
    });
    const isWorkbench = (await page.text()).includes('vscode-workbench-web-configuration');
    note(`Without the token it answers ${stranger.status}, with it ${page.status}.`);
    if (stranger.status === 403 && page.status === 200 && isWorkbench) return 0;
    fail('The served VS Code does not answer as it should.');
    return 1;
  } finally {
    await server.stop();
    await remove();
  }
}
