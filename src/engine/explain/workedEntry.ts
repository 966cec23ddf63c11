import { termsOf } from './chainRule';
import type { ChainRuleTerm, Use } from './chainRule';
import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { nodeAt } from '../graph/reach';

/** One product of the sum `Σ gradOutput · factor`. */
export interface WorkedTerm {
  /** Row-major entry of the consumer's output. */
  readonly outputEntry: number;
  readonly gradOutput: number;
  /** ∂(that entry)/∂(the entry that is worked out). */
  readonly factor: number;
  /**
   * The entry of another input that the factor is, as `x[0,1]` is in `dW[1,2]`; absent where it is computed.
   */
  readonly factorFrom?: { readonly node: NodeId; readonly entry: number };
}

/** What one use sends back to one entry, written out. */
export interface WorkedEntry {
  /**
   * The largest products, in the order of the output's entries;
   * those with a local derivative of zero are left out.
   */
  readonly terms: readonly WorkedTerm[];
  /** The sum of all products, also of those left out. */
  readonly total: number;
  /** How many further terms the total has. */
  readonly leftOut: number;
}

/**
 * Works one entry of a gradient out: the chain rule with its numbers, for the last backward of `plan`.
 * @param entry row-major entry of the input `use` names
 * @param mostTerms how many products are listed
 */
export function workOut(plan: Plan, use: Use, entry: number, mostTerms: number): WorkedEntry {
  const all = termsOf(plan, use, entry).filter(({ factor }) => factor !== 0);
  const product = ({ gradOutput, factor }: ChainRuleTerm): number => gradOutput * factor;
  const largest = [...all]
    .sort((a, b) => Math.abs(product(b)) - Math.abs(product(a)))
    .slice(0, mostTerms)
    .sort((a, b) => a.outputEntry - b.outputEntry);
  return {
    terms: largest.map((term) => describeTerm(plan, term)),
    total: all.reduce((sum, term) => sum + product(term), 0),
    leftOut: all.length - largest.length,
  };
}

function describeTerm(
  plan: Plan,
  { consumer, outputEntry, gradOutput, factor, why }: ChainRuleTerm,
): WorkedTerm {
  const node = nodeAt(plan.graph, consumer);
  const operand = why?.().operand;
  const source = operand && node.kind === 'layer' ? node.inputs[operand.input] : undefined;
  const isFactor =
    operand !== undefined && source !== undefined && plan.value(source).data[operand.entry] === factor;
  return {
    outputEntry,
    gradOutput,
    factor,
    ...(isFactor ? { factorFrom: { node: source, entry: operand.entry } } : {}),
  };
}
