import fc from 'fast-check';
import type * as vscode from 'vscode';
import { expect, test, vi } from 'vitest';
import type { Documents } from '../../../../src/editor/documents/documents';
import { LayerValues } from '../../../../src/editor/languageFeatures/inlineValues/inlineValues';
import { CodeLenses } from '../../../../src/editor/languageFeatures/lenses/codeLenses';
import { networkLenses } from '../../../../src/editor/languageFeatures/lenses/networkLenses';
import { rowsOf } from '../../../../src/editor/sidebar/rows';
import { rowItem } from '../../../../src/editor/sidebar/treeItems';
import { NetworkRuns } from '../../../../src/editor/training/networkRuns';
import type { NetworkRun } from '../../../../src/editor/training/networkRun';
import { RunClock } from '../../../../src/editor/training/runClock';
import { TrainingStatusBar } from '../../../../src/editor/training/trainingProgress';
import type { CheckedFile } from '../../../../src/language';
import { epochOf } from '../../../../src/protocol/epoch';
import type { TrainingCommand } from '../../../../src/protocol/training';
import { layerScalarNames, type TrainingFrame } from '../../../../src/protocol/trainingFrame';
import { checkText } from '../../checkText';
import * as fake from '../panels/host/fakeVscode';

/** What VS Code was given to draw. */
const screen = vi.hoisted(() => ({
  statusBar: { text: '', tooltip: '', isShown: false },
  behindLines: [] as readonly string[],
  editors: [] as unknown[],
}));

vi.mock('vscode', async () => {
  const half = await import('../panels/host/fakeVscode');
  const { event } = new half.EventEmitter<unknown>();
  class Plain {
    readonly parts: readonly unknown[];
    constructor(...parts: readonly unknown[]) {
      this.parts = parts;
    }
  }
  return {
    ...half,
    extensions: { all: [] },
    StatusBarAlignment: { Left: 1 },
    DecorationRangeBehavior: { ClosedOpen: 3 },
    TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
    ThemeColor: Plain,
    ThemeIcon: Plain,
    Range: Plain,
    Position: Plain,
    TreeItem: class {
      constructor(readonly label: string) {}
    },
    CodeLens: class {
      constructor(
        readonly range: unknown,
        readonly command: unknown,
      ) {}
    },
    window: {
      ...half.window,
      get visibleTextEditors() {
        return screen.editors;
      },
      onDidChangeVisibleTextEditors: event,
      createTextEditorDecorationType: ({ before }: vscode.DecorationRenderOptions) => ({
        fontStyle: before?.fontStyle,
        dispose: () => undefined,
      }),
      createStatusBarItem: () => ({
        set text(text: string) {
          screen.statusBar.text = text;
        },
        set tooltip(tooltip: string) {
          screen.statusBar.tooltip = tooltip;
        },
        show: () => {
          screen.statusBar.isShown = true;
        },
        hide: () => {
          screen.statusBar.isShown = false;
        },
        dispose: () => undefined,
      }),
    },
    workspace: {
      ...half.workspace,
      onDidChangeTextDocument: event,
      onDidCloseTextDocument: event,
      onDidDeleteFiles: event,
      onDidChangeConfiguration: event,
      // `full` writes the norm of a gradient behind its line, as the sidebar does.
      getConfiguration: () => ({ get: (key: string) => (key === 'inlineValues' ? 'full' : undefined) }),
    },
  };
});

const stepsPerEpoch = 3;
const count = { stepsPerEpoch, epochsCountedFrom: { step: 0, epoch: 0 } };

function textWith(rate: number): CheckedFile {
  return checkText(
    `network N {\n  data = spiral()\n  layers {\n    first = Affine(3)\n    SoftmaxWithLoss\n  }\n  train { optimizer = SGD(lr=${String(rate)}) }\n}`,
  );
}

const uri = fake.Uri.parse('file:///one.backprop') as unknown as vscode.Uri;
const layers = ['first', 'softmaxWithLoss1'].map((name) => ({
  name,
  type: name,
  shape: [],
  parameterCount: 0,
}));

/** Of a step the loss is its number, and so is the gradient's norm: what stands anywhere names its step. */
function scalarsAt(step: number): Float64Array {
  const row = new Float64Array(layers.length * layerScalarNames.length).fill(NaN);
  row[layerScalarNames.indexOf('gradientNorm')] = step;
  return row;
}

/** A runtime that trains nothing and says what it is told to say. */
class Worker {
  step = 0;
  state = 'ready';
  restarted = false;
  answer: ((frame: TrainingFrame) => void) | undefined;

  get status(): TrainingFrame['status'] {
    const { step, state } = this;
    const epoch = epochOf(step, count);
    return {
      state,
      step,
      epoch,
      epochs: 99,
      ...count,
      firstStep: 1,
    } as unknown as TrainingFrame['status'];
  }

  readonly start = (): ReturnType<ConstructorParameters<typeof NetworkRuns>[1]> => {
    const description = (): object => ({ session: 1, layers, status: this.status });
    const service = {
      startTraining: () => Promise.resolve({ ok: true, description: description() }),
      replaceDefinition: () =>
        Promise.resolve({
          ok: true,
          replacement: { description: description(), message: { text: 'Kept.', values: [] } },
        }),
      commandTraining: ({ command }: { readonly command: TrainingCommand }) => {
        if (command.kind === 'reset') [this.step, this.state, this.restarted] = [0, 'ready', true];
        else this.state = command.kind === 'train' ? 'running' : 'paused';
        return Promise.resolve({ status: this.status });
      },
      nextTrainingFrame: () =>
        new Promise<TrainingFrame>((resolve) => {
          this.answer = resolve;
        }),
      endTraining: () => Promise.resolve(),
    };
    const nothing = (): void => undefined;
    return { service, cancel: nothing, dispose: nothing, onDidDie: nothing } as unknown as ReturnType<
      Worker['start']
    >;
  };

  /** Reports all that is new since the frame before; nothing while nobody asks for a frame. */
  report(steps: number): void {
    const { answer } = this;
    if (answer === undefined) return;
    this.answer = undefined;
    if (this.state === 'running') this.step += steps;
    const at = Float64Array.of(this.step);
    const none = { steps: new Float64Array(), values: new Float64Array() };
    const { status, restarted } = this;
    this.restarted = false;
    const isMeasured = this.step > 0;
    const series = {
      losses: isMeasured ? { steps: at, values: at } : none,
      scalars: isMeasured ? { steps: at, values: scalarsAt(this.step) } : none,
      evaluations: none,
      learningRates: none,
    };
    answer({ status, series, restarted, views: { pictures: [] } });
  }
}

/** Everything that shows the run, each as it draws by itself. */
class Surfaces {
  private readonly drawn = new Map<string, string>();
  /** How often all were told to draw. */
  turns = 0;
  /**
   * Milliseconds in which VS Code asks for lenses, and then paints them; `undefined`: it never does. `ideal`:
   * it asks at once, and paints when it is expected to.
   */
  lensDelays: { readonly ask: number; readonly paint: number } | 'ideal' | undefined = 'ideal';
  private asking: ReturnType<typeof setTimeout> | undefined;
  readonly worker = new Worker();
  file = textWith(0.1);
  readonly runs: NetworkRuns;
  readonly run: NetworkRun;
  private readonly clock: RunClock;
  private readonly lenses: CodeLenses;
  private readonly disposables: { readonly dispose: () => unknown }[];

  constructor() {
    const never = (): { dispose: () => void } => ({ dispose: () => undefined });
    const documents = {
      onDidCheck: never,
      onDidChangeData: never,
      check: () => ({ file: this.file }),
    } as unknown as Documents;
    this.runs = new NetworkRuns(documents, this.worker.start);
    this.clock = new RunClock(this.runs);
    this.run = this.runs.open(uri, 'N');
    const sessions = { onDidChange: never, onDidChangeView: never, find: () => undefined };
    const grader = { onDidGrade: never, findLast: () => undefined };
    this.lenses = new CodeLenses(
      documents,
      ...([sessions, grader] as unknown as [never, never]),
      this.runs,
      this.clock,
      [networkLenses],
    );
    this.lenses.onDidChangeCodeLenses(() => {
      const { lensDelays } = this;
      // As VS Code does it: what is notified meanwhile has it wait once more.
      clearTimeout(this.asking);
      if (lensDelays === 'ideal') this.drawLens();
      else if (lensDelays !== undefined) {
        this.asking = setTimeout(() => {
          const lens = this.lensText();
          setTimeout(() => this.drawn.set('lens', lens), lensDelays.paint);
        }, lensDelays.ask);
      }
    });
    this.clock.onDidShow(() => {
      this.turns++;
      if (this.lensDelays === 'ideal') this.drawn.set('lens', this.lensText());
      this.drawn.set('sidebar', this.sidebar());
      const { shown } = this.run;
      this.drawn.set('panel', shown === undefined ? '' : `${String(shown.epoch)} ${String(shown.step)}`);
    });
    screen.editors = [this.editor()];
    this.disposables = [
      new LayerValues(this.runs, this.clock),
      new TrainingStatusBar(this.runs, this.clock),
      this.lenses,
      this.clock,
      this.runs,
    ];
  }

  async begin(): Promise<void> {
    const [outline] = this.file.networks;
    if (outline?.program === undefined) throw new Error('The text has a mistake.');
    // A view that draws at once: frames come as fast as the worker reports.
    this.run.views.watch({
      isVisible: () => true,
      requests: () => ({ pictures: [] }),
      show: () => Promise.resolve(),
      goLive: () => undefined,
    });
    this.run.prepare(this.file, outline, outline.program);
    await this.run.start(outline.program, { source: 'spiral', arguments: {}, files: {} }, []);
  }

  async edit(rate: number): Promise<void> {
    const file = textWith(rate);
    const [outline] = file.networks;
    if (outline?.program === undefined) throw new Error('The text has a mistake.');
    this.file = file;
    await this.run.replace(file, outline, outline.program, undefined);
  }

  lookBack(share: number): void {
    const step = Math.max(1, Math.round(share * this.worker.step));
    this.run.showStep(
      this.worker.step === 0
        ? undefined
        : { step, loss: step, scalars: scalarsAt(step), views: { pictures: [] } },
    );
  }

  /** VS Code may ask at any time: after somebody types, scrolls, or unfolds a row. */
  drawAgain(): void {
    this.drawLens();
    this.drawn.set('sidebar', this.sidebar());
  }

  /** The epoch each surface names, and the step that its numbers are of. */
  read(): { readonly epochs: readonly number[]; readonly steps: readonly number[] } {
    const lens = this.drawn.get('lens') ?? '';
    const sidebar = this.drawn.get('sidebar') ?? '';
    const [panelEpoch = NaN, panelStep = NaN] = (this.drawn.get('panel') ?? '').split(' ').map(Number);
    const { text, isShown } = screen.statusBar;
    const bar = isShown ? text : '';
    const number = (from: string, pattern: RegExp): number[] =>
      [...from.replaceAll('\u00a0', ' ').matchAll(pattern)].map(([, digits]) => Number(digits));
    const steps = [
      ...number(lens, /loss ([\d.]+)/g),
      ...number(bar, /loss ([\d.]+)/g),
      ...number(sidebar, /loss ([\d.]+)/g),
      ...number(sidebar, /gradient norm ([\d.]+)/g),
      ...screen.behindLines.flatMap((line) => number(line, /norm ([\d.]+)/g)),
      ...(panelStep > 0 ? [panelStep] : []),
    ];
    const epochs = [lens, bar, sidebar].flatMap((each) => number(each, /epoch (\d+)/g));
    return { epochs: Number.isNaN(panelEpoch) ? epochs : [...epochs, panelEpoch], steps };
  }

  dispose(): void {
    for (const each of this.disposables) each.dispose();
    screen.statusBar.isShown = false;
    screen.behindLines = [];
  }

  /** What it says of a moment that comes is painted when that is shown. */
  private drawLens(): void {
    const text = this.lensText();
    if (this.run.coming === undefined) this.drawn.set('lens', text);
  }

  private lensText(): string {
    const lenses = this.lenses.provideCodeLenses(this.editor().document as vscode.TextDocument);
    return lenses.map(({ command }) => command?.title).join(' ');
  }

  private sidebar(): string {
    const [network] = rowsOf(this.file);
    if (network?.kind !== 'network') throw new Error('There is no network.');
    return [network, ...network.layers]
      .map((row) => {
        const entry = { kind: 'row', uri, row, checked: this.file } as unknown as Parameters<
          typeof rowItem
        >[0];
        return String(rowItem(entry, this.run).description);
      })
      .join(' ');
  }

  private editor(): { readonly document: unknown; readonly setDecorations: unknown } {
    const { file } = this;
    const lineAt = (line: number): object => ({ text: '', range: { end: { line } } });
    const document = {
      uri,
      languageId: 'backprop',
      lineAt,
      positionAt: (offset: number) => file.positionAt(offset),
    };
    const setDecorations = (
      { fontStyle }: { readonly fontStyle: string },
      options: readonly vscode.DecorationOptions[],
    ): void => {
      // What is of an earlier text would be in italics, and there is nothing here that is.
      if (fontStyle !== 'normal') return;
      screen.behindLines = options.map(({ renderOptions }) => renderOptions?.after?.contentText ?? '');
    };
    return { document, setDecorations };
  }
}

const action = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('frame' as const), steps: fc.integer({ min: 0, max: 4 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.integer({ min: 1, max: 1200 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('scrub' as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('live' as const, 'ask' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      command: fc.constantFrom('train' as const, 'pause' as const, 'reset' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('edit' as const), rate: fc.integer({ min: 1, max: 9 }) }),
  },
);
type Action = typeof action extends fc.Arbitrary<infer A> ? A : never;

async function act(surfaces: Surfaces, done: Action): Promise<void> {
  switch (done.kind) {
    case 'frame':
      surfaces.worker.report(done.steps);
      break;
    case 'wait':
      await vi.advanceTimersByTimeAsync(done.ms);
      break;
    case 'scrub':
      surfaces.lookBack(done.share);
      break;
    case 'live':
      surfaces.run.showStep(undefined);
      break;
    case 'ask':
      surfaces.drawAgain();
      break;
    case 'command':
      await surfaces.run.command({ kind: done.command });
      break;
    case 'edit':
      await surfaces.edit(done.rate);
      break;
  }
  await vi.advanceTimersByTimeAsync(0);
}

function expectOne(surfaces: Surfaces): void {
  const { epochs, steps } = surfaces.read();
  expect(new Set(epochs).size).toBeLessThanOrEqual(1);
  expect(new Set(steps).size).toBeLessThanOrEqual(1);
  const [epoch, step] = [epochs[0], steps[0]];
  if (epoch !== undefined && step !== undefined) expect(epoch).toBe(epochOf(step, count));
}

test('whatever comes when, all surfaces show one step in every turn, and the newest or the one looked at soon', async () => {
  vi.useFakeTimers();
  try {
    const property = fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 40 }), async (actions) => {
      const surfaces = new Surfaces();
      try {
        await surfaces.begin();
        await surfaces.run.command({ kind: 'train' });
        for (const done of actions) {
          await act(surfaces, done);
          expectOne(surfaces);
        }
        await vi.advanceTimersByTimeAsync(1200);
        expectOne(surfaces);
        const { run, worker } = surfaces;
        expect(run.shown?.step).toBe(run.shownStep?.step ?? run.status?.step);
        expect(run.shown?.epoch).toBe(epochOf(run.shownStep?.step ?? worker.step, count));
      } finally {
        surfaces.dispose();
      }
    });
    await fc.assert(property, { numRuns: 150 });
  } finally {
    vi.useRealTimers();
  }
});

test('a run is drawn about once a second however fast its frames come, and every surface names its moment', async () => {
  vi.useFakeTimers();
  const surfaces = new Surfaces();
  try {
    await surfaces.begin();
    await surfaces.run.command({ kind: 'train' });
    const before = surfaces.turns;
    for (let frame = 0; frame < 300; frame++) {
      surfaces.worker.report(1);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(surfaces.worker.step).toBeGreaterThan(200);
    expect(surfaces.turns - before).toBeLessThanOrEqual(4);
    await vi.advanceTimersByTimeAsync(1200);
    // Lens, status bar and panel; the sidebar has a norm, and so has the line.
    const { epochs, steps } = surfaces.read();
    expect(epochs).toHaveLength(3);
    expect(steps).toEqual(Array.from({ length: 5 }, () => surfaces.worker.step));

    surfaces.lookBack(0.5);
    await vi.advanceTimersByTimeAsync(100);
    // The sidebar has an epoch and a loss, too, now that they stand still.
    expect(surfaces.read().steps).toEqual(Array.from({ length: 6 }, () => surfaces.worker.step / 2));
    expect(surfaces.read().epochs).toHaveLength(4);
    expect(screen.statusBar.text).toMatch(/^\$\(history\)/);
  } finally {
    surfaces.dispose();
    vi.useRealTimers();
  }
});

test.each([
  ['an idle window', { ask: 250, paint: 250 }],
  ['a busy window', { ask: 700, paint: 250 }],
])('a moment is shown when its lenses are painted, in %s', async (_, lensDelays) => {
  vi.useFakeTimers();
  const surfaces = new Surfaces();
  const turnsIn = async (milliseconds: number): Promise<number> => {
    const before = surfaces.turns;
    for (let passed = 0; passed < milliseconds; passed += 20) {
      surfaces.worker.report(1);
      await vi.advanceTimersByTimeAsync(20);
    }
    return surfaces.turns - before;
  };
  try {
    await surfaces.begin();
    await surfaces.run.command({ kind: 'train' });
    await turnsIn(1000);
    surfaces.lensDelays = lensDelays;
    expect(await turnsIn(7000)).toBeGreaterThanOrEqual(6);
    for (let read = 0; read < 200; read++) {
      await turnsIn(20);
      expect(new Set(surfaces.read().epochs).size).toBe(1);
    }
    // Its text goes behind another tab: one moment waits in vain.
    surfaces.lensDelays = undefined;
    await turnsIn(2500);
    expect(await turnsIn(4500)).toBeGreaterThanOrEqual(4);
  } finally {
    surfaces.dispose();
    vi.useRealTimers();
  }
});

test('several trainings are counted in words, and the one shown does not change by itself', async () => {
  vi.useFakeTimers();
  const surfaces = new Surfaces();
  try {
    await surfaces.begin();
    await surfaces.run.command({ kind: 'train' });
    const [outline] = surfaces.file.networks;
    if (outline?.program === undefined) throw new Error('The text has a mistake.');
    const other = surfaces.runs.open(uri, 'Other');
    other.prepare(surfaces.file, outline, outline.program);
    expect(screen.statusBar.text).toContain('Other');
    expect(screen.statusBar.text).not.toContain('+');
    expect(screen.statusBar.tooltip).toMatch(/2 networks are being trained\.[^]*N: /);
    surfaces.worker.report(2);
    await vi.advanceTimersByTimeAsync(1000);
    expect(screen.statusBar.text).toContain('Other');
  } finally {
    surfaces.dispose();
    vi.useRealTimers();
  }
});
