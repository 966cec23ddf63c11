import { describe, expect, it } from 'vitest';
import { Progress } from '../driver/results.mjs';

const told = (...lines: readonly string[]): Progress => {
  const progress = new Progress();
  for (const line of lines) progress.take(line);
  return progress;
};

describe('what a suite in VS Code has told', () => {
  it('is counted test by test, also where it does not end', () => {
    const { counts, ends } = told(
      'BACKPROP_BEGUN one',
      'BACKPROP_RESULT {"passed":1}',
      'something else',
      'BACKPROP_BEGUN two',
      'BACKPROP_RESULT {"failed":1,"failures":["two\\nwhy"]}',
      'BACKPROP_RESULT {"skipped":1}',
    );
    expect(counts).toEqual({ passed: 1, failed: 1, skipped: 1, failures: ['two\nwhy'] });
    expect(ends).toBe(0);
  });

  it('goes on after a reload of the window', () => {
    const { counts, ends } = told(
      'BACKPROP_RESULT {"passed":1}',
      'BACKPROP_END',
      'BACKPROP_RESULT {"passed":1}',
      'BACKPROP_END',
    );
    expect(counts.passed).toBe(2);
    expect(ends).toBe(2);
  });

  it('is what counts as progress, and nothing else that VS Code logs', () => {
    const lines = [
      'BACKPROP_BEGUN one',
      'BACKPROP_TEST   ✓ one',
      'BACKPROP_RESULT {"passed":1}',
      'BACKPROP_END',
    ];
    expect(told('a warning', ...lines, 'BACKPROP is a word').told).toBe(lines.length);
  });

  it('has lines for people', () => {
    const progress = new Progress();
    expect(progress.take('BACKPROP_TEST   ✓ one (3 ms)')).toBe('  ✓ one (3 ms)');
    expect(progress.take('BACKPROP_BEGUN one')).toBeUndefined();
  });

  it('names the test that was running, and the one before it', () => {
    const before = ['BACKPROP_BEGUN one', 'BACKPROP_RESULT {"passed":1}'];
    expect(told(...before, 'BACKPROP_BEGUN two').describe()).toBe(
      '“two” was running, behind “one”; 1 had passed, 0 failed, 0 were skipped',
    );
    expect(told(...before).describe()).toBe(
      'no test was running, behind “one”; 1 had passed, 0 failed, 0 were skipped',
    );
    expect(told().describe()).toBe('no test was running; 0 had passed, 0 failed, 0 were skipped');
  });
});
