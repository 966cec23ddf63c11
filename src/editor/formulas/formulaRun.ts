import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { CheckedFile } from '../../language';
import type { Expectation, Formulas } from '../../language/checkedFormulas';
import type { Range } from '../../language/range';
import type { FormulaProgram, FormulaValues } from '../../protocol/formulaProgram';

/** The numbers of one run, and the text they belong to. */
export interface FormulaRun {
  /** The file as it was run: names, lines and formulas are those of that moment. */
  readonly file: CheckedFile;
  readonly program: FormulaProgram;
  readonly numbers: FormulaValues;
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
 * The run with the blanks that were written after it: what
 * they ask for is hidden from then on, in every pass.
 * @param now the text as it stands
 * @returns `run` itself where nothing new is asked
 */
export function withBlanksAddedLater(run: FormulaRun, now: CheckedFile): FormulaRun {
  const { formulas } = run.file;
  const asked = blanksOf(now).flatMap((blank): Expectation[] => {
    const value = formulas.values.find(({ name }) => name === blank.name);
    if (value === undefined) return [];
    const { node } = value;
    if (blank.kind === 'value') return [{ ...blank, node }];
    return formulas.passes.map((_pass, pass) => ({ ...blank, node, pass }));
  });
  const isKnown = ({ kind, node, pass }: Expectation): boolean =>
    blanksOf(run.file).some((known) => known.kind === kind && known.node === node && known.pass === pass);
  const added = asked.filter((blank) => !isKnown(blank));
  if (added.length === 0) return run;
  const expectations = [...formulas.expectations, ...added];
  return { ...run, file: { ...run.file, formulas: { ...formulas, expectations } } };
}

/** Whether two runs hide the same. */
export function hideTheSame(a: FormulaRun, b: FormulaRun): boolean {
  const [known, others] = [blanksOf(a.file), blanksOf(b.file)];
  return (
    known.length === others.length &&
    known.every(({ kind, node, pass }, at) => {
      const other = others[at];
      return other?.kind === kind && other.node === node && other.pass === pass;
    })
  );
}

function blanksOf({ formulas }: CheckedFile): readonly Expectation[] {
  return formulas.expectations.filter(({ expected }) => expected === undefined);
}
