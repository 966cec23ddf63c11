import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';

/**
 * The Python with NumPy and PyTorch that `npm test` found or installed. Its judgement is part of the tests
 * that ask it: where it is missing they fail, and say so.
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

/** Debian's own stands beside whatever a version manager has put before it on the path. */
const candidates = ['python3', '/usr/bin/python3', 'python'];

/**
 * The first Python with PyTorch: that of `PYTHON_PATH` where it is set.
 * @throws Error with the command that installs it
 */
export function pythonWithTorch(): string {
  return (withTorch ??= findWithTorch());
}

let withTorch: string | undefined;

function findWithTorch(): string {
  const given = process.env['PYTHON_PATH'];
  const question = "import importlib.util, sys; sys.exit(not importlib.util.find_spec('torch'))";
  const found = (given === undefined ? candidates : [given]).find(
    (candidate) => spawnSync(candidate, ['-c', question]).status === 0,
  );
  if (found !== undefined) return found;
  throw new Error(
    `This test needs PyTorch. As root in Debian: apt-get update && apt-get install -y --no-install-recommends python3-numpy python3-torch\nElsewhere: ${given ?? 'python3'} -m pip install numpy torch`,
  );
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
