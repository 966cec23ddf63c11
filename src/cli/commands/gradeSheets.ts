import type { Diagnostic } from '../../language';
import { sameShape } from '../../engine/shape';
import {
  compareExpectation,
  compareNumbers,
  sheetChanges,
  sheetQuestions,
  type AskedExpectation,
  type ComputedFormulas,
  type Numbers,
  type SheetChange,
} from '../../language/services';
import { firstPassOf, gradeNetworks } from '../gradedNetworks';
import { CommandFailure, exitNegative, exitUnusable } from '../failure';
import { l10n, localise } from '../l10n';
import { writeLine } from '../output';
import { type Json, jsonText } from '../../protocol/jsonText';
import { type Definition, readDefinition, runDefinition } from '../readDefinition';

/** What is said of one file. */
interface SheetRow {
  readonly file: string;
  /** `null` where the file is not a sheet that can be graded. */
  readonly graded: {
    readonly title: string;
    readonly right: number;
    readonly questions: number;
  } | null;
  /** Why the file is not graded, or the first mistake in it. */
  readonly problem: string | null;
  readonly changes: readonly SheetChange[];
}

/** A sheet as it was handed out, and what its lines come to. */
interface Original {
  readonly definition: Definition;
  readonly numbers: ComputedFormulas;
  /** By the start of the statement that asks. */
  readonly ofNetworks: ReadonlyMap<number, Numbers | null>;
}

export type RowFormat = 'text' | 'json' | 'csv';

/**
 * `backprop check --grade FILES [--against ORIGINAL] [--json|--csv]`: one line a sheet. A file that cannot be
 * graded has a line, too, which says why.
 * @param against the sheet as it was handed out: then its inputs and its tolerances count
 * @throws CommandFailure where the original cannot be used
 */
export async function gradeSheets(
  files: readonly string[],
  against: string | undefined,
  format: RowFormat,
): Promise<number> {
  const original = against === undefined ? undefined : await readOriginal(against);
  const rows: SheetRow[] = [];
  let exitCode = 0;
  for (const file of files) {
    const { row, exitCode: own } = await gradeFile(file, original);
    exitCode = Math.max(exitCode, own);
    if (format === 'text') writeLine(rowText(row));
    rows.push(row);
  }
  if (format === 'json') writeLine(jsonText(rows.map(rowJson)));
  if (format === 'csv') for (const line of csvLines(rows)) writeLine(line);
  return exitCode;
}

async function gradeFile(
  file: string,
  original: Original | undefined,
): Promise<{ readonly row: SheetRow; readonly exitCode: number }> {
  try {
    const row = await gradeSheet(await readDefinition(file), original);
    if (row.graded === null) return { row, exitCode: exitUnusable };
    const { right, questions } = row.graded;
    const isFlawless = right === questions && row.changes.length === 0 && row.problem === null;
    return { row, exitCode: isFlawless ? 0 : exitNegative };
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    return { row: { file, graded: null, problem: error.message, changes: [] }, exitCode: error.exitCode };
  }
}

async function gradeSheet(definition: Definition, original: Original | undefined): Promise<SheetRow> {
  const { file, checked } = definition;
  const { sheet } = checked.formulas;
  if (sheet === undefined) {
    const problem = l10n.t('Its first line is not sheet "…".');
    return { file, graded: null, problem, changes: [] };
  }
  const title = sheet.title.replace(/\p{Cc}/gu, ' ');
  const mistake = mistakeIn(definition);
  const outcome = await runDefinition(definition, 'check');
  if (!('grades' in outcome)) {
    const problem = mistake ?? problemAt(definition, outcome);
    const questions = original?.definition.checked.formulas.sheet?.questions ?? sheet.questions;
    const changes = original ? sheetChanges(original.definition.checked, checked) : [];
    return { file, graded: { title, right: 0, questions }, problem, changes };
  }
  if (original === undefined) {
    const grades = [...outcome.grades, ...(await gradeNetworks(definition))];
    const right = grades.filter(({ kind }) => kind === 'ok').length;
    return { file, graded: { title, right, questions: sheet.questions }, problem: mistake, changes: [] };
  }
  const questions = sheetQuestions(original.definition.checked, checked);
  const right = questions.filter((question) => {
    const { original: asked, copy } = question;
    return asked && copy && isRight(original, asked, definition, copy, outcome.values);
  }).length;
  return {
    file,
    graded: { title, right, questions: questions.length },
    problem: mistake,
    changes: sheetChanges(original.definition.checked, checked),
  };
}

/** Whether the answer in a copy is what the original comes to, within the original's tolerance. */
function isRight(
  original: Original,
  asked: AskedExpectation,
  copy: Definition,
  answer: AskedExpectation,
  { values }: ComputedFormulas,
): boolean {
  if ('quantity' in asked || 'quantity' in answer) {
    if (!('quantity' in asked && 'quantity' in answer) || answer.expected === undefined) return false;
    const { shape, data } = answer.expected;
    const actual = original.ofNetworks.get(asked.statement.start);
    const fits = actual && (shape.length === 0 || sameShape(shape, actual.shape));
    return fits === true && compareNumbers(asked, { shape, values: data }, actual).kind === 'ok';
  }
  const { definition, numbers } = original;
  const { formulas } = definition.checked;
  const { nodes } = formulas.graph;
  const given = answer.expected === undefined ? undefined : values[answer.expected];
  if (given === undefined || answer.expected === undefined) return false;
  const shape = copy.checked.formulas.graph.nodes[answer.expected]?.shape ?? [];
  if (shape.length > 0 && !sameShape(shape, nodes[asked.node]?.shape ?? [])) return false;
  // The answer stands as one node more behind those of the original.
  const graph = { nodes: [...nodes, { kind: 'data' as const, shape, values: Float64Array.from(given) }] };
  const outcome = { ...numbers, values: [...numbers.values, given] };
  const question = { ...asked, expected: nodes.length };
  return compareExpectation({ ...formulas, graph }, question, outcome).kind === 'ok';
}

async function readOriginal(file: string): Promise<Original> {
  const definition = await readDefinition(file);
  if (definition.checked.formulas.sheet === undefined) {
    throw new CommandFailure(
      l10n.t('{0} is no sheet, so nothing can be graded against it.', file),
      exitUnusable,
    );
  }
  const mistake = mistakeIn(definition);
  if (mistake !== null) throw new CommandFailure(`${file}, ${mistake}`, exitUnusable);
  const outcome = await runDefinition(definition, 'check');
  if (!('grades' in outcome)) {
    throw new CommandFailure(`${file}: ${localise(outcome.message)}`, exitUnusable);
  }
  const ofNetworks = new Map<number, Numbers | null>();
  for (const outline of definition.checked.networks) {
    const numbers = (await firstPassOf(definition, outline)) ?? [];
    outline.expectations.forEach(({ statement }, index) => {
      const found = numbers[index];
      if (found !== undefined) ofNetworks.set(statement.start, found);
    });
  }
  return { definition, numbers: outcome.values, ofNetworks };
}

/** The first mistake in a file, with its line. */
function mistakeIn(definition: Definition): string | null {
  const mistake = definition.checked.diagnostics.find(({ severity }) => severity === 'error');
  if (mistake === undefined) return null;
  return problemAt(definition, mistake);
}

function problemAt({ checked }: Definition, { range, message }: Diagnostic): string {
  return l10n.t('line {0}: {1}', checked.positionAt(range.start).line + 1, localise(message));
}

function rowText({ file, graded, problem, changes }: SheetRow): string {
  if (graded === null) return l10n.t('{0}: not graded: {1}', file, problem ?? '');
  const { title, right, questions } = graded;
  const remarks = remarksOf({ problem, changes });
  const score = l10n.t('{0} of {1}', right, questions);
  return [`${file}: ${title}: ${score}`, ...remarks].join('; ');
}

function remarksOf({ problem, changes }: Pick<SheetRow, 'problem' | 'changes'>): string[] {
  const remarks = changes.map(changeText);
  return problem === null ? remarks : [...remarks, problem];
}

function changeText({ kind, what }: SheetChange): string {
  switch (kind) {
    case 'changed':
      return l10n.t('changed: {0}', what);
    case 'removed':
      return l10n.t('removed: {0}', what);
    case 'added':
      return l10n.t('added: {0}', what);
    case 'deleted question':
      return l10n.t('deleted question: {0}', what);
    case 'looser tolerance':
      return l10n.t('looser tolerance: {0}', what);
  }
}

function rowJson({ file, graded, problem, changes }: SheetRow): Json {
  return {
    file,
    title: graded?.title ?? null,
    right: graded?.right ?? null,
    questions: graded?.questions ?? null,
    problem,
    changes: changes.map(({ kind, what }) => ({ kind, what })),
  };
}

function csvLines(rows: readonly SheetRow[]): string[] {
  const cells = rows.map(({ file, graded, problem, changes }) => [
    file,
    graded?.title ?? '',
    String(graded?.right ?? ''),
    String(graded?.questions ?? ''),
    remarksOf({ problem, changes }).join('; '),
  ]);
  return [['file', 'title', 'right', 'questions', 'remarks'], ...cells].map((row) =>
    row.map(csvCell).join(','),
  );
}

/** As RFC 4180 has it. What a spreadsheet would take for a formula stands as text. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
