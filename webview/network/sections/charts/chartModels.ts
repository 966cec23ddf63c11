import { groupedNumber } from '../../../kit/numbers';
import type { Points } from '../../../../src/protocol/boundedSeries';
import type { LayerScalarName } from '../../../../src/protocol/trainingFrame';
import { text } from '../../../kit/translation';
import { series } from '../../state/series';
import { layers, network, state } from '../../state/store';
import { layerLook, type LineLook } from './lineLooks';
import { strings } from './chartsTexts';
import { valueAt } from './thin';

export const chartIds = ['loss', 'accuracy', 'gradientNorm', 'updateRatio', 'learningRate'] as const;
export type ChartId = (typeof chartIds)[number];

export interface Line {
  /** Under which it is remembered that it is hidden. */
  readonly key: string;
  /** As a person reads it. */
  readonly name: string;
  readonly look: LineLook;
  /** As recorded. */
  readonly points: Points;
  /** What is drawn in front of the recorded points, which then stay visible behind it. */
  readonly smoothed?: Points;
  /** Every point is marked: there are few, and nothing was measured between them. */
  readonly sparse: boolean;
  /** The layer it is of. */
  readonly layer?: number;
}

export interface ChartModel {
  readonly id: ChartId;
  readonly title: string;
  readonly log: boolean;
  readonly lines: readonly Line[];
  /** Values that are healthy, and what is written there. */
  readonly band?: { readonly low: number; readonly high: number; readonly label: string };
  /** The values are shares. */
  readonly percent: boolean;
  /** What must be said of the values, where they are not of all the data. */
  readonly note?: string | undefined;
}

const looks = {
  batch: { color: '--line-1', dash: [], marker: 'square' },
  train: { color: '--line-3', dash: [], marker: 'circle' },
  test: { color: '--line-2', dash: [6, 3], marker: 'triangle' },
} as const satisfies Record<string, LineLook>;

/**
 * Updates of about a thousandth of the weights a step are
 * healthy; up to three times more or less is nothing to worry about.
 */
const healthyRatio = { low: 3e-4, high: 3e-3 };

function evaluations(train: 'trainLoss' | 'trainAccuracy', test: 'testLoss' | 'testAccuracy'): Line[] {
  return [
    {
      key: 'train',
      name: text(strings.train),
      look: looks.train,
      points: series.evaluation(train),
      sparse: true,
    },
    {
      key: 'test',
      name: text(strings.test),
      look: looks.test,
      points: series.evaluation(test),
      sparse: true,
    },
  ];
}

/** On which part of the data the evaluations are made; `undefined` where that is all of it. */
function evaluatedPart(): string | undefined {
  const run = state.value?.run;
  if (!run) return undefined;
  const { trainSamples, testSamples, evaluated } = run;
  if (evaluated.trainSamples >= trainSamples && evaluated.testSamples >= testSamples) return undefined;
  const train = [groupedNumber(evaluated.trainSamples), groupedNumber(trainSamples)];
  const test = [groupedNumber(evaluated.testSamples), groupedNumber(testSamples)];
  const final = groupedNumber(evaluated.finalTrainSamples);
  return testSamples === 0
    ? text(strings.evaluatedTrain, ...train, final)
    : text(strings.evaluated, ...train, ...test, final);
}

/** Of every layer with weights, on a logarithmic axis. */
function layerLines(name: LayerScalarName, smoothing: number): Line[] {
  const measured = layers.value
    .map((layer, at) => ({ layer, at, points: series.scalar(at, name) }))
    .filter(({ layer, points }) => layer.parameterCount > 0 && points.steps.length > 0);
  return measured.map(({ layer, at, points }, place) => ({
    key: layer.name,
    name: layer.name,
    look: layerLook(place),
    points,
    ...(smoothing > 0 && { smoothed: smooth(points, smoothing, true) }),
    sparse: false,
    layer: at,
  }));
}

export interface ChartChoices {
  /** From 0, not smoothed, to below 1. */
  readonly smoothing: number;
  readonly lossLog: boolean;
}

const models: Readonly<Record<ChartId, (choices: ChartChoices) => Omit<ChartModel, 'id'>>> = {
  loss({ smoothing, lossLog }) {
    const points = series.losses;
    const batch: Line = {
      key: 'batch',
      name: text(strings.miniBatch),
      look: looks.batch,
      points,
      sparse: false,
      ...(smoothing > 0 && { smoothed: smooth(points, smoothing, lossLog) }),
    };
    return {
      title: text(strings.loss),
      log: lossLog,
      percent: false,
      lines: [batch, ...evaluations('trainLoss', 'testLoss')],
      note: evaluatedPart(),
    };
  },
  accuracy: () => ({
    title: text(strings.accuracy),
    log: false,
    percent: true,
    lines: evaluations('trainAccuracy', 'testAccuracy'),
    note: evaluatedPart(),
  }),
  gradientNorm: ({ smoothing }) => ({
    title: text(strings.gradientNorm),
    log: true,
    percent: false,
    lines: layerLines('gradientNorm', smoothing),
  }),
  updateRatio: ({ smoothing }) => ({
    title: text(strings.updateRatio),
    log: true,
    percent: false,
    lines: layerLines('updateToWeightRatio', smoothing),
    band: { ...healthyRatio, label: text(strings.healthy) },
  }),
  learningRate: () => ({
    title: text(strings.learningRate),
    log: false,
    percent: false,
    lines: [
      {
        key: 'rate',
        name: text(strings.learningRate),
        look: looks.batch,
        sparse: false,
        points: series.learningRates,
      },
    ],
  }),
};

/** What a chart shows now. Nothing was measured yet where it has no lines. */
export function chartModel(id: ChartId, choices: ChartChoices): ChartModel {
  const model = models[id](choices);
  return { id, ...model, lines: model.lines.filter(({ points }) => points.steps.length > 0) };
}

/** Values that are fitted have no accuracy. */
export function hasChart(id: ChartId): boolean {
  return id !== 'accuracy' || network.value?.task === 'classes';
}

/**
 * The value of what stands out of a line, at a step or the last before it: the smoothed
 * one, and where that has a gap the recorded one, which says why.
 */
export function shownValueAt({ points, smoothed = points }: Line, step: number): number | undefined {
  const value = valueAt(smoothed, step);
  return Number.isFinite(value) ? value : valueAt(points, step);
}

/**
 * The running mean that forgets: each value weighs `1 - strength`, what came before the rest. It starts at
 * the first value, not at zero. What has no place on the axis leaves a gap and is not averaged in.
 *
 * @param strength from 0 (the values themselves) to below 1
 * @param log the mean is of the logarithms, as a logarithmic axis shows them: else one
 *   high value would lift the line far above all that follow
 */
function smooth({ steps, values }: Points, strength: number, log: boolean): Points {
  const smoothed = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? NaN;
    const height = log ? Math.log(value) : value;
    if (!Number.isFinite(height)) {
      smoothed[at] = NaN;
      continue;
    }
    sum = strength * sum + (1 - strength) * height;
    weight = strength * weight + (1 - strength);
    smoothed[at] = log ? Math.exp(sum / weight) : sum / weight;
  }
  return { steps, values: smoothed };
}
