import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { note, warn } from '../../scripts/console/report.mjs';
import { capture, run } from '../../scripts/process/run.mjs';
import { inRoot, root } from '../../scripts/process/root.mjs';

/** Windows' `code` is a script, which only a shell runs. */
const CODE = process.platform === 'win32' ? ['cmd', '/c', 'code'] : ['code'];

/** Whether there is a screen to open windows on. */
export function hasDisplay() {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}

/**
 * Opens the person's own VS Code with this extension.
 * @returns {Promise<boolean>} whether there was one
 */
export async function openInDesktop() {
  const [program = '', ...prefix] = CODE;
  if (!hasDisplay() || (await capture(program, [...prefix, '--version'])).code !== 0) return false;
  note('Opening your own VS Code with the extension and a copy of the examples …');
  // VS Code outlives this command, and so does the copy: the system removes it with its temporary files.
  const folder = await copyExamples(await mkdtemp(join(tmpdir(), 'backprop-lens-')));
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder];
  const file = join(folder, 'shopping.backprop');
  if ((await run(program, [...prefix, ...args, '--goto', file])) === 0) return true;
  warn('Your VS Code did not open; VS Code in the browser follows.');
  return false;
}

/**
 * Copies the examples: whoever tries things out changes no file of the clone.
 * @param {string} folder
 * @returns {Promise<string>} the folder of the copies
 */
export async function copyExamples(folder) {
  const examples = join(folder, 'examples');
  await cp(inRoot('examples'), examples, { recursive: true });
  return examples;
}

/**
 * Opens an address in the person's browser, where there is one.
 * @param {string} secret the address, which lets in whoever has it
 * @param {string} folder for a page that leads there: everybody can read the arguments of a process
 */
export async function openInBrowser(secret, folder) {
  if (!hasDisplay()) return false;
  const page = join(folder, 'open.html');
  const target = secret.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  await writeFile(page, `<meta http-equiv="refresh" content="0; url=${target}">`, { mode: 0o600 });
  const address = pathToFileURL(page).href;
  if (process.platform === 'darwin') return (await capture('open', [address])).code === 0;
  if (process.platform === 'win32') {
    return (await capture('rundll32', ['url.dll,FileProtocolHandler', address])).code === 0;
  }
  return (await capture('xdg-open', [address])).code === 0;
}
