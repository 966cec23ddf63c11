import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { WindowStart } from '../../../../../src/editor/languageFeatures/lenses/windowStart';

interface Extension {
  isActive: boolean;
  readonly packageJSON: unknown;
}

const known = vi.hoisted((): { extensions: Extension[] } => ({ extensions: [] }));

vi.mock('vscode', async () => {
  const { EventEmitter } = await import('../../panels/host/fakeVscode');
  return {
    EventEmitter,
    extensions: {
      get all(): readonly Extension[] {
        return known.extensions;
      },
    },
  };
});

function extension(...activationEvents: readonly string[]): Extension {
  return { isActive: false, packageJSON: { activationEvents } };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
});

test('the start lasts until every extension that starts by itself has started', () => {
  const [git, conflicts] = [extension('*'), extension('onStartupFinished', 'onUri')];
  known.extensions = [git, conflicts, extension('onLanguage:java'), { isActive: false, packageJSON: {} }];
  const start = new WindowStart();
  const ended = vi.fn();
  start.onDidEnd(ended);
  git.isActive = true;
  vi.advanceTimersByTime(1000);
  expect(start.hasEnded).toBe(false);
  conflicts.isActive = true;
  vi.advanceTimersByTime(100);
  expect(start.hasEnded).toBe(true);
  expect(ended).toHaveBeenCalledTimes(1);
  vi.advanceTimersByTime(10_000);
  expect(ended).toHaveBeenCalledTimes(1);
});

test('in a window that has been open for a while there is nothing to wait for', () => {
  known.extensions = [{ ...extension('*'), isActive: true }, extension('onLanguage:java')];
  expect(new WindowStart().hasEnded).toBe(true);
});

test('an extension that never starts is not waited for longer than four seconds', () => {
  known.extensions = [extension('onStartupFinished')];
  const start = new WindowStart();
  vi.advanceTimersByTime(3999);
  expect(start.hasEnded).toBe(false);
  vi.advanceTimersByTime(101);
  expect(start.hasEnded).toBe(true);
});
