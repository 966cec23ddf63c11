/**
 * npm start: builds, shows the shopping example's values and gradients, and opens VS Code with the extension.
 *   --web    VS Code in the browser, even where the desktop has one
 *   --check  starts everything, makes sure that it answers, and ends
 */
import { parseArgs } from 'node:util';
import { command, Problem } from './console/problem.mjs';
import { headline, note } from './console/report.mjs';
import { ensureDependencies } from './ensure/dependencies.mjs';
import { run } from './process/run.mjs';
import { inRoot, root } from './process/root.mjs';
import { buildQuietly } from './tasks/build.mjs';
import { openInDesktop } from '../test/driver/desktop.mjs';
import { checkServed, serveForPerson } from '../test/driver/served.mjs';

await command(async () => {
  const { values } = parseArgs({ options: { web: { type: 'boolean' }, check: { type: 'boolean' } } });

  headline('Build');
  await ensureDependencies();
  await buildQuietly();

  headline('examples/shopping.backprop');
  const cli = inRoot('dist', 'cli.js');
  if ((await run(process.execPath, [cli, 'run', 'examples/shopping.backprop'], { cwd: root })) !== 0) {
    throw new Problem('The example could not be computed; the message above says why.');
  }

  headline('VS Code');
  if (values.check) return checkServed();
  if (!values.web && (await openInDesktop())) {
    note(
      'Your VS Code has opened. In shopping.backprop, click “Run Backward” above the line `backward price`.',
    );
    return 0;
  }
  return serveForPerson();
});
