import type { NodeId } from '../graph/graph';
import type { Plan } from '../graph/plan';
import { isGiven, layerOf, nodeAt, passesGradient } from '../graph/reach';
import { message } from '../message';
import { end, layerName, CauseReport, type Found, type Cause, type CauseKind } from './causes';
import { causesOfSmallValue } from './smallValue';
import { termsOf, usesOf, type ChainRuleTerm, type Use } from './chainRule';

/** How many causes of one kind are reported for one use of a value. */
const perKind = 4;

/** Terms that are so many times what they add up to have cancelled. */
const cancelling = 1e3;

/** Why a node has no gradient at all. */
export function whyNone(plan: Plan, node: NodeId): Cause {
  for (const [consumer, user] of plan.graph.nodes.entries()) {
    if (user.kind !== 'layer' || plan.gradient(consumer) === undefined) continue;
    for (const [input, source] of user.inputs.entries()) {
      if (source !== node) continue;
      if (!passesGradient(plan.graph, user, input)) {
        const text =
          layerOf(user).whyNoGradient?.() ?? message('These are labels: a loss only compares with them.');
        return end('given', text, node);
      }
      if (isGiven(plan.graph, user, input)) {
        return layerOf(user).inputs[input]?.role === 'exponent'
          ? end('given', message('This number is written as an exponent: it is no variable.'), node)
          : end('given', message('This is given data that a loss only compares with.'), node);
      }
    }
  }
  return end('noPath', message('Nothing leads from here to the value that backward starts from.'), node);
}

/**
 * Why the gradient of one entry is zero or tiny, down to the end of every chain of causes.
 * @param limit up to which a gradient is tiny
 */
export function causesOfSmallGradient(
  plan: Plan,
  { node, entry, limit }: { readonly node: NodeId; readonly entry: number; readonly limit: number },
): Found {
  return new Investigation(plan, limit).causesOf(node, entry);
}

/** One question: it follows every chain of causes. */
class Investigation {
  private readonly report = new CauseReport();

  constructor(
    private readonly plan: Plan,
    private readonly limit: number,
  ) {}

  causesOf(node: NodeId, entry: number): Found {
    if (!this.report.isNew(`${node}:${entry}`)) return { causes: [], omitted: 0 };
    if (node === this.plan.pass?.target) {
      const gradient = this.plan.gradient(node)?.data[entry] ?? NaN;
      const text = message('Backward starts here, with an upstream gradient of {0}.', gradient);
      return this.report.keep([() => end('upstream', text, node, entry)]);
    }
    const uses = usesOf(this.plan, node).map((use) => ({ use, terms: termsOf(this.plan, use, entry) }));
    const cancelled = this.cancellation(
      uses.flatMap(({ terms }) => terms),
      node,
      entry,
    );
    if (cancelled !== undefined) return this.report.keep([() => cancelled]);
    return uses
      .map(({ use, terms }) => this.causesOfUse(use, terms))
      .reduce((a, b) => ({ causes: [...a.causes, ...b.causes], omitted: a.omitted + b.omitted }), {
        causes: [],
        omitted: 0,
      });
  }

  /** Terms of both signs that are far larger than their sum. */
  private cancellation(terms: readonly ChainRuleTerm[], node: NodeId, entry: number): Cause | undefined {
    const contributions = terms
      .map((term) => ({ ...term, product: term.gradOutput * term.factor }))
      .filter(({ product }) => product !== 0);
    const sum = this.plan.gradient(node)?.data[entry] ?? NaN;
    const moved = contributions.reduce((total, { product }) => total + Math.abs(product), 0);
    if (!(moved > cancelling * Math.abs(sum))) return undefined;
    const isLeft = (sign: number): boolean => contributions.some(({ product }) => product * sign > 0);
    if (!isLeft(1) || !isLeft(-1)) return undefined;
    const largest = [...contributions].sort((a, b) => Math.abs(b.product) - Math.abs(a.product));
    const [first, second] = largest;
    const signed = (sign: number): number =>
      contributions.reduce((total, { product }) => total + (product * sign > 0 ? product : 0), 0);
    const text =
      contributions.length === 2 && first && second
        ? message(
            'Two terms cancel: {0} from this {1} and {2} from this {3} add up to {4}.',
            first.product,
            layerName(this.plan, first.consumer),
            second.product,
            layerName(this.plan, second.consumer),
            sum,
          )
        : message(
            '{0} contributions arrive here and cancel: those above 0 add up to {1}, those below to {2}.',
            contributions.length,
            signed(1),
            signed(-1),
          );
    const causes = largest
      .slice(0, perKind)
      .map(({ consumer, outputEntry, gradOutput, factor, product }) =>
        end(
          'term',
          message(
            '{0} comes from this {1}: {2} arrives there, times its slope {3}.',
            product,
            layerName(this.plan, consumer),
            gradOutput,
            factor,
          ),
          consumer,
          outputEntry,
        ),
      );
    return { ...end('cancelled', text, node, entry), causes, omitted: contributions.length - causes.length };
  }

  private causesOfUse({ consumer }: Use, terms: readonly ChainRuleTerm[]): Found {
    if (terms.length === 0) {
      const user = nodeAt(this.plan.graph, consumer);
      const text =
        (user.kind === 'layer' ? layerOf(user).whyUnread?.(user.settings) : undefined) ??
        message('No output of this {0} reads this entry.', layerName(this.plan, consumer));
      return this.report.keep([() => end('unused', text, consumer)]);
    }
    const kinds = new Map<CauseKind, number>();
    const kept: (() => Cause)[] = [];
    let omitted = 0;
    for (const term of terms) {
      const { kind, make } = this.blame(term);
      const already = kinds.get(kind) ?? 0;
      kinds.set(kind, already + 1);
      if (already < perKind) kept.push(make);
      else omitted++;
    }
    return this.report.keep(kept, omitted);
  }

  /** A contribution is a product: the smaller of its two factors is to blame. */
  private blame(term: ChainRuleTerm): { readonly kind: CauseKind; readonly make: () => Cause } {
    const { consumer, outputEntry, gradOutput, factor, why } = term;
    const product = Math.abs(gradOutput * factor);
    if (product > this.limit) {
      // Beside the terms that made the rest of a small sum, this one is what is left.
      const text = message(
        '{0} of it comes from this {1}.',
        gradOutput * factor,
        layerName(this.plan, consumer),
      );
      return { kind: 'term', make: () => end('term', text, consumer, outputEntry) };
    }
    if (factor !== 0 && Math.abs(gradOutput) <= Math.abs(factor)) {
      const text = message(
        'What arrives at this {0} is {1} already.',
        layerName(this.plan, consumer),
        gradOutput,
      );
      return {
        kind: 'arrives',
        make: () => ({
          ...end('arrives', text, consumer, outputEntry),
          ...this.causesOf(consumer, outputEntry),
        }),
      };
    }
    const reason = why?.();
    if (reason === undefined) {
      const text = message('Only {0} of the gradient is handed on to each entry.', factor);
      return { kind: 'share', make: () => end('share', text, consumer, outputEntry) };
    }
    const node = nodeAt(this.plan.graph, consumer);
    const source = reason.operand && node.kind === 'layer' ? node.inputs[reason.operand.input] : undefined;
    const operand =
      reason.operand && source !== undefined ? { node: source, entry: reason.operand.entry } : undefined;
    return {
      kind: reason.kind,
      make: () => ({
        ...end(reason.kind, reason.message, consumer, outputEntry),
        ...(operand && { operand, causes: this.whyOperand(operand) }),
      }),
    };
  }

  /** The number that was multiplied by: where a layer gave it, why it is zero. */
  private whyOperand({ node, entry }: NonNullable<Cause['operand']>): readonly Cause[] {
    const isOutput = nodeAt(this.plan.graph, node).kind === 'layer';
    return isOutput && this.plan.value(node).data[entry] === 0
      ? causesOfSmallValue(this.plan, node, entry).causes
      : [];
  }
}
