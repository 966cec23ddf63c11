import path from 'node:path';
import { arraySources } from '../data/arraySources';
import { dataSources } from '../data/dataSources';
import { hostRuntime } from '../platform/hostRuntime';
import type { FormulaFailure, FormulaProgram, FormulaValues } from '../protocol/formulaProgram';
import {
  checkText,
  unmetExpectationCode,
  type AskedNumbers,
  type CheckedFile,
  type Diagnostic,
  type Severity,
  type ShownMistake,
} from '../language';
import {
  answersOf,
  beyondBudget,
  checkBudget,
  checkedProgram,
  formulaWork,
  gradeExpectations,
  runBudget,
  shownMistakes,
  type Grade,
} from '../language/services';
import { l10n, localise } from './l10n';
import { fileKindAt, previewFiles, readArchiveFile, readArrayFile } from './localDataFiles';
import { CommandFailure, exitUnusable } from './failure';
import { readSource } from './readSource';
import { errorText } from '../protocol/errorText';
import type { Json } from '../protocol/jsonText';

/** The command line computes in its own process: there is no editor to keep responsive. */
export const runtime = hostRuntime();

/** A file that was read and checked. */
export interface Definition {
  readonly file: string;
  readonly checked: CheckedFile;
}

export async function readDefinition(file: string): Promise<Definition> {
  return checkDefinition(file, await readSource(file));
}

/** A text, checked as if it stood in this file. */
export function checkDefinition(file: string, text: string): Definition {
  const folder = path.dirname(path.resolve(file));
  const checked = checkText(text, {
    dataSources,
    fileKind: (name) => fileKindAt(folder, name),
    describeData: (source, settings) => previewFiles(folder, source, settings),
    arraySources,
    readArray: (source, settings) => readArrayFile(folder, source, settings),
    readArchive: (source, name) => readArchiveFile(folder, source, name),
  });
  return { file, checked };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ severity }) => severity === 'error');
}

export function programOf({ formulas }: CheckedFile): FormulaProgram {
  return programWith(formulas);
}

function programWith({ graph, passes }: Pick<CheckedFile['formulas'], 'graph' | 'passes'>): FormulaProgram {
  return {
    graph,
    passes: passes.map(({ target, gradOutput }) => ({
      target,
      ...(gradOutput === undefined ? {} : { gradOutput }),
    })),
  };
}

/** A run of a file: its numbers, and how its expectations fared. */
export interface Run {
  readonly values: FormulaValues;
  readonly grades: readonly Grade[];
}

/**
 * Computes what can be run of the file, or only what its check needs.
 * @returns what was wrong with a value that no shape could tell, or is too large, as a diagnostic
 * @throws CommandFailure where the values cannot be computed at all: there is not so much memory
 */
export async function runDefinition(
  { file, checked }: Definition,
  purpose: 'run' | 'check' = 'run',
): Promise<Run | Diagnostic> {
  const computed = purpose === 'run' ? checked.formulas : checkedProgram(checked.formulas);
  const excess = beyondBudget(computed, purpose === 'run' ? runBudget : checkBudget);
  if (excess) {
    return { code: 'tensor-too-large', severity: 'error', message: excess.text, range: excess.range };
  }
  try {
    const outcome = await runtime.service.runFormulas({ program: programWith(computed) });
    if (!outcome.ok) return failureDiagnostic(checked, outcome.failure);
    // One for each node of the file: a check computes with one more, which stands for what is left out.
    const values = outcome.result.values.slice(0, checked.formulas.graph.nodes.length);
    const numbers = { ...outcome.result, values };
    return { values: numbers, grades: gradeExpectations(checked.formulas, numbers) };
  } catch (error) {
    throw notComputed(file, errorText(error));
  }
}

function notComputed(file: string, reason: string): CommandFailure {
  return new CommandFailure(l10n.t('{0} cannot be computed: {1}', file, reason), exitUnusable);
}

function failureDiagnostic({ formulas }: CheckedFile, failure: FormulaFailure): Diagnostic {
  const node = formulas.graph.nodes[failure.node];
  const blamed = node?.kind === 'layer' ? node.inputs[failure.inputIndex] : undefined;
  return {
    code: 'wrong-value',
    severity: 'error',
    message: failure.message,
    range: formulas.origins[blamed ?? failure.node] ?? { start: 0, end: 0 },
  };
}

/** For so many wrong answers of a file the mistake is looked for: each takes some two thousand candidates. */
const mostSearched = 100;

/** Of formulas that take more work than this (see `formulaWork`) no candidate is computed. */
const mostWorkSearched = 20_000_000;

/**
 * Unmet expectations as the Problems view shows them, with the mistakes behind them. Of a sheet no mistake:
 * its family is told from the second try on, and only an editor sees tries.
 */
export async function gradeDiagnostics({ checked }: Definition, run: Run): Promise<Diagnostic[]> {
  const isSearched =
    checked.formulas.sheet === undefined && formulaWork(checked.formulas, false) <= mostWorkSearched;
  let wrong = 0;
  const answers = (isSearched ? answersOf(checked, run.values) : []).filter(
    ({ answer }) => answer.isRight || ++wrong <= mostSearched,
  );
  const found = await runtime.service.findMistakes({
    program: programOf(checked),
    answers: answers.map(({ answer }) => answer),
  });
  const mistakes = shownMistakes(checked.formulas, run.values, answers, found);
  return unmetDiagnostics(run.grades, mistakes);
}

/** Unmet expectations, of formulas or of networks, with the mistakes that are known to be behind them. */
export function unmetDiagnostics(
  grades: readonly Grade[],
  mistakes: ReadonlyMap<AskedNumbers, ShownMistake> = new Map(),
): Diagnostic[] {
  return grades.flatMap((grade): Diagnostic[] => {
    if (grade.kind !== 'failed') return [];
    const mistake = mistakes.get(grade.expectation);
    return [
      {
        code: unmetExpectationCode,
        severity: 'error',
        message: grade.message,
        range: grade.expectation.nameRange,
        ...(mistake && { mistake }),
      },
    ];
  });
}

export function severityText(severity: Severity): string {
  switch (severity) {
    case 'error':
      return l10n.t('error');
    case 'warning':
      return l10n.t('warning');
    case 'information':
      return l10n.t('information');
    case 'hint':
      return l10n.t('hint');
  }
}

/** `shopping.backprop:12:8: error: Expected 720, got 715. [unmet-expectation]` */
export function describeDiagnostic({ file, checked }: Definition, diagnostic: Diagnostic): string {
  const { line, column } = checked.positionAt(diagnostic.range.start);
  const place = `${file}:${String(line + 1)}:${String(column + 1)}`;
  const sentences = [localise(diagnostic.message), ...mistakeSentences(diagnostic)].join(' ');
  return `${place}: ${severityText(diagnostic.severity)}: ${sentences} [${diagnostic.code}]`;
}

/** A sentence for each mistake that gives the answer, the likelier first. */
function mistakeSentences({ mistake }: Diagnostic): string[] {
  return (mistake?.sentences ?? []).map((sentence, at) =>
    at === 0 ? localise(sentence) : l10n.t('Or: {0}', localise(sentence)),
  );
}

/** The likeliest mistake, what else gives the answer, and where it shows. */
function mistakeRow({ kinds, sentences, details }: ShownMistake): Json {
  const [likeliest, ...others] = sentences.map((sentence, at): Json => ({
    kind: kinds[at] ?? null,
    text: localise(sentence),
  }));
  return { likeliest: likeliest ?? null, others, details: details.map(localise) };
}

/** The same as JSON. Lines and columns count from 1; columns count UTF-16 code units, as editors do. */
export function diagnosticRow({ file, checked }: Definition, diagnostic: Diagnostic): Json {
  const { code, severity, message, range } = diagnostic;
  const start = checked.positionAt(range.start);
  const end = checked.positionAt(range.end);
  return {
    file,
    code,
    severity,
    message: localise(message),
    line: start.line + 1,
    column: start.column + 1,
    endLine: end.line + 1,
    endColumn: end.column + 1,
    ...(diagnostic.mistake && { mistake: mistakeRow(diagnostic.mistake) }),
  };
}
