import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { onExit } from './cleanup.mjs';

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {Record<string, string | undefined>} [env] added to this process's own
 */

/**
 * Runs a program with its output on ours, without a shell (so paths may contain anything).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it, 127 when it does not exist
 */
export async function run(program, args, options = {}) {
  const { code } = await start(program, args, options, 'inherit');
  return code;
}

/**
 * Runs a program whose output goes into a file, in the order in which it is written.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} file
 * @param {RunOptions} [options]
 * @returns {Promise<number>} its exit code, as of `run`
 */
export async function runInto(program, args, file, options = {}) {
  const handle = await open(file, 'w');
  try {
    const { code } = await start(program, args, options, handle.fd);
    return code;
  } finally {
    await handle.close();
  }
}

/**
 * Runs a program and keeps what it wrote.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string, errors: string }>}
 */
export function capture(program, args, options = {}) {
  return start(program, args, options, 'pipe');
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @param {'inherit' | 'pipe' | number} output where it goes; a number: an open file
 * @returns {Promise<{ code: number, output: string, errors: string }>}
 */
function start(program, args, { cwd, env }, output) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...(cwd === undefined ? {} : { cwd }),
      env: { ...process.env, ...env },
      stdio: ['ignore', output, output],
      windowsHide: true,
    });
    const stop = onExit(async () => {
      child.kill();
    });
    let written = '';
    let errors = '';
    child.stdout?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (written += text));
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => (errors += text));
    child.on('error', (error) => {
      void stop();
      resolve({ code: 127, output: written, errors: `${errors}${error.message}\n` });
    });
    child.on('close', (code) => {
      void stop();
      resolve({ code: code ?? 1, output: written, errors });
    });
  });
}
