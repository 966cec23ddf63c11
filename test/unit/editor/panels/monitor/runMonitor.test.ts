import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import { Monitor, type MonitorParts } from '../../../../../src/editor/panels/monitor/runMonitor';
import { RunHistory } from '../../../../../src/editor/training/history';
import type { NetworkRun } from '../../../../../src/editor/training/networkRun';
import type { VariantRun } from '../../../../../src/editor/training/variantRuns';
import * as fake from '../host/fakeVscode';

vi.mock('vscode', () => import('../host/fakeVscode'));

const uri = (text: string): vscode.Uri => fake.Uri.parse(text) as unknown as vscode.Uri;

/** A run that has done so many steps, each with a loss. */
function runOf(network: string, steps: number, changes: object = {}): NetworkRun {
  const history = new RunHistory(1);
  const column = Float64Array.from({ length: steps }, (_, step) => step);
  const none = { steps: new Float64Array(), values: new Float64Array() };
  history.absorb({
    restarted: false,
    series: {
      losses: { steps: column, values: column.map((step) => 1 / (1 + step)) },
      evaluations: {
        steps: Float64Array.of(0, steps),
        values: Float64Array.of(1, 0.5, 1, NaN, 0.5, 0.75, 0.5, 0.625),
      },
      scalars: none,
      learningRates: none,
    },
  });
  const run = {
    network,
    uri: uri('file:///a/net.backprop'),
    isRunning: false,
    status: { state: 'running' },
    shown: { step: steps, epoch: 2, epochs: 3, loss: 1 / steps },
    history,
    openFindings: [],
    description: { layers: [{ name: 'relu1' }] },
    ...changes,
  };
  return run as unknown as NetworkRun;
}

/** The variants that are trained, if any. */
const variants = {
  running: [] as readonly VariantRun[],
  ended: undefined as VariantRun | undefined,
  onDidShow: () => ({ dispose: () => undefined }),
};

function shown(...all: readonly NetworkRun[]): {
  readonly view: fake.FakeWebviewPanel;
  readonly clock: fake.EventEmitter<readonly NetworkRun[]>;
  readonly opened: NetworkRun[];
} {
  const view = new fake.FakeWebviewPanel();
  const clock = new fake.EventEmitter<readonly NetworkRun[]>();
  const opened: NetworkRun[] = [];
  const parts = {
    runs: { all, newest: all.at(-1) },
    variants,
    clock: { onDidShow: clock.event },
    openPanel: (run: NetworkRun) => Promise.resolve(opened.push(run)),
    light: { show: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  } as unknown as MonitorParts;
  const webviewView = {
    get webview() {
      return view.webview;
    },
    get visible() {
      return view.isInFront;
    },
    onDidChangeVisibility: view.viewState.event,
    onDidDispose: view.disposed.event,
  } as unknown as vscode.WebviewView;
  const page = { extension: uri('file:///extension'), view: 'monitor' as const, titleOf: () => 'Monitor' };
  new Monitor(webviewView, page, parts);
  view.received.fire({ kind: 'ready', texts: [] });
  return { view, clock, opened };
}

const posted = ({ posted: all }: fake.FakeWebviewPanel): unknown[] =>
  all.flatMap((message) => {
    const { kind, run } = message as { kind: string; run?: unknown };
    return kind === 'monitored' ? [run] : [];
  });

test('the monitor shows nothing before anything has run', () => {
  expect(posted(shown().view)).toEqual([null]);
});

test('the monitor shows the run that goes on rather than one that rests, and follows the clock', () => {
  const { view, clock } = shown(runOf('Running', 300, { isRunning: true }), runOf('Resting', 5));
  clock.fire([]);
  expect(posted(view)).toHaveLength(2);
  expect(posted(view)[1]).toMatchObject({ network: 'Running', step: 300, epoch: 2, worst: null });
  const { losses, accuracy } = posted(view)[1] as { losses: { steps: Float64Array }; accuracy: Float64Array };
  // Means of four losses each, the last of what is left: no part divides a pair of lowest and highest.
  expect(losses.steps).toHaveLength(74);
  expect(losses.steps.at(-1)).toBe(299);
  expect(accuracy).toEqual(Float64Array.of(0.625));
});

test('the monitor names the layer whose finding is the gravest', () => {
  const finding = (severity: string, layer?: number): object => ({
    severity,
    layer,
    message: { text: `${severity} here`, values: [] },
  });
  const run = runOf('Sick', 9, { openFindings: [finding('warning'), finding('error', 0)] });
  expect(posted(shown(run).view)[0]).toMatchObject({
    worst: { layer: 'relu1', severity: 'error', text: 'error here' },
  });
});

test('the monitor that nobody sees listens to nothing and posts nothing, until it is seen again', () => {
  vi.useFakeTimers();
  const { view, clock } = shown(runOf('Running', 3, { isRunning: true }));
  expect(clock.count).toBe(1);
  view.isInFront = false;
  view.viewState.fire();
  const before = view.posted.length;
  expect(clock.count).toBe(0);
  expect(vi.getTimerCount()).toBe(0);
  clock.fire([]);
  expect(view.posted).toHaveLength(before);
  view.isInFront = true;
  view.received.fire({ kind: 'ready', texts: [] });
  expect(clock.count).toBe(1);
  expect(posted(view)).toHaveLength(2);
  view.dispose();
  expect(clock.count).toBe(0);
  vi.useRealTimers();
});

test('a click opens the panel of the run that is shown', () => {
  const { view, opened } = shown(runOf('Running', 3, { isRunning: true }));
  view.received.fire({ kind: 'openPanel' });
  expect(opened.map(({ network }) => network)).toEqual(['Running']);
});

test('the monitor shows the variants that are trained, then the one that ended last', () => {
  const opened: string[] = [];
  const variantOf = (name: string): VariantRun => ({
    run: runOf('N', 3, { isRunning: true }),
    name,
    openPanel: () => Promise.resolve(opened.push(name)),
  });
  const [first, second] = [variantOf('N: seed = 0'), variantOf('N: seed = 1')];
  variants.running = [first, second];
  const { view, clock } = shown(runOf('Resting', 5));
  const last = (): unknown => {
    const { run, others } = view.posted.at(-1) as { run: { network: string }; others: { network: string }[] };
    return [run, ...others].map(({ network }) => network);
  };
  expect(last()).toEqual(['N: seed = 0', 'N: seed = 1']);
  view.received.fire({ kind: 'openPanel' });
  expect(opened).toEqual(['N: seed = 0']);
  variants.running = [];
  variants.ended = second;
  clock.fire([]);
  expect(last()).toEqual(['N: seed = 1']);
  variants.ended = undefined;
});
