/** npm run package: the .vsix that the gallery would get, with its size and what is in it. */
import { LIMIT_BYTES, problemsOfPackage } from './checks/package-contents.mjs';
import { command, Problem } from './console/problem.mjs';
import { note } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { inRoot } from './process/root.mjs';
import { build } from './tasks/build.mjs';
import { packageExtension } from '../test/driver/package.mjs';

await command(async () => {
  await ensureDependencies();
  if (!(await build())) throw new Problem('The build failed; its messages are above.');
  const file = inRoot('backprop-lens.vsix');
  console.log(await packageExtension(file));
  const { size, problems } = await problemsOfPackage(file);
  note(`${file}: ${size} bytes of ${LIMIT_BYTES} allowed`);
  if (problems.length > 0) throw new Problem(problems.join('\n'), 'See what is in it: npx vsce ls');
  return 0;
});
