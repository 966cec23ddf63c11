import type { Answer, Diagnosis } from '../../../../../src/engine/explain/mistakes/diagnosis';
import { findMistakes } from '../../../../../src/engine/explain/mistakes/findMistakes';
import type { Graph, NodeId } from '../../../../../src/engine/graph/graph';
import { randomStream, type RandomStream } from '../../../../../src/engine/random';
import { precisionOfWritten } from '../../../../../src/language/services/sheets/writtenPrecision';
import { randomGraph, randomSheet, type RandomGraph } from '../randomGraphs';
import { plantingsOf } from './plantings';
import { gradientWith } from './wrongBackwards';

/** How many figures an answer is written with; `all`: it is read from a file. */
export type Figures = 'all' | 6 | 4 | 3 | 2 | 1;

/** How often something was found, said to be possible, taken for something else, or not named at all. */
export interface Rate {
  readonly found: number;
  readonly possible: number;
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

function questionsOf(graphs: readonly RandomGraph[]): readonly Question[] {
  return graphs.flatMap(({ graph, target }) =>
    graph.nodes.flatMap((node, asked): Question[] => {
      if (node.kind !== 'data' || node.name === undefined) return [];
      const right = gradientWith(graph, target, asked);
      if (!right?.every(Number.isFinite) || Math.max(...right.map(Math.abs)) <= rounding) return [];
      return [{ graph, target, asked, right }];
    }),
  );
}

/** @param makes one graph, of the same stream as those before it */
export function manyOf(
  count: number,
  seed: number,
  makes: (random: RandomStream) => RandomGraph,
): readonly RandomGraph[] {
  const random = randomStream(seed, 'data');
  return Array.from({ length: count }, () => makes(random));
}

/** As people write it: 100, and not 1e2. */
function written(value: number, figures: number): string {
  const text = value.toPrecision(figures);
  return value > 1e-3 && value < 1e6 && text.includes('e') ? String(Number(text)) : text.replace('e+', 'e');
}

function answerOf(asked: NodeId, answer: Float64Array, figures: Figures): Answer {
  const texts = Array.from(answer, (value) => written(Math.abs(value), figures === 'all' ? 17 : figures));
  const precision =
    figures === 'all' ? texts.map(() => ({ figures: 0, digits: 0 })) : precisionOfWritten(texts);
  return {
    of: 'gradient',
    node: asked,
    pass: 0,
    numbers: texts.map((text, entry) => (Math.sign(answer[entry] ?? NaN) || 1) * Number(text)),
    figures: precision.map((each) => each.figures),
    digits: precision.map((each) => each.digits),
    within: 1e-6,
    withinAbsolute: 0,
    isRight: false,
  };
}

/**
 * What is said of each answer, by the figures it is written with; those to one question know nothing of each
 * other, and so are asked about at once, for the graph is computed each time.
 */
function diagnosesOf(
  { graph, target, asked }: Question,
  answers: readonly Float64Array[],
  figuresWritten: readonly Figures[],
): readonly { readonly figures: Figures; readonly diagnoses: readonly (Diagnosis | undefined)[] }[] {
  const written = figuresWritten.flatMap((figures) =>
    answers.map((answer) => answerOf(asked, answer, figures)),
  );
  const all = findMistakes(graph, [{ target }], written);
  return figuresWritten.map((figures, at) => ({
    figures,
    diagnoses: all.slice(at * answers.length, (at + 1) * answers.length),
  }));
}

/** What is said of answers with mistakes in them: of all to one question at once, and of each by itself. */
export function togetherAndAlone(): readonly { readonly together: unknown; readonly alone: unknown }[] {
  return questionsOf(manyOf(12, 11, (random) => randomGraph(random, true))).map((question) => {
    const gradients = plantingsOf(question.graph, question.target, question.asked).map(
      ({ gradient }) => gradient,
    );
    const said = (answers: readonly Float64Array[]): readonly (Diagnosis | undefined)[] =>
      diagnosesOf(question, answers, ['all', 3]).flatMap(({ diagnoses }) => diagnoses);
    const alone = gradients.map((gradient) => said([gradient]));
    return { together: said(gradients), alone: [0, 1].flatMap((at) => alone.map((each) => each[at])) };
  });
}

/** Every mistake there can be, planted in a hundred random graphs: by figures and kind, what was said. */
export function plantedRates(
  figuresWritten: readonly Figures[],
): ReadonlyMap<Figures, ReadonlyMap<string, Rate>> {
  const rates = new Map(figuresWritten.map((figures) => [figures, new Map<string, Rate>()]));
  for (const question of questionsOf(manyOf(100, 1, (random) => randomGraph(random, true)))) {
    const plantings = plantingsOf(question.graph, question.target, question.asked);
    const gradients = plantings.map(({ gradient }) => gradient);
    for (const { figures, diagnoses } of diagnosesOf(question, gradients, figuresWritten)) {
      const byKind = rates.get(figures);
      diagnoses.forEach((diagnosis, at) => {
        const kind = plantings[at]?.kind ?? '';
        byKind?.set(kind, sumOf([byKind.get(kind) ?? nothing, rateOf(kind, diagnosis)]));
      });
    }
  }
  return rates;
}

const nothing: Rate = { found: 0, possible: 0, confused: 0, silent: 0 };

function rateOf(kind: string, diagnosis: Diagnosis | undefined): Rate {
  const kinds = (diagnosis?.mistakes ?? []).map((mistake) => mistake.kind);
  if (kinds.includes(kind)) return { ...nothing, found: 1 };
  if (kinds.length > 0) return { ...nothing, confused: 1 };
  return diagnosis?.possible?.kind === kind ? { ...nothing, possible: 1 } : { ...nothing, silent: 1 };
}

export function sumOf(rates: Iterable<Rate>): Rate {
  const sum = { ...nothing };
  for (const rate of rates) {
    for (const key of ['found', 'possible', 'confused', 'silent'] as const) sum[key] += rate[key];
  }
  return sum;
}

/** Of so many answers without a mistake in them, how many were given the name of one. */
export interface Innocent {
  readonly answers: number;
  readonly named: number;
}

/** Right answers, such that are a little off, and such that are off by anything. */
export interface InnocentRates {
  readonly right: Innocent;
  /** By up to a tenth. */
  readonly near: Innocent;
  /** By a half, or twice themselves. */
  readonly far: Innocent;
}

/** Whose gradients are asked for: single numbers of a sheet, single numbers and lists of random graphs. */
export const innocents = {
  'single round numbers': (): readonly Question[] => questionsOf(manyOf(150, 6, randomSheet)),
  'single numbers': (): readonly Question[] =>
    questionsOf(manyOf(800, 5, (random) => randomGraph(random, true))).filter(
      ({ right }) => right.length === 1,
    ),
  'lists and matrices': (): readonly Question[] =>
    questionsOf(manyOf(120, 2, (random) => randomGraph(random, true))).filter(
      ({ right }) => right.length > 1,
    ),
};

export function innocentRates(
  questions: readonly Question[],
  figuresWritten: readonly Figures[],
): readonly (InnocentRates & { readonly figures: Figures })[] {
  const noise = randomStream(3, 'dropout');
  const spoil = (sizes: readonly number[]): readonly (readonly Float64Array[])[] =>
    questions.map(({ right }) =>
      sizes.map((size) => right.map((value) => value * (1 + size * noise.normal()))),
    );
  const [right, near, far] = [spoil([0]), spoil([1e-4, 1e-2, 0.1]), spoil([0.5, 2])];
  const rateOfAll = (figures: Figures, spoilt: readonly (readonly Float64Array[])[]): Innocent => {
    const named = questions.flatMap((_, at) => {
      const of = said[at]?.find((each) => each.figures === figures)?.bySpoilt.get(spoilt);
      return (of ?? []).map((diagnosis) =>
        (diagnosis?.mistakes ?? []).some(({ kind }) => kind !== 'rounded'),
      );
    });
    return { answers: named.length, named: named.filter(Boolean).length };
  };
  const said = questions.map((question, at) => {
    const groups = [right, near, far].map((spoilt) => ({ spoilt, answers: spoilt[at] ?? [] }));
    const answers = groups.flatMap((group) => group.answers);
    return diagnosesOf(question, answers, figuresWritten).map(({ figures, diagnoses }) => {
      let from = 0;
      const bySpoilt = new Map(
        groups.map((group) => [group.spoilt, diagnoses.slice(from, (from += group.answers.length))] as const),
      );
      return { figures, bySpoilt };
    });
  });
  return figuresWritten.map((figures) => ({
    figures,
    right: rateOfAll(figures, right),
    near: rateOfAll(figures, near),
    far: rateOfAll(figures, far),
  }));
}
