import { capture, runInto } from './run.mjs';

/**
 * npm as a program and its first arguments: under `npm run` the very npm that runs us, which also
 * spares Windows the shell that `npm.cmd` would need.
 * @returns {[string, string[]]}
 */
function npmProgram() {
  const script = process.env['npm_execpath'];
  return script !== undefined && /npm-cli\.c?js$/.test(script) ? [process.execPath, [script]] : ['npm', []];
}

/**
 * @param {readonly string[]} args
 * @param {string} file for what npm writes
 * @param {import('./run.mjs').RunOptions} [options]
 */
export function npmInto(args, file, options) {
  const [program, first] = npmProgram();
  return runInto(program, [...first, ...args], file, options);
}

/**
 * @param {readonly string[]} args
 * @param {import('./run.mjs').RunOptions} [options]
 */
export function npmQuietly(args, options) {
  const [program, first] = npmProgram();
  return capture(program, [...first, ...args], options);
}
