import { Problem } from '../console/problem.mjs';
import { capture } from '../process/run.mjs';
import { installDebianPackages, isDebian } from './debian.mjs';

/** Names the Python that tests ask: of this environment variable, whoever sets it. */
export const PYTHON = 'PYTHON_PATH';

/** Debian's own stands beside whatever a version manager has put before it on the path. */
const CANDIDATES = ['python3', '/usr/bin/python3', 'python'];

/**
 * A Python with NumPy, for the scripts that formulas are written as, and PyTorch, whose trainings are
 * recorded: `PYTHON_PATH`, then what is installed, then Debian's own.
 * @returns {Promise<string>} its executable
 */
export async function ensurePython() {
  const chosen = process.env[PYTHON];
  if (chosen) {
    if (await hasPackages(chosen)) return chosen;
    throw new Problem(
      `${PYTHON} is ${chosen}, which is no Python from 3.8 on with NumPy and PyTorch.`,
      `Install both: ${chosen} -m pip install numpy torch`,
    );
  }
  const found = await installedPython();
  if (found !== undefined) return found;
  if ((await isDebian()) && (await installDebianPackages(['python3', 'python3-numpy', 'python3-torch']))) {
    const installed = await installedPython();
    if (installed !== undefined) return installed;
  }
  throw new Problem(
    'No Python 3 with NumPy and PyTorch was found, and none could be installed.',
    `Install both (python3 -m pip install numpy torch), or name one: ${PYTHON}=/path/to/python3 npm test`,
  );
}

async function installedPython() {
  for (const candidate of CANDIDATES) if (await hasPackages(candidate)) return candidate;
  return undefined;
}

/** @param {string} program */
async function hasPackages(program) {
  // Importing PyTorch takes seconds; that both can be found is enough.
  const question = `import sys
from importlib.util import find_spec
sys.exit(sys.version_info < (3, 8) or not (find_spec('numpy') and find_spec('torch')))`;
  const { code } = await capture(program, ['-c', question]);
  return code === 0;
}
