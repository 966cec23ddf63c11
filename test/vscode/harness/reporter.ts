/**
 * Tells whoever drives VS Code what happens, by lines on the console (read by test/driver/results.mjs):
 * `BACKPROP_TEST` lines are for people, `BACKPROP_RESULT` lines are counted, one for each test, so that of a
 * run that does not end all is known that was done.
 */

const print = (text: string): void => {
  for (const line of text.split('\n')) console.log(`BACKPROP_TEST ${line}`);
};

export function report(runner: Mocha.Runner): void {
  const tell = (result: object): void => {
    console.log(`BACKPROP_RESULT ${JSON.stringify(result)}`);
  };
  runner.on('suite', (suite) => {
    if (!suite.root && suite.total() > 0) print(`${indent(suite)}${suite.title}`);
  });
  runner.on('test', (test) => {
    console.log(`BACKPROP_BEGUN ${test.fullTitle()}`);
  });
  runner.on('pass', (test) => {
    print(`${indent(test.parent)}  ✓ ${test.title} (${test.duration ?? 0} ms)`);
    tell({ passed: 1 });
  });
  runner.on('fail', (test, error: unknown) => {
    print(`${indent(test.parent)}  ✗ ${test.title}\n${describe(error)}`);
    tell({ failed: 1, failures: [`${test.fullTitle()}\n${describe(error)}`] });
  });
  runner.on('pending', (test) => {
    print(`${indent(test.parent)}  - ${test.title} (skipped)`);
    tell({ skipped: 1 });
  });
  runner.on('end', () => {
    console.log('BACKPROP_END');
  });
}

function indent(suite: Mocha.Suite | undefined): string {
  return '  '.repeat(Math.max(0, (suite?.titlePath().length ?? 0) - 1));
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
