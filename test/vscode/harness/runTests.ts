import { createMocha } from './mochaInstance';
import { report } from './reporter';
import { readRunSettings, type RunSettings } from './runSettings';
import { reloadCount, reloadWindow } from './screen';

const TEST_LIMIT_MS = 180_000;
const AFTER_RELOAD = '@after-reload';

/**
 * Runs the tests that `load` defines; rejects when one failed or none ran.
 *
 * A title says when its test runs: `@web`, `@restricted`, `@japanese` also in that run of
 * test/driver/runs.mjs, `@only-web` … only there. What the runs `default` and `packaged` have is the same.
 * Tests with `@after-reload` run when all others have run and the window has been reloaded: they look at what
 * those before them left behind.
 */
export async function runTests(load: () => void): Promise<void> {
  const settings = readRunSettings();
  const reloads = settings.bridge === undefined ? 0 : await reloadCount();
  const mocha = createMocha({ ui: 'tdd', timeout: TEST_LIMIT_MS, reporter: 'base' });
  load();
  const chosen = inRun(settings);
  const isChosen = (title: string, afterReload: boolean): boolean =>
    chosen.test(title) && title.includes(AFTER_RELOAD) === afterReload;
  const titles: string[] = [];
  mocha.suite.eachTest((test) => titles.push(test.fullTitle()));
  const waiting = titles.filter((title) => isChosen(title, true)).length;

  const now = titles.filter((title) => isChosen(title, reloads > 0));
  if (now.length === 0) throw new Error('No test belongs to this run.');
  mocha.grep(new RegExp(`^(${now.map(escape).join('|')})$`, 's'));
  const failures = await new Promise<number>((resolve) => {
    report(mocha.run(resolve));
  });

  if (reloads === 0 && waiting > 0) {
    if (settings.bridge === undefined) {
      console.log(`BACKPROP_TEST (${waiting} skipped: nobody here can reload the window)`);
    } else {
      await reloadWindow();
      // The reload ends this extension host; the suite's end is the one after it.
      await new Promise<never>(() => undefined);
    }
  }
  if (failures > 0) throw new Error(`${failures} failed`);
}

function inRun({ run, grep }: RunSettings): RegExp {
  const ofRun = run === 'default' || run === 'packaged' ? '(?!.*@only-)' : `(?=.*@(only-)?${run}\\b)`;
  return new RegExp(`^${ofRun}.*(${grep})`, 's');
}

function escape(title: string): string {
  return title.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
