import { runTests } from './harness/runTests';

/** Every `*.test.ts` of this folder: the bundler lists them, so none can be forgotten. */
export function run(): Promise<void> {
  return runTests(() => {
    const tests = import.meta.webpackContext('.', { recursive: true, regExp: /\.test\.ts$/ });
    for (const file of tests.keys()) tests(file);
  });
}
