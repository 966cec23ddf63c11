/** npm run package: the .vsix that the gallery would get, with its size and what is in it. */
import { stat } from 'node:fs/promises';
import { command, Problem } from './console/problem.mjs';
import { note } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { inRoot } from './process/root.mjs';
import { build } from './tasks/build.mjs';
import { packageExtension } from '../test/driver/package.mjs';

/** Larger than this, and it would no longer be a small extension (docs/architecture.md). */
const LIMIT_BYTES = 1_500_000;

await command(async () => {
  await ensureDependencies();
  if (!(await build())) throw new Problem('The build failed; its messages are above.');
  const file = inRoot('backprop-lens.vsix');
  console.log(await packageExtension(file));
  const { size } = await stat(file);
  note(`${file}: ${size} bytes of ${LIMIT_BYTES} allowed`);
  if (size > LIMIT_BYTES) throw new Problem('The package is too large.', 'See what is in it: npx vsce ls');
  return 0;
});
