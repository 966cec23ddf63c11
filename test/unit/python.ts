import { spawnSync } from 'node:child_process';

/**
 * The Python with NumPy that `npm test` found or installed. Its judgement is part of the tests that ask it:
 * where it is missing they fail, and say so.
 */
const program = process.env['PYTHON_PATH'] ?? 'python3';

/** What a program of Python writes, given `input`. @throws Error with what it said where it fails */
export function runPython(args: readonly string[], input = ''): string {
  const { stdout, stderr, status, error } = spawnSync(program, args, {
    input,
    maxBuffer: 2 ** 28,
    encoding: 'utf8',
  });
  if (status === 0) return stdout;
  throw new Error(
    `${program} failed: ${error?.message ?? stderr}\nThis test needs Python 3 with NumPy (python3 -m pip install numpy), named by PYTHON_PATH where it is not python3.`,
  );
}
