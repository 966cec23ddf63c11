import { compile } from '../../graph/compile';
import type { Graph, NodeId, Pass } from '../../graph/graph';
import type { Plan } from '../../graph/plan';
import { nodeAt } from '../../graph/reach';
import { formatMessage, message, type Message } from '../../message';
import { sizeOf } from '../../shape';
import { add } from '../../layers/add';
import type { Answer, Diagnosis, FoundMistake } from './diagnosis';
import { BackwardWalk, WrittenOutPlan } from './support/backwardWalk';
import { describeEntry, howItComesAbout } from './support/derivation';
import { fitOf, roundingOf, type Compared } from './support/evidence';
import { canWriteOut } from './support/localSlopes';
import { numbersIn, rewrite } from './support/rewriting';
import { Scene } from './support/scene';
import { Question, search, type FittingMistake, type FoundCandidates } from './support/search';

/** The numbers that answers are held against. */
export interface RightNumbers {
  /** After its forward. */
  readonly plan: Plan;
  readonly passes: readonly {
    readonly pass: Pass;
    readonly gradientOf: (node: NodeId) => ArrayLike<number> | undefined;
  }[];
  /** Whether the graph can be computed again with other formulas: not that of a network. */
  readonly canRewrite: boolean;
}

const rounded: FoundMistake = {
  kind: 'rounded',
  text: message('This is the right answer, rounded: write more digits, or allow for it with within.'),
  family: message('This looks like a rounded number.'),
};

/** Gradients of larger graphs are not kept beside each other. */
const mostEntries = 4_000_000;

/** What two thousand candidates make of a larger value is not kept for its next answer. */
const mostEntriesKept = 1000;

/** By answer, what is wrong with it; `undefined` of right ones, and in graphs that are too large. */
export function findMistakes(
  graph: Graph,
  passes: readonly Pass[],
  answers: readonly Answer[],
): readonly (Diagnosis | undefined)[] {
  const entries = graph.nodes.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (entries * Math.max(1, passes.length) > mostEntries) return answers.map(() => undefined);
  const plan = compile(graph);
  plan.forward();
  const walked = passes.map((pass) => {
    plan.backward(pass.target, pass.gradOutput);
    const gradients = graph.nodes.map((_, id) => {
      const gradient = plan.gradient(id);
      return gradient && Float64Array.from(gradient.data);
    });
    return { pass, gradientOf: (node: NodeId) => gradients[node] };
  });
  return diagnose({ plan, passes: walked, canRewrite: true }, answers);
}

/** As `findMistakes`, for numbers that are there already. */
export function diagnose(
  numbers: RightNumbers,
  answers: readonly Answer[],
): readonly (Diagnosis | undefined)[] {
  return new Diagnosing(numbers, answers).run();
}

/** A wrong answer that has been looked at. */
interface Examined {
  readonly at: number;
  readonly answer: Answer;
  readonly numbers: Float64Array;
  readonly right: ArrayLike<number>;
  readonly fitting: readonly FittingMistake[];
  readonly possible?: FittingMistake;
  readonly rounding: 'surely' | 'perhaps' | 'no';
  readonly followsFrom?: number;
  /** The answer with the same mistake at the same place. */
  readonly again?: number;
}

/** Looks at the answers in the order in which they are computed: values down, then gradients up. */
class Diagnosing {
  readonly #written: WrittenOutPlan | undefined;
  readonly #walks = new Map<number, BackwardWalk>();
  readonly #examined: Examined[] = [];
  /** What the last answer was to: answers to one question come one after the other. */
  #asked: { readonly to: Answer; readonly question: Question } | undefined;

  constructor(
    private readonly right: RightNumbers,
    private readonly answers: readonly Answer[],
  ) {
    this.#written = canWriteOut(this.#graph) ? new WrittenOutPlan(right.plan) : undefined;
  }

  run(): readonly (Diagnosis | undefined)[] {
    const order = this.answers.map((_, at) => at).sort((a, b) => this.#turnOf(a) - this.#turnOf(b));
    for (const at of order) {
      const answer = this.answers[at];
      const right = answer && this.#rightOf(answer);
      // Of no numbers nothing can be said.
      if (answer === undefined || right === undefined || answer.isRight || answer.numbers.length === 0)
        continue;
      this.#examined.push(this.#examine(at, answer, right));
    }
    return this.answers.map((_, at) => {
      const examined = this.#examined.find((each) => each.at === at);
      return examined && this.#describe(examined);
    });
  }

  get #graph(): Graph {
    return this.right.plan.graph;
  }

  #turnOf(at: number): number {
    const { of, node, pass = 0 } = this.answers[at] ?? { of: 'value', node: 0 };
    const count = this.#graph.nodes.length;
    return of === 'value' ? node : count * (pass + 2) - node;
  }

  #rightOf({ of, node, pass = -1 }: Answer): ArrayLike<number> | undefined {
    return of === 'value' ? this.right.plan.value(node).data : this.right.passes[pass]?.gradientOf(node);
  }

  #examine(at: number, answer: Answer, right: ArrayLike<number>): Examined {
    const compared = comparedOf(answer, right);
    const numbers = Float64Array.from(compared.answer);
    const rounding = roundingOf(compared);
    const common = { at, answer, numbers, right, rounding };
    if (rounding === 'surely') return { ...common, fitting: [] };
    const from = this.#followed(answer, compared);
    if (from !== undefined) return { ...common, fitting: [], followsFrom: from };
    const walk = this.#walkOf(answer);
    const found = search(this.#scene(answer, compared, walk), this.#questionOf(answer));
    if (found.named.length > 0) {
      const again = this.#examined.find(
        (other) => other.answer.node !== answer.node && haveOneInCommon(other.fitting, found.named),
      );
      return { ...common, ...examinedOf(found), ...(again && { again: again.followsFrom ?? again.at }) };
    }
    // A second mistake shows only where the numbers of the first are taken as they are.
    const given = this.#walkWithAnswers(answer);
    const expected = given?.computedGradient(answer.node);
    if (given === undefined || expected === undefined) return { ...common, ...examinedOf(found) };
    const scene = this.#scene(answer, { ...compared, right: expected }, given);
    return { ...common, ...examinedOf(search(scene)) };
  }

  #questionOf(answer: Answer): Question {
    const last = this.#asked;
    if (last?.to.of === answer.of && last.to.node === answer.node && last.to.pass === answer.pass)
      return last.question;
    const isSmall = this.right.plan.value(answer.node).data.length <= mostEntriesKept;
    this.#asked = { to: answer, question: new Question(isSmall) };
    return this.#asked.question;
  }

  #scene({ of, node, pass = 0 }: Answer, compared: Compared, walk: BackwardWalk | undefined): Scene {
    const { plan, passes, canRewrite } = this.right;
    const walked = passes[pass];
    const isGradient = of === 'gradient';
    const before = isGradient ? passes.slice(0, pass) : [];
    const earlier = before.map((each) => each.gradientOf(node)).filter((gradient) => gradient !== undefined);
    const hasOthers = this.answers.some(
      (other) =>
        other.of === of &&
        other.pass === pass &&
        other.node !== node &&
        Array.from(other.numbers).some((number) => number !== 0),
    );
    return new Scene(
      plan,
      node,
      compared,
      isGradient ? walked?.pass : undefined,
      walk,
      earlier,
      (id) => walked?.gradientOf(id),
      isGradient && hasOthers,
      canRewrite,
    );
  }

  #walkOf({ of, pass = -1 }: Answer): BackwardWalk | undefined {
    const walked = this.right.passes[pass];
    if (of === 'value' || this.#written === undefined || walked === undefined) return undefined;
    let walk = this.#walks.get(pass);
    if (walk === undefined) {
      walk = new BackwardWalk(this.#written, walked.pass);
      this.#walks.set(pass, walk);
    }
    return walk;
  }

  /** A walk that goes on from the wrong gradients that were found on its way, if there are any. */
  #walkWithAnswers({ of, node, pass = -1 }: Answer): BackwardWalk | undefined {
    const walked = this.right.passes[pass];
    if (of === 'value' || this.#written === undefined || walked === undefined) return undefined;
    const given = this.#examined.filter(
      ({ answer }) => answer.of === 'gradient' && answer.pass === pass && answer.node !== node,
    );
    if (given.length === 0) return undefined;
    return new BackwardWalk(
      this.#written,
      walked.pass,
      new Map(given.map(({ answer, numbers }) => [answer.node, numbers])),
    );
  }

  /** The wrong answer before this one from which it follows by right rules, or by the same wrong one. */
  #followed(answer: Answer, compared: Compared): number | undefined {
    // Rounded numbers, computed with further, are off by more than their last digit. Nearly every wrong
    // answer behind a wrong one follows from it, so that it takes little to say so.
    const loose: Compared = {
      ...compared,
      within: Math.max(compared.within, 1e-3),
      withinAbsolute: Math.max(compared.withinAbsolute, 1e-5 * largestOf(compared.right)),
    };
    const follows = (numbers: ArrayLike<number> | undefined): boolean => {
      const fit = numbers && fitOf(loose, numbers);
      return fit !== undefined && fit.bits > 0;
    };
    const before = this.#examined.filter(({ answer: other }) => this.#isBefore(other, answer));
    if (before.length === 0) return undefined;
    const nearest = before.at(-1);
    const root = nearest?.followsFrom ?? nearest?.at;
    if (follows(this.#walkWithAnswers(answer)?.computedGradient(answer.node))) return root;
    if (follows(this.#numbersWithValues(answer, before))) {
      const value = before.find(({ answer: other }) => other.of === 'value');
      return value?.followsFrom ?? value?.at;
    }
    const walk = this.#walkOf(answer);
    for (const { at, fitting } of before) {
      for (const { candidate } of fitting) {
        const { how } = candidate;
        const numbers =
          how.kind === 'change'
            ? walk?.gradientWith(answer.node, how.change)
            : how.kind === 'rewritten'
              ? numbersIn(how.rewritten, answer.node, this.#passOf(answer))
              : undefined;
        if (follows(numbers)) return at;
      }
    }
    return undefined;
  }

  #passOf({ of, pass = -1 }: Answer): Pass | undefined {
    return of === 'value' ? undefined : this.right.passes[pass]?.pass;
  }

  /** Whether one answer is made with another: a value with one above it, a gradient with those after it. */
  #isBefore(other: Answer, answer: Answer): boolean {
    if (other.of === 'value') return answer.of === 'gradient' || other.node < answer.node;
    return answer.of === 'gradient' && other.pass === answer.pass && other.node > answer.node;
  }

  /** What the answer would be if wrong values before it were as they were answered. */
  #numbersWithValues(answer: Answer, before: readonly Examined[]): Float64Array | undefined {
    const values = before.filter(
      ({ answer: { of }, followsFrom }) => of === 'value' && followsFrom === undefined,
    );
    if (values.length === 0 || !this.right.canRewrite) return undefined;
    const rewritten = rewrite(this.#graph, (node, id, inputs, writer) => {
      const wrong = values.find((each) => each.answer.node === id);
      if (wrong === undefined) return undefined;
      if (node.kind === 'data') return writer.data({ ...node, values: wrong.numbers });
      if (node.kind !== 'layer') return undefined;
      // By a difference that is added, so that gradients still pass.
      const difference = wrong.numbers.map((number, entry) => number - (wrong.right[entry] ?? NaN));
      const own = writer.layer(node.layer, inputs, node.settings);
      const shift = writer.data({ kind: 'data', shape: node.shape, values: difference });
      return writer.layer(add.name, [own, shift]);
    });
    return numbersIn(rewritten, answer.node, this.#passOf(answer));
  }

  #describe(examined: Examined): Diagnosis {
    const { at, answer, numbers, right, fitting, possible, rounding, followsFrom, again } = examined;
    const { plan } = this.right;
    const { shape } = plan.value(answer.node);
    const place = describeEntry(shape, numbers, right, fitting.length > 0 ? 'first' : 'worst');
    const source = followsFrom ?? again;
    if (source !== undefined) {
      const mistake = this.#follows(source, followsFrom === undefined);
      return { mistakes: [mistake], details: [place], followsFrom: source };
    }
    const kinds = fitting.filter(
      ({ mistake }, index) => fitting.findIndex((other) => other.mistake === mistake) === index,
    );
    const details = [...this.#agreement(answer), place];
    const following = this.#examined.filter((each) => (each.followsFrom ?? each.again) === at).length;
    if (following > 0) details.push(message('Other answers that follow from it: {0}.', following));
    const found = kinds.map(mistakeOf);
    if (rounding !== 'no') found.push(rounded);
    if (found.length === 0) {
      details.push(...howItComesAbout(plan, this.#walkOf(answer), answer.node, numbers, right));
    }
    return { mistakes: found, details, ...(possible && { possible: mistakeOf(possible) }) };
  }

  /** The answer before it that is to blame: it was computed with, or has the same mistake. */
  #follows(from: number, isRepeated: boolean): FoundMistake {
    const source = this.answers[from];
    const name = source === undefined ? '' : (nodeAt(this.#graph, source.node).name ?? '');
    const ofValue = isRepeated
      ? message('This is the mistake in your {0} again: nothing else is wrong here.', name)
      : message('This follows from your {0}: nothing else is wrong here.', name);
    const ofGradient = isRepeated
      ? message('This is the mistake in your gradient of {0} again: nothing else is wrong here.', name)
      : message('This follows from your gradient of {0}: nothing else is wrong here.', name);
    return {
      kind: 'follows',
      text: source?.of === 'value' ? ofValue : ofGradient,
      family: message('This follows from another of your answers.'),
    };
  }

  /** The nearest right gradient above a wrong one: the mistake is made between the two. */
  #agreement({ of, node, pass }: Answer): Message[] {
    if (of === 'value') return [];
    const right = this.answers
      .filter((each) => each.isRight && each.of === 'gradient' && each.pass === pass && each.node > node)
      .sort((a, b) => a.node - b.node)[0];
    const [upper, lower] = [right && nodeAt(this.#graph, right.node).name, nodeAt(this.#graph, node).name];
    if (upper === undefined || lower === undefined) return [];
    return [message('The gradient of {0} is right, so it goes wrong between {0} and {1}.', upper, lower)];
  }
}

/** Whether two answers come of one mistake at one place; a factor of everything has no place. */
function haveOneInCommon(some: readonly FittingMistake[], others: readonly FittingMistake[]): boolean {
  const [first] = some;
  return (
    first !== undefined &&
    first.candidate.how.kind !== 'numbers' &&
    others.some(
      ({ candidate }) =>
        candidate.how.kind !== 'numbers' &&
        formatMessage(candidate.text) === formatMessage(first.candidate.text),
    )
  );
}

function examinedOf({ named, possible }: FoundCandidates): Pick<Examined, 'fitting' | 'possible'> {
  return { fitting: named, ...(possible && { possible }) };
}

function mistakeOf({ mistake, candidate }: FittingMistake): FoundMistake {
  return {
    kind: mistake.kind,
    text: candidate.text,
    family: candidate.family ?? mistake.family,
  };
}

function comparedOf(
  { numbers, digits, figures, within, withinAbsolute }: Answer,
  right: ArrayLike<number>,
): Compared {
  const isOne = numbers.length === 1;
  const expand = (of: ArrayLike<number>): Float64Array =>
    Float64Array.from({ length: right.length }, (_, entry) => of[isOne ? 0 : entry] ?? 0);
  return {
    answer: expand(numbers),
    right,
    digits: expand(digits),
    figures: expand(figures),
    within,
    withinAbsolute,
  };
}

function largestOf(numbers: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < numbers.length; i++) largest = Math.max(largest, Math.abs(numbers[i] ?? 0));
  return largest;
}
