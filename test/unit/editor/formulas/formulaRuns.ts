import { checkText } from '../../checkText';
import { runFormulas } from '../../../../src/runtime/formulaService';
import { programOf } from '../../../../src/editor/formulas/formulaRun';
import type { linesOf } from '../../../../src/editor/languageFeatures/inlineValues/formulaLines';
import type { FormulaRun } from '../../../../src/editor/formulas/formulaRun';

/** Runs a definition as the editor does, without the editor. */
export function runText(text: string): FormulaRun {
  const file = checkText(text);
  const program = programOf(file.formulas);
  const outcome = runFormulas({ program });
  if (!outcome.ok) throw new Error(outcome.failure.message.text);
  return { file, program, numbers: outcome.result };
}

/** As much of the document of a run as what stands behind its lines needs. */
export function documentOf({ file }: FormulaRun): Parameters<typeof linesOf>[1] {
  const lines = file.text.split('\n');
  return {
    positionAt: file.positionAt,
    lineAt: (line) => ({ text: lines[line] ?? '' }),
  };
}

export function nodeNamed({ file }: FormulaRun, name: string): number {
  const value = file.formulas.values.find((candidate) => candidate.name === name);
  if (value === undefined) throw new Error(`There is no ${name}.`);
  return value.node;
}
