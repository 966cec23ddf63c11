import { readFile, rm } from 'node:fs/promises';
import { inRoot } from '../process/root.mjs';
import { NONE, sum } from '../../test/driver/results.mjs';
import { tool } from './tool.mjs';

/**
 * Runs vitest and counts what it wrote down. A file that could not even be loaded has no failed test:
 * it counts as one.
 * @param {string} config relative to the clone
 * @param {string} report the JSON file that this configuration makes it write, relative to the clone
 * @returns {Promise<import('../../test/driver/results.mjs').Counts>}
 */
export async function runVitest(config, report) {
  await rm(inRoot(report), { force: true });
  const code = await tool('vitest', ['run', '--config', config]);
  const counts = await readReport(inRoot(report));
  return code !== 0 && counts.failed === 0 ? sum(counts, { ...NONE, failed: 1 }) : counts;
}

/** @param {string} file */
async function readReport(file) {
  const text = await readFile(file, 'utf8').catch(() => '{}');
  /**
   * @type {{ numPassedTests?: number, numFailedTests?: number, numPendingTests?: number, testResults?: {
   *   name: string, status: string, message: string, assertionResults: { status: string, fullName: string,
   *   failureMessages: string[] }[] }[] }}
   */
  const report = JSON.parse(text);
  const files = report.testResults ?? [];
  const broken = files.filter((result) => result.status === 'failed' && result.assertionResults.length === 0);
  const failed = files
    .flatMap((result) => result.assertionResults)
    .filter(({ status }) => status === 'failed');
  return {
    passed: report.numPassedTests ?? 0,
    failed: (report.numFailedTests ?? 0) + broken.length,
    skipped: report.numPendingTests ?? 0,
    failures: [
      ...broken.map(({ name, message }) => `${name}\n${message}`),
      ...failed.map(({ fullName, failureMessages }) => [fullName, ...failureMessages].join('\n')),
    ],
  };
}
