import type { NodeId } from '../../../engine/graph/graph';
import type { Expectation, Formulas } from '../../checkedFormulas';
import { compareExpectation, type ComputedFormulas } from './compareExpectation';
import { SealedGraph } from './sealedGraph';
import { SealedNumbers } from './sealedNumbers';

/**
 * What must be shown nowhere, because a learner is asked for it. Every surface asks this before it shows a
 * number: text behind a line, hover, card, table, picture, message, command line.
 */
export interface Seal {
  /** Whether anything is sealed. An explanation that walks the graph could give any of it away. */
  readonly isClosed: boolean;
  readonly isValueSealed: (node: NodeId) => boolean;
  /** `pass` is an index into `formulas.passes`. */
  readonly isGradientSealed: (pass: number, node: NodeId) => boolean;
  /**
   * Of numbers that belong to no node, as a local derivative does: whether a number that is asked for can be
   * read off them.
   */
  readonly givesAway: (numbers: ArrayLike<number>) => boolean;
}

const open: Seal = {
  isClosed: false,
  isValueSealed: () => false,
  isGradientSealed: () => false,
  givesAway: () => false,
};

/** A run is asked about by every surface that shows it. */
const known = new WeakMap<ComputedFormulas, { readonly formulas: Formulas; readonly seal: Seal }>();

/**
 * The seal of a file.
 *
 * In a sheet a question is open until its answer is right. What it asks for is sealed, and with it whatever
 * gives it away without any work: by the graph its copies, negations, transposes and constant multiples, and
 * by the numbers every value and gradient that happens to hold or to repeat it. What the text itself gives is
 * sealed by the graph only: to hide a number because it equals the answer would point at the answer.
 * Elsewhere a `?` seals what it asks for and its copies.
 * @param numbers what is shown; without them every question is open
 * @param ofText what the text itself comes to, by which answers are right, where other numbers are shown:
 * with an input that was changed in a panel a wrong answer may be right
 */
export function sealOf(
  formulas: Formulas,
  numbers: ComputedFormulas | undefined,
  ofText: ComputedFormulas | undefined = numbers,
): Seal {
  const found = numbers && known.get(numbers);
  if (found?.formulas === formulas) return found.seal;
  const seal = makeSeal(formulas, numbers, ofText);
  if (numbers !== undefined) known.set(numbers, { formulas, seal });
  return seal;
}

/**
 * How much may be told of the mistake behind a wrong answer. Its family alone where the answer is still the
 * learner's to find: a factor, with the wrong answer, is the right one. Where a blank asks for anything else,
 * no numbers of the graph.
 */
export function mayTell(
  { sheet }: Formulas,
  seal: Seal,
  { kind, node, pass }: Expectation,
): 'everything' | 'the mistake' | 'its family' {
  const isSealed = kind === 'value' ? seal.isValueSealed(node) : seal.isGradientSealed(pass ?? -1, node);
  if (sheet !== undefined || isSealed) return 'its family';
  return seal.isClosed ? 'the mistake' : 'everything';
}

function makeSeal(
  formulas: Formulas,
  numbers: ComputedFormulas | undefined,
  ofText: ComputedFormulas | undefined,
): Seal {
  const isSheet = formulas.sheet !== undefined;
  const isAnswered = (expectation: Expectation): boolean =>
    isSheet
      ? compareExpectation(formulas, expectation, ofText).kind === 'ok'
      : expectation.expected !== undefined;
  const answered = formulas.expectations.filter(isAnswered);
  if (answered.length === formulas.expectations.length) return open;

  const graph = new SealedGraph(formulas, isSheet ? 'everything alike' : 'copies');
  const right = new Set(answered.flatMap((expectation) => graph.itemsAskedBy(expectation)));
  const asked = formulas.expectations.filter((expectation) => !answered.includes(expectation));
  const isOpen = (item: number): boolean => !(isSheet && right.has(item));
  for (const question of asked)
    for (const item of graph.itemsAskedBy(question)) if (isOpen(item)) graph.seal(item);

  const sealed =
    isSheet && numbers !== undefined
      ? new SealedNumbers(graph.sealedTensors(numbers), Math.max(...asked.map(({ within }) => within)))
      : undefined;
  if (sealed !== undefined && numbers !== undefined) {
    graph.sealWhere(numbers, (data, isGiven) => {
      if (!isGiven) return sealed.likenessOf(data);
      return sealed.isSummarisedBy(data) ? 'part' : undefined;
    });
  }
  // An answer that is right stands in the text: to hide it would hide what the learner has found.
  if (isSheet) for (const item of right) graph.unseal(item);
  return {
    isClosed: true,
    isValueSealed: (node) => graph.isValueSealed(node),
    isGradientSealed: (pass, node) => graph.isGradientSealed(pass, node),
    givesAway: (entries) => sealed?.canBeReadOff(entries) ?? false,
  };
}
