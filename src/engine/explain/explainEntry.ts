import { compile } from '../graph/compile';
import type { GradientNode, Graph, Pass } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { message, type Message } from '../message';
import { nodeAt } from '../graph/reach';
import { duringPass, type Subject, type Cause } from './causes';
import { causesOfNotFinite } from './notFinite';
import { causesOfSmallGradient, whyNone } from './smallGradient';
import { causesOfSmallValue } from './smallValue';

/**
 * What is odd about a number, if anything is.
 * `none`: there is no gradient at all. `ordinary`: there is nothing to explain.
 */
export type Oddity = 'zero' | 'tiny' | 'NaN' | 'infinite' | 'ordinary' | 'none';

export interface Explanation extends Subject {
  readonly oddity: Oddity;
  /** `null` where there is no gradient. */
  readonly number: number | null;
  readonly message: Message;
  readonly causes: readonly Cause[];
  readonly omitted: number;
}

export interface ExplainOptions {
  /**
   * Up to this share of the upstream gradient (or of 1,
   * where that is larger) a gradient is tiny. Default: 1e-6.
   */
  readonly tiny?: number;
}

/** `explain` for a graph and the pass it is asked about. */
export function explainPass(
  graph: Graph,
  pass: Pass | undefined,
  subject: Subject,
  options: ExplainOptions = {},
): Explanation {
  const plan = compile(graph);
  plan.forward();
  if (pass !== undefined) plan.backward(pass.target, pass.gradOutput);
  return explain(plan, subject, options);
}

/**
 * Why a number of a plan's last pass is zero, tiny, NaN
 * or infinite, down to the end of every chain of causes.
 * @throws RangeError where there is no such entry.
 */
export function explain(
  plan: Plan,
  { node, entry, of }: Subject,
  { tiny = 1e-6 }: ExplainOptions = {},
): Explanation {
  if (!(entry in plan.value(node).data)) throw new RangeError(`Node ${node} has no entry ${entry}.`);
  const tensor = of === 'value' ? plan.value(node) : plan.gradient(node);
  const number = tensor?.data[entry];
  const common = { node, entry, of };
  if (number === undefined) {
    const text = message('There is no gradient here.');
    return {
      ...common,
      oddity: 'none',
      number: null,
      message: text,
      causes: [whyNone(plan, node)],
      omitted: 0,
    };
  }
  const described = nodeAt(plan.graph, node);
  if (of === 'value' && described.kind === 'gradient') {
    return { ...explainGradientValue(plan, described, entry, tiny), ...common };
  }
  const limit = of === 'value' ? 0 : tiny * Math.min(1, largestUpstream(plan));
  const oddity = oddityOf(number, limit);
  if (oddity === 'ordinary') {
    const text =
      of === 'value'
        ? message('There is nothing to explain: this value is {0}.', number)
        : message('This gradient is not small: it is {0}.', number);
    return { ...common, oddity, number, message: text, causes: [], omitted: 0 };
  }
  const text =
    of === 'value' ? message('The value here is {0}.', number) : message('The gradient here is {0}.', number);
  const found =
    oddity === 'NaN' || oddity === 'infinite'
      ? causesOfNotFinite(plan, { node, entry, of })
      : of === 'gradient'
        ? causesOfSmallGradient(plan, { node, entry, limit })
        : causesOfSmallValue(plan, node, entry);
  return { ...common, oddity, number, message: text, ...found };
}

/** Why the gradient of an earlier walk, which is a value now, is what it is: looked for in that walk. */
function explainGradientValue(
  plan: Plan,
  { of, pass }: GradientNode,
  entry: number,
  tiny: number,
): Explanation {
  return duringPass(plan, pass, () => {
    const explanation = explain(plan, { node: of, entry, of: 'gradient' }, { tiny });
    // As a value it is 0 where there is none.
    return explanation.oddity === 'none' ? { ...explanation, oddity: 'zero', number: 0 } : explanation;
  });
}

/** @param limit up to which a number is tiny */
export function oddityOf(number: number, limit: number): Exclude<Oddity, 'none'> {
  if (Number.isNaN(number)) return 'NaN';
  if (!Number.isFinite(number)) return 'infinite';
  if (number === 0) return 'zero';
  return Math.abs(number) <= limit ? 'tiny' : 'ordinary';
}

function largestUpstream(plan: Plan): number {
  const { target } = plan.pass ?? {};
  let largest = 0;
  for (const value of (target === undefined ? undefined : plan.gradient(target)?.data) ?? []) {
    if (Math.abs(value) > largest) largest = Math.abs(value);
  }
  return largest;
}
