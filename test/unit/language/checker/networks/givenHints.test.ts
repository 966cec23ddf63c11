import { describe, expect, it } from 'vitest';
import { dataSources } from '../../../../../src/data/dataSources';
import { formatMessage } from '../../../../../src/engine/message';
import { checkText } from '../../../checkText';

type Shapes = Readonly<Record<string, readonly number[]>>;

/** What is said of a network on samples of two numbers whose file has arrays of these shapes. */
function saidOf(shapes: Shapes, hidden = 4, classes = 3): readonly (readonly [string, string])[] {
  const text = `network N {
  data = spiral(classes=${String(classes)})
  parameters = npz("p.npz")
  layers {
    hidden = Affine(${String(hidden)})
    out = Affine(${String(classes)})
    SoftmaxWithLoss
  }
}
`;
  const arrays = Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    return { name, shape, values: Float64Array.from({ length }, (_, entry) => entry / 8) };
  });
  const { diagnostics } = checkText(text, { dataSources, readArchive: () => ({ ok: true, arrays }) });
  return diagnostics.map(({ code, message }) => [code, formatMessage(message)]);
}

describe('what is said of a file that a network starts from', () => {
  it('nothing where it has all parameters', () => {
    expect(saidOf({ 'hidden.W': [2, 4], 'hidden.b': [4], 'out.W': [4, 3], 'out.b': [3] })).toEqual([]);
  });

  it('which parameters it lacks', () => {
    expect(saidOf({ 'hidden.W': [2, 4], 'out.b': [3] })).toEqual([
      [
        'parameters-missing',
        'p.npz has no numbers for hidden.b, out.W: there the network begins as it would without the file.',
      ],
    ]);
  });

  it('not which it lacks where one does not fit: that is said first', () => {
    const said = saidOf({ 'hidden.W': [2, 5], 'out.b': [3] });
    expect(said.length).toBeGreaterThan(0);
    expect(said.map(([code]) => code)).not.toContain('parameters-missing');
  });

  it('once that a square matrix does not tell its order, however many there are', () => {
    const said = saidOf({ 'hidden.W': [2, 2], 'hidden.b': [2], 'out.W': [2, 2], 'out.b': [2] }, 2, 2);
    expect(said).toEqual([
      [
        'ambiguous-order',
        'hidden.W is 2×2, which does not tell its order. It is read as inputs×outputs, as in x @ W; if it is outputs×inputs, as PyTorch keeps a weight, say transposed=true.',
      ],
    ]);
  });

  it('the order that a name of PyTorch stands for', () => {
    const said = saidOf(
      { 'hidden.weight': [2, 2], 'hidden.bias': [2], 'out.weight': [2, 2], 'out.bias': [2] },
      2,
      2,
    );
    expect(said).toEqual([
      [
        'ambiguous-order',
        'hidden.weight is 2×2, which does not tell its order. By its name it is read as outputs×inputs, as PyTorch keeps a weight; if it is inputs×outputs, as in x @ W, say transposed=false.',
      ],
    ]);
  });
});
