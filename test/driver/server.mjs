import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '../../scripts/console/problem.mjs';
import { onExit } from '../../scripts/process/cleanup.mjs';

const START_LIMIT_MS = 180_000;
const STOP_LIMIT_MS = 5_000;
const KILL_LIMIT_MS = 1_000;

/**
 * @typedef {object} ServerOptions
 * @property {import('../../scripts/ensure/vscode-server.mjs').ServerFiles} files
 * @property {string} dataFolder settings and state; written before with `writeSettings`
 * @property {string} extensionsFolder installed extensions
 * @property {string} logFile where the server's own output goes
 * @property {boolean} [acceptsDevelopment] lets a page name an unpackaged extension and tests to run.
 *   VS Code then also keeps notifications from popping up, so it is not how a person would see it.
 * @property {string} [locale] such as `ja`
 *
 * @typedef {object} Server
 * @property {string} origin such as `http://127.0.0.1:40123`
 * @property {string} authority the host and port of `origin`
 * @property {string} token without which the server answers nobody
 * @property {string} logFile
 * @property {Promise<unknown>} closed when the server has ended, by itself or by `stop`
 * @property {() => Promise<void>} stop
 */

/**
 * VS Code's server on a free port of 127.0.0.1, for whoever has its random token.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
  const { files, logFile } = options;
  const token = randomBytes(24).toString('hex');
  await mkdir(dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile);
  // In a file that only this person can read: everybody can read the arguments of a process.
  const tokenFile = `${logFile}.token`;
  await writeFile(tokenFile, token, { mode: 0o600 });
  const server = spawn(files.node, serverArguments(options, tokenFile), {
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own: an interrupt reaches the server through `stop`, together with its children.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const stop = onExit(async () => {
    await end(server);
    await rm(tokenFile, { force: true });
  });
  let output = '';
  const closed = once(server, 'close').catch(() => undefined);
  for (const stream of [server.stdout, server.stderr]) {
    stream.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      log.write(text);
      if (output.length < 100_000) output += text;
    });
  }
  const address = () => /Server bound to (127\.0\.0\.1:\d+)/.exec(output)?.[1];
  const deadline = Date.now() + START_LIMIT_MS;
  while (address() === undefined && server.exitCode === null && Date.now() < deadline) {
    await Promise.race([closed, sleep(50)]);
  }
  const authority = address();
  if (authority === undefined) {
    await stop();
    throw new Problem(`VS Code's server did not start. Its log (${logFile}) ends:\n${lastLines(output)}`);
  }
  return { origin: `http://${authority}`, authority, token, logFile, closed, stop };
}

/**
 * @param {ServerOptions} options
 * @param {string} tokenFile
 */
function serverArguments({ files, dataFolder, extensionsFolder, acceptsDevelopment, locale }, tokenFile) {
  return [
    join(files.root, 'out', 'server-main.js'),
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--connection-token-file',
    tokenFile,
    '--accept-server-license-terms',
    '--telemetry-level',
    'off',
    '--server-data-dir',
    dataFolder,
    '--extensions-dir',
    extensionsFolder,
    ...(acceptsDevelopment ? ['--enable-smoke-test-driver'] : []),
    ...(locale === undefined ? [] : ['--locale', locale]),
  ];
}

/** @param {import('node:child_process').ChildProcess} server */
async function end(server) {
  if (server.pid === undefined) return;
  const closed = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined;
  signal(server.pid, 'SIGTERM');
  await Promise.race([closed, sleep(STOP_LIMIT_MS, undefined, { ref: false })]);
  // Its children, too, must be gone before their files can be removed.
  const deadline = Date.now() + KILL_LIMIT_MS;
  while (signal(server.pid, 'SIGKILL') && Date.now() < deadline) await sleep(20);
}

/**
 * Sends a signal to the whole group: the extension host is a child of the server.
 * @param {number} id
 * @param {NodeJS.Signals} name
 * @returns {boolean} whether anything of the group was still there
 */
function signal(id, name) {
  try {
    return process.kill(process.platform === 'win32' ? id : -id, name);
  } catch {
    return false;
  }
}

/** The last lines of a log, for a failure's message. @param {string} logFile */
export async function endOfLog(logFile) {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return lastLines(text);
}

/** @param {string} text */
const lastLines = (text) => text.trimEnd().split('\n').slice(-40).join('\n');
