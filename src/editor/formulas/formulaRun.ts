import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { CheckedFile, Expectation, Formulas, Range } from '../../language';
import { compareExpectation, sealOf, type Seal } from '../../language/services';
import type { FormulaProgram, FormulaValues } from '../../protocol/formulaProgram';

/** The numbers of one run, and the text they belong to. */
export interface FormulaRun {
  /** The file as it was run: names, lines and formulas are those of that moment. */
  readonly file: CheckedFile;
  readonly program: FormulaProgram;
  readonly numbers: FormulaValues;
  /** What the file itself comes to, where inputs were changed in a panel; absent: `numbers`. */
  readonly ofText?: FormulaValues;
}

/** What of a run must be shown nowhere. */
export function sealOfRun({ file, numbers, ofText }: FormulaRun): Seal {
  return sealOf(file.formulas, numbers, ofText ?? numbers);
}

/** Why a run gave no numbers, and the text that is to blame. */
export interface RunFailure {
  readonly file: CheckedFile;
  readonly sentence: string;
  /** Absent where no line is to blame: the runtime died. */
  readonly range?: Range;
}

/** The comparison with central differences, by index of the pass. */
export type GradientChecks = ReadonlyMap<number, GradientCheck>;

export function programOf({ graph, passes }: Formulas): FormulaProgram {
  return {
    graph,
    passes: passes.map(({ target, gradOutput }) =>
      gradOutput === undefined ? { target } : { target, gradOutput },
    ),
  };
}

/**
 * The run with what the text has come to ask for since: a blank, and in a sheet any answer that is not the
 * one that was right. It is hidden from then on, in every pass.
 * @param now the text as it stands
 * @returns `run` itself where nothing new is asked
 */
export function withBlanksAddedLater(run: FormulaRun, now: CheckedFile): FormulaRun {
  const { formulas } = run.file;
  const asked = openQuestions(now, run).flatMap((question): Expectation[] => {
    const node = formulas.values.find(({ name }) => name === question.name)?.node;
    if (node === undefined) return [];
    const blank = { ...withoutAnswer(question), node };
    if (blank.kind === 'value') return [blank];
    return formulas.passes.map((_pass, pass) => ({ ...blank, pass }));
  });
  const isAsked = (known: Expectation): boolean => asked.some((blank) => asksForTheSame(blank, known));
  const added = asked.filter((blank) => !formulas.expectations.some((known) => asksForTheSame(blank, known)));
  const reopened = formulas.expectations.filter((known) => known.expected !== undefined && isAsked(known));
  if (added.length + reopened.length === 0) return run;
  const known = formulas.expectations.map((each) => (reopened.includes(each) ? withoutAnswer(each) : each));
  const sheet = formulas.sheet ?? now.formulas.sheet;
  return {
    ...run,
    file: {
      ...run.file,
      formulas: { ...formulas, ...(sheet && { sheet }), expectations: [...known, ...added] },
    },
  };
}

/** Whether two runs hide the same. */
export function hideTheSame(a: FormulaRun, b: FormulaRun): boolean {
  const [known, others] = [blanksOf(a.file), blanksOf(b.file)];
  return (
    known.length === others.length &&
    known.every((blank, at) => {
      const other = others[at];
      return other !== undefined && asksForTheSame(blank, other);
    })
  );
}

/** What `now` asks for and does not answer; in a sheet also what it answers otherwise than was right. */
function openQuestions(now: CheckedFile, run: FormulaRun): readonly Expectation[] {
  if (now.formulas.sheet === undefined) return blanksOf(now);
  const right = run.file.formulas.expectations.filter(
    (each) => compareExpectation(run.file.formulas, each, run.numbers).kind === 'ok',
  );
  return now.formulas.expectations.filter(
    (question) =>
      question.expected === undefined ||
      !right.some(
        (answer) =>
          answer.kind === question.kind &&
          answer.name === question.name &&
          answerIn(run.file, answer) === answerIn(now, question),
      ),
  );
}

function answerIn({ text }: CheckedFile, { expectedRange: { start, end } }: Expectation): string {
  return text.slice(start, end);
}

function withoutAnswer({ expected: _, ...question }: Expectation): Expectation {
  return question;
}

function asksForTheSame(a: Expectation, b: Expectation): boolean {
  return a.kind === b.kind && a.node === b.node && a.pass === b.pass;
}

function blanksOf({ formulas }: CheckedFile): readonly Expectation[] {
  return formulas.expectations.filter(({ expected }) => expected === undefined);
}
