import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { convertKerasFile, convertNotebook, convertPython, type Converted } from '../../src/convert';
import { dataSources } from '../../src/data/dataSources';
import { checkText } from '../../src/language';
import type { Choices, FuzzTarget, GrowthCase } from './target';

const root = 'test/fixtures/convert';

const sources: readonly string[] = readdirSync(root).flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((name) => name.endsWith('.py'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8')),
);

/** What only the reader of a definition can mend. */
const accepted: ReadonlySet<string> = new Set(['missing-loss', 'file-not-found']);

/** @throws Error where what was made of a source has mistakes of its own */
function requireSound(converted: Converted | undefined): void {
  if (!converted) return;
  const { diagnostics } = checkText(converted.text, { dataSources });
  const mistake = diagnostics.find(({ severity, code }) => severity === 'error' && !accepted.has(code));
  if (mistake) throw new Error(`${mistake.code} in what was made of it:\n${converted.text}`);
}

const words = [
  '(',
  ')',
  '[',
  ']',
  ':',
  ',',
  '=',
  '\n',
  '    ',
  'self',
  'None',
  '**',
  'lambda',
  '1e999',
  '-1',
  "'",
  '"""',
  '\\',
  '`',
  '値',
  '\u0000',
  '@',
  ';',
  'nan',
] as const;

/** A source with some of its words left out, doubled, put elsewhere or replaced. */
function mutated(choices: Choices, source: string): string {
  const tokens = source.match(/\w+|\s+|[^\w\s]/g) ?? [];
  for (let count = 1 + choices.below(6); count > 0; count--) {
    const at = choices.below(tokens.length);
    const other = tokens[choices.below(tokens.length)] ?? '';
    const change = choices.oneOf(['delete', 'double', 'replace', 'insert', 'cut'] as const);
    if (change === 'delete') tokens.splice(at, 1);
    else if (change === 'double') tokens.splice(at, 0, tokens[at] ?? '');
    else if (change === 'replace') tokens[at] = other;
    else if (change === 'insert') tokens.splice(at, 0, choices.oneOf(words));
    else tokens.splice(at, choices.below(20));
  }
  return tokens.join('');
}

/** Values as they stand in JSON that was not made by who it says. */
function hostile(choices: Choices, depth = 0): unknown {
  const leaves = [
    null,
    true,
    false,
    0,
    -1,
    1e308,
    3.5,
    '',
    'Dense',
    'relu',
    'Sequential',
    '__proto__',
    '値',
    'a\n#"b',
  ] as const;
  if (depth > 3 || choices.chance(0.5)) return choices.oneOf(leaves);
  if (choices.chance(0.5)) return choices.some(4, () => hostile(choices, depth + 1));
  const keys = [
    'layers',
    'config',
    'class_name',
    'name',
    'units',
    'inbound_nodes',
    'cells',
    'source',
    'activation',
  ] as const;
  return Object.fromEntries(choices.some(4, () => [choices.oneOf(keys), hostile(choices, depth + 1)]));
}

const kinds = [
  'Dense',
  'Conv2D',
  'Flatten',
  'InputLayer',
  'Add',
  'BatchNormalization',
  'LSTM',
  '__class__',
] as const;

function model(choices: Choices): unknown {
  const maybe = (value: unknown): unknown => (choices.chance(0.9) ? value : hostile(choices));
  const layer = (): unknown => ({
    class_name: maybe(choices.oneOf(kinds)),
    name: maybe(`layer_${String(choices.below(4))}`),
    config: maybe({
      name: maybe(`layer_${String(choices.below(4))}`),
      units: maybe(1 + choices.below(9)),
      filters: maybe(1 + choices.below(9)),
      kernel_size: maybe([3, 3]),
      activation: maybe(choices.oneOf(['relu', 'linear', 'softmax'])),
      batch_shape: maybe([null, 4]),
    }),
    inbound_nodes: maybe([[[`layer_${String(choices.below(4))}`, 0, 0, {}]]]),
  });
  return {
    class_name: maybe(choices.oneOf(['Sequential', 'Functional'])),
    config: maybe({ layers: maybe(choices.some(6, layer)), output_layers: maybe([['layer_1', 0, 0]]) }),
    compile_config: maybe({ optimizer: maybe('adam'), loss: maybe('mse') }),
  };
}

function notebook(choices: Choices, source: string): string {
  const cell = (): unknown => ({
    cell_type: choices.oneOf(['code', 'code', 'markdown']),
    source: choices.oneOf<unknown>([mutated(choices, source), source.split('\n'), hostile(choices)]),
  });
  return JSON.stringify(choices.chance(0.1) ? hostile(choices) : { cells: choices.some(4, cell) });
}

function repeated(name: string, before: string, line: (index: number) => string): GrowthCase {
  return {
    name,
    attempt: (count) => {
      const text = before + Array.from({ length: count }, (_, index) => line(index)).join('');
      return () => {
        requireSound(convertPython(text));
      };
    },
  };
}

const numpy = 'import numpy as np\nx = np.array([1.0, 2.0])\n';
const torch = 'import torch\nfrom torch import nn\nimport torch.nn.functional as F\n';

/** The converter of Python, notebooks and models of Keras, all of which come from anywhere. */
export const converter: FuzzTarget = {
  name: 'converter',
  makeCase(choices) {
    const source = choices.oneOf(sources as readonly [string, ...string[]]);
    const kind = choices.below(10);
    if (kind === 0) {
      const input = notebook(choices, source);
      return {
        input,
        mostWork: 200_000 + 6000 * input.length,
        attempt: () => {
          requireSound(convertNotebook(input));
        },
      };
    }
    if (kind === 1) {
      const input = JSON.stringify(model(choices));
      const bytes = zipSync({ 'config.json': strToU8(input) });
      return {
        input,
        mostWork: 400_000 + 6000 * input.length,
        attempt: () => {
          requireSound(convertKerasFile(bytes));
        },
      };
    }
    const input = mutated(choices, source);
    return {
      input,
      mostWork: 200_000 + 6000 * input.length,
      attempt: () => {
        requireSound(convertPython(input));
      },
    };
  },
  growth: [
    repeated('values', numpy, (index) => `y${String(index)} = np.exp(x) * 2\n`),
    repeated('a name assigned again and again', numpy, () => 'x = x * 0.5\n'),
    repeated('things that are not understood', numpy, () => 'y = np.fft.fft(x)\n'),
    repeated('functions', '', (index) => `def f${String(index)}(a):\n    return a + 1\n`),
    repeated('classes', torch, (index) => `class C${String(index)}(nn.Module):\n    pass\n`),
    repeated('layers', `${torch}model = nn.Sequential(\n`, () => '    nn.Linear(4, 4),\n'),
    repeated('backward', numpy, (index) => `z${String(index)} = x.sum()\nz${String(index)}.backward()\n`),
    repeated('sums', numpy, (index) => (index % 20 === 0 ? '\ny = x' : ' + x')),
  ],
};
