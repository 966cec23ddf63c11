import { dequal } from 'dequal/lite';
import { isLiteral, type CheckedFile, type FileSyntax, type NamedValue, type Range } from '../../../language';
import type { Grade, Seal } from '../../../language/services';
import { sealOfRun } from '../../formulas/formulaRun';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { Session, WalkedPass } from '../../formulas/formulaSession';
import { mostDigits, summaryText } from '../tensorText';
import type { SummaryWords } from '../tensorText';
import { shownNumbers, shownText } from './shownNumbers';

/** The part of a document this needs. */
export interface Lines {
  positionAt(offset: number): { readonly line: number };
}

/** The same where it matters how long its lines are. */
export interface LongLines extends Lines {
  lineAt(line: number): { readonly text: string };
}

export interface LineText extends ValueText {
  readonly line: number;
}

/** Behind a line with many statements no more than this is written. */
const longestLine = 240;

/**
 * Columns of an editor beside a panel and the sidebar, in a window of 1440 pixels: how wide it is nobody
 * tells an extension. What reaches farther is written in fewer digits; all of them are in the hover.
 */
export const columnsSeen = 54;
/** Before each of the two parts. */
export const gap = 2;
/** Significant digits, from many to few: as many as leave a line within the columns. */
const digitsTried = [4, 3, 2] as const;

/** What stands behind each line, by the place where its statements are now. */
export function linesOf(
  session: Pick<Session, 'run' | 'selectedPass' | 'statementNow'> &
    Partial<Pick<Session, 'tried' | 'walked'>>,
  document: LongLines,
  full: boolean,
  words: SummaryWords,
): LineText[] {
  const { run, tried, walked } = session;
  if (run === undefined) return [];
  const seal = sealOfRun(run);
  const literals = literalStatements(run.file.ast);
  const texts = new LineTexts(document, full);
  for (const [index, value] of run.file.formulas.values.entries()) {
    const view = (digits: number): StatementView => ({
      selectedPass: session.selectedPass,
      seal,
      walked,
      saysItsValue: literals.has(value.statement.start),
      full,
      words,
      digits,
    });
    texts.add(session.statementNow(index), value.name, (digits) =>
      tried === undefined
        ? statementText(run, value, view(digits))
        : triedText(tried, { run, value, view: view(digits) }),
    );
  }
  return texts.lines();
}

/** What a statement comes to with the inputs that are tried, marked where the text says otherwise. */
function triedText(
  tried: FormulaRun,
  {
    run,
    value,
    view,
  }: { readonly run: FormulaRun; readonly value: NamedValue; readonly view: StatementView },
): ValueText {
  const before = run.numbers.values[value.node];
  const isOther = tried.numbers.values[value.node]?.some((entry, at) => entry !== before?.[at]) === true;
  const seal = sealOfRun(tried);
  const viewed = { ...view, seal, saysItsValue: view.saysItsValue && !isOther };
  const text = statementText(tried, value, viewed);
  const inFull = { digits: mostDigits };
  const asBefore = statementText(run, value, { ...view, ...inFull });
  if (dequal(statementText(tried, value, { ...viewed, ...inFull }), asBefore)) return text;
  return { ...text, gradient: `${text.gradient}   ${view.words.tried}`.trim() };
}

/** What stands behind a statement: two parts in colours of their own, either may be empty. */
export interface ValueText {
  readonly value: string;
  readonly gradient: string;
}

/** Gathers what stands behind the statements of each line. */
class LineTexts {
  private readonly byLine = new Map<number, StatementWriter[]>();

  /** @param full whether all digits are written, however long that is */
  constructor(
    private readonly document: LongLines,
    private readonly full: boolean,
  ) {}

  add(statement: Range | undefined, name: string, write: StatementWriter['write']): void {
    if (statement === undefined) return;
    const whole = write(mostDigits);
    if (whole.value === '' && whole.gradient === '') return;
    const { line } = this.document.positionAt(statement.end);
    const here = this.byLine.get(line);
    const writer = { name, whole, write };
    if (here === undefined) this.byLine.set(line, [writer]);
    else here.push(writer);
  }

  lines(): LineText[] {
    return [...this.byLine].map(([line, here]) => ({ line, ...this.fitting(line, here) }));
  }

  private fitting(line: number, here: readonly StatementWriter[]): ValueText {
    const before = this.document.lineAt(line).text.length;
    const fits = ({ value, gradient }: ValueText): boolean =>
      [value, gradient].reduce((sum, part) => sum + (part === '' ? 0 : gap + part.length), before) <=
      columnsSeen;
    let text = joined(here.map(({ name, whole }) => ({ name, ...whole })));
    for (const digits of this.full ? [] : digitsTried) {
      if (fits(text)) break;
      text = joined(here.map(({ name, write }) => ({ name, ...write(digits) })));
    }
    return text;
  }
}

/** A statement, and what stands behind it in so many digits. */
interface StatementWriter {
  readonly name: string;
  /** In the most digits, which most lines have room for. */
  readonly whole: ValueText;
  readonly write: (digits: number) => ValueText;
}

/** Several statements in one line: each named, so that nobody has to count. */
function joined(here: readonly (ValueText & { readonly name: string })[]): ValueText {
  const [first, ...more] = here;
  if (first !== undefined && more.length === 0) return { value: first.value, gradient: first.gradient };
  const texts = here.map(({ name, value, gradient }) => `${name} ${bothOf({ value, gradient })}`);
  return { value: shortened(texts.join('  ·  ')), gradient: '' };
}

/** In one text, for where there are no colours. */
export function bothOf({ value, gradient }: ValueText): string {
  return [value, gradient].filter((part) => part !== '').join('   ');
}

function shortened(text: string): string {
  return text.length <= longestLine ? text : `${text.slice(0, longestLine - 1)}…`;
}

/** How one statement is looked at. */
export interface StatementView {
  /** Index of the pass the reader chose; `undefined`: of each line the nearest one. */
  readonly selectedPass: number | undefined;
  readonly seal: Seal;
  /** While a pass is walked: what it has not reached is not given away. */
  readonly walked?: WalkedPass | undefined;
  /** `apple = 100`: to repeat the number behind the line would tell nobody anything. */
  readonly saysItsValue: boolean;
  /** Also the numbers that can be read in the line itself, and the range of large tensors. */
  readonly full: boolean;
  readonly words: SummaryWords;
  /** Significant ones of each number that is written out. */
  readonly digits: number;
}

/** `= 715` and `∂ 1`: what stands behind the statement of a value. Empty where the line says it all. */
export function statementText(
  run: FormulaRun,
  value: NamedValue,
  { selectedPass, seal, walked, saysItsValue, full, words, digits }: StatementView,
): ValueText {
  if (walked?.hasValue(value.node) === false) return { value: '', gradient: '' };
  const shape = run.program.graph.nodes[value.node]?.shape ?? [];
  const summary = (data: ArrayLike<number>): string => summaryText(shape, data, full, words, digits);
  const pass = walked?.pass ?? selectedPass;
  const shown = shownNumbers(run, value.node, value.statement.start, pass, seal);
  const hasValue = shown.value === 'sealed' || (shown.value !== 'none' && (full || !saysItsValue));
  const hasGradient = shown.gradient !== undefined && walked?.hasGradient(value.node) !== false;
  return {
    value: hasValue ? `= ${shownText(shown.value, summary)}` : '',
    gradient: hasGradient ? `∂ ${shownText(shown.gradient, summary)}` : '',
  };
}

/** Where the statements begin whose value can be read in the text: `apple = 100`, `b = [0.1, 0.2]`. */
export function literalStatements({ statements }: FileSyntax): ReadonlySet<number> {
  return new Set(
    statements.flatMap((statement) =>
      statement.kind === 'assign' && statement.value !== undefined && isLiteral(statement.value)
        ? [statement.start]
        : [],
    ),
  );
}

/** How an `expect` fares. */
export type Mark = 'right' | 'wrong' | 'toDo' | 'waits';

const markOfKind = { ok: 'right', failed: 'wrong', blank: 'toDo', notComputed: 'waits' } as const;

/** The marks in the order of their lines; several in one line are named, so that nobody has to count. */
export function marksOf(
  { positionAt }: Pick<CheckedFile, 'positionAt'>,
  grades: readonly Grade[],
  texts: Readonly<Record<Mark, string>>,
): { readonly line: number; readonly mark: Mark; readonly text: string }[] {
  const marks = grades.flatMap((grade) => {
    const { kind, expectation } = grade;
    if (kind === 'notComputed' && grade.waits !== true) return [];
    const mark = markOfKind[kind];
    const { line } = positionAt(expectation.statement.end);
    return texts[mark] === '' ? [] : [{ line, mark, text: texts[mark], name: expectation.name }];
  });
  return marks.map(({ name, ...mark }) => {
    const isAlone = marks.filter(({ line }) => line === mark.line).length === 1;
    return isAlone ? mark : { ...mark, text: `${name} ${mark.text}` };
  });
}
