/**
 * Tells whoever drives VS Code what happens, by lines on the console (read by test/driver/results.mjs):
 * `BACKPROP_TEST` lines are for people, the last `BACKPROP_RESULTS` line is counted.
 */

const print = (text: string): void => {
  for (const line of text.split('\n')) console.log(`BACKPROP_TEST ${line}`);
};

export function report(runner: Mocha.Runner): void {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: string[] = [];
  runner.on('suite', (suite) => {
    if (!suite.root && suite.total() > 0) print(`${indent(suite)}${suite.title}`);
  });
  runner.on('pass', (test) => {
    counts.passed++;
    print(`${indent(test.parent)}  ✓ ${test.title} (${test.duration ?? 0} ms)`);
  });
  runner.on('fail', (test, error: unknown) => {
    counts.failed++;
    print(`${indent(test.parent)}  ✗ ${test.title}\n${describe(error)}`);
    failures.push(`${test.fullTitle()}\n${describe(error)}`);
  });
  runner.on('pending', (test) => {
    counts.skipped++;
    print(`${indent(test.parent)}  - ${test.title} (skipped)`);
  });
  runner.on('end', () => {
    console.log(`BACKPROP_RESULTS ${JSON.stringify({ ...counts, failures })}`);
  });
}

function indent(suite: Mocha.Suite | undefined): string {
  return '  '.repeat(Math.max(0, (suite?.titlePath().length ?? 0) - 1));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
