/** npm run build: every bundle into dist/. */
import { command, Problem } from './console/problem.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { build } from './tasks/build.mjs';

await command(async () => {
  await ensureDependencies();
  if (!(await build())) throw new Problem('The build failed; its messages are above.');
  return 0;
});
