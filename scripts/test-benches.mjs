/**
 * npm run test:benches: every bench once with its smallest load, those that `npm test` leaves out too.
 */
import { command } from './console/problem.mjs';
import { headline } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { runBenches } from './tasks/benches.mjs';
import { build } from './tasks/build.mjs';

await command(async () => {
  await ensureDependencies();
  if (!(await build())) return 1;
  headline('Benches, smallest load');
  const { passed, failed } = await runBenches({ all: true });
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
