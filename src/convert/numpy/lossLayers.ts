import { numberOf, shapeOf, textOf, tupleOf, type LayerUse, type NumpyLayer } from './numpyLayer';
import { numberText } from './pythonNumbers';
import { sameShape } from '../../language';

/** The target in the shape of x: it may leave out a last axis of 1. */
function targetLikeX(use: LayerUse): string {
  const [x, t] = [shapeOf(use, 0), shapeOf(use, 1)];
  return sameShape(x, t) ? textOf(use, 1) : `np.reshape(${textOf(use, 1)}, ${tupleOf(x)})`;
}

/** ∂L/∂t, in the shape of t. */
function likeTarget(use: LayerUse, value: string): string {
  const [x, t] = [shapeOf(use, 0), shapeOf(use, 1)];
  return sameShape(x, t) ? value : `np.reshape(${value}, ${tupleOf(t)})`;
}

interface EntryLoss {
  /** What one entry costs. */
  readonly cost: (x: string, t: string, use: LayerUse) => string;
  /** Its slopes by x and by t. */
  readonly dx: (x: string, t: string, use: LayerUse) => string;
  readonly dt: (x: string, t: string, use: LayerUse) => string;
}

/** A loss that compares entry by entry, and is the mean over all n of them. */
function entryLoss({ cost, dx, dt }: EntryLoss): NumpyLayer {
  return {
    forward: (use) => ({ value: `np.mean(${cost(textOf(use, 0), targetLikeX(use), use)})` }),
    backward(use) {
      const [x, t] = [textOf(use, 0), targetLikeX(use)];
      const n = `np.size(${textOf(use, 0)})`;
      return {
        gradients: [
          { value: `${use.d} * ${dx(x, t, use)} / ${n}` },
          { value: likeTarget(use, `${use.d} * ${dt(x, t, use)} / ${n}`) },
        ],
      };
    },
  };
}

interface ClassTargets {
  readonly isLabels: boolean;
  /** A row of shares for each sample: of labels their one-hot rows. */
  readonly shares: string;
  readonly smoothing: number;
}

function classTargets(use: LayerUse): ClassTargets {
  const [x, t] = [shapeOf(use, 0), shapeOf(use, 1)];
  const isLabels = t.length < x.length;
  const classes = x.at(-1) ?? 1;
  const labels = t.length === 0 ? `int(${textOf(use, 1)})` : `${textOf(use, 1)}.astype(int)`;
  const rows = isLabels
    ? `np.eye(${String(classes)}, dtype=${textOf(use, 0)}.dtype)[${labels}]`
    : textOf(use, 1);
  const smoothing = numberOf(use, 'smoothing');
  const shares =
    smoothing === 0 ? rows : `(${numberText(1 - smoothing)} * ${rows} + ${numberText(smoothing / classes)})`;
  return { isLabels, shares, smoothing };
}

const softmaxWithLoss: NumpyLayer = {
  forward(use) {
    const { shares } = classTargets(use);
    const logs = `${use.helper('log_softmax')}(${textOf(use, 0)})`;
    return { value: `-np.sum(${shares} * ${logs})${byBatch(use)}` };
  },
  backward(use) {
    const [x, { d }] = [textOf(use, 0), use];
    const { isLabels, shares, smoothing } = classTargets(use);
    // The shares of a label add up to 1.
    const total = isLabels ? '' : ` * np.sum(${shares}, axis=-1, keepdims=True)`;
    const scale = smoothing === 0 ? d : `${d} * ${numberText(1 - smoothing)}`;
    return {
      gradients: [
        { value: `${d} * (${use.helper('softmax')}(${x})${total} - ${shares})${byBatch(use)}` },
        isLabels ? undefined : { value: `-${scale} * ${use.helper('log_softmax')}(${x})${byBatch(use)}` },
      ],
    };
  },
};

/** A loss is the mean over the batch; a vector is one sample. */
function byBatch(use: LayerUse): string {
  const x = shapeOf(use, 0);
  return x.length === 1 ? '' : ` / len(${textOf(use, 0)})`;
}

/** By the names that graphs use. */
export const lossLayers: Readonly<Record<string, NumpyLayer>> = {
  SoftmaxWithLoss: softmaxWithLoss,
  SigmoidWithLoss: entryLoss({
    cost: (x, t) => `np.logaddexp(0.0, ${x}) - ${x} * ${t}`,
    dx: (x, t, { helper }) => `(${helper('sigmoid')}(${x}) - ${t})`,
    dt: (x) => `-${x}`,
  }),
  MeanSquaredError: entryLoss({
    cost: (x, t) => `np.square(${x} - ${t})`,
    dx: (x, t) => `2.0 * (${x} - ${t})`,
    dt: (x, t) => `2.0 * (${t} - ${x})`,
  }),
  MeanAbsoluteError: entryLoss({
    cost: (x, t) => `np.abs(${x} - ${t})`,
    dx: (x, t) => `np.sign(${x} - ${t})`,
    dt: (x, t) => `np.sign(${t} - ${x})`,
  }),
  Huber: entryLoss({
    cost(x, t, use) {
      const [distance, delta] = [`np.abs(${x} - ${t})`, deltaOf(use)];
      return `np.where(${distance} <= ${delta}, 0.5 * np.square(${x} - ${t}), ${delta} * (${distance} - 0.5 * ${delta}))`;
    },
    dx: (x, t, use) => `np.clip(${x} - ${t}, -${deltaOf(use)}, ${deltaOf(use)})`,
    dt: (x, t, use) => `np.clip(${t} - ${x}, -${deltaOf(use)}, ${deltaOf(use)})`,
  }),
};

function deltaOf(use: LayerUse): string {
  return numberText(numberOf(use, 'delta'));
}
