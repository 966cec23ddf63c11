import * as vscode from 'vscode';
import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { AskedNumbers, CheckedFile, Range, ShownMistake } from '../../language';
import {
  comparedTexts,
  errorBehind,
  gradeExpectations,
  sealOf,
  type ComputedFormulas,
  type DefinitionTest,
  type Grade,
} from '../../language/services';
import { comparisonLines, verdictSentence } from '../languageFeatures/lenses/verdict';
import { mistakeSentences } from '../formulas/foundMistakes';
import { localise } from '../localise';
import { findRunnable, type RunnableNetwork } from '../training/runnableNetwork';

/** What a test came to, as it is shown: what is sealed is in none of these texts. */
export type TestOutcome =
  | { readonly kind: 'passed' | 'skipped'; readonly details: readonly string[] }
  | { readonly kind: 'failed' | 'errored'; readonly details: readonly string[]; readonly failure: Failure };

/** What is wrong, and where in the text that was tested. */
export interface Failure {
  readonly sentence: string;
  readonly range: Range;
  /** What was expected and what came, to be held against each other. */
  readonly compared?: { readonly expected: string; readonly actual: string };
}

export function errored(sentence: string, range: Range): TestOutcome {
  return { kind: 'errored', details: [], failure: { sentence, range } };
}

/** What is known of a test before anything is computed: it is still to do, or its text is broken. */
export function outcomeBefore(file: CheckedFile, test: DefinitionTest): TestOutcome | undefined {
  if (test.kind === 'networkCheck') {
    const network = networkOf(file, test);
    return 'outcome' in network ? network.outcome : undefined;
  }
  const { passes } = file.formulas;
  const expectations = [
    ...file.formulas.expectations,
    ...file.networks.flatMap((network) => network.expectations),
  ];
  const { statement } = test;
  if (test.kind === 'gradientCheck') {
    const isThere = passes.some((pass) => pass.statement.start === statement.start);
    return isThere ? undefined : broken(file, statement);
  }
  const expectation = expectations.find((each) => each.statement.start === statement.start);
  if (expectation?.expected !== undefined) return undefined;
  if (expectation === undefined || !test.isBlank) return broken(file, statement);
  return { kind: 'skipped', details: [vscode.l10n.t('To do: the answer is still a ?')] };
}

export function notComputed(): string {
  return vscode.l10n.t('This was not computed.');
}

function broken(file: CheckedFile, statement: Range): TestOutcome {
  const error = errorBehind(file, statement);
  return error === undefined
    ? errored(notComputed(), statement)
    : errored(localise(error.message), error.range);
}

/** The network that a test is of, or why it cannot be run. */
export function networkOf(
  file: CheckedFile,
  { statement }: DefinitionTest,
): RunnableNetwork | { readonly outcome: TestOutcome } {
  const outline = file.networks.find(({ range }) => range.start === statement.start);
  if (outline === undefined) return { outcome: broken(file, statement) };
  const found = findRunnable(file, outline.name);
  if (!('sentence' in found)) return found;
  const start = file.lineStarts[found.line - 1] ?? 0;
  return { outcome: errored(found.sentence, { start, end: start }) };
}

/** The outcomes of the expectations of a file, by the start of their statements. */
export function expectationOutcomes(
  { formulas }: CheckedFile,
  computed: ComputedFormulas,
  mistakes: ReadonlyMap<AskedNumbers, ShownMistake>,
): ReadonlyMap<number, TestOutcome> {
  return outcomesOf(gradeExpectations(formulas, computed), mistakes);
}

/** By the start of the statement that asks. */
export function outcomesOf(
  grades: readonly Grade[],
  mistakes: ReadonlyMap<AskedNumbers, ShownMistake>,
): ReadonlyMap<number, TestOutcome> {
  return new Map(
    grades.map((grade) => {
      const { expectation } = grade;
      return [expectation.statement.start, outcomeOf(grade, mistakes.get(expectation))];
    }),
  );
}

function outcomeOf(grade: Grade, mistake: ShownMistake | undefined): TestOutcome {
  switch (grade.kind) {
    case 'ok':
      return { kind: 'passed', details: [] };
    case 'blank':
    case 'notComputed':
      return { kind: 'skipped', details: [] };
    case 'failed': {
      const compared = comparedTexts(grade);
      const failure = {
        sentence: [localise(grade.message), ...(mistake ? mistakeSentences(mistake) : [])].join(' '),
        range: grade.expectation.nameRange,
        ...(compared && { compared }),
      };
      return { kind: 'failed', details: [], failure };
    }
  }
}

/** @param pass index of the pass that was checked */
export function gradientCheckOutcome(
  { formulas }: CheckedFile,
  computed: ComputedFormulas,
  pass: number,
  check: GradientCheck,
): TestOutcome {
  const seal = sealOf(formulas, computed);
  const sealed = new Set(
    formulas.values.filter(({ node }) => seal.isGradientSealed(pass, node)).map(({ name }) => name),
  );
  const range = formulas.passes[pass]?.statement ?? { start: 0, end: 0 };
  return checkOutcome(check, range, (name) => sealed.has(name));
}

/** @param range where a gradient that is wrong is reported */
export function checkOutcome(
  check: GradientCheck,
  range: Range,
  isSealed: (name: string) => boolean = () => false,
): TestOutcome {
  const sentence = verdictSentence(check);
  const lines = comparisonLines(check, isSealed);
  const details = [sentence, ...lines];
  switch (check.verdict) {
    case 'agrees':
    case 'corner':
      return { kind: 'passed', details };
    case 'cannot tell':
      return { kind: 'skipped', details };
    case 'wrong':
      return { kind: 'failed', details, failure: { sentence: details.join('\n'), range } };
  }
}
