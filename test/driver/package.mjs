import { existsSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Problem } from '../../scripts/console/problem.mjs';
import { capture } from '../../scripts/process/run.mjs';
import { inRoot, root } from '../../scripts/process/root.mjs';

/**
 * The environment variable with which `npm test` names the package it makes once and checks: all of its parts
 * install that one.
 */
export const PACKAGE_OF_RUN = 'BACKPROP_LENS_PACKAGE';

/**
 * Packages the built extension, where it has not been packaged in this run.
 * @param {string} file the .vsix to write
 * @returns {Promise<string>} what the packager said
 */
export async function packageExtension(file) {
  await mkdir(dirname(file), { recursive: true });
  const made = process.env[PACKAGE_OF_RUN];
  if (made !== undefined && existsSync(made)) {
    await copyFile(made, file);
    return `A copy of ${made}.`;
  }
  const vsce = inRoot('node_modules', '@vscode', 'vsce', 'vsce');
  const args = [
    vsce,
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    // Without a repository to point at, the README's pictures are shown from the package itself.
    '--no-rewrite-relative-links',
    '--out',
    file,
  ];
  const { code, output, errors } = await capture(process.execPath, args, { cwd: root });
  if (code !== 0)
    throw new Problem(`The extension could not be packaged:\n${errors.trim()}\n${output.trim()}`);
  return `${output}${errors}`.trim();
}

/**
 * Installs a package for a server that has not started yet.
 * @param {import('../../scripts/ensure/vscode-server.mjs').ServerFiles} files
 * @param {{ dataFolder: string, extensionsFolder: string }} folders
 * @param {string} vsix
 */
export async function installExtension(files, { dataFolder, extensionsFolder }, vsix) {
  const { code, output, errors } = await capture(files.node, [
    join(files.root, 'out', 'server-main.js'),
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    '--server-data-dir',
    dataFolder,
    '--extensions-dir',
    extensionsFolder,
    '--install-extension',
    vsix,
  ]);
  if (code !== 0 || !output.includes('was successfully installed')) {
    throw new Problem(`VS Code did not install ${vsix}:\n${output}\n${errors}`);
  }
}
