import { message, type Message } from '../message';
import { type HealthFinding, type Remedy, type RemedyChange, significant } from './finding';
import type { NumberedColumn, Spread, WatchedRun } from './observations';

/**
 * Weights that start smaller or larger than usual by more than this factor are to blame before anything else.
 */
const unusualScale = 3;

/**
 * A learning rate above so many times the optimizer's own
 * is lowered to that, a smaller one to a tenth of itself.
 */
const farAboveUsual = 10;

/** A limit of the gradient norm below this keeps updates small, whatever the learning rate. */
export const smallClipNorm = 0.01;

/** Only a person can do it. */
export function advice(text: Remedy['text']): Remedy {
  return { text, changes: [] };
}

/** A rate a person would write: the power of ten and one digit. */
function roundRate(rate: number): number {
  return Number(rate.toPrecision(1));
}

/** To a tenth, or to the optimizer's own rate where it is far above that. */
export function lowerLearningRate(run: WatchedRun): Remedy {
  const { learningRate: rate, usualLearningRate: usual } = run.training;
  const lower = rate > farAboveUsual * usual ? usual : roundRate(rate / 10);
  return {
    text: message('Lower the learning rate to {0}.', lower),
    changes: [{ kind: 'setLearningRate', learningRate: lower }],
  };
}

/**
 * So that an update changes the weights by about a thousandth
 * of themselves; never far above the optimizer's own rate.
 */
export function raiseLearningRate({ training }: WatchedRun, updateToWeightRatio: number): readonly Remedy[] {
  const healthyRatio = 1e-3;
  const factor = 10 ** Math.round(Math.log10(healthyRatio / Math.max(updateToWeightRatio, 1e-12)));
  const learningRate = Math.min(
    roundRate(training.learningRate * Math.max(10, factor)),
    farAboveUsual * training.usualLearningRate,
  );
  if (learningRate <= training.learningRate) return [];
  return [
    {
      text: message('Raise the learning rate to {0}.', learningRate),
      changes: [{ kind: 'setLearningRate', learningRate }],
    },
  ];
}

/** The start of these layers as it would be without `init=`; nothing where all of them start so already. */
export function usualInitializers(run: WatchedRun, layers: readonly number[]): readonly Remedy[] {
  const changes = layers.flatMap((layer): RemedyChange[] => {
    const weights = run.layers[layer]?.weights;
    return weights === undefined || weights.initializer === weights.usualInitializer
      ? []
      : [{ kind: 'useInitializer', layer, initializer: weights.usualInitializer }];
  });
  const [first] = changes;
  if (first?.kind !== 'useInitializer') return [];
  const text =
    changes.length === 1
      ? message('Start {0} with init={1}.', run.layers[first.layer]?.name ?? '', first.initializer)
      : message(
          'Start {0} with the usual initialisers.',
          changes
            .map((change) => ('layer' in change ? (run.layers[change.layer]?.name ?? '') : ''))
            .join(', '),
        );
  return [{ text, changes }];
}

/** Layers whose weights start far larger (`sign` 1) or far smaller (`sign` -1) than usual. */
export function unusuallyStarted({ layers }: WatchedRun, sign: 1 | -1): readonly number[] {
  return layers.flatMap(({ weights }, layer) => {
    const scale = weights?.scale ?? 1;
    const isUnusual = sign === 1 ? scale > unusualScale : scale < 1 / unusualScale;
    return isUnusual ? [layer] : [];
  });
}

/** The last layer with weights at or before this one. */
export function weightedAtOrBefore({ layers }: WatchedRun, place: number): number | undefined {
  for (let layer = place; layer >= 0; layer--) if (layers[layer]?.weights !== undefined) return layer;
  return undefined;
}

/** The places of the layers after this one whose curves are flat at both ends, nearest first. */
export function flatEndsAfter({ layers }: WatchedRun, layer: number): readonly number[] {
  return layers.flatMap(({ saturates }, place) => (place > layer && saturates === true ? [place] : []));
}

/** Every flat curve on the way is replaced, and weights that start too small for what comes then. */
export function rectified(
  run: WatchedRun,
  flat: readonly number[],
  restart: readonly Remedy[],
): readonly Remedy[] {
  if (flat.length === 0) return [];
  const changes = flat.map((layer): RemedyChange => ({ kind: 'replaceLayer', layer, type: 'ReLU' }));
  const names = flat.map((layer) => run.layers[layer]?.name ?? '').join(', ');
  const [first] = restart;
  if (first === undefined) return [{ text: message('Replace {0} by ReLU.', names), changes }];
  return [
    {
      text: message('Replace {0} by ReLU, and start with the usual initialisers.', names),
      // Before a ReLU the usual start is He.
      changes: [
        ...changes,
        ...first.changes.map((change): RemedyChange =>
          change.kind === 'useInitializer' ? { ...change, initializer: 'He' } : change,
        ),
      ],
    },
  ];
}

/** Nothing where one is there, or what is to be added sees one number of each unit and leaves none of it. */
export function normalised(run: WatchedRun, layer: number): readonly Remedy[] {
  const isNormalisation = (place: number): boolean => run.layers[place]?.normalisesOver !== undefined;
  if (run.batchSize === 1 || isNormalisation(layer) || isNormalisation(layer + 1)) return [];
  return [
    {
      text: message('Add a BatchNorm after {0}.', run.layers[layer]?.name ?? ''),
      changes: [{ kind: 'addLayerAfter', layer, type: 'BatchNorm' }],
    },
  ];
}

/**
 * Whether a column of the inputs, or all of them as the bytes
 * of pictures, is on a scale that layers are not made for.
 */
export function areUnscaled({ inputs }: WatchedRun): boolean {
  const { widest, rowNumber, arePixels } = inputs;
  return arePixels || isFar(widest) || isFar(rowNumber?.spread);
}

export function isFar(spread: Spread | undefined): boolean {
  return spread !== undefined && Math.max(Math.abs(spread.mean), spread.deviation) > 10;
}

/** Fewer numbers than this are hardly a picture. */
const smallestPicture = 16;

/** Whether whole numbers are the bytes of pictures: counts and codes rarely reach the upper half of bytes. */
export function areBytes(lowest: number, highest: number, width: number): boolean {
  return lowest >= 0 && highest > 127 && highest <= 255 && width >= smallestPicture;
}

/** What brings inputs on a usual scale: the same as is said of the data before anything runs. */
export function remediesOfInputs(
  { inputs }: WatchedRun,
  isOff: (spread: Spread) => boolean,
): readonly Remedy[] {
  const { widest, rowNumber, arePixels } = inputs;
  if (arePixels) return [scaleInputs];
  const others = isOff(widest) ? [standardizeInputs] : [];
  const isNumbered = rowNumber !== undefined && (others.length > 0 || isOff(rowNumber.spread));
  return [...(isNumbered ? [leaveOut(rowNumber)] : []), ...others];
}

function leaveOut({ column, columnName }: NumberedColumn): Remedy {
  const reference = columnName === undefined ? String(column - 1) : JSON.stringify(columnName);
  return {
    text: message('Leave the number of the row out: drop=[{0}].', reference),
    changes: [{ kind: 'dropColumn', column: reference }],
  };
}

/** Targets farther from 0 than this are hard to reach for a layer whose weights start small. */
const farTarget = 10;

function sizeOfTargets({ targets }: WatchedRun): number {
  return targets === undefined ? 0 : Math.max(Math.abs(targets.mean), targets.deviation);
}

export function areTargetsFar(run: WatchedRun): boolean {
  return sizeOfTargets(run) > farTarget;
}

/** No argument of the data scales targets: it is done in the file. A shift leaves a wide spread wide. */
export function adviceForTargets({ targets }: WatchedRun): Remedy {
  const { mean = 0, deviation = 1 } = targets ?? {};
  const by = significant(deviation > 0 ? deviation : 1);
  return advice(
    Math.abs(mean) > deviation
      ? message(
          'Scale the targets in the file: subtract {0} from each, and divide by {1}.',
          significant(mean),
          by,
        )
      : message('Scale the targets in the file: divide each by {0}.', by),
  );
}

/**
 * What the error is too large by a smaller rate makes up for. Not where the optimizer scales every gradient,
 * nor where last weights that have grown to the size of the targets drive a curve to its flat ends.
 * @param isTooFast whether updates are too large, rather than learning too slow
 */
export function remediesOfTargets(run: WatchedRun, isTooFast = true): readonly Remedy[] {
  const { learningRate: rate, usualLearningRate: usual, adaptsRate } = run.training;
  const size = sizeOfTargets(run);
  const learningRate = roundRate(Math.min(rate, farAboveUsual * usual) / (2 * size));
  const isSlow = !isTooFast || rate <= usual / size;
  return [
    adviceForTargets(run),
    ...(isSlow || adaptsRate === true || run.layers.some(({ saturates }) => saturates)
      ? []
      : [
          {
            text: message('Or lower the learning rate to {0}, and train for longer.', learningRate),
            changes: [{ kind: 'setLearningRate' as const, learningRate }],
          },
        ]),
  ];
}

const scaleInputs: Remedy = {
  text: message('Bring the pixels between 0 and 1: scale=1/255.'),
  changes: [{ kind: 'scaleInputs' }],
};

const standardizeInputs: Remedy = {
  text: message('Standardise the inputs: standardize=true.'),
  changes: [{ kind: 'standardizeInputs' }],
};

/** As little as people usually take. */
const usualWeightDecay = 1e-4;

export function lowerWeightDecay({ training: { weightDecay } }: WatchedRun): Remedy {
  const amount = Math.min(usualWeightDecay, weightDecay / 10);
  return {
    text: message('Lower the weight decay to {0}.', significant(amount)),
    changes: [{ kind: 'setWeightDecay', amount: significant(amount) }],
  };
}

export function lowerL1(l1: number): Remedy {
  const amount = significant(Math.min(usualWeightDecay, l1 / 10));
  return { text: message('Lower l1 to {0}.', amount), changes: [{ kind: 'setL1', amount }] };
}

/**
 * The findings with one more remedy where several layers have the same: behind that which changes one layer
 * the one that changes all of them.
 */
export function withRemediesForAll(
  findings: readonly HealthFinding[],
  run: WatchedRun,
): readonly HealthFinding[] {
  const open = findings.filter(({ layer, resolvedAt }) => layer !== undefined && resolvedAt === undefined);
  return findings.map((finding) => {
    const alike = open.filter(({ rule }) => rule === finding.rule);
    if (alike.length < 2 || !alike.includes(finding)) return finding;
    return {
      ...finding,
      remedies: finding.remedies.flatMap((remedy) => [remedy, ...remedyForAll(remedy, alike, run)]),
    };
  });
}

/** Nothing where the remedy of one of them already changes all the layers. */
function remedyForAll(
  { changes: [own] }: Remedy,
  findings: readonly HealthFinding[],
  run: WatchedRun,
): readonly Remedy[] {
  if (own === undefined || !('layer' in own)) return [];
  const alike = findings.flatMap(({ remedies }) =>
    remedies.filter(({ changes }) => changes.length > 0 && changes.every((each) => isSameFor(each, own))),
  );
  const byLayer = new Map<number, RemedyChange>();
  for (const { changes } of alike) for (const each of changes) byLayer.set(layerOf(each), each);
  if (alike.some(({ changes }) => changes.length === byLayer.size)) return [];
  const changes = [...byLayer].sort(([a], [b]) => a - b).map(([, change]) => change);
  const names = changes.map((change) => run.layers[layerOf(change)]?.name ?? '').join(', ');
  return [{ text: textForAll(own, names), changes }];
}

type ChangeOfLayer = Extract<RemedyChange, { readonly layer: number }>;

/** Whether two changes differ in nothing but the layer, or in what is usual for each layer. */
function isSameFor(change: RemedyChange, other: ChangeOfLayer): boolean {
  if (change.kind !== other.kind) return false;
  return !('type' in change && 'type' in other) || change.type === other.type;
}

function layerOf(change: RemedyChange): number {
  return 'layer' in change ? change.layer : -1;
}

function textForAll(change: ChangeOfLayer, names: string): Message {
  switch (change.kind) {
    case 'replaceLayer':
      return message('Replace all of them by {0}: {1}.', change.type, names);
    case 'addLayerAfter':
      return message('Add a {0} after each of them: {1}.', change.type, names);
    case 'useInitializer':
      return message('Start all of them with the usual initialisers: {0}.', names);
  }
}
