import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
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
import { documentOf, runText } from './formulas/formulaRuns';

vi.mock('vscode', () => ({
  MarkdownString: class {
    value = '';
    appendCodeblock(text: string): void {
      this.value += `${text}\n`;
    }
    appendMarkdown(text: string): void {
      this.value += `${text}\n`;
    }
    appendText(text: string): void {
      this.value += `${text}\n`;
    }
  },
  Position: class {
    readonly places: readonly unknown[];
    constructor(...places: readonly unknown[]) {
      this.places = places;
    }
  },
  Range: class {
    readonly places: readonly unknown[];
    constructor(...places: readonly unknown[]) {
      this.places = places;
    }
  },
  CodeLens: class {
    constructor(
      readonly range: unknown,
      readonly command: unknown,
    ) {}
  },
  l10n: {
    t: (text: string, ...values: readonly unknown[]) =>
      text.replace(/\{(\d)\}/g, (_, at: string) => String(values[Number(at)])),
  },
  env: { language: 'en' },
}));

/**
 * One line of a random sheet, and which earlier value it repeats but for a constant, the order and the
 * sign.
 */
interface Line {
  readonly name: string;
  readonly formula: string;
  readonly shape: 'number' | 'list' | 'matrix';
  readonly inputs: readonly number[];
  readonly repeats?: number;
}

interface Step {
  readonly operation: number;
  readonly a: number;
  readonly b: number;
}

function linesFrom(numbers: readonly number[], steps: readonly Step[]): Line[] {
  const [n = 0, ...rest] = numbers;
  const lines: Line[] = [
    { name: 'x0', formula: String(n), shape: 'number', inputs: [] },
    { name: 'x1', formula: `[${rest.slice(0, 2).join(', ')}]`, shape: 'list', inputs: [] },
    {
      name: 'x2',
      formula: `[[${rest.slice(2, 4).join(', ')}], [${rest.slice(4, 6).join(', ')}]]`,
      shape: 'matrix',
      inputs: [],
    },
  ];
  for (const { operation, a, b } of steps) {
    const left = a % lines.length;
    const first = lines[left];
    if (first === undefined) continue;
    const alike = lines.flatMap(({ shape }, at) => (shape === first.shape ? [at] : []));
    const right = alike[b % alike.length] ?? left;
    const second = lines[right]?.name ?? first.name;
    const own = { name: `v${String(lines.length)}`, shape: first.shape };
    const one = { ...own, inputs: [left] };
    const two = { ...own, inputs: [left, right] };
    const isMatrix = first.shape === 'matrix';
    const made: Line[] = [
      { ...two, formula: `${first.name} * ${second}` },
      { ...two, formula: `${first.name} + ${second} * ${second}` },
      { ...two, formula: `${first.name} - tanh(${second})` },
      { ...one, formula: `-${first.name}`, repeats: left },
      { ...one, formula: `3 * ${first.name}`, repeats: left },
      { ...one, formula: `${first.name} / 4`, repeats: left },
      { ...one, formula: first.name, repeats: left },
      { ...one, formula: `${first.name} + ${first.name}`, repeats: left },
      { ...one, formula: `transpose(${first.name})`, repeats: left },
      { ...one, formula: `relu(${first.name})` },
      { ...one, formula: `mean(${first.name} * ${first.name})`, shape: 'number' },
      { ...one, formula: `sum(exp(${first.name} / 9))`, shape: 'number' },
      isMatrix
        ? { ...two, formula: `${first.name} @ ${second}` }
        : { ...two, formula: `${first.name} * ${second}` },
      first.shape === 'number'
        ? { ...two, formula: `[${first.name}, ${second}]`, shape: 'list' }
        : { ...one, formula: `sum(${first.name})`, shape: 'number' },
    ];
    const line = made[operation % made.length];
    if (line) lines.push(line);
  }
  return lines;
}

interface Asked {
  readonly line: number;
  readonly ofGradient: boolean;
  readonly answer: 'right' | 'wrong' | 'blank';
}

interface Sheet {
  readonly text: string;
  readonly run: FormulaRun;
  /** The numbers of open questions, and of what repeats them. */
  readonly secret: readonly number[];
}

/** As a panel has it. */
function withEdges(run: FormulaRun): FormulaRun {
  const outcome = runFormulas({ program: run.program, edges: true });
  return outcome.ok ? { ...run, numbers: outcome.result } : run;
}

function listText(data: ArrayLike<number>, shape: readonly number[]): string {
  const [size, ...inner] = shape;
  if (size === undefined) return String(data[0] ?? NaN);
  const stride = data.length / size;
  const parts = Array.from({ length: size }, (_, at) =>
    listText(Array.from(data).slice(at * stride, (at + 1) * stride), inner),
  );
  return `[${parts.join(', ')}]`;
}

/** Sections and formulas of the documentation, which are shown whatever is computed. */
const documented = numbersIn(layers.map(({ source, documentation }) => source + documentation).join('\n'));

/** `undefined` where a random formula leads beyond what can be typed. */
function sheetFrom(lines: readonly Line[], questions: readonly Asked[]): Sheet | undefined {
  const formulas = lines.map(({ name, formula }) => `${name} = ${formula}`).join('\n');
  const last = lines.at(-1)?.name ?? 'x0';
  const body = `${formulas}\nloss = sum(${last})\nbackward loss\n`;
  const plain = runText(body);
  const named = new Map(plain.file.formulas.values.map(({ name, node }) => [name, node]));
  const numbersOf = (line: number, ofGradient: boolean): Float64Array | undefined => {
    const node = named.get(lines[line]?.name ?? '') ?? -1;
    const { values, passes } = plain.numbers;
    return (ofGradient ? passes[0]?.gradients[node] : values[node]) ?? undefined;
  };
  const open: number[] = [];
  const right: number[] = [];
  const asked = new Set<string>();
  const expects = questions.flatMap(({ line: at, ofGradient, answer }): string[] => {
    const line = at % lines.length;
    const name = lines[line]?.name ?? '';
    const subject = ofGradient ? `grad(${name})` : name;
    const data = numbersOf(line, ofGradient);
    if (data === undefined || asked.has(subject)) return [];
    asked.add(subject);
    const shape = plain.file.formulas.graph.nodes[named.get(name) ?? -1]?.shape ?? [];
    if (answer === 'right') {
      right.push(...data);
      return [`expect ${subject} = ${listText(data, shape)}`];
    }
    open.push(...data);
    for (const other of ofGradient ? gradientsLike(lines, line) : valuesLike(lines, line)) {
      open.push(...(numbersOf(other, ofGradient) ?? []));
    }
    const wrong = listText(
      // Every other one is a mistake that has a name.
      Array.from(data, (entry) => (line % 2 === 0 ? entry * 2 : entry * 1.7 + 0.4)),
      shape,
    );
    return [`expect ${subject} = ${answer === 'blank' ? '?' : wrong}`];
  });
  const text = `sheet "Random"\n${body}${expects.join('\n')}\n`;
  if (expects.length === 0 || !Number.isFinite(plain.numbers.values.at(-1)?.[0])) return undefined;
  const said = [...numbersIn(text), ...right.map(Math.abs), ...documented];
  const { values, passes } = plain.numbers;
  const computed = [...values, ...(passes[0]?.gradients ?? [])].flatMap((data) =>
    Array.from(data ?? [], Math.abs),
  );
  const secret = open
    .map(Math.abs)
    .filter((number) => Number.isFinite(number) && !isCommon(number))
    .filter((number) => !said.some((known) => looksLike(known, number)))
    .filter((number) => !computed.some((other) => isWrittenAs(other, number)));
  return { text, run: withEdges(runText(text)), secret };
}

/** The lines that are multiples of a line, or of which it is one. */
function valuesLike(lines: readonly Line[], line: number): readonly number[] {
  const base = (at: number): number => {
    const { repeats } = lines[at] ?? {};
    return repeats === undefined ? at : base(repeats);
  };
  return lines.flatMap((_, other) => (base(other) === base(line) ? [other] : []));
}

/** The same of gradients, along lines that are used once. */
function gradientsLike(lines: readonly Line[], line: number): readonly number[] {
  const usersOf = (at: number): readonly number[] =>
    lines.flatMap(({ inputs }, user) => (inputs.includes(at) ? [user] : []));
  const found: number[] = [];
  for (let at = line; ;) {
    const [user, ...others] = usersOf(at);
    const isOnly = user !== undefined && others.length === 0 && lines[user]?.repeats === at;
    // The last line is summed: its gradient is all ones.
    if (!isOnly || user === lines.length - 1) break;
    found.push((at = user));
  }
  for (let at = line; ;) {
    const { repeats } = lines[at] ?? {};
    if (repeats === undefined || usersOf(repeats).length > 1) break;
    found.push((at = repeats));
  }
  return found;
}

function numbersIn(text: string): number[] {
  return [...text.matchAll(/\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([digits]) => Number(digits));
}

/** Whether a number that is shown is the other, with all its digits or rounded to six or more. */
function looksLike(shown: number, number: number): boolean {
  const [a, b] = [Math.abs(shown), Math.abs(number)];
  if (Math.abs(a - b) <= 1e-12 * b) return true;
  for (let digits = 6; digits <= 15; digits++) if (Number(b.toPrecision(digits)) === a) return true;
  return false;
}

/** Whether another number reads like this one where there is little room: 4.8488 is written 4.85. */
function isWrittenAs(other: number, number: number): boolean {
  return (
    !looksLike(other, number) && [2, 3, 4, 5].some((digits) => Number(other.toPrecision(digits)) === number)
  );
}

/**
 * Whether a number is shown for many a reason: lines, columns and numbers of entries are small whole numbers,
 * and the documentation of a function names a section of a book, as 5.4.
 */
function isCommon(number: number): boolean {
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
      answer: ask({ runFormulas, checkGradients: checkFormulaGradients, findMistakes: findFormulaMistakes }),
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
async function editorSurfaces(run: FormulaRun): Promise<Record<string, unknown>> {
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
    uri: undefined,
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
    () => Promise.reject(new Error('There are no networks.')),
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
async function printed(text: string, names: readonly string[]): Promise<Record<string, string>> {
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

function leaks(surfaces: Readonly<Record<string, unknown>>, secret: readonly number[]): string[] {
  return Object.entries(surfaces).flatMap(([surface, shown]) => {
    const found = numbersWithin(shown).find((number) => secret.some((each) => looksLike(number, each)));
    return found === undefined ? [] : [`${surface} shows ${String(found)}`];
  });
}

const inputs = fc.array(
  fc.integer({ min: 1203, max: 2997 }).map((digits) => digits / 1000),
  { minLength: 7, maxLength: 7 },
);
const step = fc.record({ operation: fc.nat(13), a: fc.nat(40), b: fc.nat(40) });
const question = fc.record({
  line: fc.nat(40),
  ofGradient: fc.boolean(),
  answer: fc.constantFrom('right' as const, 'wrong' as const, 'blank' as const),
});
const anySheet = fc.tuple(
  inputs,
  fc.array(step, { minLength: 2, maxLength: 9 }),
  fc.array(question, { minLength: 1, maxLength: 4 }),
);

/** Skips what cannot be typed as a sheet. */
function sheetOf([numbers, steps, questions]: [number[], Step[], Asked[]]): Sheet {
  const sheet = sheetFrom(linesFrom(numbers, steps), questions);
  fc.pre(sheet !== undefined);
  return sheet;
}

describe('no surface holds the number of an open question', () => {
  test('in the editor and its panels', async () => {
    await fc.assert(
      fc.asyncProperty(anySheet, async (drawn) => {
        const sheet = sheetOf(drawn);
        expect(leaks(await editorSurfaces(sheet.run), sheet.secret), sheet.text).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('on the command line, in every format', async () => {
    await fc.assert(
      fc.asyncProperty(anySheet, async (drawn) => {
        const sheet = sheetOf(drawn);
        const names = sheet.run.file.formulas.values.map(({ name }) => name);
        expect(leaks(await printed(sheet.text, names.slice(-3)), sheet.secret), sheet.text).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  const answer = Math.exp(2);

  test.each([
    [
      'a derivative that happens to be the answer',
      `asked = exp(2)\nx = ${String(answer / 2)}\ny = x ** 2\nz = 3 * y\nbackward z\nexpect asked = ?`,
      answer,
    ],
    [
      'a derivative that is made of the answer',
      'asked = exp(2)\ny = asked ** 2\nz = 3 * y\nbackward z\nexpect asked = ?',
      2 * answer,
    ],
  ])('nor %s', async (_what, body, secret) => {
    const text = `sheet "S"\n${body}\n`;
    expect(leaks(await editorSurfaces(withEdges(runText(text))), [secret])).toEqual([]);
    expect(leaks(await printed(text, ['y']), [secret])).toEqual([]);
  });

  test('which the search would find: once all is right the numbers are there', async () => {
    const text =
      'sheet "S"\nx = 1.234\ny = x * 3.21\nz = 2 * y\nbackward z\nexpect z = 7.92228\nexpect grad(x) = 6.42';
    const run = withEdges(runText(text));
    for (const surfaces of [await editorSurfaces(run), await printed(text, ['y'])]) {
      expect(leaks(surfaces, [1.234 * 3.21, 2 * 1.234 * 3.21]).length).toBeGreaterThanOrEqual(2);
    }
  });
});
