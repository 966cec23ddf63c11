import { jsonLine, type Json } from '../../protocol/jsonText';
import type { FileStore } from '../../recording/fileStore';
import { stateAt, type RunDescription } from '../../recording/runDescription';
import {
  readRecording,
  readSnapshot,
  type DamagedFile,
  type Recording,
  type RecordingProblem,
} from '../../recording/recordingReader';
import { evaluationColumns, scalarColumns, type SeriesRows } from '../../recording/segment';
import { statisticColumns, type Snapshot } from '../../recording/snapshot';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { nodeFileStore } from '../nodeFileStore';
import { formatTable, jsonNumber, writeLine } from '../output';
import {
  accuracyText,
  damageText,
  dateText,
  lossText,
  plainText,
  problemOfRun,
  secondsText,
} from '../recordingTexts';
import { readWords } from '../words';

/** `backprop show RECORDING [--json]` */
export async function show(words: readonly string[]): Promise<number> {
  const { files, json } = readWords(words, 1, {}, { all: 'a recording', one: 'recording' });
  const [folder = ''] = files;
  const shown = await readShown(folder, nodeFileStore(folder));
  if (json) writeLine(jsonLine(jsonOf(shown)));
  else for (const line of linesOf(shown)) writeLine(line);
  return shown.damaged.length > 0 ? exitNegative : 0;
}

/** A recording with what its snapshots hold. */
interface Shown extends Omit<Recording, 'snapshots'> {
  readonly folder: string;
  readonly now: Date;
  /** Of those that are whole. */
  readonly snapshotSteps: readonly number[];
  readonly lastSnapshot?: Snapshot;
}

/** @throws CommandFailure for what is not a recording, or of a later version */
async function readShown(folder: string, store: FileStore): Promise<Shown> {
  const read = await readRecording(store);
  if (!read.ok) throw new CommandFailure(`${folder} is ${problemText(read.problem)}.`, exitUnusable);
  const { snapshots, damaged, ...rest } = read.recording;
  const snapshotSteps: number[] = [];
  const broken: DamagedFile[] = [];
  let lastSnapshot: Snapshot | undefined;
  for (const file of snapshots) {
    const snapshot = await readSnapshot(store, file);
    if ('why' in snapshot) {
      broken.push(snapshot);
      continue;
    }
    snapshotSteps.push(file.number);
    lastSnapshot = snapshot;
  }
  return {
    folder,
    now: new Date(),
    ...rest,
    snapshotSteps,
    ...(lastSnapshot && { lastSnapshot }),
    damaged: [...damaged, ...broken],
  };
}

function problemText(problem: RecordingProblem): string {
  return problem.kind === 'absent' ? 'not a recording: there is no run.json in it' : problemOfRun(problem);
}

function* linesOf(shown: Shown): Generator<string> {
  const { folder, run, now, series, snapshotSteps, damaged } = shown;
  if (run === undefined) yield `${folder}: what it is of cannot be read.`;
  else yield* headOf(run, now);
  yield '';
  yield* numbersOf(shown);
  const layers = layerRows(shown);
  if (layers.length > 1) yield* ['', formatTable(layers)];
  for (const { rule, severity, step, resolvedAt, layer, message } of run?.findings ?? []) {
    const where = layer === undefined ? '' : `${layer}: `;
    const until = resolvedAt === undefined ? '' : `, until step ${String(resolvedAt)}`;
    yield plainText(`${severity}: ${where}${message} (${rule}, from step ${String(step)}${until})`);
  }
  yield '';
  yield `${String(series.losses.steps.length)} losses, ${String(series.evaluations.steps.length)} evaluations, ${String(series.scalars.steps.length)} measurements of the layers, ${countOfSnapshots(snapshotSteps)}`;
  for (const file of damaged) yield damageText(file);
}

function countOfSnapshots(steps: readonly number[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return 'no snapshots';
  return `${String(steps.length)} snapshots from step ${String(first)} to ${String(last)}`;
}

function* headOf(run: RunDescription, now: Date): Generator<string> {
  const { name, created, seconds, producer, kernels, origin, data, settings, edits, interrupted } = run;
  const state = stateAt(run, now);
  const of = run.totalSteps === undefined ? '' : ` of ${String(run.totalSteps)}`;
  yield plainText(`${name}: ${state} after ${String(run.step)}${of} steps, ${secondsText(seconds)}`);
  if (run.reason !== undefined) yield plainText(run.reason);
  if (state === 'lost') yield `no sign of life since ${dateText(run.alive)} UTC`;
  const kernelsText = kernels === undefined ? '' : `, ${kernels}`;
  yield plainText(`recorded ${dateText(created)} UTC by ${producer.name} ${producer.version}${kernelsText}`);
  if (origin?.kind === 'definition')
    yield plainText(`network ${origin.network} of ${origin.file}, seed ${String(origin.seed)}`);
  if (origin?.kind === 'script') yield plainText(`script ${[origin.file, ...origin.arguments].join(' ')}`);
  if (data !== undefined)
    yield plainText(
      `data ${data.source}: ${String(data.trainSamples)} samples to train on, ${String(data.testSamples)} to test on`,
    );
  const given = Object.entries(settings).map(([setting, value]) => `${setting} = ${String(value)}`);
  if (given.length > 0) yield plainText(given.join(', '));
  if (edits.length > 0) yield `changed by hand ${String(edits.length)} times`;
  if (interrupted !== undefined)
    yield plainText(`not recorded after step ${String(interrupted.step)}: ${interrupted.reason}`);
}

function* numbersOf({ series }: Shown): Generator<string> {
  const { losses } = series;
  const loss = losses.values.at(-1);
  if (loss !== undefined)
    yield `loss ${lossText(loss)} on the mini-batch of step ${String((losses.steps.at(-1) ?? 0) + 1)}`;
  const figures = lastEvaluation(series.evaluations);
  if (figures === undefined) return;
  const { step, trainLoss, testLoss, trainAccuracy, testAccuracy } = figures;
  yield `after step ${String(step)}: train loss ${lossText(trainLoss)}, test loss ${lossText(testLoss)}, train acc. ${accuracyText(trainAccuracy)}, test acc. ${accuracyText(testAccuracy)}`;
}

type EvaluationFigures = Readonly<Record<(typeof evaluationColumns)[number] | 'step', number>>;

function lastEvaluation({ steps, values }: SeriesRows): EvaluationFigures | undefined {
  const step = steps.at(-1);
  if (step === undefined) return undefined;
  const [trainLoss = NaN, trainAccuracy = NaN, testLoss = NaN, testAccuracy = NaN] = values.slice(
    -evaluationColumns.length,
  );
  return { step, trainLoss, trainAccuracy, testLoss, testAccuracy };
}

/** The scalars of a layer when they were last measured. */
function lastScalars({ steps, values }: SeriesRows, layer: number): readonly number[] {
  const columns = scalarColumns.length;
  const start = values.length - (steps.length === 0 ? 0 : values.length / steps.length) + layer * columns;
  return Array.from(values.slice(start, start + columns));
}

const layerHeadings = [
  'layer',
  'type',
  'output',
  'parameters',
  'gradient',
  'update/weight',
  'activation',
  'blocked',
];

/** With the scalars last measured, and the activations of the last snapshot: mean ± standard deviation. */
function layerRows({ run, series, lastSnapshot }: Shown): readonly (readonly string[])[] {
  const rows = (run?.layers ?? []).map(({ name, type, shape, parameters }, layer) => {
    const [gradient, , ratio, blocked] = lastScalars(series.scalars, layer);
    const picture = lastSnapshot?.pictures.find((one) => one.layer === name && one.kind === 'activation');
    const [mean, deviation] = picture?.statistics ?? [];
    return [
      plainText(name),
      plainText(type),
      shape.length === 0 ? 'number' : shape.join('×'),
      String(parameters),
      figure(gradient),
      figure(ratio),
      mean === undefined ? '–' : `${figure(mean)} ± ${figure(deviation)}`,
      accuracyText(blocked),
    ];
  });
  return [layerHeadings, ...rows];
}

function figure(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toPrecision(3);
}

function jsonOf({ folder, run, now, series, snapshotSteps, lastSnapshot, damaged }: Shown): Json {
  const figures = lastEvaluation(series.evaluations);
  const layers = (run?.layers ?? []).map(({ name }, layer) => {
    const pictures = (lastSnapshot?.pictures ?? []).filter((picture) => picture.layer === name);
    return {
      name,
      ...named(scalarColumns, lastScalars(series.scalars, layer)),
      pictures: pictures.map(({ kind, shape, statistics = [] }) => ({
        kind,
        shape,
        ...named(statisticColumns, statistics),
      })),
    };
  });
  return jsonValue({
    folder,
    ...(run && { run: { ...run, state: stateAt(run, now) } }),
    ...(figures && { final: figures }),
    losses: series.losses,
    learningRates: series.learningRates,
    evaluations: {
      steps: series.evaluations.steps,
      ...named(evaluationColumns, columnsOf(series.evaluations, evaluationColumns.length)),
    },
    measuredSteps: series.scalars.steps,
    layers,
    snapshots: snapshotSteps,
    damaged,
  });
}

function columnsOf({ steps, values }: SeriesRows, columns: number): readonly (readonly number[])[] {
  return Array.from({ length: columns }, (_, column) =>
    Array.from(steps, (_, row) => values[row * columns + column] ?? NaN),
  );
}

function named<Value>(names: readonly string[], values: ArrayLike<Value>): Record<string, Value> {
  return Object.fromEntries(Array.from(values, (value, place) => [names[place] ?? '', value]));
}

/** Typed arrays become lists, and NaN and infinities texts; what is undefined is left out. */
function jsonValue(value: unknown): Json {
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (value instanceof Float64Array) return Array.from(value, jsonNumber);
  if (Array.isArray(value)) return value.map(jsonValue);
  const entries = Object.entries(value ?? {}).filter(([, each]) => each !== undefined);
  return Object.fromEntries(entries.map(([key, each]) => [key, jsonValue(each)]));
}
