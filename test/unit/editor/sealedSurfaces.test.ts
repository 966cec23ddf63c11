import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { FormulaRun } from '../../../src/editor/formulas/formulaRun';
import { runText } from './formulas/formulaRuns';
import {
  documented,
  editorSurfaces,
  isCommon,
  leaks,
  looksLike,
  numbersIn,
  printed,
  withEdges,
} from './sheetSurfaces';

vi.mock('vscode', async () => (await import('./vscodeOfSurfaces')).vscodeOfSurfaces);

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

function listText(data: ArrayLike<number>, shape: readonly number[]): string {
  const [size, ...inner] = shape;
  if (size === undefined) return String(data[0] ?? NaN);
  const stride = data.length / size;
  const parts = Array.from({ length: size }, (_, at) =>
    listText(Array.from(data).slice(at * stride, (at + 1) * stride), inner),
  );
  return `[${parts.join(', ')}]`;
}

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

/** Whether another number reads like this one where there is little room: 4.8488 is written 4.85. */
function isWrittenAs(other: number, number: number): boolean {
  return (
    !looksLike(other, number) && [2, 3, 4, 5].some((digits) => Number(other.toPrecision(digits)) === number)
  );
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
