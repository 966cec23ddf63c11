import { describe, expect, it } from 'vitest';
import { formatMessage } from '../../../../src/engine/message';
import { diskStore } from '../../../../src/platform/diskStore';
import { needsSnapshots, RecordedHealth } from '../../../../src/recording/health/recordedHealth';
import type { SnapshotFigures } from '../../../../src/recording/health/snapshotFigures';
import { readRecording, type Recording } from '../../../../src/recording/recordingReader';
import { parseRun, writeRun, type RunDescription } from '../../../../src/recording/runDescription';
import { scalarColumns, type SeriesRows } from '../../../../src/recording/segment';
import { described } from '../runs';

const fixture = 'test/fixtures/recordings/blobs.bprun';

type Layers = RunDescription['layers'];
type Column = (typeof scalarColumns)[number];

const layers = [
  {
    name: 'net.0',
    type: 'Linear',
    shape: [8],
    parameters: 40,
    inputs: ['input'],
    tensors: [{ name: 'weight', shape: [8, 4] }],
  },
  { name: 'net.1', type: 'Sigmoid', shape: [8], parameters: 0, inputs: ['net.0'] },
  {
    name: 'net.2',
    type: 'Linear',
    shape: [3],
    parameters: 27,
    inputs: ['net.1'],
    tensors: [{ name: 'weight', shape: [3, 8] }],
  },
] satisfies Layers;

const nothing: SeriesRows = { steps: new Float64Array(), values: new Float64Array() };

/** The run of a script, of which every step was measured. */
function scriptRun(
  loss: (step: number) => number,
  measured: (step: number, layer: number) => Partial<Record<Column, number>>,
  settings: RunDescription['settings'] = {},
  steps = 60,
): Recording & { readonly run: RunDescription } {
  const bytes = writeRun(
    described({
      origin: { kind: 'script', file: '/home/me/train.py', arguments: [] },
      layers,
      settings: { optimizer: 'SGD', learningRate: 0.01, loss: 'mse_loss', ...settings },
      step: steps,
    }),
  );
  const parsed = parseRun(bytes);
  if (!parsed.ok) throw new Error('It is no run.');
  const all = Float64Array.from({ length: steps }, (_, step) => step);
  const scalars = Array.from(all, (step) =>
    layers.flatMap((_, layer) => scalarColumns.map((name) => measured(step, layer)[name] ?? NaN)),
  ).flat();
  return {
    run: parsed.run,
    series: {
      losses: { steps: all, values: all.map(loss) },
      scalars: { steps: all, values: Float64Array.from(scalars) },
      evaluations: nothing,
      learningRates: nothing,
    },
    snapshots: [],
    damaged: [],
  };
}

const healthy = (_: number, layer: number): Partial<Record<Column, number>> =>
  layer === 1 ? {} : { gradientNorm: 0.1, meanAbsoluteGradient: 0.01, updateToWeightRatio: 1e-3 };

function judge(recording: Recording & { run: RunDescription }, snapshots: SnapshotFigures[] = []): string[] {
  const health = RecordedHealth.of(recording.run);
  health.take(recording, snapshots);
  return health.findings.map(
    ({ rule, layer, message }) => `${rule} ${String(layer ?? '-')}: ${formatMessage(message)}`,
  );
}

const weightsOf = (norm: number): SnapshotFigures => ({
  step: 1,
  weightNorms: new Map([['net.0', norm]]),
  nonFiniteLayers: new Set(),
});

describe('the health of the run of a script', () => {
  it('finds nothing where all is well, and says what it cannot tell', async () => {
    const read = await readRecording(diskStore(fixture));
    if (!read.ok || read.recording.run === undefined) throw new Error('It cannot be read.');
    const { recording } = read;
    const health = RecordedHealth.of(read.recording.run);
    health.take(recording, []);
    expect(health.findings).toEqual([]);
    expect(health.notJudged.map(({ rule, why }) => `${rule}: ${formatMessage(why)}`)).toEqual([
      'all-alike: It compares the weights of all units; the recording has pictures of them.',
      'dead-relu: It takes every sample of an epoch; the recorder looks at single mini-batches.',
      'loss-not-decreasing: It looks at 200 steps at a time, and there are 60.',
      'overfitting: It compares the loss on the training data with that on the test data, and both were not recorded: recorder.log(train_loss=…, test_loss=…).',
    ]);
    expect(health.watched).toMatchObject({ stepsPerEpoch: 3, classes: 3 });
    expect(needsSnapshots(recording)).toBe(false);
  });

  it('is that of a run of ours: a vanishing gradient, a saturated layer, a rate that is too large', () => {
    const vanishing = scriptRun(
      () => 1,
      (step, layer) => ({ ...healthy(step, layer), ...(layer === 0 && { meanAbsoluteGradient: 1e-6 }) }),
    );
    expect(judge(vanishing)).toEqual([
      'vanishing-gradient 0: The gradient of net.0 vanishes: mean |dW| is 0.000001, in the last layer 0.01.',
    ]);
    const saturated = scriptRun(
      () => 1,
      (step, layer) => ({ ...healthy(step, layer), ...(layer === 1 && { saturatedShare: 0.8 }) }),
    );
    expect(judge(saturated)).toEqual([
      'saturation 1: net.1 is saturated: 80 % of its outputs are at the flat ends.',
    ]);
    expect(judge(scriptRun(() => 1, healthy, { learningRate: 30 }))).toEqual([
      'large-learning-rate -: The learning rate is 30; for SGD 0.01 is usual. The loss went from 1 to 1.',
    ]);
    expect(judge(scriptRun((step) => 1 / (step + 1), healthy))).toEqual([]);
  });

  it('takes an update for too far only beside weights of a usual size', () => {
    const far = scriptRun(
      () => 1,
      (step, layer) => ({ ...healthy(step, layer), ...(layer === 0 && { updateToWeightRatio: 0.5 }) }),
    );
    expect(needsSnapshots(far)).toBe(true);
    // Linear(4, 8) begins with a norm of about √(8/3).
    expect(judge(far, [weightsOf(1.6)])).toEqual([
      'exploding-gradient 0: One update changes the weights of net.0 by 50 %, and the loss does not fall.',
    ]);
    expect(judge(far, [weightsOf(0.1)])).toEqual([]);
  });

  it('names the layer that gave the first NaN where a snapshot shows it, else the loss', () => {
    const broken = scriptRun((step) => (step < 20 ? 1 : NaN), healthy);
    expect(needsSnapshots(broken)).toBe(true);
    expect(judge(broken)).toEqual(['non-finite 3: The loss of step 20 is NaN.']);
    const seen: SnapshotFigures = {
      step: 21,
      weightNorms: new Map(),
      nonFiniteLayers: new Set(['net.2', 'net.1']),
    };
    expect(judge(broken, [seen])).toEqual([
      'non-finite 1: net.1 gave NaN at step 20: the first in the forward pass.',
    ]);
  });

  it('says that a training that was measured in its first steps only tells nothing of gradients', () => {
    const short = scriptRun(() => 1, healthy, {}, 300);
    const first = short.series.scalars.values.subarray(0, 10 * layers.length * scalarColumns.length);
    const scalars = { steps: short.series.scalars.steps.subarray(0, 10), values: first };
    const health = RecordedHealth.of(short.run);
    health.take({ ...short, series: { ...short.series, scalars } }, []);
    const rules = health.notJudged.map(({ rule }) => rule);
    expect(rules).toEqual(
      expect.arrayContaining(['saturation', 'exploding-gradient', 'vanishing-gradient', 'small-updates']),
    );
    expect(rules).not.toContain('dead-relu');
  });

  it('judges what comes while it is written as if all of it had been there', () => {
    const whole = scriptRun(
      (step) => (step < 40 ? 1 : NaN),
      (step, layer) => ({
        ...healthy(step, layer),
        ...(layer === 1 && { saturatedShare: 0.8 }),
      }),
    );
    const health = RecordedHealth.of(whole.run);
    const rowsUpTo = ({ steps, values }: SeriesRows, count: number): SeriesRows => ({
      steps: steps.subarray(0, count),
      values: values.subarray(0, (values.length / Math.max(1, steps.length)) * count),
    });
    for (const count of [7, 30, 60]) {
      const { losses, scalars } = whole.series;
      const series = {
        ...whole.series,
        losses: rowsUpTo(losses, count),
        scalars: rowsUpTo(scalars, count),
      };
      health.take({ ...whole, series }, []);
    }
    const words = health.findings.map(({ rule, step }) => `${rule} ${String(step)}`);
    expect(words).toEqual(['saturation 10', 'non-finite 40']);
  });

  it('advises in the words of PyTorch', () => {
    const vanishing = scriptRun(
      () => 1,
      (step, layer) => ({
        ...healthy(step, layer),
        ...(layer === 0 && { gradientNorm: step < 40 ? 1 : 500 }),
      }),
    );
    const health = RecordedHealth.of(vanishing.run);
    health.take(vanishing, []);
    const [finding] = health.findings;
    expect(finding?.rule).toBe('exploding-gradient');
    expect(finding?.remedies.map(({ text }) => formatMessage(text))).toEqual([
      'Lower the learning rate to 0.001.',
      'Limit the norm of the gradients between backward() and step(): torch.nn.utils.clip_grad_norm_(model.parameters(), 1).',
    ]);
    expect(finding?.remedies.every(({ changes }) => changes.length === 0)).toBe(true);
  });
});
