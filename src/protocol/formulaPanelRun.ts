import * as v from 'valibot';
import { list, tensorSchema } from './panelTensor';

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
   * Blank where it would give away a blank.
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
export const runSchema = v.strictObject({
  /** `null` where the value could not be computed. */
  values: list(tensorOrNothing),
  /**
   * What each layer kept for backward: the `mask` of a ReLU as 0 and 1 (1: blocked), the `y` of a Softmax.
   */
  saved: list(v.record(v.string(), tensorSchema)),
  passes: list(passRunSchema),
});
export type PanelRun = v.InferOutput<typeof runSchema>;
