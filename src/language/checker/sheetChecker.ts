import { message } from '../../engine/message';
import type { SheetStatement, Statement } from '../ast';
import type { Sheet } from '../checkedFormulas';
import type { Report } from './report';

/**
 * Whether a file is a sheet, and what is wrong with the line that says so. A `sheet` in the wrong place, or
 * one with a broken title, makes the file a sheet all the same: no mistake may open a seal.
 */
export function checkSheet(statements: readonly Statement[], report: Report): Sheet | undefined {
  const found = statements.filter((statement): statement is SheetStatement => statement.kind === 'sheet');
  const [first, ...others] = found;
  if (first === undefined) return undefined;
  if (statements[0] !== first) {
    const removal = report.lineRemoval(first, message('Move to the first line'));
    const line = { range: { start: 0, end: 0 }, newText: `${report.textOf(first)}\n` };
    report.add('misplaced-sheet', message('sheet is the first line of a file.'), first.keyword, {
      fixes: [{ title: removal.title, edits: [line, ...removal.edits] }],
    });
  }
  for (const other of others) {
    report.add(
      'second-sheet',
      message('This file is a sheet already: line {0} says so.', report.lineOf(first.start)),
      other.keyword,
      { fixes: [report.lineRemoval(other, message('Remove this line'))] },
    );
  }
  const title = first.title.value.trim();
  if (!first.damaged && title === '') {
    report.add('wrong-title', message('A sheet needs a title, as in: sheet "Homework 1"'), first.title);
  } else if (!first.damaged && /[\r\n]/.test(title)) {
    report.add('wrong-title', message('The title of a sheet is one line.'), first.title);
  }
  const inNetworks = statements.flatMap((statement) =>
    statement.kind === 'network' ? statement.members : [],
  );
  const questions = [...statements, ...inNetworks].filter(({ kind }) => kind === 'expect').length;
  if (questions === 0) {
    report.add(
      'no-questions',
      message('This sheet asks nothing yet: add a line such as: expect grad(x) = ?'),
      first.keyword,
    );
  }
  return { title, range: { start: first.keyword.start, end: first.keyword.end }, questions };
}
