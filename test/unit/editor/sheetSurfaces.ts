import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { runCommandLine } from '../../../src/cli/commandLine';
import { runRows } from '../../../src/editor/sidebar/runRows';
import { rowsOf, type NodeRow, type ValueRow } from '../../../src/editor/sidebar/rows';
import type { Computation } from '../../../src/editor/formulas/computation';
import type { FormulaRun } from '../../../src/editor/formulas/formulaRun';
import { Session } from '../../../src/editor/formulas/formulaSession';
import { chainRule } from '../../../src/editor/languageFeatures/hover/chainRuleSteps';
import { mistakeHover } from '../../../src/editor/languageFeatures/hover/mistakeHover';
import { valueHover } from '../../../src/editor/languageFeatures/hover/valueHover';
import { whyHover } from '../../../src/editor/languageFeatures/hover/whyHover';
import { linesOf } from '../../../src/editor/languageFeatures/inlineValues/formulaLines';
import { backwardLenses } from '../../../src/editor/languageFeatures/lenses/backwardLenses';
import { sheetLenses } from '../../../src/editor/languageFeatures/lenses/sheetLenses';
import { FormulaAnswers } from '../../../src/editor/panels/formulas/formulaAnswers';
import { panelGraph } from '../../../src/editor/panels/formulas/formulaGraph';
import { panelRun } from '../../../src/editor/panels/formulas/formulaNumbers';
import { TestRunner } from '../../../src/editor/testing/testRunner';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import { layers } from '../../../src/engine/layers/layerTable';
import { formatMessage } from '../../../src/engine/message';
import { gradeExpectations, hoverAt, quickFixesAt, shapeHints } from '../../../src/language/services';
import { testsOf } from '../../../src/language/services/definitionTests';
import { expectValues } from '../../../src/language/services/refactorings/expectValues';
import { extractName } from '../../../src/language/services/refactorings/extractName';
import { inlineName } from '../../../src/language/services/refactorings/inlineName';
import { answersOf, shownMistakes } from '../../../src/language/services/sheets/mistakes';
import { sealOf } from '../../../src/language/services/sheets/seal';
import {
  checkFormulaGradients,
  explainFormula,
  findFormulaMistakes,
  runFormulas,
  workOutFormulaEntry,
} from '../../../src/runtime/formulaService';
import type { FirstPassRequest, NetworkMistakeRequest } from '../../../src/protocol/firstPassRequest';
import { findNetworkMistakes, readFirstPass } from '../../../src/runtime/training/networkFirstPass';
import { documentOf } from './formulas/formulaRuns';

/** As a panel has it. */
export function withEdges(run: FormulaRun): FormulaRun {
  const outcome = runFormulas({ program: run.program, edges: true });
  return outcome.ok ? { ...run, numbers: outcome.result } : run;
}

/** Sections and formulas of the documentation, which are shown whatever is computed. */
export const documented = numbersIn(
  layers.map(({ source, documentation }) => source + documentation).join('\n'),
);

export function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([digits]) => Number(digits));
}

/** Whether a number that is shown is the other, with all its digits or rounded to six or more. */
export function looksLike(shown: number, number: number): boolean {
  const [a, b] = [Math.abs(shown), Math.abs(number)];
  if (Math.abs(a - b) <= 1e-12 * b) return true;
  for (let digits = 6; digits <= 15; digits++) if (Number(b.toPrecision(digits)) === a) return true;
  return false;
}

/**
 * Whether a number is shown for many a reason: lines, columns and numbers of entries are small whole numbers,
 * and the documentation of a function names a section of a book, as 5.4.
 */
export function isCommon(number: number): boolean {
  const isWhole = Math.abs(number - Math.round(number)) < 1e-9;
  return (isWhole && number < 1000) || Math.abs(number - Number(number.toPrecision(2))) < 1e-9;
}

function numbersWithin(value: unknown): number[] {
  if (typeof value === 'number') return [Math.abs(value)];
  if (typeof value === 'string') return numbersIn(value);
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, Math.abs);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(numbersWithin);
}

const computation = {
  runQuietly: (_purpose: string, ask: (service: unknown) => unknown) =>
    Promise.resolve({
      kind: 'done',
      answer: ask({ workOut: workOutFormulaEntry, explain: explainFormula }),
    }),
} as unknown as Computation;

const testComputation = {
  runQuietly: (_purpose: string, ask: (service: unknown) => unknown) =>
    Promise.resolve({
      kind: 'done',
      answer: ask({
        runFormulas,
        checkGradients: checkFormulaGradients,
        findMistakes: findFormulaMistakes,
        computeFirstPass: (request: FirstPassRequest) => readFirstPass(request, referenceBackend),
        findNetworkMistakes: (request: NetworkMistakeRequest) =>
          findNetworkMistakes(request, referenceBackend),
      }),
    }),
} as unknown as Computation;

function sessionOf(run: FormulaRun): Session {
  const session = new Session({ toString: () => 'file' } as never, () => undefined);
  session.showsGraph = true;
  session.finish(session.begin(run.file), run, undefined);
  session.addGradientCheck(run, 0, checkFormulaGradients({ program: run.program, pass: 0 }));
  return session;
}

const words = {
  locale: 'en',
  mean: (mean: string) => `mean ${mean}`,
  range: (minimum: string, maximum: string) => `${minimum} to ${maximum}`,
  nonFinite: (count: number) => `${String(count)} not finite`,
  tried: 'tried',
};

/** Everything the editor shows of a run, by the place where it does. */
export async function editorSurfaces(run: FormulaRun): Promise<Record<string, unknown>> {
  const { file, program, numbers } = run;
  const { formulas } = file;
  const session = sessionOf(run);
  const document = documentOf(run);
  const seal = sealOf(formulas, numbers);
  const answers = new FormulaAnswers(computation);
  const grades = gradeExpectations(formulas, numbers);
  const rows = rowsOf(file);
  const shown = runRows(session, file, rows, true);
  const nodes = [...program.graph.nodes.keys()];
  const context = {
    uri: { path: '/sheet.backprop' },
    file,
    session,
    grading: { version: 1, file, grades, numbers, failure: undefined },
    runs: [],
  } as never;
  return {
    lines: linesOf(session, document, false, words),
    'lines in full': linesOf(session, document, true, words),
    // What was typed is no secret, and node numbers are not shown.
    messages: grades.map((grade) =>
      grade.kind === 'failed' ? [formatMessage(grade.message), grade.fix] : [],
    ),
    mistakes: mistakesTold(run),
    problems: file.diagnostics.map(({ message, fixes }) => [formatMessage(message), fixes]),
    fixes: quickFixesAt(file, { start: 0, end: file.text.length }).map(({ title }) => formatMessage(title)),
    hints: shapeHints(file).map((hint) => JSON.stringify(hint)),
    'words under the mouse': Array.from({ length: file.text.length }, (_, at) => hoverAt(file, at)?.contents),
    hovers: formulas.values.map((value) => valueHover(session, run, value).value),
    'why hovers': await Promise.all(
      formulas.values.map(async (value) => (await whyHover(computation, session, run, value))?.value),
    ),
    cards: nodes.map((node) => chainRule(run, 0, node, seal, 'en')),
    'numbers of the panel': panelRun(run),
    'graph of the panel': panelGraph(file).nodes.map(({ expression, name }) => [expression, name]),
    'entries of the card': await Promise.all(
      nodes.flatMap((node) => {
        const layer = program.graph.nodes[node];
        if (layer?.kind !== 'layer' || numbers.passes[0]?.gradients[node] === null) return [];
        return layer.inputs.map((_, input) =>
          answers.workOut(run, { revision: 0, pass: 0, node, input, entry: 0 }),
        );
      }),
    ),
    'why of the panel': await Promise.all(
      formulas.values.flatMap(({ node }) =>
        (['value', 'gradient'] as const).map((of) =>
          answers.explainEntry(run, { revision: 0, pass: 0, node, entry: 0, of }),
        ),
      ),
    ),
    'sidebar rows': rows
      .filter((row): row is ValueRow | NodeRow => row.kind === 'value' || row.kind === 'node')
      .map((row) => shown?.numbersOf(row)),
    tests: await testExplorer(run),
    refactorings: file.ast.statements.map((statement) => [
      expectValues(file, numbers, statement)?.edits,
      extractName(file, statement)?.edits,
      inlineName(file, statement.start)?.title,
    ]),
    lenses: [...sheetLenses(context), ...backwardLenses(context)].map(({ command }) => [
      command?.title,
      command?.tooltip,
    ]),
  };
}

/** What is said of the mistakes behind wrong answers, from the second try on: in messages and hovers. */
function mistakesTold({ file, program, numbers }: FormulaRun): readonly unknown[] {
  const answers = answersOf(file, numbers);
  const found = findFormulaMistakes({ program, answers: answers.map(({ answer }) => answer) });
  const shown = shownMistakes(file.formulas, numbers, answers, found);
  return [...shown.values()].map((mistake) => [
    mistake.kinds,
    mistake.sentences.map(formatMessage),
    mistakeHover({ findAt: () => mistake }, undefined as never, 0).map(({ value }) => value),
  ]);
}

const neverCancelled: unknown = {
  isCancellationRequested: false,
  onCancellationRequested: () => ({ dispose: () => undefined }),
};

/** All that the Test Explorer is given: messages, differences and output of every test. */
async function testExplorer({ file }: FormulaRun): Promise<readonly unknown[]> {
  const runner = new TestRunner(
    testComputation,
    // Of data that come from no file.
    (_uri, { source, settings }) =>
      Promise.resolve({ ok: true, request: { source, arguments: settings, files: {} }, files: [] }),
    () => true,
  );
  const shown: unknown[] = [];
  await runner.run(
    undefined as never,
    file,
    testsOf(file).map((each) => ({ test: each })),
    {
      started: () => undefined,
      ended: (_test, outcome) => {
        shown.push(
          outcome.details,
          'failure' in outcome ? [outcome.failure.sentence, outcome.failure.compared] : [],
        );
      },
    },
    neverCancelled as never,
  );
  return shown;
}

const folder = mkdtempSync(path.join(tmpdir(), 'sheets '));

/** All that the command line prints about a sheet. */
export async function printed(text: string, names: readonly string[]): Promise<Record<string, string>> {
  const file = path.join(folder, 'sheet.backprop');
  writeFileSync(file, text);
  const commands = [
    ...['run', 'check', 'gradcheck'].flatMap((command) => [
      [command, file],
      [command, file, '--json'],
    ]),
    ...names.flatMap((name) => [
      ['why', file, name],
      ['why', file, `grad(${name})`, '--json'],
    ]),
    ...[[], ['--json'], ['--csv'], ['--against', file]].map((flags) => ['check', '--grade', file, ...flags]),
  ];
  const outputs: Record<string, string> = {};
  for (const command of commands) {
    let output = '';
    const take = (chunk: string | Uint8Array): boolean => {
      output += String(chunk);
      return true;
    };
    const spies = [process.stdout, process.stderr].map((stream) =>
      vi.spyOn(stream, 'write').mockImplementation(take),
    );
    try {
      await runCommandLine(command);
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
    // The answers that were typed stand in the file, and are printed beside the sealed value.
    outputs[command.join(' ').replaceAll(file, 'sheet')] = output.replaceAll(file, '');
  }
  return outputs;
}

export function leaks(surfaces: Readonly<Record<string, unknown>>, secret: readonly number[]): string[] {
  return Object.entries(surfaces).flatMap(([surface, shown]) => {
    const found = numbersWithin(shown).find((number) => secret.some((each) => looksLike(number, each)));
    return found === undefined ? [] : [`${surface} shows ${String(found)}`];
  });
}
