/**
 * node scripts/check-package.mjs, after `npm run build`:
 * the package has what it needs, no more, and is small.
 */
import { join } from 'node:path';
import { problemsOfPackage } from './checks/package-contents.mjs';
import { command } from './console/problem.mjs';
import { fail, note } from './console/report.mjs';
import { PACKAGE_OF_RUN, packageExtension } from '../test/driver/package.mjs';
import { temporaryFolder } from '../test/driver/temporary-folder.mjs';

await command(async () => {
  const { folder, remove } = await temporaryFolder();
  try {
    const vsix = process.env[PACKAGE_OF_RUN] ?? join(folder, 'extension.vsix');
    await packageExtension(vsix);
    const { files, size, problems } = await problemsOfPackage(vsix);
    for (const problem of problems) fail(problem);
    if (problems.length === 0) note(`The package has ${files} files and ${size} bytes.`);
    return problems.length === 0 ? 0 : 1;
  } finally {
    await remove();
  }
});
