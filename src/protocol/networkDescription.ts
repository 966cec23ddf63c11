import * as v from 'valibot';
import { index, list } from './panelTensor';
import { sourceSchema } from './sourcePlace';

/** A block or `repeat` that a layer was reached through. Layers of one iteration have equal keys. */
const groupSchema = v.strictObject({
  /** Tells iterations and calls apart: `12:1`. */
  key: v.string(),
  /** `Residual(16)`, `repeat 2 · 1`. */
  label: v.string(),
});
export type LayerGroup = v.InferOutput<typeof groupSchema>;

const parameterSchema = v.strictObject({
  /** `W`, `b`, `gamma`, `beta`. */
  name: v.string(),
  shape: list(index),
});

/** From an earlier layer, by its place; -1 is the network's input. */
const layerInput = v.pipe(v.number(), v.safeInteger(), v.minValue(-1));

const layerSchema = v.strictObject({
  /** `affine1`, or the user's own name. */
  name: v.string(),
  /** Key in the table of layers: `Affine`. */
  type: v.string(),
  /** What kind of layer it is, as its own file says. */
  nature: v.strictObject({
    /** It keeps a mask of what it let through: ReLU. */
    blocks: v.boolean(),
    /** Its curve is flat at both ends: Sigmoid. */
    saturates: v.boolean(),
    /** It takes a sample as one row of numbers: Affine. */
    flattens: v.boolean(),
    /** It slides a window over images: Conv. */
    slides: v.boolean(),
  }),
  /** What is drawn in a node: `+`, `Affine`. */
  symbol: v.string(),
  /** `size=3, pad=1`; empty without settings. */
  settings: v.string(),
  /** Of one sample; empty for the loss. */
  shape: list(index),
  parameterCount: index,
  /** `784×50 + 50`; empty without parameters. */
  parameterFormula: v.string(),
  parameters: list(parameterSchema),
  inputs: list(layerInput),
  /** Outermost first. */
  groups: list(groupSchema),
  /** `y = x @ W + b`. */
  forwardRule: v.string(),
  /** `dx = dout @ Wᵀ` and so on. */
  backwardRules: list(v.string()),
  /** Absent where there is no text of it. */
  source: v.exactOptional(sourceSchema),
});
export type NetworkLayer = v.InferOutput<typeof layerSchema>;

/**
 * What the file and its data say of a network. Layers stand in
 * the order in which they are computed; the last is the loss.
 */
export const networkSchema = v.pipe(
  v.strictObject({
    name: v.string(),
    /** Absent where there is no text of it. */
    source: v.exactOptional(sourceSchema),
    /** `spiral(classes=3, points=100)`, shortened to a line. */
    data: v.string(),
    /** Of one sample. */
    inputShape: list(index),
    /** `classes`: a softmax or sigmoid decides. `values`: numbers are fitted. */
    task: v.picklist(['classes', 'values']),
    /** One name a class, `0` `1` `2` where the data has no names; empty for values. */
    classNames: list(v.string()),
    parameterCount: index,
    optimizer: v.strictObject({
      name: v.string(),
      /** `lr=0.01, beta1=0.9`; empty without settings. */
      settings: v.string(),
      /** One update in its own words: `p ← p − lr × g`. */
      formula: v.string(),
    }),
    layers: list(layerSchema),
  }),
  v.check(
    ({ layers }) => layers.every(({ inputs }, at) => inputs.every((input) => input < at)),
    'every layer stands after those it takes from',
  ),
);
export type PanelNetwork = v.InferOutput<typeof networkSchema>;
