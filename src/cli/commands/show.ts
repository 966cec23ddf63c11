import type { UnjudgedRule } from '../../recording/health/unjudgedRules';
import path from 'node:path';
import { jsonLine, type Json } from '../../protocol/jsonText';
import { recordedFinding } from '../../protocol/recordedFacts';
import type { FileStore } from '../../recording/fileStore';
import { isJudgedLater, RecordedHealth } from '../../recording/health/recordedHealth';
import { snapshotFigures, type SnapshotFigures } from '../../recording/health/snapshotFigures';
import { lineDifference } from '../../protocol/lineDifference';
import { layersWithLoss } from '../../recording/recordedLayers';
import { isKnownTime, stateAt, type RunDescription } from '../../recording/runDescription';
import {
  readRecording,
  readSnapshot,
  type DamagedFile,
  type Recording,
  type RecordingProblem,
} from '../../recording/recordingReader';
import { evaluationColumns, scalarColumns, type SeriesRows } from '../../recording/segment';
import { readEventFolder } from '../../recording/tensorboard/eventFolder';
import { readLabel } from '../../recording/runLabel';
import { figuresOf } from '../../recording/runSummary';
import { statisticColumns, type Snapshot } from '../../recording/snapshot';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
import { diskStore } from '../../platform/diskStore';
import { formatTable, jsonNumber, shapeText, writeLine } from '../output';
import { severityText } from '../readDefinition';
import { unreadableFolderText } from '../readSource';
import {
  accuracyText,
  damageText,
  dateText,
  lossText,
  namesText,
  nameText,
  plainText,
  problemOfRun,
  secondsText,
  stateText,
} from '../recordingTexts';
import { readFolder } from '../words';

/** `backprop show RECORDING [--json]` */
export async function show(words: readonly string[]): Promise<number> {
  const { folder, json } = readFolder(words, {
    none: l10n.t('Name a recording.'),
    tooMany: l10n.t('Name one recording only.'),
  });
  const shown = await readShown(folder, diskStore(folder));
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
  /** Of which rules nothing can be said, where the run is judged from its recording. */
  readonly notJudged: readonly UnjudgedRule[];
}

/** @throws CommandFailure for what is not a recording, or of a later version */
async function readShown(folder: string, store: FileStore): Promise<Shown> {
  const events = await readEventFolder(store, path.basename(path.resolve(folder)));
  const files = events?.files ?? store;
  const read = await readRecording(files);
  if (!read.ok) {
    await store.list('').catch((error: unknown) => {
      throw new CommandFailure(unreadableFolderText(folder, error), exitUnusable);
    });
    throw new CommandFailure(l10n.t('{0} is {1}.', folder, problemText(read.problem)), exitUnusable);
  }
  const { snapshots, damaged, run, ...rest } = read.recording;
  const { name = run?.name ?? '' } = await readLabel(store);
  const snapshotSteps: number[] = [];
  const broken: DamagedFile[] = [];
  const figures: SnapshotFigures[] = [];
  let lastSnapshot: Snapshot | undefined;
  for (const file of snapshots) {
    const snapshot = await readSnapshot(files, file);
    if ('why' in snapshot) {
      broken.push(snapshot);
      continue;
    }
    snapshotSteps.push(file.number);
    figures.push(snapshotFigures(snapshot, file.number));
    lastSnapshot = snapshot;
  }
  const { findings, notJudged } = judged(read.recording, figures);
  return {
    folder,
    now: new Date(),
    ...rest,
    ...(run && { run: { ...run, name, findings: [...run.findings, ...findings] } }),
    snapshotSteps,
    ...(lastSnapshot && { lastSnapshot }),
    notJudged,
    damaged: [...damaged, ...broken, ...(events?.damaged ?? [])],
  };
}

/** What the rules say of the run of a script, which nobody has judged while it was recorded. */
function judged(
  recording: Recording,
  snapshots: readonly SnapshotFigures[],
): Pick<Shown, 'notJudged'> & Pick<RunDescription, 'findings'> {
  const { run } = recording;
  if (!isJudgedLater(run)) return { findings: [], notJudged: [] };
  const health = RecordedHealth.of(run);
  health.take(recording, snapshots);
  const layers = layersWithLoss(recording);
  const nameOf = (layer: number): string => layers[layer]?.name ?? '';
  return {
    findings: health.findings.map((finding) => recordedFinding(finding, nameOf, localise)),
    notJudged: health.notJudged,
  };
}

function problemText(problem: RecordingProblem): string {
  return problem.kind === 'absent'
    ? l10n.t('not a recording: there is no run.json in it')
    : problemOfRun(problem);
}

function* linesOf(shown: Shown): Generator<string> {
  const { folder, run, now, series, snapshotSteps, damaged, notJudged } = shown;
  if (run === undefined) yield l10n.t('{0}: what it is of cannot be read.', folder);
  else yield* headOf(run, now);
  yield '';
  yield* numbersOf(shown);
  const layers = layerRows(shown);
  if (layers.length > 1) yield* ['', formatTable(layers)];
  for (const { rule, severity, step, resolvedAt, layer, message } of run?.findings ?? []) {
    const what = [severityText(severity), layer ?? [], message].flat().join(': ');
    yield plainText(
      resolvedAt === undefined
        ? l10n.t('{0} ({1}, from step {2})', what, rule, step)
        : l10n.t('{0} ({1}, from step {2}, until step {3})', what, rule, step, resolvedAt),
    );
  }
  yield* unjudgedLines(notJudged);
  yield '';
  yield countsOf(series, snapshotSteps);
  for (const file of damaged) yield damageText(file);
}

/** Rules of which nothing can be said for one and the same reason stand in one line. */
function unjudgedLines(notJudged: readonly UnjudgedRule[]): readonly string[] {
  const rules = new Map<string, string[]>();
  for (const { rule, why } of notJudged) {
    const reason = localise(why);
    rules.set(reason, [...(rules.get(reason) ?? []), rule]);
  }
  return [...rules].map(([why, names]) => l10n.t('{0} cannot be judged: {1}', names.join(', '), why));
}

function countsOf({ losses, evaluations, scalars }: Shown['series'], snapshots: readonly number[]): string {
  const lossCount = losses.steps.length;
  const evaluationCount = evaluations.steps.length;
  const scalarCount = scalars.steps.length;
  return l10n.t(
    '{0}, {1}, {2}, {3}',
    lossCount === 1 ? l10n.t('1 loss') : l10n.t('{0} losses', lossCount),
    evaluationCount === 1 ? l10n.t('1 evaluation') : l10n.t('{0} evaluations', evaluationCount),
    scalarCount === 1
      ? l10n.t('1 measurement of the layers')
      : l10n.t('{0} measurements of the layers', scalarCount),
    countOfSnapshots(snapshots),
  );
}

function countOfSnapshots(steps: readonly number[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return l10n.t('no snapshots');
  return steps.length === 1
    ? l10n.t('1 snapshot of step {0}', first)
    : l10n.t('{0} snapshots from step {1} to {2}', steps.length, first, last);
}

function progressText({ name, step, totalSteps, seconds }: RunDescription, state: string): string {
  const time = secondsText(seconds);
  if (totalSteps !== undefined)
    return l10n.t('{0}: {1} after {2} of {3} steps, {4}', name, state, step, totalSteps, time);
  return step === 1
    ? l10n.t('{0}: {1} after 1 step, {2}', name, state, time)
    : l10n.t('{0}: {1} after {2} steps, {3}', name, state, step, time);
}

function* headOf(run: RunDescription, now: Date): Generator<string> {
  const { created, producer, kernels, origin, data, settings, interrupted } = run;
  const state = stateAt(run, now);
  yield plainText(progressText(run, stateText(state)));
  if (run.reason !== undefined) yield plainText(run.reason);
  if (state === 'lost') yield l10n.t('no sign of life since {0} UTC', dateText(run.alive));
  const by = [`${producer.name} ${producer.version}`, kernels ?? []].flat().join(', ');
  yield plainText(
    isKnownTime(created)
      ? l10n.t('recorded {0} UTC by {1}', dateText(created), by)
      : l10n.t('recorded at an unknown time by {0}', by),
  );
  if (origin?.kind === 'definition')
    yield plainText(l10n.t('network {0} of {1}, seed {2}', origin.network, origin.file, origin.seed));
  if (origin?.kind === 'script')
    yield plainText(l10n.t('script {0}', [origin.file, ...origin.arguments].join(' ')));
  if (data !== undefined) {
    const { source, trainSamples, testSamples } = data;
    yield plainText(
      l10n.t('data {0}: {1} samples to train on, {2} to test on', source, trainSamples, testSamples),
    );
  }
  const given = Object.entries(settings).map(([setting, value]) => `${setting} = ${String(value)}`);
  if (given.length > 0) yield namesText(given);
  yield* editLines(run);
  if (interrupted !== undefined)
    yield plainText(l10n.t('not recorded after step {0}: {1}', interrupted.step, interrupted.reason));
}

/** What was changed after so many steps: what stands before is what the run began with. */
function* editLines({ origin, edits }: RunDescription): Generator<string> {
  let text = origin?.kind === 'definition' ? origin.text : '';
  for (const edit of edits) {
    const { step } = edit;
    switch (edit.kind) {
      case 'parameter': {
        const { name, entry, value } = edit;
        yield plainText(l10n.t('after step {0}: {1}', step, `${name}[${String(entry)}] = ${String(value)}`));
        break;
      }
      case 'learningRate':
        yield l10n.t('after step {0}: {1}', step, l10n.t('learning rate {0}', String(edit.value)));
        break;
      case 'moreSteps':
        yield l10n.t('after step {0}: {1}', step, l10n.t('{0} more steps', edit.steps));
        break;
      case 'definition': {
        yield l10n.t('after step {0}: {1}', step, l10n.t('the definition was edited'));
        const { removed, added } = lineDifference(text, edit.text);
        for (const line of removed) yield plainText(`  - ${line.trim()}`);
        for (const line of added) yield plainText(`  + ${line.trim()}`);
        text = edit.text;
      }
    }
  }
}

/** On how many samples the figures between start and end are. */
function evaluatedText({ evaluated, data, origin }: RunDescription): string | undefined {
  // What a script evaluates on, it knows itself.
  if (origin?.kind === 'script') return undefined;
  if (evaluated === undefined) return l10n.t('on how many samples it was evaluated was not recorded');
  if (data === undefined) return undefined;
  const { trainSamples, testSamples, finalTrainSamples } = evaluated;
  if (trainSamples >= data.trainSamples && testSamples >= data.testSamples) return undefined;
  return l10n.t(
    'evaluated on {0} of {1} training samples and {2} of {3} test samples; at the start and the end on {4} and on all',
    trainSamples,
    data.trainSamples,
    testSamples,
    data.testSamples,
    finalTrainSamples,
  );
}

function* numbersOf({ run, series }: Shown): Generator<string> {
  const { losses } = series;
  const loss = losses.values.at(-1);
  if (loss !== undefined)
    yield l10n.t('loss {0} on the mini-batch of step {1}', lossText(loss), (losses.steps.at(-1) ?? 0) + 1);
  const figures = lastEvaluation(series.evaluations);
  if (figures === undefined) return;
  const { step, ...evaluated } = figures;
  const latest = { ...evaluated, ...(loss !== undefined && { loss }) };
  const { trainLoss, testLoss, trainAccuracy, testAccuracy } = figuresOf({
    data: run?.data,
    state: run?.state ?? 'lost',
    latest,
  });
  yield l10n.t(
    'after step {0}: train loss {1}, test loss {2}, train acc. {3}, test acc. {4}',
    step,
    lossText(trainLoss),
    lossText(testLoss),
    accuracyText(trainAccuracy),
    accuracyText(testAccuracy),
  );
  const part = run && evaluatedText(run);
  if (part !== undefined) yield part;
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

function layerHeadings(): readonly string[] {
  return [
    l10n.t('layer'),
    l10n.t('type'),
    l10n.t('output'),
    l10n.t('parameters'),
    l10n.t('gradient'),
    l10n.t('update/weight'),
    l10n.t('activation'),
    l10n.t('blocked'),
  ];
}

/** With the scalars last measured, and the activations of the last snapshot: mean ± standard deviation. */
function layerRows({ run, series, lastSnapshot }: Shown): readonly (readonly string[])[] {
  const rows = (run?.layers ?? []).map(({ name, type, shape, parameters }, layer) => {
    const [gradient, , ratio, blocked] = lastScalars(series.scalars, layer);
    const picture = lastSnapshot?.pictures.find((one) => one.layer === name && one.kind === 'activation');
    const [mean, deviation] = picture?.statistics ?? [];
    return [
      nameText(name),
      nameText(type),
      shapeText(shape),
      String(parameters),
      figure(gradient),
      figure(ratio),
      mean === undefined ? '–' : `${figure(mean)} ± ${figure(deviation)}`,
      accuracyText(blocked),
    ];
  });
  return [layerHeadings(), ...rows];
}

function figure(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? '–' : value.toPrecision(3);
}

function jsonOf(shown: Shown): Json {
  const { folder, run, now, series, snapshotSteps, lastSnapshot, damaged, notJudged } = shown;
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
    ...(notJudged.length > 0 && {
      notJudged: notJudged.map(({ rule, why }) => ({ rule, why: localise(why) })),
    }),
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
