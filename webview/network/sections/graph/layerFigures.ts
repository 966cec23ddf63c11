import { computed, type ReadonlySignal } from '@preact/signals';
import { type LayerScalarName, layerScalarNames } from '../../../../src/protocol/trainingFrame';
import { series } from '../../state/series';
import { isBetween, layers, liveViews, lookBack, moment, scrubbed } from '../../state/store';

/** A loss, and the scalars of the layers as one row; `undefined`: of the newest sample of the run. */
interface Figures {
  readonly loss: number | undefined;
  readonly scalars?: Float64Array;
}

/**
 * Of the step looked back at, of the pass whose update is still to come, or the newest of the run. The
 * loss of a run that goes on is the one that stands beside the text, and not that of the newest frame.
 */
const figures = computed<Figures | undefined>(() => {
  if (scrubbed.value !== null) {
    const back = lookBack.value?.answer;
    return typeof back === 'object' ? { loss: back.loss[0], scalars: back.scalars } : undefined;
  }
  const pass = isBetween.value ? liveViews.value?.walkedPass : undefined;
  if (pass !== undefined) return { loss: pass.loss[0], scalars: pass.scalars };
  const named = moment.value?.loss;
  return series.version.value >= 0 ? { loss: named === undefined ? series.newestLoss : named[0] } : undefined;
});

/** Another whenever other numbers are shown. */
export const figuresShown: ReadonlySignal<unknown> = figures;

/** @returns `undefined` where it has not been computed, or the layer has no such number */
export function shownScalar(layer: number, name: LayerScalarName): number | undefined {
  const shown = figures.value;
  if (shown === undefined) return undefined;
  if (shown.scalars === undefined) return series.newest(layer, name);
  const value = shown.scalars[layer * layerScalarNames.length + layerScalarNames.indexOf(name)];
  return value === undefined || (Number.isNaN(value) && !isMeasured(layer, name)) ? undefined : value;
}

/** Whether NaN is what was measured: otherwise it says that there is no such number. */
function isMeasured(layer: number, name: LayerScalarName): boolean {
  const isOfGradient = name === 'gradientNorm' || name === 'meanAbsoluteGradient';
  // While a learner is asked for it, it is kept back.
  if (liveViews.value?.sealed !== undefined) return false;
  return isOfGradient && (layers.value[layer]?.parameterCount ?? 0) > 0;
}

/** Of the mini-batch; `undefined` before one was computed. */
export function shownLoss(): number | undefined {
  return figures.value?.loss;
}

/**
 * The layer with parameters that the gradient of a value
 * reaches first on its way back; `undefined` for the data.
 */
const reached = computed(() => {
  const reachedFrom: (number | undefined)[] = [];
  layers.value.forEach(({ parameterCount, inputs }, layer) => {
    const [first] = inputs.map((input) => reachedFrom[input]).filter((found) => found !== undefined);
    reachedFrom.push(parameterCount > 0 ? layer : first);
  });
  return reachedFrom;
});

/**
 * The gradient norm that stands for the gradient of a layer's output: that of the next parameters it reaches.
 */
export function gradientNormBehind(layer: number): number | undefined {
  const to = reached.value[layer];
  return to === undefined ? undefined : shownScalar(to, 'gradientNorm');
}

const widest = 6;
const thinnest = 1.25;
/** A tenth of the gradient makes a line so much thinner. */
const perDecade = 1.75;

const largestNorm = computed(() =>
  layers.value.reduce((largest, _, layer) => {
    const norm = shownScalar(layer, 'gradientNorm') ?? 0;
    return Number.isFinite(norm) ? Math.max(largest, norm) : largest;
  }, 0),
);

/**
 * How thick the line of a gradient is: the largest norm of all layers gives the widest.
 * @returns pixels; `undefined` where the norm has not been computed
 */
export function lineWidth(norm: number | undefined): number | undefined {
  if (norm === undefined) return undefined;
  if (!Number.isFinite(norm)) return widest;
  const decades = Math.log10(largestNorm.value / norm);
  return Number.isFinite(decades) ? Math.max(thinnest, widest - perDecade * decades) : thinnest;
}
