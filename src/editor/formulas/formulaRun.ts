import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { CheckedFile } from '../../language';
import type { Formulas } from '../../language/checkedFormulas';
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
