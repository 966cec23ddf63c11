import * as v from 'valibot';
import { graphSchema } from './formulaPanelGraph';
import { index, list, tensorSchema } from './panelTensor';

const tensorOrNothing = v.nullable(tensorSchema);

const edgeGradientSchema = v.strictObject({
  /**
   * What this one use of the input adds to its gradient; it has the shape of the input.
   * `null` where the use is the only one: then it is the input's
   * gradient. The contributions to a value sum to its gradient.
   */
  contribution: tensorOrNothing,
  /**
   * ∂output/∂input where that is one number per entry (number to number, or entry by entry); else `null`.
   * Sealed where it would give away what a learner is asked for.
   */
  local: tensorOrNothing,
});

const passRunSchema = v.strictObject({
  /** By place in `graph.nodes`; `null` where no gradient reaches. */
  gradients: list(tensorOrNothing),
  /** By place in `graph.nodes`, then by input. */
  edges: list(list(edgeGradientSchema)),
});

/** The numbers of one run. Every list follows the order of `graph.nodes` or `graph.passes`. */
const runSchema = v.strictObject({
  /** `null` where the value could not be computed. */
  values: list(tensorOrNothing),
  /**
   * What each layer kept for backward: the `mask` of a ReLU as 0 and 1 (1: blocked), the `y` of a Softmax.
   */
  saved: list(v.record(v.string(), tensorSchema)),
  passes: list(passRunSchema),
});
export type PanelRun = v.InferOutput<typeof runSchema>;

export const statusSchema = v.strictObject({
  /**
   * `neverRun`: values are to come. `running`: being computed. `fresh`: they are of this text.
   * `stale`: they are of an earlier text. `error`: the file has a mistake. `tooLarge`: to be drawn, though it
   * can be run. `deleted`: the file is gone.
   */
  kind: v.picklist(['neverRun', 'running', 'fresh', 'stale', 'error', 'tooLarge', 'deleted']),
  /** What is the matter and what to do, in the reader's language. */
  text: v.string(),
  /** Where the mistake is, from 1. */
  line: v.exactOptional(v.pipe(index, v.minValue(1))),
});
export type FormulaPanelStatus = v.InferOutput<typeof statusSchema>;

/** A number typed into the panel in place of one in the file. */
export const editSchema = v.strictObject({
  node: index,
  /** Row-major. */
  entry: index,
  value: v.pipe(v.number(), v.finite()),
});
export type PanelEdit = v.InferOutput<typeof editSchema>;

/**
 * How many steps of a pass's walk are done: 0 is before
 * the first, `null` is not stepping: everything is shown.
 */
export const positionSchema = v.nullable(index);

/** Everything the panel shows. The host owns it; the view keeps only how it looks at it. */
export const stateSchema = v.pipe(
  v.strictObject({
    /** Grows with every change of text or numbers; an answer to a question about an older one is dropped. */
    revision: index,
    /** The file's name, for the title. */
    fileName: v.string(),
    status: statusSchema,
    /** `null` while nothing in the file can be run, or the file is gone. */
    graph: v.nullable(graphSchema),
    /** `null` before the first run. Under `stale` and `error` the last run that fits the graph. */
    run: v.nullable(runSchema),
    /** The chosen pass; 0 where there is none. */
    pass: index,
    position: positionSchema,
    /** Typed in the panel and not yet in the file. */
    edits: list(editSchema),
  }),
  v.check(({ graph, run, pass, position }) => {
    if (graph === null) return run === null;
    const { nodes, passes } = graph;
    if (passes.length > 0 && (passes[pass]?.walk.length ?? -1) < (position ?? 0)) return false;
    return (
      run === null ||
      (run.values.length === nodes.length &&
        run.saved.length === nodes.length &&
        run.passes.length === passes.length &&
        run.passes.every(
          ({ gradients, edges }) =>
            gradients.length === nodes.length &&
            edges.every((of, at) => of.length === nodes[at]?.inputs.length),
        ))
    );
  }, 'the numbers of a run follow the nodes and passes of its graph'),
);
export type FormulaPanelState = v.InferOutput<typeof stateSchema>;
