import type { CheckedFile } from '../../language';
import type { Expectation } from '../../language/checkedFormulas';
import type { FormulaRun } from './formulaRun';

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
