import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { convertPython } from '../../../src/convert/convertPython';
import { compile } from '../../../src/engine/graph/compile';
import { checkText } from '../checkText';
import { runPython } from '../python';

/** Runs each source by itself and gives the sums of its names `r1`, `r2`, …, or nothing where it fails. */
const runner = `
import json, sys, types, warnings
import numpy
warnings.simplefilter("ignore")
try:
    import torch
    # Numbers of a definition have this precision.
    torch.set_default_dtype(torch.float64)
except ImportError:
    pass
sys.modules["tools"] = types.ModuleType("tools")
sys.modules["tools"].shift = lambda v: v.__iadd__(1)
plain = dict(vars(numpy))
found = []
for source in json.load(sys.stdin):
    names = {}
    vars(numpy).update(plain)
    try:
        exec(compile(source, "source", "exec"), names)
    except Exception:
        found.append(None)
        continue
    results = {name: value for name, value in names.items() if name[0] == "r" and name[1:].isdigit()}
    # A tensor of PyTorch has no sum that NumPy could call.
    arrays = {name: value.detach().numpy() if hasattr(value, "detach") else value for name, value in results.items()}
    found.append({name: float(numpy.sum(value)) for name, value in arrays.items()})
json.dump(found, sys.stdout)
`;

type Numbers = Readonly<Record<string, number>>;

function numbersOfPython(sources: readonly string[]): readonly (Numbers | null)[] {
  // The runner above writes one object, or null, for each source.
  return JSON.parse(runPython(['-c', runner], JSON.stringify(sources))) as readonly (Numbers | null)[];
}

function numbersOfDefinition(text: string): Numbers {
  const { formulas } = checkText(text);
  const plan = compile(formulas.graph);
  plan.forward();
  return Object.fromEntries(
    formulas.values.flatMap(({ name, node }) => {
      return /^r\d+$/.test(name)
        ? [[name, [...plan.value(node).data].reduce((sum, each) => sum + each, 0)] as const]
        : [];
    }),
  );
}

/** Whether a definition marks a line that gives a name, or the statement around it, as not understood. */
function isMarked(name: string, source: string, definition: string): boolean {
  const isUnderstood = (line: number): boolean =>
    !new RegExp(`# line ${String(line)}: .*is not understood`).test(definition);
  let around = 0;
  return source.split('\n').some((text, at) => {
    if (/^\S/.test(text)) around = at + 1;
    return text.trim().startsWith(`${name} = `) && !(isUnderstood(at + 1) && isUnderstood(around));
  });
}

const before = `
import numpy as np
a = np.array([[1.0, 2.0], [3.0, 5.0]])
b = np.array([[0.5, -1.0], [2.0, 7.0]])
c = a + b
k = 3.0
n = 2
held = [a, c]
named = {'a': a, 'b': b}
class Box:
    def __init__(self, x):
        self.x = x
    def scale(self):
        self.x *= 2
        return self.x
box = Box(b)
def add_to(x):
    x += 10
def new_sum(x):
    x = x + 1
    return x
def set_k():
    global k
    k = 7.0
def first(x, y=[0.0]):
    y.append(1.0)
    return x * len(y)
`;

/** Statements that bind names of arrays of two rows, change them, or do something else around them. */
const statement = fc
  .record({
    form: fc.constantFrom(
      'X = Y',
      'X = Y.copy()',
      'X = Y.T',
      'X = Y[:, ::-1]',
      'X = Y.reshape(4).reshape(2, 2)',
      'X = Y + Z',
      'X = Y @ Z / 50',
      'X = np.asarray(Y)',
      'X = np.array(Y)',
      'X = np.maximum(Y, 0)',
      'X += 1',
      'X -= Y',
      'X *= 0.5',
      'X[0] = 4',
      'X[0, 1] = 9',
      'X[:, 1] *= 3',
      'X[X > 3] = 0',
      'X.fill(2)',
      'X.sort()',
      'np.add(X, 1, out=X)',
      'np.fill_diagonal(X, 8)',
      'add_to(X)',
      'X = new_sum(Y)',
      'X = first(Y)',
      'held.append(X)',
      'held[0] = X',
      'X = held[-1]',
      'held.pop(0); held.append(Y)',
      'held[0] += 1',
      "named['a'] = X",
      "X = named['b']",
      "named['a'] -= 1",
      'box.x = X',
      'X = box.scale()',
      'X = box.x',
      'row = X[0]; row += 5',
      'X, Y = Y, X',
      'set_k()',
      'k = k * 2',
      'k += 1',
      'for i in range(3): X = X + i',
      'for i in range(3):\n    if i == 1: continue\n    X = X + i',
      'for i in range(9):\n    if i == 2: break\n    k = k + i',
      'for each in held: each += 1',
      'while k < 20: k = k * 3',
      'if k > 5: X = X + 1\nelse: X = X - 1',
      'if np.sum(X) > 20: X = X * 2',
      'if np.sum(X) > 20: X += 2',
      'X = X if np.sum(Y) > 9 else Z',
      'try: X = X * 2\nexcept ValueError: pass',
      'try: X += 2\nfinally: pass',
      'X = (lambda t: t * 2)(Y)',
      'X = [q * 2 for q in [Y, Z]][n - 1]',
      'X = np.array([Y[0], Z[1]])',
      'X = (X / 2).astype(int) * 1.0',
      'X = np.round(X)',
      'X = X * (n and 3) + (0 or k)',
      'if (m := 4) > 3: k = m',
      'del held[0]; held.append(X); held.append(Y)',
      'assert n > 1',
      'X = (Y.T.T).ravel().reshape(2, 2)',
      'X = X.clip(-50, 50)',
    ),
    x: fc.constantFrom('a', 'b', 'c'),
    y: fc.constantFrom('a', 'b', 'c'),
    z: fc.constantFrom('a', 'b', 'c'),
  })
  .map(({ form, x, y, z }) => {
    return form.replaceAll(/\b[XYZ]\b/g, (letter) => ({ X: x, Y: y, Z: z })[letter] ?? letter);
  });

const source = fc.array(statement, { minLength: 1, maxLength: 8 }).map((statements) => {
  const results = ['a', 'b', 'c'].map((name, at) => `r${String(at + 1)} = np.sum(${name} * weights)`);
  const weights = 'weights = np.array([[1.0, 2.5], [-3.0, 0.7]])';
  return [before, ...statements, weights, ...results, 'r4 = k + 1', 'r5 = np.sum(held[0])'].join('\n');
});

const folder = join(import.meta.dirname, '../../fixtures/convert/beyond');
const fixtures = readdirSync(folder)
  .filter((name) => name.endsWith('.py'))
  .map((name) => readFileSync(join(folder, name), 'utf8'))
  .filter((text) => /^r\d+ = /m.test(text));

describe('formulas of Python source', () => {
  it('have the numbers that Python computes, or say that they have none', () => {
    const sources = [...fixtures, ...fc.sample(source, { numRuns: 150, seed: 20 })];
    const wanted = numbersOfPython(sources);
    let compared = 0;
    let left = 0;
    const wrong = sources.flatMap((text, at) => {
      const numbers = wanted[at];
      if (!numbers) return [];
      const definition = convertPython(text).text;
      const found = numbersOfDefinition(definition);
      const differing = Object.keys(numbers).filter((name) => {
        const [is, should] = [found[name], numbers[name] ?? NaN];
        if (is === undefined) {
          left++;
          return !isMarked(name, text, definition);
        }
        compared++;
        return Math.abs(is - should) > 1e-9 * Math.max(1, Math.abs(should));
      });
      return differing.map((name) => {
        return `${name} is ${String(found[name])}, not ${String(numbers[name])}:\n${text}\n${definition}`;
      });
    });
    expect(wrong.slice(0, 3).join('\n')).toBe('');
    // Not by having none of them.
    expect(compared).toBeGreaterThan(left);
  });
});
