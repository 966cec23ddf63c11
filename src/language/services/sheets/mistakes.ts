import type { Answer, Diagnosis, FoundMistake } from '../../../engine/explain/mistakes/diagnosis';
import { message, type Message } from '../../../engine/message';
import type { Shape } from '../../../engine/shape';
import type { CheckedFile } from '../..';
import type { Quantity } from '../../../engine/training/firstPass';
import type { AskedNumbers, Expectation, Formulas, NetworkExpectation } from '../../checkedFormulas';
import type { NetworkOutline, NetworkProgram } from '../../checker/networks/networkProgram';
import type { ShownMistake } from '../../diagnostic';
import { tokensIn } from '../../scanner/token';
import { compareExpectation, type ComputedFormulas, type Grade } from './compareExpectation';
import { openQuestions } from './networkSeal';
import { mayTell, sealOf } from './seal';
import { precisionOfWritten } from './writtenPrecision';

/** An answer with the expectation it stands in. */
export interface AnsweredExpectation {
  readonly expectation: Expectation;
  readonly answer: Answer;
}

/** An answer to what a network comes to, before anybody has looked for its node. */
interface NetworkAnswer extends Omit<Answer, 'node' | 'pass'> {
  readonly quantity: Quantity;
  /** As it is written; `[]` stands for every entry. */
  readonly shape: Shape;
}

/** The same of a network. */
interface AnsweredInNetwork {
  readonly expectation: NetworkExpectation;
  readonly answer: NetworkAnswer;
}

/** Looks for what went wrong in answers to the first mini-batch of a network: by the index of each. */
type LookInNetwork = (
  program: NetworkProgram,
  answers: readonly NetworkAnswer[],
) => Promise<readonly (Diagnosis | undefined)[]>;

/** The answers of a file as the search for mistakes takes them; none where none is wrong. */
export function answersOf(file: CheckedFile, outcome: ComputedFormulas): readonly AnsweredExpectation[] {
  const { formulas } = file;
  const answers = formulas.expectations.flatMap((expectation): AnsweredExpectation[] => {
    const grade = compareExpectation(formulas, expectation, outcome);
    if (grade.kind !== 'ok' && (grade.kind !== 'failed' || grade.actual === null)) return [];
    const { node, pass } = expectation;
    const given = givenIn(file, expectation, grade);
    return [{ expectation, answer: { ...given, node, ...(pass !== undefined && { pass }) } }];
  });
  return answers.every(({ answer }) => answer.isRight) ? [] : answers;
}

/** The answers in a network as the search takes them; none where none is wrong. */
function networkAnswersOf(
  file: CheckedFile,
  { expectations }: Pick<NetworkOutline, 'expectations'>,
  grades: readonly Grade[],
): readonly AnsweredInNetwork[] {
  const gradeOf = new Map(grades.map((grade) => [grade.expectation, grade]));
  const answers = expectations.flatMap((expectation): AnsweredInNetwork[] => {
    const grade = gradeOf.get(expectation);
    if (grade?.kind !== 'ok' && grade?.kind !== 'failed') return [];
    const { quantity } = expectation;
    const { shape } = grade.expected;
    return [{ expectation, answer: { ...givenIn(file, expectation, grade), quantity, shape } }];
  });
  return answers.every(({ answer }) => answer.isRight) ? [] : answers;
}

function givenIn(
  file: CheckedFile,
  expectation: AskedNumbers,
  { kind, expected }: Extract<Grade, { kind: 'ok' | 'failed' }>,
): Omit<Answer, 'node' | 'pass'> {
  const { kind: of, within, withinAbsolute = 0 } = expectation;
  const numbers = Float64Array.from(expected.values);
  const precision = precisionOf(file, expectation, numbers.length);
  return { of, numbers, ...precision, within, withinAbsolute, isRight: kind === 'ok' };
}

/**
 * What may be said of the wrong answers in networks of a file: in a sheet the families, elsewhere everything.
 * Of a network with a `?` nothing is, for any number of it could give the answer away.
 * @param grades of these networks, whether or not they tell the right numbers
 */
export async function mistakesInNetworks(
  file: CheckedFile,
  networks: readonly NetworkOutline[],
  grades: readonly Grade[],
  look: LookInNetwork,
): Promise<ReadonlyMap<AskedNumbers, ShownMistake>> {
  const isSheet = file.formulas.sheet !== undefined;
  const shown = new Map<AskedNumbers, ShownMistake>();
  for (const outline of networks) {
    const { program } = outline;
    const answers = networkAnswersOf(file, outline, grades);
    const isSealed = !isSheet && openQuestions({ outline, numbers: undefined }, isSheet).length > 0;
    if (!program || answers.length === 0 || isSealed) continue;
    const found = await look(
      program,
      answers.map(({ answer }) => answer),
    );
    answers.forEach(({ expectation }, at) => {
      const diagnosis = found[at];
      if (diagnosis === undefined) return;
      shown.set(expectation, isSheet ? familiesOf(diagnosis) : everythingOf(diagnosis));
    });
  }
  return shown;
}

/** For who is to find the mistake: neither a number nor a place. */
function familiesOf({ mistakes, possible }: Diagnosis): ShownMistake {
  const families = new Map(mistakes.map(({ family }) => [family.text, family]));
  const perhaps = possible ? [unsure, possible.family] : [];
  return { kinds: [], sentences: [...families.values(), ...perhaps], details: [] };
}

function everythingOf({ mistakes, possible, details }: Diagnosis): ShownMistake {
  return {
    kinds: mistakes.map(({ kind }) => kind),
    sentences: mistakes.map(({ text }) => text),
    details: possible ? [...details, ...possibleOf(possible)] : details,
  };
}

const unsure = message('So few figures tell too little to be sure.');

function possibleOf({ text }: FoundMistake): readonly Message[] {
  return [message('So few figures tell too little to be sure. One mistake that would give them:'), text];
}

/**
 * What may be said of each answer, by its expectation.
 * @param found by index of `answers`
 */
export function shownMistakes(
  formulas: Formulas,
  outcome: ComputedFormulas,
  answers: readonly AnsweredExpectation[],
  found: readonly (Diagnosis | undefined)[],
): ReadonlyMap<AskedNumbers, ShownMistake> {
  const seal = sealOf(formulas, outcome);
  const shown = new Map<AskedNumbers, ShownMistake>();
  answers.forEach(({ expectation }, at) => {
    const diagnosis = found[at];
    if (diagnosis === undefined) return;
    const { possible } = diagnosis;
    switch (mayTell(formulas, seal, expectation)) {
      case 'everything':
        shown.set(expectation, everythingOf(diagnosis));
        break;
      case 'the mistake':
        shown.set(expectation, { ...everythingOf(diagnosis), details: possible ? possibleOf(possible) : [] });
        break;
      case 'its family':
        shown.set(expectation, familiesOf(diagnosis));
    }
  });
  return shown;
}

/** How exactly each number of an answer is written. */
function precisionOf(
  { ast, text }: CheckedFile,
  { expectedRange }: AskedNumbers,
  count: number,
): Pick<Answer, 'digits' | 'figures'> {
  const tokens = tokensIn(ast.tokens, expectedRange);
  const numbers = tokens.filter(({ kind }) => kind === 'number');
  const isLiteral = tokens.every(({ kind, text: word }) => kind === 'number' || '[],-+'.includes(word));
  if (!isLiteral || numbers.length !== count)
    return { digits: new Float64Array(count), figures: new Float64Array(count) };
  const precision = precisionOfWritten(numbers.map((token) => text.slice(token.start, token.end)));
  return {
    digits: Float64Array.from(precision, ({ digits }) => digits),
    figures: Float64Array.from(precision, ({ figures }) => figures),
  };
}
