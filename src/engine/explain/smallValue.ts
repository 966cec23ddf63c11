import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { layerOf, nodeAt } from '../graph/reach';
import type { FlatKind, FlatReason } from '../layers/support/layer';
import { message } from '../message';
import { end, layerName, CauseReport, type Found, type Cause } from './causes';
import { feedingOf, valuesOf, type Feeding } from './feeding';

/** A derivative up to this is reported as the reason: that of a saturated Sigmoid or Tanh. */
const flat = 0.06;

/** What a layer says of an operand that it did not take. */
const choosing: ReadonlySet<FlatKind> = new Set(['blocked', 'notChosen', 'notTheMaximum']);

/** How many terms of a sum are reported. */
const mostTerms = 4;
/** How many terms of a sum are added up to see whether they cancel. */
const mostAdded = 4096;

/** Why an entry of a value is zero, towards what is given: down to the end of every chain of causes. */
export function causesOfSmallValue(plan: Plan, node: NodeId, entry: number): Found {
  const investigation = new Investigation(plan);
  return { causes: [investigation.cause(node, entry)], omitted: 0 };
}

class Investigation {
  private readonly report = new CauseReport();

  constructor(private readonly plan: Plan) {}

  cause(node: NodeId, entry: number): Cause {
    const { plan } = this;
    const value = plan.value(node).data[entry] ?? NaN;
    const described = nodeAt(plan.graph, node);
    if (described.kind !== 'layer') {
      const text =
        described.kind === 'gradient'
          ? message('This gradient, which an earlier backward brought, is {0}.', value)
          : message('The number given here is {0}.', Object.is(value, -0) ? '-0' : value);
      return end('given', text, node, entry);
    }
    const name = layerName(plan, node);
    if (!this.report.isNew(`${node}:${entry}`)) {
      return end('passed', message('The output of this {0} is {1}.', name, value), node, entry);
    }
    const values = valuesOf(plan, node);
    const own = value === 0 && values ? layerOf(described).whyZero?.(values, entry) : undefined;
    if (own !== undefined) return end('computed', own, node, entry);
    const feeding = feedingOf(plan, node, entry, mostAdded);
    const [only] = feeding;
    const isPassedOn = message('This {0} passes on a zero.', name);
    if (feeding.length === 1 && only !== undefined) {
      const { factor, why } = only.derivative;
      if (value === 0 && only.value === 0) {
        return this.withCauses(end('passed', isPassedOn, node, entry), [only]);
      }
      const reason = Math.abs(factor) <= flat ? why?.() : undefined;
      // Where the curve is flat is no reason to be 0 there.
      if (reason !== undefined && reason.kind !== 'flat') {
        return end(reason.kind, reason.message, node, entry);
      }
      if (value === 0) {
        const text = message('This {0} gives 0 for its x of {1}.', name, only.value);
        return end('computed', text, node, entry);
      }
    }
    if (value !== 0) {
      const text = message('The output of this {0} is {1}.', name, value);
      return end('computed', text, node, entry);
    }
    const zeros = feeding.filter((one) => one.value === 0);
    if (zeros.length > 0 && (layerOf(described).asOperator === '*' || isProduct(feeding))) {
      const text = message('This {0} multiplies by a zero.', name);
      return this.withCauses(end('multipliedByZero', text, node, entry), zeros.slice(0, mostTerms));
    }
    const others = leftOutOf(feeding);
    if (others.length > 0) {
      const taken = zeros.filter(({ derivative }) => derivative.factor !== 0).slice(0, mostTerms);
      const bound = others.find(({ kind }) => kind === 'blocked');
      return this.withCauses(end(bound?.kind ?? 'passed', bound?.message ?? isPassedOn, node, entry), taken);
    }
    if (feeding.length === 0 && values?.inputs.some(({ data }) => data.length === 0) === true) {
      const text = message('This {0} has no numbers to add up, and that makes 0.', name);
      return end('computed', text, node, entry);
    }
    return this.ofSum(name, node, entry, feeding);
  }

  /** Of what adds up terms: all of them are zero, or they cancel. */
  private ofSum(name: string, node: NodeId, entry: number, feeding: readonly Feeding[]): Cause {
    // Of a product of matrices the factors of one side are
    // the slopes of the other; the bias stands beside them.
    const ofFirst = feeding.filter(({ input }) => input === 0);
    const terms = (
      feeding.length === ofFirst.length || isBilinear(feeding) ? [...ofFirst, ...biasOf(feeding)] : feeding
    )
      .map((one) => ({ ...one, term: one.derivative.factor * one.value }))
      .filter(({ term }) => term !== 0);
    const computed = message('What this {0} computes comes to 0 here.', name);
    if (terms.length === 0) {
      const zeros = feeding.filter((one) => one.value === 0).slice(0, mostTerms);
      return this.withCauses(end('computed', computed, node, entry), zeros);
    }
    const sum = terms.reduce((total, { term }) => total + term, 0);
    const moved = terms.reduce((total, { term }) => total + Math.abs(term), 0);
    const [first, second] = terms;
    if (terms.length < 2 || Math.abs(sum) > 1e-3 * moved || first === undefined || second === undefined) {
      return end('computed', computed, node, entry);
    }
    const text =
      terms.length === 2
        ? message('Two terms of this {0} cancel: {1} and {2}.', name, first.term, second.term)
        : message('{0} terms of this {1} cancel.', terms.length, name);
    return end('cancelled', text, node, entry);
  }

  private withCauses(cause: Cause, feeding: readonly Feeding[]): Cause {
    return {
      ...cause,
      ...this.report.keep(feeding.map((one) => () => this.cause(one.node, one.entry))),
    };
  }
}

/** What is not taken of what chooses: an operand of Where, of Maximum, of Clip. */
function leftOutOf(feeding: readonly Feeding[]): readonly FlatReason[] {
  if (feeding.length < 2) return [];
  return feeding
    .flatMap(({ derivative: { factor, why } }) => (factor === 0 ? (why?.() ?? []) : []))
    .filter(({ kind }) => choosing.has(kind));
}

/** Whether all that is multiplied stands in one input, as in Prod: a zero there is the only reason. */
function isProduct(feeding: readonly Feeding[]): boolean {
  return (
    feeding.every(({ input }) => input === 0) &&
    feeding.some(({ derivative: { factor, why } }) => factor === 0 && why?.().kind === 'multipliedByZero')
  );
}

/** Whether the slopes of the first input are the numbers of the second: x · W. */
function isBilinear(feeding: readonly Feeding[]): boolean {
  const slopes = feeding.filter(({ input }) => input === 0).map(({ derivative }) => derivative.factor);
  const others = feeding.filter(({ input }) => input === 1).map(({ value }) => value);
  return (
    slopes.length > 0 && slopes.length === others.length && slopes.every((slope, i) => slope === others[i])
  );
}

function biasOf(feeding: readonly Feeding[]): readonly Feeding[] {
  return feeding.filter(({ input }) => input > 1);
}
