import type { Answer, Diagnosis } from '../../../engine/explain/mistakes/findMistakes';
import type { Message } from '../../../engine/message';
import type { CheckedFile } from '../..';
import type { Quantity } from '../../../engine/training/firstPass';
import type { AskedNumbers, Expectation, Formulas, NetworkExpectation } from '../../checkedFormulas';
import type { NetworkOutline } from '../../checker/networks/networkProgram';
import { compareExpectation, type ComputedFormulas, type Grade } from './compareExpectation';
import { mayTell, sealOf } from './seal';

/** What may be said of the mistake behind a wrong answer. */
export interface ShownMistake {
  /** Those that fit, the likelier first: `sign`, `relu-mask`; empty where only the family may be said. */
  readonly kinds: readonly string[];
  /** A sentence for each. */
  readonly sentences: readonly Message[];
  /** Where it shows and how the right number comes about, for who asks. */
  readonly details: readonly Message[];
}

/** An answer with the expectation it stands in. */
export interface AnsweredExpectation {
  readonly expectation: Expectation;
  readonly answer: Answer;
}

/** An answer to what a network comes to, before anybody has looked for its node. */
export interface NetworkAnswer extends Omit<Answer, 'node' | 'pass'> {
  readonly quantity: Quantity;
}

/** The same of a network. */
export interface AnsweredInNetwork {
  readonly expectation: NetworkExpectation;
  readonly answer: NetworkAnswer;
}

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
export function networkAnswersOf(
  file: CheckedFile,
  { expectations }: Pick<NetworkOutline, 'expectations'>,
  grades: readonly Grade[],
): readonly AnsweredInNetwork[] {
  const answers = expectations.flatMap((expectation): AnsweredInNetwork[] => {
    const grade = grades.find((each) => each.expectation === expectation);
    if (grade?.kind !== 'ok' && (grade?.kind !== 'failed' || grade.actual === null)) return [];
    const { quantity } = expectation;
    return [{ expectation, answer: { ...givenIn(file, expectation, grade), quantity } }];
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

/** What may be said of each answer in a network; nothing while the network is sealed. */
export function shownNetworkMistakes(
  answers: readonly AnsweredInNetwork[],
  found: readonly (Diagnosis | undefined)[],
  isSealed: boolean,
): ReadonlyMap<AskedNumbers, ShownMistake> {
  const shown = new Map<AskedNumbers, ShownMistake>();
  if (isSealed) return shown;
  answers.forEach(({ expectation }, at) => {
    const diagnosis = found[at];
    if (diagnosis !== undefined) shown.set(expectation, everythingOf(diagnosis));
  });
  return shown;
}

function everythingOf({ mistakes, details }: Diagnosis): ShownMistake {
  return {
    kinds: mistakes.map(({ kind }) => kind),
    sentences: mistakes.map(({ text }) => text),
    details,
  };
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
    const { mistakes } = diagnosis;
    switch (mayTell(formulas, seal, expectation)) {
      case 'everything':
        shown.set(expectation, everythingOf(diagnosis));
        break;
      case 'the mistake':
        shown.set(expectation, { ...everythingOf(diagnosis), details: [] });
        break;
      case 'its family': {
        const families = new Map(mistakes.map(({ family }) => [family.text, family]));
        shown.set(expectation, { kinds: [], sentences: [...families.values()], details: [] });
      }
    }
  });
  return shown;
}

/**
 * How exactly each number of an answer is written. Half a unit of its last digit may be missing: 0.005 of
 * `0.33`; whole numbers and single digits are what they say. Numbers of one list have as many places as the
 * longest of them, for what prints them leaves out zeros at the end.
 */
function precisionOf(
  { ast, text }: CheckedFile,
  { expectedRange: { start, end } }: AskedNumbers,
  count: number,
): Pick<Answer, 'digits' | 'figures'> {
  const tokens = ast.tokens.filter((token) => token.start >= start && token.end <= end);
  const numbers = tokens.filter(({ kind }) => kind === 'number');
  const written = numbers.map((token) => text.slice(token.start, token.end));
  const isLiteral = tokens.every(({ kind, text: word }) => kind === 'number' || '[],-+'.includes(word));
  const [digits, figures] = [new Float64Array(count), new Float64Array(count)];
  if (!isLiteral || written.length !== count) return { digits, figures };
  const places = written.map(placesOf);
  const most = Math.max(...places);
  const mostFigures = Math.max(...written.map(significantDigits));
  const hasExponents = written.some((number) => /e/i.test(number));
  const isExact = most <= 0 || mostFigures < 2;
  for (const [at, number] of written.entries()) {
    figures[at] = Math.max(1, significantDigits(number));
    if (!isExact) digits[at] = 0.5 * 10 ** -(hasExponents ? (places[at] ?? most) : most);
  }
  return { digits, figures };
}

/** How many places stand behind the point, counted from it: 2 of `0.33`, 5 of `1.2e-4`. */
function placesOf(number: string): number {
  const [, fraction = '', exponent = '0'] = /^[\d_]*\.?([\d_]*)(?:e([+-]?\d+))?$/i.exec(number) ?? [];
  return fraction.replaceAll('_', '').length - Number(exponent);
}

function significantDigits(number: string): number {
  const [mantissa = ''] = number.toLowerCase().split('e');
  return mantissa.replace(/[._]/g, '').replace(/^0+/, '').length;
}
