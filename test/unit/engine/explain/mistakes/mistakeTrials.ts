import {
  findMistakes,
  type Answer,
  type Diagnosis,
} from '../../../../../src/engine/explain/mistakes/findMistakes';
import type { Graph, NodeId } from '../../../../../src/engine/graph/graph';
import { randomStream, type RandomStream } from '../../../../../src/engine/random';
import { randomGraph } from '../randomGraphs';
import { gradientWith, plantingsOf } from './plantings';

/** How often a kind of mistake was found, taken for another, or not named at all. */
export interface Rate {
  readonly found: number;
  readonly confused: number;
  readonly silent: number;
}

/** A value whose gradient is asked for. */
interface Question {
  readonly graph: Graph;
  readonly target: NodeId;
  readonly asked: NodeId;
  readonly right: Float64Array;
}

/** Below that a gradient is what rounding has left of terms that cancel. */
const rounding = 1e-12;

function questionsOf(graphs: number, random: RandomStream): readonly Question[] {
  const questions: Question[] = [];
  for (let i = 0; i < graphs; i++) {
    const { graph, target } = randomGraph(random);
    graph.nodes.forEach((node, asked) => {
      if (node.kind !== 'data' || node.name === undefined) return;
      const right = gradientWith(graph, target, asked);
      if (!right?.every(Number.isFinite)) return;
      if (Math.max(...right.map(Math.abs)) > rounding) questions.push({ graph, target, asked, right });
    });
  }
  return questions;
}

/** What is said of an answer that is written with so many figures; 17: all of them. */
function diagnosisOf(
  { graph, target, asked }: Question,
  answer: Float64Array,
  figures: number,
): Diagnosis | undefined {
  const numbers = answer.map((value) => Number(value.toPrecision(figures)));
  const halfUnit = (value: number): number =>
    value === 0 ? 0 : 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) + 1 - figures);
  const given: Answer = {
    of: 'gradient',
    node: asked,
    pass: 0,
    numbers,
    figures: numbers.map(() => (figures === 17 ? 0 : figures)),
    digits: figures === 17 ? numbers.map(() => 0) : numbers.map(halfUnit),
    within: 1e-6,
    withinAbsolute: 0,
    isRight: false,
  };
  return findMistakes(graph, [{ target }], [given])[0];
}

/** Every mistake there can be, planted in so many random graphs: the rates by kind. */
export function plantedRates(graphs: number, figures: number, seed: number): ReadonlyMap<string, Rate> {
  const rates = new Map<string, Rate>();
  for (const question of questionsOf(graphs, randomStream(seed, 'data'))) {
    for (const { kind, gradient } of plantingsOf(question.graph, question.target, question.asked)) {
      const kinds = diagnosisOf(question, gradient, figures)?.mistakes.map((mistake) => mistake.kind) ?? [];
      const { found, confused, silent } = rates.get(kind) ?? { found: 0, confused: 0, silent: 0 };
      const isFound = kinds.includes(kind);
      rates.set(kind, {
        found: found + Number(isFound),
        confused: confused + Number(!isFound && kinds.length > 0),
        silent: silent + Number(kinds.length === 0),
      });
    }
  }
  return rates;
}

/** Right answers and such that are merely noisy: how many there were, and how many were given a name. */
export function innocentRates(
  graphs: number,
  figures: number,
  seed: number,
): {
  readonly right: number;
  readonly noisy: number;
  readonly rightNamed: number;
  readonly noisyNamed: number;
} {
  const random = randomStream(seed, 'data');
  const noise = randomStream(seed, 'dropout');
  let [right, noisy, rightNamed, noisyNamed] = [0, 0, 0, 0];
  for (const question of questionsOf(graphs, random)) {
    const isNamed = (answer: Float64Array): number =>
      Number((diagnosisOf(question, answer, figures)?.mistakes ?? []).some(({ kind }) => kind !== 'rounded'));
    right++;
    rightNamed += isNamed(question.right);
    for (const size of [1e-4, 1e-3, 1e-2, 0.1, 0.5, 2]) {
      noisy++;
      noisyNamed += isNamed(question.right.map((value) => value * (1 + size * noise.normal())));
    }
  }
  return { right, noisy, rightNamed, noisyNamed };
}
