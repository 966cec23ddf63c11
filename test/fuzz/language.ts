import { dataSources } from '../../src/data/dataSources';
import { checkText, type CheckedFile } from '../../src/language';
import {
  documentSymbols,
  gradeExpectations,
  hoverAt,
  lenses,
  quickFixesAt,
  sealOf,
  shapeHints,
} from '../../src/language/services';
import type { Choices, FuzzTarget, GrowthCase } from './target';

/** Calls everything the language offers on a text. */
function useAllServices(text: string): CheckedFile {
  const checked = checkText(text, { dataSources, fileExists: () => true });
  documentSymbols(checked);
  lenses(checked);
  shapeHints(checked);
  sealOf(checked.formulas, undefined);
  gradeExpectations(checked.formulas, undefined);
  const step = Math.max(1, Math.floor(text.length / placesAsked));
  for (let offset = 0; offset <= text.length; offset += step) hoverAt(checked, offset);
  requireWellFormed(checked);
  return checked;
}

/** How many places of a text are hovered over and asked for quick fixes. */
const placesAsked = 12;

/** @throws Error for a message or fix outside of the text, or a graph whose nodes read later ones */
function requireWellFormed(checked: CheckedFile): void {
  const { text, diagnostics, formulas } = checked;
  if (diagnostics.length > 1001) throw new Error(`${String(diagnostics.length)} problems are listed.`);
  const fixes = quickFixesAt(checked, { start: 0, end: text.length });
  const places = [...diagnostics, ...fixes.flatMap(({ edits }) => edits)].map(({ range }) => range);
  for (const { start, end } of places) {
    if (!(start >= 0 && end >= start && end <= text.length)) {
      throw new Error(`A message or fix stands at ${String(start)} to ${String(end)}.`);
    }
  }
  for (const [id, node] of formulas.graph.nodes.entries()) {
    if (node.kind === 'layer' && node.inputs.some((input) => input >= id)) {
      throw new Error(`Node ${String(id)} reads a later one.`);
    }
  }
}

const names = ['x', 'y', 'W', 'b', 'loss', 'h', '値', 'constructor', '__proto__', 'or', 'T'] as const;
const functions = [
  ...(['relu', 'sum', 'affine', 'softmax_with_loss', 'zeros', 'randn', 'one_hot', 'reshape'] as const),
  ...(['np.exp', 'F.relu', 'x.sum', 'unknown', 'max', 'transpose'] as const),
] as const;
const layers = [
  ...(['Affine', 'Conv', 'ReLU', 'BatchNorm', 'Dropout', 'MaxPool', 'Add', 'Concat', 'Flatten'] as const),
  ...(['Linear', 'nn.Linear', 'Conv2D', 'LSTM', 'B', 'B2', 'SoftmaxWithLoss', 'MeanSquaredError'] as const),
] as const;
const settings = [
  ...(['optimizer', 'schedule', 'batch', 'epochs', 'seed', 'precision', 'weight_decay'] as const),
  ...(['learning_rate', 'data', 'loss', 'toString'] as const),
] as const;

function expression(choices: Choices, depth: number): string {
  const inner = (): string => expression(choices, depth - 1);
  const leaf = choices.oneOf([
    () => choices.oneOf(names),
    () => String(choices.oneOf([0, 1, 2, 3, 0.5, 1e300, 16_777_216])),
    () => choices.oneOf(['"a.csv"', 'true', 'input', '?', '1e999', "'text'", 'True', 'np.pi', '[]']),
  ]);
  if (depth <= 0) return leaf();
  return choices.oneOf([
    leaf,
    () => `${inner()} ${choices.oneOf(['+', '-', '*', '/', '@', '**', '<=', '^', 'and'])} ${inner()}`,
    () => `-${inner()}`,
    () => `(${inner()})`,
    () => `[${choices.some(3, inner).join(', ')}]`,
    () => `${choices.oneOf(functions)}(${choices.some(3, inner).join(', ')})`,
    () => `${choices.oneOf(names)}.${choices.oneOf(['T', 'sum(axis=0)', 'shape', 'foo'])}`,
    () => `${choices.oneOf(names)}[${inner()}]`,
    () => `${choices.oneOf(functions)}(${choices.oneOf(['axis', 'dim', 'seed', 'size'])}=${inner()})`,
  ])();
}

function layerLines(choices: Choices, depth: number): string {
  return choices
    .some(5, () => {
      if (depth > 0 && choices.chance(0.15)) {
        return `repeat ${expression(choices, 0)} {\n${layerLines(choices, depth - 1)}\n}`;
      }
      const name = choices.chance(0.2) ? `${choices.oneOf(names)} = ` : '';
      const given = choices.some(3, () => {
        const setting = choices.chance(0.3) ? choices.oneOf(['init=', 'size=', 'pad=', 'activation=']) : '';
        return `${setting}${choices.chance(0.2) ? 'He' : expression(choices, 1)}`;
      });
      const from = choices.chance(0.1) ? ` from ${choices.oneOf(names)}` : '';
      return `${name}${choices.oneOf(layers)}${choices.chance(0.7) ? `(${given.join(', ')})` : ''}${from}`;
    })
    .join('\n');
}

function statement(choices: Choices): string {
  return choices.oneOf([
    () => `${choices.oneOf(names)} = ${expression(choices, 3)}`,
    () => `backward ${choices.oneOf(names)}${choices.chance(0.3) ? ` with ${expression(choices, 1)}` : ''}`,
    () => `expect grad(${choices.oneOf(names)}) = ${expression(choices, 1)} within 1e-6 or 1e-12`,
    () => `expect ${choices.oneOf(names)} = ${expression(choices, 2)}`,
    () =>
      `block ${choices.oneOf(['B', 'B2'])}(${choices.some(2, () => choices.oneOf(names)).join(', ')}) {\n${layerLines(choices, 2)}\n}`,
    () => network(choices),
    () =>
      choices.oneOf(['import numpy as np', 'for i in x:\n  y = i', 'loss.backward()', '# note', '// note']),
  ])();
}

function network(choices: Choices): string {
  const train = choices.some(4, () => `${choices.oneOf(settings)} = ${expression(choices, 1)}`).join('\n');
  const data = choices.oneOf([
    'spiral()',
    'digits(test=0.2)',
    'iris',
    'csv("a.csv", target="t")',
    'spiral(3)',
  ]);
  return `network ${choices.oneOf(names)} {\ndata = ${data}\nlayers {\n${layerLines(choices, 2)}\nSoftmaxWithLoss\n}\ntrain {\n${train}\n}\n}`;
}

/** Damage as people and programs do it: pieces cut, doubled, moved and replaced. */
function mutated(choices: Choices, text: string): string {
  let result = text;
  for (let round = choices.below(4); round > 0; round--) {
    const at = choices.below(result.length + 1);
    const length = choices.below(12);
    const piece = choices.oneOf([
      () => '',
      () => result.slice(at, at + length).repeat(2),
      () =>
        choices.oneOf([
          '{',
          '}',
          '(',
          ')',
          '[',
          ']',
          '=',
          ',',
          ';',
          '\n',
          '"',
          '.',
          ':',
          '\0',
          '\ud800',
          '（',
        ]),
      () => String.fromCharCode(choices.below(0x3000)),
      () => result.slice(0, choices.below(40)),
    ])();
    result = result.slice(0, at) + piece + result.slice(at + length);
  }
  return result;
}

/** A text of so many equal parts: the work may grow as the text does. */
function repeated(name: string, part: (index: number) => string, before = '', behind = ''): GrowthCase {
  return {
    name,
    attempt(count) {
      const parts = Array.from({ length: count }, (_, index) => part(index));
      const text = before + parts.join('') + behind;
      return () => {
        useAllServices(text);
      };
    },
  };
}

const inNetwork = 'network N {\ndata = spiral()\nlayers {\nAffine(3)\nSoftmaxWithLoss\n}\n';

export const language: FuzzTarget = {
  name: 'language',

  makeCase(choices) {
    const grown = Array.from({ length: 1 + choices.below(12) }, () => statement(choices)).join('\n');
    const input = choices.chance(0.5) ? mutated(choices, grown) : grown;
    return {
      input,
      attempt: () => {
        useAllServices(input);
      },
      // A network of a few lines may be written out to a thousand
      // layers, or give up after looking at its lines so often.
      mostWork: 500_000 * (1 + input.split('network').length) + 1500 * input.length,
    };
  },

  growth: [
    repeated('definitions', (i) => `x${String(i)} = ${String(i)}\n`),
    repeated('a chain of definitions', (i) => `x${String(i + 1)} = relu(x${String(i)})\n`, 'x0 = [1, 2]\n'),
    repeated('a sum', () => ' + x', 'x = [1, 2]\ny = x'),
    repeated('a list', () => '1, ', 'x = [', ']'),
    repeated('rows of a matrix', () => '[1, 2, 3], ', 'x = [', ']'),
    repeated('backward', () => 'backward y\n', 'x = [1, 2]\ny = sum(x)\n'),
    repeated('expect', () => 'expect x = [1, 2]\n', 'x = [1, 2]\n'),
    repeated('expect grad', () => 'expect grad(x) = ?\n', 'x = [1, 2]\ny = sum(x)\nbackward y\n'),
    repeated('unknown names', (i) => `y${String(i)} = nothing${String(i)}\n`),
    repeated('unknown functions', (i) => `y${String(i)} = nothing${String(i)}(1)\n`),
    repeated('one name defined again', () => 'x = 1\n'),
    repeated('arguments of a function', () => '1, ', 'x = relu(', ')'),
    repeated('named arguments', (i) => `a${String(i)}=1, `, 'x = relu(', ')'),
    repeated('data lines', () => 'data = spiral()\n', 'network N {\n', '}'),
    repeated('settings of a network', (i) => `a${String(i)} = 1\n`, 'network N {\n', '}'),
    repeated('settings of train', () => 'batch = 1\n', `${inNetwork}train {\n`, '}\n}'),
    repeated('layers', () => 'Affine(3)\nReLU\n', 'network N {\ndata = spiral()\nlayers {\n', '}\n}'),
    repeated(
      'named layers',
      (i) => `a${String(i)} = ReLU\n`,
      'network N {\ndata = spiral()\nlayers {\n',
      '}\n}',
    ),
    repeated(
      'unknown layers',
      (i) => `Lay${String(i)}\n`,
      'network N {\ndata = spiral()\nlayers {\n',
      '}\n}',
    ),
    repeated(
      'unknown layers after from',
      (i) => `ReLU from a${String(i)}\n`,
      'network N {\nlayers {\n',
      '}\n}',
    ),
    repeated('layers before a Concat', (i) => `a${String(i)}, `, 'network N {\nlayers {\nConcat(', ')}\n}'),
    repeated(
      'networks',
      (i) => `network N${String(i)} {\ndata = xor()\nlayers {\nAffine(2)\nSoftmaxWithLoss\n}\n}\n`,
    ),
    repeated('blocks', (i) => `block B${String(i)} { ReLU }\n`),
    repeated('blocks in blocks', (i) => `block B${String(i + 1)} { B${String(i)} }\n`, 'block B0 { ReLU }\n'),
    repeated('parameters of a block', (i) => `p${String(i)}, `, 'block B(', ') { ReLU }'),
    {
      name: 'arguments of a block',
      attempt(count: number) {
        const numbers = Array.from({ length: count }, (_, index) => `p${String(index)}`);
        const given = numbers.map((name) => `${name}=1`).join(', ');
        const text = `block B(${numbers.join(', ')}) { ReLU }\nnetwork N {\ndata = xor()\nlayers {\nB(${given})\nAffine(2)\nSoftmaxWithLoss\n}\n}`;
        return () => {
          useAllServices(text);
        };
      },
    },
    repeated('repeats', () => 'repeat 2 { ReLU }\n', 'network N {\ndata = spiral()\nlayers {\n', '}\n}'),
    repeated('lines of Python', () => 'import numpy as np\nloss.backward()\n'),
    repeated('a body of Python', (i) => `    y${String(i)} = x > 3\n`, 'def f(x):\n'),
    repeated('dotted names', () => 'y = np.exp(x.T)\n'),
    repeated('a chain of dots', () => '.T', 'x = y'),
    repeated('entries picked out', () => 'y = x[0]\n'),
    repeated('open brackets', () => 'y = (\n'),
    repeated('braces', () => '}\n'),
    repeated('statements on one line', () => 'x = (1; '),
    repeated('words without meaning', () => 'x if y for '),
    repeated('comments', () => '# note\n'),
    repeated('full-width characters', (i) => `ｘ${String(i)}＝１\n`),
    repeated('strings that are not closed', () => 'x = "abc\n'),
    repeated('a long name', () => 'abcdefgh', '', ' = 1'),
    repeated('a long string', () => 'abcdefgh', 'x = "', '"'),
  ],
};
