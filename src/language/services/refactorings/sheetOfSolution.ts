import type { CheckedFile } from '../..';
import type { ExpectStatement } from '../../ast';
import { loosestWithin } from '../../checker/expectationChecker';
import type { TextEdit } from '../../diagnostic';
import type { Range } from '../../range';
import { withEdits } from './refactoring';

/**
 * A copy of a definition to be handed out: `sheet` on top, a `?` for every answer, and no tolerance that is
 * looser than a sheet allows. The definition itself, with the solution, stays as it is.
 * @returns `undefined` where it is a sheet already, or asks nothing
 */
export function sheetOf({ text, ast, formulas }: CheckedFile, title: string): string | undefined {
  const questions = ast.statements.filter(
    (statement): statement is ExpectStatement => statement.kind === 'expect',
  );
  if (formulas.sheet !== undefined || questions.length === 0) return undefined;
  const bounds = new Map(formulas.expectations.map((each) => [each.statement.start, each]));
  const edits = questions.flatMap(({ start, expected, within, withinAbsolute }): TextEdit[] => {
    const question = bounds.get(start);
    return [
      ...(expected ? [{ range: expected, newText: '?' }] : []),
      ...tightened(within, question?.within),
      ...tightened(withinAbsolute, question?.withinAbsolute),
    ];
  });
  // A title has no quotes in it, and is one line.
  return `sheet "${title.replace(/["\\\r\n]/g, ' ').trim()}"\n\n${withEdits(text, edits)}`;
}

function tightened(written: Range | undefined, bound: number | undefined): readonly TextEdit[] {
  if (written === undefined || bound === undefined || bound <= loosestWithin) return [];
  return [{ range: written, newText: '1e-2' }];
}
