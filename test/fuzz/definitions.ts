import type { Choices } from './target';

/** Statements of every kind, right and wrong; every second text is damaged besides. */
export function randomDefinition(choices: Choices): string {
  const grown = Array.from({ length: 1 + choices.below(12) }, () => statement(choices)).join('\n');
  return choices.chance(0.5) ? mutated(choices, grown) : grown;
}

const names = ['x', 'y', 'W', 'b', 'loss', 'h', '値', 'constructor', '__proto__', 'or', 'T'] as const;
const functions = [
  ...(['relu', 'sum', 'affine', 'softmax_with_loss', 'zeros', 'randn', 'one_hot', 'reshape'] as const),
  ...(['prod', 'std', 'batch_norm', 'layer_norm', 'dropout', 'log1p', 'step', 'linspace', 'full'] as const),
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
    () =>
      choices.oneOf([
        '"a.csv"',
        'true',
        'input',
        '?',
        '1e999',
        "'text'",
        'True',
        'np.pi',
        '[]',
        'NaN',
        'Infinity',
      ]),
  ]);
  if (depth <= 0) return leaf();
  return choices.oneOf([
    leaf,
    () =>
      `${inner()} ${choices.oneOf(['+', '-', '*', '/', '@', '**', '<=', '<', '==', '!=', '^', 'and'])} ${inner()}`,
    () => `-${inner()}`,
    () => `(${inner()})`,
    () => `[${choices.some(3, inner).join(', ')}]`,
    () => `${choices.oneOf(functions)}(${choices.some(3, inner).join(', ')})`,
    () => `${choices.oneOf(names)}.${choices.oneOf(['T', 'sum(axis=0)', 'shape', 'foo'])}`,
    () => `${inner()}[${indices(choices, depth - 1)}]`,
    () => `where(${inner()} ${choices.oneOf(['<', '>=', '=='])} ${inner()}, ${inner()}, ${inner()})`,
    () => `clip(${inner()}, ${inner()}, ${inner()})`,
    () => `sum(${inner()}, axis=[${choices.some(2, inner).join(', ')}], keepdims=true)`,
    () => `grad(${choices.chance(0.9) ? choices.oneOf(names) : inner()})`,
    () =>
      `${choices.oneOf(['npy', 'npz', 'safetensors', 'csv'])}("a.${choices.oneOf(['npz', 'csv'])}"${choices.oneOf(['', ', "W"', ', header=false', ', name=W', `, ${inner()}`])})`,
    () => `${choices.oneOf(functions)}(${choices.oneOf(['axis', 'dim', 'seed', 'size'])}=${inner()})`,
  ])();
}

/** What stands between the brackets of an index. */
function indices(choices: Choices, depth: number): string {
  const bound = (): string => (choices.chance(0.4) ? '' : String(choices.below(5) - 2));
  return choices
    .some(3, () =>
      choices.oneOf([
        () => String(choices.below(5) - 2),
        () => `${bound()}:${bound()}${choices.chance(0.3) ? `:${bound()}` : ''}`,
        () => `[${choices.some(3, () => String(choices.below(4) - 1)).join(', ')}]`,
        () => expression(choices, depth),
      ])(),
    )
    .join(', ');
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
    () => comparison(choices),
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

/** Of a network that may be there, with settings that may be right. */
function comparison(choices: Choices): string {
  const name = (): string => choices.oneOf(names);
  const lines = choices.some(4, () => {
    const argument = choices.chance(0.3) ? `.${choices.oneOf(['units', 'lr', 'size', 'eps'])}` : '';
    const setting = choices.oneOf([choices.oneOf(settings), 'seed', 'init', 'data', name()]);
    const values = choices.some(3, () => choices.oneOf(['0', 'He', 'true', 'SGD(lr=0.1)', name()]));
    return `${setting}${argument} = ${choices.chance(0.2) ? '1' : `[${values.join(', ')}]`}`;
  });
  return `compare ${name()} of ${name()} {\n${lines.join('\n')}\n}`;
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
