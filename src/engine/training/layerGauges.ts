import type { Kernel } from '../kernels/kernel';
import type { LayerScalars } from '../health/observations';
import type { Arena } from '../kernels/kernels';
import { histogramBins, magnitudeEntries, statisticsEntries } from '../kernels/operands/statisticsOperands';
import type { NetworkForm } from '../layers/support/networkForm';
import { operand } from '../layers/support/operands';
import { networkLayerOf } from '../network/layersOfNetwork';
import type { NetworkDefinition } from '../network/networkDefinition';
import type { NetworkPlan } from '../network/networkPlan';
import type { ParameterStore, StoredParameter } from '../network/parameterStore';
import type { Numbers, Precision } from '../tensor';

/** At most about this many outputs of a layer are looked at, evenly spread. */
const inspectedOutputs = 2 ** 12;

/**
 * So many outputs of a layer, those of the first samples, are
 * looked through for NaN and infinity: samples are shuffled.
 */
const searchedOutputs = 2 ** 14;

/** What is asked of an array. */
interface Figures {
  readonly norm: number;
  readonly meanAbsolute: number;
}

/** Reads an array anew at every call, in one pass of a kernel. */
type Gauge = () => Figures;

export interface MeasuredLayers {
  readonly layers: readonly LayerScalars[];
  /**
   * Whether no NaN and no infinity was met: in gradients and parameters, and in the first outputs of every
   * layer. One that a Tanh or a ReLU hides never shows in the loss.
   */
  readonly isFinite: boolean;
}

/**
 * Measures the scalars of every layer around one update: `before` it, then `after` it.
 * Costs a few passes over parameters and gradients; allocates the result only.
 */
export interface LayerGauges {
  readonly before: Kernel;
  readonly after: (plan: NetworkPlan) => MeasuredLayers;
  /** The same of a pass without its update: the ratio of the two is NaN. */
  readonly ofPass: (plan: NetworkPlan) => readonly LayerScalars[];
  /** Of any array of the training, where it was placed. Copies. */
  readonly summary: (values: Numbers) => Summary;
}

/** What a picture tells besides its cells. */
export interface Summary {
  /** As `statisticsEntries`. */
  readonly statistics: Float64Array;
  /** Counts between minimum and maximum. */
  readonly histogram: Int32Array;
}

export function placeGauges(
  definition: NetworkDefinition,
  store: ParameterStore,
  plans: readonly NetworkPlan[],
  arena: Arena,
  precision: Precision,
): LayerGauges {
  const { kernels } = arena;
  const result = arena.doubles(statisticsEntries.length);
  const magnitudes = arena.doubles(magnitudeEntries.length);
  const histogram = arena.integers(histogramBins);
  const summaries = new WeakMap<Numbers, Kernel>();
  const summary = (values: Numbers): Summary => {
    const run = summaries.get(values) ?? kernels.statistics({ values, result, histogram });
    summaries.set(values, run);
    run();
    return { statistics: result.slice(), histogram: histogram.slice() };
  };
  /** Entries that were not finite since this was last set to 0. */
  let nonFinite = 0;
  const gauge = (values: Numbers): Gauge => {
    const run = kernels.magnitudes({ values, result: magnitudes });
    return () => {
      run();
      const [norm = NaN, meanAbsolute = NaN, notFinite = NaN] = magnitudes;
      nonFinite += notFinite;
      return { norm, meanAbsolute };
    };
  };

  /** The parameters before the update, then what the update took off them. */
  const change = arena.numbers(precision, store.length);
  const whole = { sourceOffset: 0, targetOffset: 0, sourceStride: store.length, targetStride: store.length };
  const remember = kernels.copyColumns({
    ...whole,
    source: store.values,
    target: change,
    rows: 1,
    columns: store.length,
    accumulate: false,
  });
  const subtract = kernels.addScaled({ source: store.values, target: change, scale: -1 });

  const layers = definition.layers.map((layer, index) => {
    const own = store.parameters.filter((parameter) => parameter.layer === index);
    const weights = own[0];
    return {
      gradients: own.map(({ gradient }) => gauge(gradient.data)),
      weights: weights && gauge(weights.value.data),
      changes: own.map((parameter) => gauge(changeOf(parameter, store, change))),
      outputs: new Map(
        plans.map((plan) => {
          const { data } = plan.value(operand(plan.network.layers, index).output);
          const search = gauge(data.subarray(0, searchedOutputs));
          return [plan, { ...outputGauges(plan, index, networkLayerOf(layer).asLayer), search }];
        }),
      ),
    };
  });
  const measure = (plan: NetworkPlan, isUpdated: boolean): readonly LayerScalars[] =>
    layers.map(({ gradients, weights, changes, outputs }) => {
      const figures = gradients.map((read) => read());
      const [moved] = isUpdated ? changes.map((read) => read()) : [];
      outputs.get(plan)?.search();
      return {
        gradientNorm: figures.length === 0 ? NaN : Math.hypot(...figures.map((figure) => figure.norm)),
        meanAbsoluteGradient: figures[0]?.meanAbsolute ?? NaN,
        updateToWeightRatio: moved && weights ? moved.norm / weights().norm : NaN,
        updateNorm: moved?.norm ?? NaN,
        blockedShare: outputs.get(plan)?.blocked?.() ?? NaN,
        saturatedShare: outputs.get(plan)?.saturated?.() ?? NaN,
      };
    });
  return {
    before: remember,
    after(plan) {
      nonFinite = 0;
      subtract();
      return { layers: measure(plan, true), isFinite: nonFinite === 0 };
    },
    ofPass: (plan) => measure(plan, false),
    summary,
  };
}

/** The part of `change` that belongs to one parameter. */
function changeOf({ value }: StoredParameter, { values }: ParameterStore, change: Numbers): Numbers {
  const start = (value.data.byteOffset - values.byteOffset) / value.data.BYTES_PER_ELEMENT;
  return change.subarray(start, start + value.data.length);
}

function outputGauges(
  plan: NetworkPlan,
  layer: number,
  { blocks, isSaturated }: NetworkForm,
): { readonly blocked?: () => number; readonly saturated?: () => number } {
  const node = operand(plan.network.layers, layer).output;
  const { data } = plan.value(node);
  if (blocks === true) {
    const mask = plan.savedForBackward(node)['mask']?.data;
    if (!(mask instanceof Uint8Array)) throw new RangeError('A layer that blocks keeps a mask.');
    const count = maskCounter(mask);
    return { blocked: () => count() / mask.length };
  }
  if (isSaturated === undefined) return {};
  const stride = Math.max(1, Math.floor(data.length / inspectedOutputs));
  return {
    saturated() {
      let [flat, seen] = [0, 0];
      for (let i = 0; i < data.length; i += stride) {
        seen++;
        if (isSaturated(data[i] ?? NaN)) flat++;
      }
      return flat / seen;
    },
  };
}

const bytesPerWord = 4;
/** One in every byte: multiplying by it adds up the bytes of a word in the highest. */
const ones = 0x01010101;

/**
 * Counts the ones of a mask of zeros and ones, four at a time. What lies in the mask is read anew by every
 * call. A mask that does not start at a multiple of four bytes is counted byte by byte.
 */
export function maskCounter(mask: Uint8Array): () => number {
  const wordCount = mask.byteOffset % bytesPerWord === 0 ? Math.floor(mask.length / bytesPerWord) : 0;
  const words = new Int32Array(mask.buffer, wordCount > 0 ? mask.byteOffset : 0, wordCount);
  return () => {
    let count = 0;
    for (let i = 0; i < words.length; i++) count += Math.imul(words[i] ?? 0, ones) >>> 24;
    for (let i = wordCount * bytesPerWord; i < mask.length; i++) count += mask[i] ?? 0;
    return count;
  };
}
