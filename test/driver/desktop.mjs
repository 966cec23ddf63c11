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
  note('Opening your own VS Code with the extension and the examples …');
  const folder = inRoot('examples');
  const args = ['--new-window', `--extensionDevelopmentPath=${root}`, folder];
  const file = inRoot('examples', 'shopping.backprop');
  if ((await run(program, [...prefix, ...args, '--goto', file])) === 0) return true;
  warn('Your VS Code did not open; VS Code in the browser follows.');
  return false;
}

/**
 * Opens an address in the person's browser, where there is one.
 * @param {string} address
 */
export async function openInBrowser(address) {
  if (!hasDisplay()) return false;
  if (process.platform === 'darwin') return (await capture('open', [address])).code === 0;
  if (process.platform === 'win32') {
    return (await capture('rundll32', ['url.dll,FileProtocolHandler', address])).code === 0;
  }
  return (await capture('xdg-open', [address])).code === 0;
}
