import { termsOf, usesOf, type ChainRuleTerm, type Use } from './chainRule';
import { compile } from '../graph/compile';
import type { Graph, NodeId } from '../graph/graph';
import type { Pass, Plan } from '../graph/plan';
import { isGiven, layerOf, nodeAt, passesGradient } from '../graph/reach';
import type { FlatKind } from '../layers/support/layer';
import { message, type Message } from '../message';

/**
 * What makes a gradient zero or tiny. Beside the layers' own reasons:
 * - `arrives`: what arrives at the consumer is zero or tiny itself; `causes` says why.
 * - `upstream`: the walk begins here, with this upstream gradient.
 * - `cancelled`: contributions that are not small add up to nothing.
 * - `share`: a sum or mean hands on only a small part.
 * - `unused`: the consumer reads this entry nowhere.
 * - `given`: data that is only compared with; it has no gradient.
 * - `noPath`: nothing leads from here to the target; there is no gradient.
 */
export type ZeroKind =
  FlatKind | 'arrives' | 'upstream' | 'cancelled' | 'share' | 'unused' | 'given' | 'noPath';

export interface ZeroCause {
  readonly kind: ZeroKind;
  readonly message: Message;
  /** The node where it happens, and the entry of its output; absent where the node as a whole is meant. */
  readonly node: NodeId;
  readonly entry?: number;
  /** The entry that is to blame: the zero that was multiplied by. */
  readonly operand?: { readonly node: NodeId; readonly entry: number };
  /** Why in turn; empty at the end of the chain. */
  readonly causes: readonly ZeroCause[];
  /** How many more causes of `causes` were left out. */
  readonly omitted: number;
}

export interface ZeroExplanation {
  readonly node: NodeId;
  readonly entry: number;
  /** `none`: there is no gradient at all. `notSmall`: there is nothing to explain. */
  readonly size: 'zero' | 'tiny' | 'notSmall' | 'none';
  readonly gradient: number | null;
  readonly message: Message;
  readonly causes: readonly ZeroCause[];
  readonly omitted: number;
}

export interface ZeroOptions {
  /** Entries up to this share of the largest gradient of the pass count as tiny. Default: 1e-6. */
  readonly tiny?: number;
}

/** How many causes of one kind are told for one use of a value, and how many in all. */
const perKind = 4;
const inAll = 200;

/**
 * Why the gradient of one entry is zero or tiny, down to the end of every chain of causes.
 * @throws RangeError where there is no such entry.
 */
export function explainZero(
  graph: Graph,
  { target, gradOutput }: Pass,
  node: NodeId,
  entry: number,
  options: ZeroOptions = {},
): ZeroExplanation {
  const plan = compile(graph);
  plan.forward();
  plan.backward(target, gradOutput);
  return explainZeroOf(plan, node, entry, options);
}

/** As `explainZero`, for the last backward of a plan. */
export function explainZeroOf(
  plan: Plan,
  node: NodeId,
  entry: number,
  { tiny = 1e-6 }: ZeroOptions = {},
): ZeroExplanation {
  if (!(entry in plan.value(node).data)) throw new RangeError(`Node ${node} has no entry ${entry}.`);
  const gradient = plan.gradient(node)?.data[entry];
  if (gradient === undefined) {
    const causes = [whyNone(plan, node)];
    return {
      node,
      entry,
      size: 'none',
      gradient: null,
      causes,
      omitted: 0,
      message: message('There is no gradient here.'),
    };
  }
  const limit = tiny * largestGradient(plan);
  const size = gradient === 0 ? 'zero' : Math.abs(gradient) <= limit ? 'tiny' : 'notSmall';
  if (size === 'notSmall') {
    return {
      node,
      entry,
      size,
      gradient,
      causes: [],
      omitted: 0,
      message: message('This gradient is not small: it is {0}.', gradient),
    };
  }
  return {
    node,
    entry,
    size,
    gradient,
    ...new Investigation(plan, limit).causesOf(node, entry),
    message: message('The gradient here is {0}.', gradient),
  };
}

function largestGradient(plan: Plan): number {
  let largest = 0;
  for (const id of plan.graph.nodes.keys()) {
    for (const value of plan.gradient(id)?.data ?? []) {
      if (Math.abs(value) > largest) largest = Math.abs(value);
    }
  }
  return largest;
}

/** Why a node has no gradient at all. */
function whyNone(plan: Plan, node: NodeId): ZeroCause {
  for (const [consumer, user] of plan.graph.nodes.entries()) {
    if (user.kind !== 'layer' || plan.gradient(consumer) === undefined) continue;
    for (const [input, source] of user.inputs.entries()) {
      if (source !== node) continue;
      if (!passesGradient(plan.graph, user, input)) {
        return end('given', message('These are labels: a loss only compares with them.'), node);
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

function end(kind: ZeroKind, text: Message, node: NodeId, entry?: number): ZeroCause {
  return { kind, message: text, node, ...(entry === undefined ? {} : { entry }), causes: [], omitted: 0 };
}

/** Causes found, and how many more there were. */
interface Found {
  readonly causes: readonly ZeroCause[];
  readonly omitted: number;
}

/** One question: it follows every chain of causes, tells each place once, and stops at `inAll` causes. */
class Investigation {
  private readonly told = new Set<string>();
  private count = 0;

  constructor(
    private readonly plan: Plan,
    /** Contributions up to this count as small. */
    private readonly limit: number,
  ) {}

  causesOf(node: NodeId, entry: number): Found {
    const place = `${node}:${entry}`;
    if (this.told.has(place)) return { causes: [], omitted: 0 };
    this.told.add(place);
    if (node === this.plan.pass?.target) {
      const gradient = this.plan.gradient(node)?.data[entry] ?? NaN;
      const text = message('Backward starts here, with an upstream gradient of {0}.', gradient);
      return this.keep([() => end('upstream', text, node, entry)], 0);
    }
    const uses = usesOf(this.plan, node).map((use) => ({ use, terms: termsOf(this.plan, use, entry) }));
    const cancelled = this.cancellation(
      uses.flatMap(({ terms }) => terms),
      node,
      entry,
    );
    if (cancelled !== undefined) return this.keep([() => cancelled], 0);
    return uses
      .map(({ use, terms }) => this.causesOfUse(use, terms))
      .reduce((a, b) => ({ causes: [...a.causes, ...b.causes], omitted: a.omitted + b.omitted }), {
        causes: [],
        omitted: 0,
      });
  }

  /** Contributions of both signs that are not small, although their sum is. */
  private cancellation(terms: readonly ChainRuleTerm[], node: NodeId, entry: number): ZeroCause | undefined {
    const contributions = terms
      .map(({ gradOutput, factor }) => gradOutput * factor)
      .filter((contribution) => Math.abs(contribution) > this.limit);
    const sum = Math.abs(this.plan.gradient(node)?.data[entry] ?? NaN);
    const moved = contributions.reduce((total, value) => total + Math.abs(value), 0);
    if (moved <= 2 * Math.max(this.limit, sum)) return undefined;
    const positive = contributions.filter((value) => value > 0).reduce((total, value) => total + value, 0);
    const negative = contributions.filter((value) => value < 0).reduce((total, value) => total + value, 0);
    const text = message(
      '{0} contributions arrive here and cancel: those above 0 add up to {1}, those below to {2}.',
      contributions.length,
      positive,
      negative,
    );
    return end('cancelled', text, node, entry);
  }

  private causesOfUse({ consumer }: Use, terms: readonly ChainRuleTerm[]): Found {
    if (terms.length === 0) {
      const text = message('No output of this {0} reads this entry.', this.layerName(consumer));
      return this.keep([() => end('unused', text, consumer)], 0);
    }
    const kinds = new Map<ZeroKind, number>();
    const kept: (() => ZeroCause)[] = [];
    let omitted = 0;
    for (const term of terms) {
      const { kind, tell } = this.blame(term);
      const already = kinds.get(kind) ?? 0;
      kinds.set(kind, already + 1);
      if (already < perKind) kept.push(tell);
      else omitted++;
    }
    return this.keep(kept, omitted);
  }

  /** A contribution is a product: the smaller of its two factors is to blame. */
  private blame(term: ChainRuleTerm): { readonly kind: ZeroKind; readonly tell: () => ZeroCause } {
    const { consumer, outputEntry, gradOutput, factor, why } = term;
    if (factor !== 0 && Math.abs(gradOutput) <= Math.abs(factor)) {
      const text = message('What arrives at this {0} is {1} already.', this.layerName(consumer), gradOutput);
      return {
        kind: 'arrives',
        tell: () => ({
          ...end('arrives', text, consumer, outputEntry),
          ...this.causesOf(consumer, outputEntry),
        }),
      };
    }
    const reason = why?.();
    if (reason === undefined) {
      const text = message('Only {0} of the gradient is handed on to each entry.', factor);
      return { kind: 'share', tell: () => end('share', text, consumer, outputEntry) };
    }
    const node = nodeAt(this.plan.graph, consumer);
    const source = reason.operand && node.kind === 'layer' ? node.inputs[reason.operand.input] : undefined;
    const blamed =
      reason.operand && source !== undefined
        ? { operand: { node: source, entry: reason.operand.entry } }
        : {};
    return {
      kind: reason.kind,
      tell: () => ({ ...end(reason.kind, reason.message, consumer, outputEntry), ...blamed }),
    };
  }

  private keep(tellers: readonly (() => ZeroCause)[], omitted: number): Found {
    const causes: ZeroCause[] = [];
    for (const tell of tellers) {
      if (this.count >= inAll) return { causes, omitted: omitted + tellers.length - causes.length };
      this.count++;
      causes.push(tell());
    }
    return { causes, omitted };
  }

  private layerName(id: NodeId): string {
    const node = nodeAt(this.plan.graph, id);
    return node.kind === 'layer' ? layerOf(node).name : '';
  }
}
