import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describeError } from '../../scripts/console/problem.mjs';
import { note } from '../../scripts/console/report.mjs';
import { cachedInstall } from '../../scripts/ensure/cached-install.mjs';
import { installDebianPackages, isDebian } from '../../scripts/ensure/debian.mjs';
import { ensureVsCodeServer } from '../../scripts/ensure/vscode-server.mjs';
import { npmQuietly } from '../../scripts/process/npm.mjs';
import { capture } from '../../scripts/process/run.mjs';

/** The peers that npm has; never among the project's own dependencies. */
const peers = {
  '@tensorflow/tfjs': '4.22.0',
  '@tensorflow/tfjs-backend-wasm': '4.22.0',
  'brain.js': '1.6.1',
  convnetjs: '0.3.0',
};

/**
 * @param {string} name
 * @param {Record<string, string>} dependencies
 * @returns {Promise<string | undefined>} the folder that has
 *   `node_modules`; undefined where npm cannot fetch them
 */
async function npmFolder(name, dependencies) {
  try {
    return await cachedInstall(name, async (folder) => {
      note(`Fetching ${Object.keys(dependencies).join(', ')} …`);
      await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies }));
      const { code, errors } = await npmQuietly(['install', '--ignore-scripts', '--no-audit'], {
        cwd: folder,
      });
      if (code !== 0) throw new Error(errors);
    });
  } catch (error) {
    note(`npm could not fetch them: ${String(error).split('\n')[0]}`);
    return undefined;
  }
}

/** A folder with the JavaScript peers under `node_modules`. */
export const peerPackages = () => npmFolder(`bench-${Object.values(peers).join('-')}`, peers);

/**
 * A Node with relaxed SIMD, that of today's extension host, where our own is older.
 * @returns {Promise<string>}
 */
export async function newestNode() {
  return Number.parseInt(process.versions.node) >= 24 ? process.execPath : (await ensureVsCodeServer()).node;
}

/** @typedef {{ program: string, env: Record<string, string> }} Python */

/**
 * A Python that can import `module`, from Debian's packages where no other can.
 * @param {string} module
 * @param {{ mayInstall: boolean }} options
 * @returns {Promise<Python | undefined>}
 */
export async function pythonWith(module, { mayInstall }) {
  const env = { OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1', ...(mayInstall ? await openBlas() : {}) };
  const candidates = ['/usr/bin/python3', 'python3'];
  const find = async () => {
    for (const program of candidates) {
      if ((await capture(program, ['-c', `import ${module}`], { env })).code === 0) return { program, env };
    }
    return undefined;
  };
  const found = await find();
  if (found !== undefined || !mayInstall || !(await isDebian())) return found;
  const name = module === 'torch' ? 'python3-torch' : `python3-${module}`;
  try {
    return (await installDebianPackages([name])) ? await find() : undefined;
  } catch (error) {
    note(`${describeError(error)}\n   Until then this peer is left out.`);
    return undefined;
  }
}

/**
 * OpenBLAS in front of Debian's plain BLAS, unpacked into the cache: nothing is installed on the machine.
 * @returns {Promise<Record<string, string>>} what the environment needs
 */
async function openBlas() {
  if (!(await isDebian())) return {};
  try {
    const folder = await cachedInstall('bench-openblas', async (unfinished) => {
      const packages = ['libopenblas0-pthread', 'libgfortran5'];
      const { code, errors } = await capture('apt-get', ['download', ...packages], { cwd: unfinished });
      if (code !== 0) throw new Error(errors);
      for (const file of await readdir(unfinished)) {
        await capture('dpkg', ['-x', file, '.'], { cwd: unfinished });
      }
    });
    const libraries = join(
      folder,
      'usr',
      'lib',
      process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu',
    );
    return { LD_LIBRARY_PATH: `${join(libraries, 'openblas-pthread')}:${libraries}` };
  } catch {
    note("OpenBLAS could not be fetched: NumPy runs on this machine's BLAS.");
    return {};
  }
}
