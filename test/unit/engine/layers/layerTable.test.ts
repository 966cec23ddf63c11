import { describe, expect, it } from 'vitest';
import { maximumEntries, type Shape } from '../../../../src/engine/shape';
import type { Settings, ShapeResult } from '../../../../src/engine/layers/support/layer';
import {
  layerNamed,
  layerOfFunction,
  layerOfOperator,
  layers,
} from '../../../../src/engine/layers/layerTable';
import { formatMessage } from '../../../../src/engine/message';

describe('the table of layers', () => {
  it('has every operator and function of formulas', () => {
    const operators = ['+', '-', '*', '/', '@', '**', 'unary -'] as const;
    expect(operators.map((token) => layerOfOperator(token)?.name)).toEqual([
      'Add', 'Sub', 'Mul', 'Div', 'MatMul', 'Pow', 'Neg',
    ]); // prettier-ignore
    const functions =
      'relu leaky_relu sigmoid tanh gelu softplus exp log sqrt abs maximum minimum sum mean max transpose reshape concat softmax affine matmul conv max_pool softmax_with_loss sigmoid_with_loss mean_squared_error';
    expect(functions.split(' ').filter((name) => layerOfFunction(name) === undefined)).toEqual([]);
    expect(layerOfFunction('rleu')).toBeUndefined();
  });

  it('finds each layer by its own name, once', () => {
    expect(new Set(layers.map(({ name }) => name)).size).toBe(layers.length);
    for (const layer of layers) expect(layerNamed(layer.name)).toBe(layer);
  });

  it.each(layers.map((layer) => ({ name: layer.name, layer })))('$name describes itself', ({ layer }) => {
    const { documentation, source, symbol, inputs, settings, formulas } = layer;
    for (const text of [symbol, source]) expect(text).not.toBe('');
    const sentences = [
      documentation,
      ...inputs.map((i) => i.documentation),
      ...settings.map((s) => s.documentation),
    ];
    for (const sentence of sentences) expect(sentence).toMatch(/^[\p{Lu}a-z0-9].*\.\)?$/u);
    expect(formulas.forward).toContain(' = ');
    expect(Object.keys(formulas.backward)).toEqual(inputs.map((input) => input.name));
    for (const formula of Object.values(formulas.backward)) expect(formula).toMatch(/^∂L\/∂\S+ = /);
  });
});

function said(result: ShapeResult | undefined): string {
  if (result === undefined || result.ok) return JSON.stringify(result);
  const { message, blame } = result.error;
  const at = blame.kind === 'input' ? `input ${blame.index}` : blame.kind === 'setting' ? blame.name : 'call';
  return `${at}: ${formatMessage(message)}`;
}

describe('shapes that do not fit are refused in words', () => {
  it.each<[string, readonly Shape[], Settings, string]>([
    [
      'MatMul',
      [
        [1, 2],
        [1, 3],
      ],
      {},
      'call: 1×2 @ 1×3: the left has 2 columns, the right has 1 row.',
    ],
    [
      'MatMul',
      [
        [2, 1],
        [3, 1],
      ],
      {},
      'call: 2×1 @ 3×1: the left has 1 column, the right has 3 rows.',
    ],
    [
      'MatMul',
      [
        [2, 3],
        [2, 3],
      ],
      {},
      'call: 2×3 @ 2×3: the left has 3 columns, the right has 2 rows.',
    ],
    ['MatMul', [[3], [2, 3]], {}, 'call: 3 @ 2×3: the left has 3 columns, the right has 2 rows.'],
    [
      'MatMul',
      [[], [2, 3]],
      {},
      'input 0: @ multiplies matrices, and this is a single number: use * instead.',
    ],
    [
      'MatMul',
      [
        [2, 1, 2],
        [3, 2, 1],
      ],
      {},
      'call: 2×1×2 @ 3×2×1: the axes before the last two do not fit together.',
    ],
    [
      'Add',
      [
        [2, 3],
        [2, 2],
      ],
      {},
      'call: 2×3 + 2×2: 3 on the left does not fit 2 on the right. Compared from the last axis, sizes must be equal, or one of them 1.',
    ],
    [
      'Maximum',
      [
        [3, 2],
        [4, 2],
      ],
      {},
      'call: 3×2 max 4×2: 3 on the left does not fit 4 on the right. Compared from the last axis, sizes must be equal, or one of them 1.',
    ],
    ['Affine', [[], [2, 3], [3]], {}, 'input 0: x is a single number: write it as a list, [x].'],
    [
      'Affine',
      [[4, 2], [3, 5], [5]],
      {},
      'call: x is 4×2 and W is 3×5: W needs one row for each number of a sample of x, 2 in all.',
    ],
    ['Affine', [[4, 2], [2], [2]], {}, 'input 1: W must be a matrix, features×outputs, not 2.'],
    [
      'Affine',
      [[4, 2], [2, 3], [2]],
      {},
      'input 2: b is 2, not 3: it needs one number for each column of W.',
    ],
    [
      'Affine',
      [
        [1, 2],
        [2, 3],
        [4, 3],
      ],
      {},
      'input 2: b is 4×3, not 3: it needs one number for each column of W.',
    ],
    ['Sum', [[2, 3]], { axis: 2 }, 'axis: 2×3 has no axis 2: its axes are -2 to 1.'],
    ['Sum', [[2, 3]], { axis: [0, 2] }, 'axis: 2×3 has no axis 2: its axes are -2 to 1.'],
    ['Mean', [[2, 3]], { axis: [1, -1] }, 'axis: Axis 1 of 2×3 is given twice.'],
    ['Softmax', [[2, 3]], { axis: 2 }, 'axis: 2×3 has no axis 2: its axes are -2 to 1.'],
    ['Transpose', [[2, 3]], { axes: [0, 2] }, 'axes: 2×3 has no axis 2: its axes are -2 to 1.'],
    [
      'Transpose',
      [[2, 3, 4]],
      { axes: [0, 2] },
      'axes: The new order names each axis of [2, 3, 4] once, as in [2, 1, 0].',
    ],
    [
      'Transpose',
      [[2, 3]],
      { axes: [1, 1] },
      'axes: The new order names each axis of [2, 3] once, as in [1, 0].',
    ],
    ['Max', [[]], { axis: 0 }, 'axis: This is a single number: it has no axis 0.'],
    ['Mean', [[0, 3]], {}, 'input 0: x is 0×3: it has no entries.'],
    ['Max', [[0, 3]], { axis: 0 }, 'input 0: x is 0×3: it has no entries.'],
    ['Reshape', [[2, 3]], { shape: [4] }, 'shape: 2×3 has 6 entries, but 4 needs 4.'],
    ['Reshape', [[2, 3]], { shape: [-1, 4] }, 'shape: 2×3 has 6 entries, which 4 does not divide.'],
    ['Reshape', [[2, 3]], { shape: [-1, -1] }, 'shape: Only one size can be -1.'],
    ['Reshape', [[2, 3]], { shape: [1.5, 4] }, 'shape: Sizes are whole numbers from 0 up; one may be -1.'],
    [
      'Concat',
      [
        [2, 3],
        [2, 4],
      ],
      {},
      'input 1: 2×4 does not fit 2×3: all axes but axis 0 must be equal.',
    ],
    [
      'Concat',
      [
        [0, 2 ** 24],
        [0, 2 ** 24],
      ],
      { axis: 1 },
      'call: The result would be 0×33554432: its sizes other than 0 come to 33554432, and 16777216 is the most.',
    ],
    ['Concat', [[], []], {}, 'input 0: A single number cannot be joined to others: write it as a list, [x].'],
    ['Concat', [[2], [2]], { axis: 1 }, 'axis: 2 has no axis 1: its axes are -1 to 0.'],
    [
      'Stack',
      [[2], [2], [3]],
      {},
      'input 2: This entry is 3, the first is 2: the entries of a list must be alike.',
    ],
    ['Softmax', [[]], {}, 'input 0: softmax needs a list of numbers, not a single number.'],
    ['Conv', [[3, 3], [1, 1, 2, 2], [1]], {}, 'input 0: x must be batch×channels×height×width, not 3×3.'],
    ['Conv', [[0, 1, 3, 3], [1, 1, 2, 2], [1]], {}, 'input 0: x is 0×1×3×3: it has no entries.'],
    [
      'Conv',
      [[1, 2, 3, 3], [1, 1, 2, 2], [1]],
      {},
      'input 1: The number of channels is 2 in x, but 1 in the filters of W.',
    ],
    ['Conv', [[1, 1, 3, 3], [2, 2], [1]], {}, 'input 1: W must be filters×channels×height×width, not 2×2.'],
    [
      'Conv',
      [[1, 1, 3, 3], [2, 1, 2, 2], [1]],
      {},
      'input 2: b is 1, not 2: it needs one number for each filter of W.',
    ],
    [
      'Conv',
      [[1, 1, 3, 3], [1, 1, 4, 4], [1]],
      {},
      'input 1: The window of 4×4 does not fit into an image of 3×3.',
    ],
    [
      'Conv',
      [[1, 1, 2, 2], [1, 1, 5, 5], [1]],
      { pad: 1 },
      'input 1: The window of 5×5 does not fit into an image of 2×2 with 1 around it.',
    ],
    [
      'Conv',
      [[1, 1, 3, 3], [1, 1, 2, 2], [1]],
      { stride: 0 },
      'stride: stride must be a whole number from 1 up.',
    ],
    ['Conv', [[1, 1, 3, 3], [1, 1, 2, 2], [1]], { pad: -1 }, 'pad: pad must be a whole number from 0 up.'],
    ['MaxPool', [[1, 1, 3, 3]], { size: 4 }, 'input 0: The window of 4×4 does not fit into an image of 3×3.'],
    ['MaxPool', [[1, 1, 3, 3]], { size: 0 }, 'size: size must be a whole number from 1 up.'],
    [
      'SoftmaxWithLoss',
      [[2, 3, 4], [2]],
      {},
      'input 0: x must be batch×classes, or a vector for one sample, not 2×3×4.',
    ],
    [
      'SoftmaxWithLoss',
      [[2, 3], [3]],
      {},
      'input 1: t is 3, but x is 2×3: give 2 labels, or one-hot rows of 2×3.',
    ],
    [
      'SoftmaxWithLoss',
      [[3], [2]],
      {},
      'input 1: t is 2: for one sample with 3 numbers it is one label, or a list of 3.',
    ],
    ['SoftmaxWithLoss', [[0, 3], [0]], {}, 'input 0: x is 0×3: it has no entries.'],
    ['SigmoidWithLoss', [[2, 3], [2]], {}, 'input 1: t is 2, but x is 2×3: they must be alike.'],
    ['MeanSquaredError', [[0], [0]], {}, 'input 0: x is 0: it has no entries.'],
  ])('%s %j %j', (layer, shapes, settings, expected) => {
    expect(said(layerNamed(layer)?.outputShape(shapes, settings))).toBe(expected);
  });

  it('and so is a result that no machine would hold', () => {
    const side = 2 * Math.sqrt(maximumEntries);
    expect(
      said(
        layerNamed('Mul')?.outputShape(
          [
            [side, 1],
            [1, side],
          ],
          {},
        ),
      ),
    ).toBe(
      `call: The result would be ${side}×${side}: ${side * side} numbers. A value can have ${maximumEntries} at most.`,
    );
    expect(
      layerNamed('Mul')?.outputShape(
        [
          [side / 2, 1],
          [1, side / 2],
        ],
        {},
      ).ok,
    ).toBe(true);
  });
});

describe('values that no shape can tell are wrong', () => {
  const tensor = (shape: Shape, ...values: readonly number[]) => ({ shape, data: Float64Array.from(values) });
  const wrong = (layer: string, x: ReturnType<typeof tensor>, t: ReturnType<typeof tensor>): unknown => {
    const error = layerNamed(layer)?.checkValues?.([x, t], {});
    return error && { ...error, message: formatMessage(error.message) };
  };
  const scores = tensor([2, 3], 1, 2, 3, 4, 5, 6);

  it.each([
    [3, 'Entry 1 of t is 3, which is not a class: there are 3, counted from 0 to 2.'],
    [-1, 'Entry 1 of t is -1, which is not a class: there are 3, counted from 0 to 2.'],
    [0.5, 'Entry 1 of t is 0.5, which is not a class: there are 3, counted from 0 to 2.'],
    [NaN, 'Entry 1 of t is NaN, which is not a class: there are 3, counted from 0 to 2.'],
  ])('label %d', (label, message) => {
    expect(wrong('SoftmaxWithLoss', scores, tensor([2], 0, label))).toEqual({
      inputIndex: 1,
      message,
    });
  });

  it('are named for one sample, and for entries between 0 and 1', () => {
    expect(wrong('SoftmaxWithLoss', tensor([3], 1, 2, 3), tensor([], 7))).toEqual({
      inputIndex: 1,
      message: 'The label 7 is not a class: there are 3, counted from 0 to 2.',
    });
    expect(wrong('SigmoidWithLoss', tensor([2], 1, 2), tensor([2], 1, 2))).toEqual({
      inputIndex: 1,
      message: 'Entry 1 of t is 2: a target here is 0, 1 or between.',
    });
  });

  it('good labels and probabilities are not complained about', () => {
    expect(wrong('SoftmaxWithLoss', scores, tensor([2], 0, 2))).toBeUndefined();
    expect(wrong('SoftmaxWithLoss', scores, tensor([2, 3], 5, 0, 0, 0, 0.5, 0.5))).toBeUndefined();
    expect(wrong('SigmoidWithLoss', tensor([2], 1, 2), tensor([2], 0, 0.5))).toBeUndefined();
  });
});
