import * as v from 'valibot';
import { index, list, numbers, oneNumber } from './panelTensor';

/** One entry of a node in one pass, under one revision of the state. */
export const entryQuestionSchema = v.strictObject({
  revision: index,
  pass: index,
  node: index,
  /** Row-major. */
  entry: index,
});
export type EntryQuestion = v.InferOutput<typeof entryQuestionSchema>;

/** Why such an entry of a value or a gradient is zero, NaN or infinite. */
export const whyQuestionSchema = v.strictObject({
  ...entryQuestionSchema.entries,
  of: v.picklist(['value', 'gradient']),
});
export type WhyQuestion = v.InferOutput<typeof whyQuestionSchema>;

/**
 * How layer node `node` makes entry `entry` of its input number `input`: `dW[1,2] = Σ x[·,1] · dout[·,2]`.
 */
export const workQuestionSchema = v.strictObject({ ...entryQuestionSchema.entries, input: index });
export type WorkQuestion = v.InferOutput<typeof workQuestionSchema>;

/** The sum `Σ upstream · local` over the entries of the node's output that the asked entry reaches. */
export const workedEntrySchema = v.pipe(
  v.strictObject({
    /** `dW[1,2] = Σ x[·,1] · dout[·,2]`; empty where the layer has no such sentence. */
    formula: v.string(),
    /**
     * Of each term, the row-major entry of the node's output.
     * Terms whose local derivative is zero are left out.
     */
    outputEntries: list(index),
    /** ∂L/∂output of each term. */
    upstream: numbers,
    /** ∂output/∂input of each term. */
    local: numbers,
    /**
     * What the local derivative is, as the reader knows it (`x[0,1]`); empty where there is no name for it.
     */
    localNames: list(v.string()),
    products: numbers,
    total: oneNumber,
    /** How many further terms the total has; the terms sent are the largest. */
    leftOut: index,
  }),
  v.check(
    ({ outputEntries, upstream, local, localNames, products }) =>
      [upstream, local, products].every(({ length }) => length === outputEntries.length) &&
      (localNames.length === 0 || localNames.length === outputEntries.length),
    'every term has an upstream gradient, a local derivative and a product',
  ),
);
export type WorkedEntry = v.InferOutput<typeof workedEntrySchema>;

export interface EntryCause {
  /** In the reader's language: `relu blocked it: its x was -0.3.` */
  readonly sentence: string;
  /** The node that is to blame, or that passed the zero on. */
  readonly node: number;
  /** Row-major entry of that node's output; absent where the node as a whole is meant. */
  readonly entry?: number;
  readonly causes: readonly EntryCause[];
}

export const entryCauseSchema: v.GenericSchema<unknown, EntryCause> = v.strictObject({
  sentence: v.string(),
  node: index,
  entry: v.exactOptional(index),
  causes: v.lazy(() => list(entryCauseSchema)),
});
