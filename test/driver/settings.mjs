import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Settings under which VS Code asks nothing, fetches nothing and shows nothing but the work. */
const QUIET = {
  'security.workspace.trust.enabled': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  // With motion, a step of a walkthrough takes the keyboard a while after it was chosen, and a pick that
  // has opened meanwhile closes.
  'workbench.welcomePage.preferReducedMotion': true,
  'workbench.tips.enabled': false,
  'window.commandCenter': false,
  'git.enabled': false,
  // It starts late, and every extension that brings lenses takes a moment's clicks from all others.
  'merge-conflict.codeLens.enabled': false,
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
};

/**
 * VS Code's own themes, one of each kind a person may use: the setting, the name in the menu, the CSS class.
 */
export const THEMES = {
  light: { setting: 'Default Light Modern', label: 'Light Modern', kind: 'vs' },
  dark: { setting: 'Default Dark Modern', label: 'Dark Modern', kind: 'vs-dark' },
  'high-contrast': { setting: 'Default High Contrast', label: 'Dark High Contrast', kind: 'hc-black' },
  'high-contrast-light': {
    setting: 'Default High Contrast Light',
    label: 'Light High Contrast',
    kind: 'hc-light',
  },
};

/** @typedef {keyof typeof THEMES} Theme */

/**
 * @param {string} name
 * @returns {name is Theme}
 */
export const isTheme = (name) => Object.hasOwn(THEMES, name);

/** Restricted Mode without the dialog that would block it. */
export const RESTRICTED = {
  'security.workspace.trust.enabled': true,
  'security.workspace.trust.startupPrompt': 'never',
  'security.workspace.trust.banner': 'never',
};

/**
 * Writes the quiet settings and `more` for a server that has not started yet.
 * @param {string} dataFolder the server's `--server-data-dir`
 * @param {Record<string, unknown>} [more]
 */
export function writeSettings(dataFolder, more = {}) {
  return writeUserSettings(join(dataFolder, 'data'), more);
}

/**
 * The same for the desktop.
 * @param {string} userDataFolder its `--user-data-dir`
 * @param {Record<string, unknown>} [more]
 */
export async function writeUserSettings(userDataFolder, more = {}) {
  const file = join(userDataFolder, 'User', 'settings.json');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...QUIET, ...more }, undefined, 2));
}
