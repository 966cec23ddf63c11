import { shownComparison } from '../../../src/editor/panels/compare/shownComparison';
import type {
  CompareChoice,
  ComparedPicture,
  ShownComparison,
  ShownSnapshot,
  SnapshotRequest,
} from '../../../src/protocol/comparePanelMessages';
import { curvesOf, type RunCurves } from '../../../src/recording/comparison/runCurves';
import type { RunDescription } from '../../../src/recording/runDescription';
import type { SeriesRows } from '../../../src/recording/segment';

const steps = 400;
const layers = ['affine1', 'relu1', 'affine2', 'relu2', 'affine3', 'softmaxwithloss1'];

interface Example {
  readonly optimizer: string;
  readonly seed?: number;
  /** How fast the loss falls: the larger the faster. */
  readonly speed: number;
  /** From this step on all numbers are NaN. */
  readonly lostAt?: number;
}

/** A run whose curves are exponentials with a little noise that is the same each time. */
export function exampleRun({ optimizer, seed = 0, speed, lostAt = Infinity }: Example): RunCurves {
  const noise = (step: number): number => 0.06 * Math.sin(step * 12.9898 + seed * 78.233);
  const loss = (step: number, floor: number): number =>
    step >= lostAt ? NaN : floor + 2.2 * Math.exp(-speed * step) * (1 + noise(step)) + 0.01 * seed;
  const rows = (every: number, row: (step: number) => readonly number[]): SeriesRows => {
    const at = Array.from({ length: Math.floor(steps / every) }, (_, place) => place * every);
    return { steps: Float64Array.from(at), values: Float64Array.from(at.flatMap(row)) };
  };
  const run: RunDescription = {
    format: 'backprop-recording',
    version: 1,
    producer: { name: 'test', version: '1' },
    name: 'Spiral',
    created: '2026-11-30T04:10:05.000Z',
    alive: '2026-11-30T04:10:06.000Z',
    seconds: 2.5,
    state: 'finished',
    step: steps,
    totalSteps: steps,
    origin: {
      kind: 'definition',
      file: '/home/me/spiral.backprop',
      text: `network Spiral {\n  train {\n    optimizer = ${optimizer}\n    seed = ${String(seed)}\n  }\n}\n`,
      network: 'Spiral',
      seed,
    },
    layers: layers.map((name, at) => ({
      name,
      type: name.startsWith('affine') ? 'Affine' : name.startsWith('relu') ? 'ReLU' : 'SoftmaxWithLoss',
      shape: [32],
      parameters: name.startsWith('affine') ? 1056 : 0,
      inputs: [layers[at - 1] ?? 'input'],
    })),
    data: { source: 'spiral(classes=3)', trainSamples: 240, testSamples: 60 },
    evaluated: { trainSamples: 240, testSamples: 60, finalTrainSamples: 240 },
    settings: { optimizer, batch: 30, epochs: 50 },
    edits: [],
    findings: [],
    latest: {},
  };
  const curves = curvesOf(
    {
      run,
      series: {
        losses: rows(1, (step) => [loss(step, 0.02) * (1 + 3 * noise(step * 7))]),
        evaluations: rows(8, (step) => [
          loss(step, 0.02),
          step >= lostAt ? 0.33 : 1 - 0.6 * Math.exp(-speed * step),
          loss(step, 0.06),
          step >= lostAt ? 0.33 : 0.98 - 0.6 * Math.exp(-speed * step) - 0.01 * seed,
        ]),
        scalars: rows(2, (step) =>
          layers.flatMap((_, at) =>
            at % 2 === 0 && at < 5
              ? [loss(step, 0.02) / (at + 1), 0.01, 0.003 * Math.exp(-0.002 * step), NaN, NaN]
              : [NaN, NaN, NaN, 0.5, NaN],
          ),
        ),
        learningRates: { steps: new Float64Array(), values: new Float64Array() },
      },
      snapshots: [1, 100, 200, 300, 400].map((number) => ({
        number,
        file: `${String(number)}.safetensors`,
        size: 1,
      })),
      damaged: [],
    },
    512,
  );
  if (curves === undefined) throw new Error('The run has no description.');
  return curves;
}

export const threeOptimizers: readonly RunCurves[] = [
  exampleRun({ optimizer: 'SGD(lr=0.01)', speed: 0.004 }),
  exampleRun({ optimizer: 'Momentum(lr=0.01)', speed: 0.012 }),
  exampleRun({ optimizer: 'Adam(lr=0.001)', speed: 0.02 }),
];

/** Two optimizers, each with three seeds. */
export const seededRuns: readonly RunCurves[] = [0, 1, 2].flatMap((seed) => [
  exampleRun({ optimizer: 'SGD(lr=0.01)', speed: 0.004 + 0.001 * seed, seed }),
  exampleRun({ optimizer: 'Adam(lr=0.001)', speed: 0.02 - 0.004 * seed, seed }),
]);

export function compared(
  runs: readonly RunCurves[],
  choice: CompareChoice = { bySeed: true, layer: null },
  problems: readonly string[] = [],
): { readonly kind: 'comparison'; readonly comparison: ShownComparison } {
  return { kind: 'comparison', comparison: shownComparison(runs, choice, problems) };
}

/** Activations about as wide as the run's place among them says, and half of them zero after a ReLU. */
function picture(layer: string, run: number, withCells: boolean): ComparedPicture {
  const width = (run + 1) * 0.6;
  const isRectified = layer.startsWith('relu');
  const histogram = Int32Array.from({ length: 64 }, (_, bin) => {
    const x = (bin - 31.5) / 12;
    return isRectified
      ? bin === 0
        ? 1600
        : Math.round(900 * Math.exp(-bin / 12))
      : Math.round(1000 * Math.exp(-x * x));
  });
  const [rows, columns] = [16, 12];
  return {
    layer,
    shape: [30, 32],
    statistics: Float64Array.of(
      0.1,
      width / 2,
      isRectified ? 0 : -width,
      width,
      9,
      0.3,
      isRectified ? 480 : 0,
      0,
    ),
    histogram,
    ...(withCells && {
      cells: {
        rows,
        columns,
        means: Float32Array.from({ length: rows * columns }, (_, at) => width * Math.sin(at * (run + 1))),
      },
    }),
  };
}

/** What the extension would answer. */
export function snapshotsFor({ number, moments, layer }: SnapshotRequest): {
  readonly kind: 'snapshots';
  readonly number: number;
  readonly snapshots: readonly ShownSnapshot[];
} {
  const shown = layer === null ? layers.slice(0, 5) : [layer];
  return {
    kind: 'snapshots',
    number,
    snapshots: moments.map(({ run, step }) => ({
      run,
      step,
      pictures: shown.map((each) => picture(each, run, layer !== null)),
    })),
  };
}
