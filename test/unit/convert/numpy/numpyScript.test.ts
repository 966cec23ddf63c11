import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { numpyLayers } from '../../../../src/convert/numpy/numpyLayers';
import { numpyScript } from '../../../../src/convert/numpy/numpyScript';
import { compile } from '../../../../src/engine/graph/compile';
import { layers } from '../../../../src/engine/layers/layerTable';
import { randomStream } from '../../../../src/engine/random';
import type { CheckedFile } from '../../../../src/language';
import { checkText } from '../../checkText';
import { exampleDefinitions, readExample } from '../../exampleFiles';
import { randomGraph } from '../../engine/explain/randomGraphs';
import type { Graph } from '../../../../src/engine/graph/graph';
import { casesOf } from '../../engine/layers/layerCases';
import { GraphBuilder } from '../../engine/graph/graphBuilder';
import { readPrinted, runScripts } from './scriptOutput';

const tolerance = 1e-12;

interface Printed {
  readonly label: string;
  readonly numbers: readonly number[];
}

interface Computed extends Printed {
  /** The largest of all numbers it may be made of: what cancels leaves some of its last digits behind. */
  readonly largest: number;
}

function largestOf(tensors: readonly ArrayLike<number>[]): number {
  let largest = 0;
  for (const tensor of tensors) {
    for (const number of Array.from(tensor))
      if (Number.isFinite(number)) largest = Math.max(largest, Math.abs(number));
  }
  return largest;
}

function scriptOf(file: CheckedFile): string {
  const script = numpyScript(file, 'test.backprop');
  if (script.kind !== 'script') throw new Error(`no script: ${script.kind}`);
  return script.text;
}

/** What the script has to print, as the engine computes it. */
function computed({ formulas }: CheckedFile): readonly Computed[] {
  const plan = compile(formulas.graph);
  plan.forward();
  const ids = [...formulas.graph.nodes.keys()];
  const largestValue = largestOf(ids.map((id) => plan.value(id).data));
  const found: Computed[] = formulas.values.map(({ name, node }) => ({
    label: name,
    numbers: [...plan.value(node).data],
    largest: largestValue,
  }));
  for (const { target, gradOutput } of formulas.passes) {
    plan.backward(target, gradOutput);
    const largest = largestOf(ids.map((id) => plan.gradient(id)?.data ?? []));
    for (const { name, node } of formulas.values) {
      const gradient = plan.gradient(node);
      if (gradient) found.push({ label: `grad(${name})`, numbers: [...gradient.data], largest });
    }
  }
  return found;
}

function isClose(actual: number, expected: number, bound: number): boolean {
  if (Object.is(actual, expected) || actual === expected) return true;
  return Math.abs(actual - expected) <= bound;
}

/** Where script and engine differ, by more than rounding relative to the size of the tensor. */
function differences(printed: readonly Printed[], wanted: readonly Computed[]): readonly string[] {
  expect(printed.map(({ label }) => label)).toEqual(wanted.map(({ label }) => label));
  return wanted.flatMap(({ label, numbers, largest }, index) => {
    const found = printed[index]?.numbers ?? [];
    if (found.length !== numbers.length) return [`${label}: ${found.length} numbers, not ${numbers.length}`];
    const bound = Math.max(tolerance * largestOf([numbers]), 64 * Number.EPSILON * largest);
    return numbers.flatMap((number, entry) =>
      isClose(found[entry] ?? NaN, number, bound)
        ? []
        : [`${label}[${entry}]: ${String(found[entry])}, not ${number}`],
    );
  });
}

const byLabel = (a: Printed, b: Printed): number => (a.label < b.label ? -1 : Number(a.label > b.label));

/**
 * Runs all of them in one process of Python.
 * @param order of what is printed, where that is another one than of values and then passes
 */
function expectEqual(files: readonly CheckedFile[], order: typeof byLabel = () => 0): void {
  const scripts = files.map(scriptOf);
  const outcomes = runScripts(scripts);
  const wrong = files.flatMap((file, index) => {
    const outcome = outcomes[index] ?? { error: 'was not run' };
    const found =
      'error' in outcome
        ? [outcome.error]
        : differences([...readPrinted(outcome.printed)].sort(order), [...computed(file)].sort(order));
    return found.length === 0
      ? []
      : [`${found.slice(0, 5).join('\n')}\n${file.text}\n${scripts[index] ?? ''}`];
  });
  expect(wrong.slice(0, 3).join('\n=====\n')).toBe('');
}

/** A graph as the file that it could have come from: all data has names, and backward starts at the end. */
function fileOf(graph: Graph, target: number, gradOutput?: number): CheckedFile {
  const empty = checkText('');
  const statement = { start: 0, end: 0 };
  const values = graph.nodes.flatMap(({ name }, node) => {
    const label = node === target ? 'y' : name;
    return label === undefined ? [] : [{ name: label, node, nameRange: statement, statement }];
  });
  const pass = { target, targetName: 'y', statement, ...(gradOutput !== undefined && { gradOutput }) };
  return { ...empty, formulas: { ...empty.formulas, graph, values, passes: [pass] } };
}

const isFiniteAll = (file: CheckedFile): boolean =>
  computed(file).every(({ numbers }) => numbers.every(Number.isFinite));

describe('the table of NumPy', () => {
  it('has every layer of formulas, and no other', () => {
    expect(Object.keys(numpyLayers).sort()).toEqual(layers.map(({ name }) => name).sort());
  });
});

describe('scripts print what the engine computes', () => {
  it('for every example', () => {
    const files = exampleDefinitions
      .map((name) => checkText(readExample(name)))
      .filter(({ formulas }) => formulas.values.length > 0);
    expect(files.length).toBeGreaterThan(2);
    expectEqual(files, byLabel);
  });

  it('for formulas that go on from a gradient', () => {
    const folder = 'test/oracle/gradientValues/';
    const program = v.object({ text: v.string() });
    const files = readdirSync(folder).map((name) =>
      checkText(v.parse(program, JSON.parse(readFileSync(folder + name, 'utf8'))).text),
    );
    const among = checkText(
      'x = [1, 2]\na = sum(x ** 2)\nbackward a\nb = sum(x ** 3)\nbackward b\ny = x - 0.1 * grad(x)\nz = grad(y)\n',
    );
    expectEqual([...files, among], byLabel);
  });

  it('for every layer, its inputs used twice', { timeout: 120_000 }, () => {
    const files = layers.flatMap(({ name }) =>
      fc.sample(casesOf(name), { numRuns: 6, seed: 20 }).map(({ inputs, settings }) => {
        const b = new GraphBuilder();
        const leaves = inputs.map((input, index) => b.data(input, `x${index}`));
        const computedLeaves = leaves.map((leaf) => b.layer('Identity', [leaf]));
        const once = b.layer(name, computedLeaves, settings);
        const target = b.layer('Add', [once, b.layer(name, computedLeaves, settings)]);
        const shape = b.graph.nodes[target]?.shape ?? [];
        const count = shape.reduce((product, size) => product * size, 1);
        const values = Array.from({ length: count }, (_, i) => Math.cos(3 * i + 1));
        const upstream = b.data({ shape, values }, 'upstream');
        return fileOf(b.graph, target, upstream);
      }),
    );
    expectEqual(files);
  });

  it('for random formulas', { timeout: 120_000 }, () => {
    const files = Array.from({ length: 400 }, (_, seed) => {
      const { graph, target } = randomGraph(randomStream(seed, 'constructor'));
      return fileOf(graph, target);
    }).filter(isFiniteAll);
    expect(files.length).toBeGreaterThan(200);
    expectEqual(files);
  });

  it('for texts with everything in them that Python has in another way', () => {
    const files = texts.map((text) => checkText(text));
    const broken = files.filter(({ diagnostics }) =>
      diagnostics.some(({ severity }) => severity === 'error'),
    );
    expect(broken.map(({ text }) => text)).toEqual([]);
    expectEqual(files);
  });
});

/** Each with something that could go wrong on the way to Python. */
const texts = [
  'lambda = 2\nNone = 3\nnp = lambda * None\nprint = np + lambda\nbackward print',
  'リンゴ = 100\n個数 = 2\n価格 = リンゴ * 個数 * 1.1\nbackward 価格',
  // One name in Python: it compares them in NFKC.
  'ﬁ = 2\nfi = 3\ny = ﬁ * fi\nbackward y',
  'x = [1, 2]\ndx = x * 3\nloss = sum(dx * x)\nddx = loss\nbackward loss',
  'softmax = [1, 2, 3]\ny = softmax(softmax)\nbackward y with [1, -1, 0.5]\nbackward y with y * 2',
  'x = 0\ny = 1 / x\nz = (x - 1) ** 0.5\nu = log(x)\nbackward y\nbackward z\nbackward u',
  'x = 1e200\ny = x ** 2\nz = [NaN, -Infinity, Infinity, -0.0]\nw = maximum(z, 0)',
  'x = [[1, 2], [3, 4]]\nb = [10, 20]\nc = [[1], [2]]\ny = sum((x + b) * c - b / 3)\nbackward y',
  'a = [1, 2]\nb = a\nc = -b\ny = sum([a, b, c] * [[1], [2], [3]]) + 2 * sum(a ** [3, 2])\nbackward y',
  'x = 3\ny = -x ** 2 - -x\nz = 2 ** x\nbackward y\nbackward z',
  'W = randn(2, 3, seed=4)\nx = zeros(2, 2)\ne = eye(2)\nf = full([2, 3], 0.5)\ny = mean((x + e) @ W + f)\nbackward y',
  'x = linspace(0, 1, 40)\nm = reshape(arange(24), [2, 3, 4])\ny = sum(m, axis=[0, 2]) * sum(x)\nbackward y with ones(3)',
  'x = [1, 2]\napart = 3\ny = sum(x)\nexpect y = 3\nexpect x = sum([1, 2]) * 4\nbackward y\nexpect grad(x) = [1, 1] within 1e-9',
  'x = [[0.2, 0.8], [0.5, 0.1]]\nt = [1, 0]\nloss = softmax_with_loss(x, t, smoothing=0.1)\nbackward loss',
  'x = [0.2, 0.8]\nloss = softmax_with_loss(x, 1) + sigmoid_with_loss([3], 1)\nbackward loss',
  'x = 2\ny = log(softmax([x, 1, 3]))\nz = y[1:]\nbackward y with [1, 2, 3]',
  'x = 2\ny = 1 / (x > 3)\nz = x / (x == 2)\nbackward z',
  'x = [[1, 2, 3], [4, 5, 6]]\ny = sum(x[[0, 0, 1], 1:] * x[:, -1:][[1, 0, 1]]) + x[1, 2] + clip(x, 2, 4)[0, 0]\nbackward y',
  'x = [1, -2, 3]\ny = sum(where(x > 0, x ** 2, -x) * dropout(x, [1, 0, 1]))\nbackward y',
  'x = 5\nxs = []\ny = sum(xs) + x\nbackward y',
];

describe('how a script reads', () => {
  it('is the chapter written out', () => {
    const text =
      'apple = 100\nnumber = 2\ntax = 1.1\nprice = apple * number * tax\nbackward price\nexpect grad(apple) = 2.2';
    expect(scriptOf(checkText(text)).split('\n')).toEqual([
      '# test.backprop: its values and gradients, written out. It needs NumPy alone.',
      'import numpy as np',
      '',
      '# Every digit is printed.',
      'np.set_printoptions(floatmode="unique", threshold=10**9)',
      '',
      '# Forward',
      'apple = 100.0',
      'number = 2.0',
      'tax = 1.1',
      'mul1 = apple * number',
      'price = mul1 * tax',
      '',
      'print("apple =", apple)',
      'print("number =", number)',
      'print("tax =", tax)',
      'print("price =", price)',
      '',
      '# backward price',
      'dprice = 1.0',
      'dmul1 = dprice * tax',
      'dtax = dprice * mul1',
      'dapple = dmul1 * number',
      'dnumber = dmul1 * apple',
      '',
      'print("grad(apple) =", dapple)  # expect grad(apple) = 2.2',
      'print("grad(number) =", dnumber)',
      'print("grad(tax) =", dtax)',
      'print("grad(price) =", dprice)',
      '',
    ]);
  });

  it('has a line for each local gradient, in the form of the chapter', () => {
    const text = [
      'x = [[1.0, -0.5], [-2.0, 3.0]]; W = [[0.2, -0.4], [0.7, 0.3]]; b = [0.1, 0.2]; t = [1, 0]',
      'h = affine(x, W, b)',
      'loss = softmax_with_loss(relu(h), t)',
      'backward loss',
    ];
    const script = scriptOf(checkText(text.join('\n')));
    expect(script.slice(script.indexOf('# backward')).split('\n').slice(0, 7)).toEqual([
      '# backward loss',
      'dloss = 1.0',
      'drelu1 = dloss * (softmax(relu1) - np.eye(2, dtype=relu1.dtype)[t.astype(int)]) / len(relu1)',
      'dh = np.where(relu1_mask, 0.0, drelu1)',
      'dx = dh @ W.T',
      'dW = x.T @ dh',
      'db = np.sum(dh, axis=0)',
    ]);
  });

  it('is none of nothing, and of more numbers than anybody reads', () => {
    expect(numpyScript(checkText('# nothing'), 'a')).toEqual({ kind: 'empty' });
    expect(numpyScript(checkText('x = randn(400, 400)'), 'a')).toEqual({
      kind: 'tooLarge',
      numbers: 160_000,
    });
  });

  it('keeps to one line what stands in its first comment', () => {
    const script = numpyScript(checkText('x = 1'), 'a\nimport os\r.backprop');
    expect(script.kind === 'script' && script.text.split('\n')[0]).toMatch(/^# a import os/);
  });
});
