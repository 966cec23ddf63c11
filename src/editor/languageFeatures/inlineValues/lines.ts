import type { Range } from '../../../language/range';
import { gradeExpectations } from '../../../language/services/grading';
import { hiddenValues } from '../../../language/services/hiddenValues';
import type { Session } from '../../formulas/session';
import type { SummaryWords } from '../tensorText/summary';
import { literalStatements } from './literalStatements';
import { statementText } from './statementText';
import type { Detail } from './statementText';

/** The part of a document this needs. */
export interface Lines {
  readonly lineCount: number;
  positionAt(offset: number): { readonly line: number };
}

export interface LineText {
  readonly line: number;
  readonly text: string;
}

/** Behind a line with many statements no more than this is written. */
const longestLine = 240;

/** What stands behind each line, by the place where its statements are now. */
export function linesOf(
  session: Pick<Session, 'run' | 'selectedPass' | 'statementNow' | 'expectationNow'>,
  document: Lines,
  detail: Detail,
  words: SummaryWords,
): LineText[] {
  const { run } = session;
  if (run === undefined) return [];
  const hidden = hiddenValues(run.file);
  const literals = literalStatements(run.file.ast);
  const texts = new LineTexts(document);
  for (const [index, value] of run.file.formulas.values.entries()) {
    const text = statementText(run, value, {
      selectedPass: session.selectedPass,
      hidden,
      saysItsValue: literals.has(value.statement.start),
      detail,
      words,
    });
    texts.add(session.statementNow(index), value.name, text);
  }
  for (const [index, grade] of gradeExpectations(run.file.formulas, run.numbers).entries()) {
    const mark = grade.kind === 'ok' ? '✓' : grade.kind === 'failed' ? '✗' : '';
    texts.add(session.expectationNow(index), grade.expectation.name, mark);
  }
  return texts.lines();
}

/** Gathers what stands behind the statements of each line. */
class LineTexts {
  private readonly byLine = new Map<number, { readonly name: string; readonly text: string }[]>();

  constructor(private readonly document: Lines) {}

  add(statement: Range | undefined, name: string, text: string): void {
    if (statement === undefined || text === '') return;
    const { line } = this.document.positionAt(statement.end);
    const here = this.byLine.get(line);
    if (here === undefined) this.byLine.set(line, [{ name, text }]);
    else here.push({ name, text });
  }

  lines(): LineText[] {
    return [...this.byLine].map(([line, here]) => ({ line, text: shortened(joined(here)) }));
  }
}

/** Several statements in one line: each named, so that nobody has to count. */
function joined(here: readonly { readonly name: string; readonly text: string }[]): string {
  const [first, ...more] = here;
  if (first !== undefined && more.length === 0) return first.text;
  return here.map(({ name, text }) => `${name} ${text}`).join('  ·  ');
}

function shortened(text: string): string {
  return text.length <= longestLine ? text : `${text.slice(0, longestLine - 1)}…`;
}
