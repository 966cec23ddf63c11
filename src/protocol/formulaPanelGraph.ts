import * as v from 'valibot';
import { index, list } from './panelTensor';
import { sourceSchema } from './sourcePlace';

const inputSchema = v.strictObject({
  /** Id of the node whose output it is. */
  node: index,
  /** Its name in the layer's formulas: `x`, `W`, `b`. */
  name: v.string(),
  /** `∂L/∂x = ∂L/∂z · y`; empty where no gradient passes: the target of a loss. */
  rule: v.string(),
});

const nodeSchema = v.strictObject({
  /** The engine's node id. Ids may have gaps: nodes that serve only an `expect` are not sent. */
  id: index,
  /** `data`: numbers of the file. `layer`: computed. `gradient`: what an earlier backward brought. */
  kind: v.picklist(['data', 'layer', 'gradient']),
  /** Of a gradient: the node it is of, and the backward it comes from, as in `backward loss`. */
  gradient: v.exactOptional(v.strictObject({ of: index, pass: v.string() })),
  /** Key in the table of layers (`Mul`, `ReLU`); empty for data. */
  layer: v.string(),
  /** What is drawn in the node: `×`, `+`, `ReLU`; empty for data. */
  symbol: v.string(),
  /** The user's name; empty for an intermediate result. */
  name: v.string(),
  /**
   * The text it comes from: `apple * apple_num`. Shortened by the host to one line of at most 60 characters.
   */
  expression: v.string(),
  shape: list(index),
  /** What the node opens to: what a ReLU blocked, the curve of a Sigmoid, the probabilities of a Softmax. */
  picture: v.picklist(['none', 'mask', 'sigmoid', 'softmax', 'softmaxWithTarget']),
  inputs: list(inputSchema),
  /** `z = x · y`; empty for data. */
  forwardRule: v.string(),
  /** `stride=1, pad=0`; empty without settings. */
  settings: v.string(),
  source: sourceSchema,
  /** Its numbers are literals of the file, so a person may type others. */
  editable: v.boolean(),
});
export type PanelNode = v.InferOutput<typeof nodeSchema>;

const walkStepSchema = v.strictObject({ phase: v.picklist(['forward', 'backward']), node: index });

const passSchema = v.strictObject({
  target: index,
  targetName: v.string(),
  /** `backward price`. */
  title: v.string(),
  source: sourceSchema,
  /**
   * The layer nodes in the order the pass visits them: first all forward ones down to the target,
   * then the backward ones that a gradient reaches. Stepping, playing and the debugger walk this list.
   */
  walk: list(walkStepSchema),
});
export type PanelPass = v.InferOutput<typeof passSchema>;

/** What the file says, before anything has run. Nodes are in topological order. */
export const graphSchema = v.pipe(
  v.strictObject({ nodes: list(nodeSchema), passes: list(passSchema) }),
  v.check(({ nodes, passes }) => {
    const earlier = new Set<number>();
    for (const node of nodes) {
      if (earlier.has(node.id) || !node.inputs.every((input) => earlier.has(input.node))) return false;
      earlier.add(node.id);
    }
    return passes.every(
      ({ target, walk }) => earlier.has(target) && walk.every(({ node }) => earlier.has(node)),
    );
  }, 'every node stands after its inputs and passes name nodes of the graph'),
);
export type PanelGraph = v.InferOutput<typeof graphSchema>;
