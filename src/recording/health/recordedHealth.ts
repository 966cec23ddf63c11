import type { HealthFinding, Remedy } from '../../engine/health/finding';
import { explodingGradient } from '../../engine/health/rules/explodingGradient';
import { HealthMonitor } from '../../engine/health/monitor';
import type { LayerScalars, WatchedRun } from '../../engine/health/observations';
import { message, type Message } from '../../engine/message';
import type { Recording } from '../recordingReader';
import type { RunDescription } from '../runDescription';
import { columnCount, evaluationColumns, scalarColumns, type SeriesName, type SeriesRows } from '../segment';
import type { SnapshotFigures } from './snapshotFigures';
import { unjudgedRules, type UnjudgedRule } from './unjudgedRules';
import { watchedScript } from './watchedScript';

/** Something that was measured. */
interface Event {
  readonly step: number;
  readonly take: () => void;
}

/** Whether a run is judged from its recording: that of a script, whose producer knows no rules. */
export function isJudgedLater(run: RunDescription | undefined): run is RunDescription {
  return run?.origin?.kind === 'script' && run.step > 0;
}

/** Whether snapshots have to be read to judge a run. */
export function needsSnapshots({ series: { losses, scalars } }: Pick<Recording, 'series'>): boolean {
  const columns = scalarColumns.length;
  const ratio = scalarColumns.indexOf('updateToWeightRatio');
  // Such an update is judged beside how large the weights are, which snapshots tell.
  const far = explodingGradient.thresholds['updateRatio']?.value ?? NaN;
  const isFar = scalars.values.some((value, at) => at % columns === ratio && value > far);
  return isFar || losses.values.some((loss) => !Number.isFinite(loss));
}

/**
 * Judges the run of a script by the same rules and gates as a run of ours, from what was recorded of it. What
 * comes while it is written is judged in addition; it keeps no numbers of the recording.
 */
export class RecordedHealth {
  private readonly monitor: HealthMonitor;
  private readonly judged: Record<SeriesName, number> = {
    losses: -1,
    evaluations: -1,
    scalars: -1,
    learningRates: -1,
  };
  private isBroken = false;
  private unjudged: readonly UnjudgedRule[] = [];
  private firstRate = NaN;

  private constructor(readonly watched: WatchedRun) {
    this.monitor = new HealthMonitor(watched);
  }

  static of(run: RunDescription): RecordedHealth {
    return new RecordedHealth(watchedScript(run));
  }

  /** In the order in which they were first raised, with remedies in the words of PyTorch. */
  get findings(): readonly HealthFinding[] {
    return this.monitor.findings.map((finding) => ({
      ...finding,
      remedies: finding.remedies.map((remedy) => inTorchWords(remedy, this.watched)),
    }));
  }

  /** Of which rules nothing can be said, and why. */
  get notJudged(): readonly UnjudgedRule[] {
    return this.unjudged;
  }

  /** Takes in what is new. @param snapshots by step, ascending; needed as `needsSnapshots` says */
  take(recording: Pick<Recording, 'run' | 'series'>, snapshots: readonly SnapshotFigures[]): void {
    const { losses, evaluations, scalars, learningRates } = recording.series;
    const rate = rateAt(learningRates);
    this.firstRate = learningRates.values[0] ?? NaN;
    const layers = recording.run?.layers ?? [];
    const names = layers.map(({ name }) => name);
    // Rows of layers that are not in the description yet cannot be told apart.
    const readable = columnCount(scalars) === layers.length * scalarColumns.length;
    const inOrder = (name: SeriesName, rows: SeriesRows, take: (row: number) => void): readonly Event[] =>
      this.rowsOf(name, rows).map((row) => ({
        step: rows.steps[row] ?? NaN,
        take: () => {
          take(row);
        },
      }));
    const events = [
      ...inOrder('evaluations', evaluations, (row) => {
        this.takeEvaluation(evaluations, row);
      }),
      ...(readable
        ? inOrder('scalars', scalars, (row) => {
            this.takeScalars(scalars, row, rate, names, snapshots);
          })
        : []),
      ...inOrder('losses', losses, (row) => {
        this.takeLoss(losses, row, snapshots);
      }),
    ];
    // Of one step they stay in this order, in which a run of ours takes them.
    for (const { take } of events.sort((a, b) => a.step - b.step)) take();
    this.unjudged = unjudgedRules(recording, this.watched);
  }

  private takeEvaluation({ steps, values }: SeriesRows, row: number): void {
    const figure = (name: (typeof evaluationColumns)[number]): number =>
      values[row * evaluationColumns.length + evaluationColumns.indexOf(name)] ?? NaN;
    const [trainLoss, testLoss] = [figure('trainLoss'), figure('testLoss')];
    this.monitor.evaluation({ step: steps[row] ?? NaN, trainLoss, testLoss });
  }

  private takeLoss({ steps, values }: SeriesRows, row: number, snapshots: readonly SnapshotFigures[]): void {
    const [step, loss] = [steps[row] ?? NaN, values[row] ?? NaN];
    this.monitor.loss({ step, loss });
    if (Number.isFinite(loss) || this.isBroken) return;
    this.isBroken = true;
    const kind = Number.isNaN(loss) ? 'NaN' : 'infinity';
    const { nonFiniteLayers } = snapshots.find((snapshot) => snapshot.step === step + 1) ?? {};
    const { layers } = this.watched;
    const first = layers.findIndex(({ name }) => nonFiniteLayers?.has(name) === true);
    this.monitor.nonFinite({
      step,
      kind,
      ...(first < 0
        ? { where: 'loss', layer: layers.length - 1, name: 'loss' }
        : { where: 'value', layer: first, name: layers[first]?.name ?? '' }),
    });
  }

  private takeScalars(
    { steps, values }: SeriesRows,
    row: number,
    rate: (step: number) => number,
    names: readonly string[],
    snapshots: readonly SnapshotFigures[],
  ): void {
    const step = steps[row] ?? NaN;
    // The weights before an update are those after the one before it.
    const before = snapshots.filter((each) => each.step <= step).at(-1) ?? snapshots[0];
    const columns = scalarColumns.length;
    const measured = names.map((name, layer): LayerScalars => {
      const figure = (column: (typeof scalarColumns)[number]): number =>
        values[(row * names.length + layer) * columns + scalarColumns.indexOf(column)] ?? NaN;
      const updateToWeightRatio = figure('updateToWeightRatio');
      return {
        gradientNorm: figure('gradientNorm'),
        meanAbsoluteGradient: figure('meanAbsoluteGradient'),
        updateToWeightRatio,
        updateNorm: updateToWeightRatio * (before?.weightNorms.get(name) ?? NaN),
        blockedShare: figure('blockedShare'),
        saturatedShare: figure('saturatedShare'),
      };
    });
    const factor = rate(step) / this.firstRate;
    const layers = this.watched.layers.map((_, place) => measured[place] ?? nothingMeasured);
    this.monitor.scalars({ step, scheduleFactor: Number.isNaN(factor) ? 1 : factor, layers });
  }

  /** Rows that were not judged yet. */
  private rowsOf(name: SeriesName, { steps }: SeriesRows): readonly number[] {
    const from = steps.findIndex((step) => step > this.judged[name]);
    if (from < 0) return [];
    this.judged[name] = steps.at(-1) ?? -1;
    return Array.from(steps.subarray(from), (_, at) => from + at);
  }
}

const nothingMeasured: LayerScalars = {
  gradientNorm: NaN,
  meanAbsoluteGradient: NaN,
  updateToWeightRatio: NaN,
  updateNorm: NaN,
  blockedShare: NaN,
  saturatedShare: NaN,
};

/** The learning rate of the update that follows so many, for steps that ascend. */
function rateAt({ steps, values }: SeriesRows): (step: number) => number {
  let row = 0;
  return (step) => {
    while ((steps[row + 1] ?? Infinity) <= step) row++;
    return values[row] ?? NaN;
  };
}

/** A remedy as somebody follows it who writes PyTorch. No click can change their script. */
function inTorchWords({ text, changes }: Remedy, { layers }: WatchedRun): Remedy {
  const [first] = changes;
  const names = (): string =>
    changes.map((change) => ('layer' in change ? (layers[change.layer]?.name ?? '') : '')).join(', ');
  const words = (): Message => {
    switch (first?.kind) {
      case 'setClipNorm':
        return message(
          'Limit the norm of the gradients between backward() and step(): torch.nn.utils.clip_grad_norm_(model.parameters(), {0}).',
          first.norm,
        );
      case 'addLayerAfter':
        return message('Add a normalisation after {0}, as nn.BatchNorm1d or nn.BatchNorm2d.', names());
      case 'setEpochs':
        return message('Stop where the test loss was lowest.');
      case 'standardizeInputs':
        return message('Standardise the inputs: (x - mean) / std, with those of the training data.');
      case 'scaleInputs':
        return message('Bring the pixels between 0 and 1: x / 255.');
      case 'dropColumn':
        return message('Leave the number of the row out of the inputs.');
      case undefined:
      case 'setLearningRate':
      case 'useInitializer':
      case 'addHiddenLayer':
      case 'replaceLayer':
      case 'setWeightDecay':
      case 'setL1':
      case 'setSchedule':
      case 'setBatch':
        return text;
    }
  };
  return { text: words(), changes: [] };
}
