import { groupedNumber } from '../../../kit/numbers';
import type { LayerScalarName } from '../../../../src/protocol/trainingFrame';
import { text } from '../../../kit/translation';
import { series } from '../../state/series';
import { layers, network, state } from '../../state/store';
import { smooth, type Line, type LinesModel } from '../../../charts/chartLines';
import { layerLook, type LineLook } from '../../../charts/lineLooks';
import { strings } from './chartsTexts';

export const chartIds = ['loss', 'accuracy', 'gradientNorm', 'updateRatio', 'learningRate'] as const;
export type ChartId = (typeof chartIds)[number];

/** One of the charts, with what it shows now. */
export interface ChartModel extends LinesModel {
  readonly id: ChartId;
  readonly title: string;
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
function evaluatedPart(lines: readonly Line[]): string | undefined {
  const run = state.value?.run;
  if (!run) return undefined;
  const { trainSamples, testSamples, evaluated } = run;
  if (evaluated === undefined)
    return lines.some(({ points }) => points.steps.length > 0) ? text(strings.evaluatedUnknown) : undefined;
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
    marked: true,
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
    const evaluated = evaluations('trainLoss', 'testLoss');
    return {
      title: text(strings.loss),
      log: lossLog,
      percent: false,
      lines: [batch, ...evaluated],
      note: evaluatedPart(evaluated),
    };
  },
  accuracy: () => {
    const evaluated = evaluations('trainAccuracy', 'testAccuracy');
    return {
      title: text(strings.accuracy),
      log: false,
      percent: true,
      lines: evaluated,
      note: evaluatedPart(evaluated),
    };
  },
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
    fromZero: true,
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
