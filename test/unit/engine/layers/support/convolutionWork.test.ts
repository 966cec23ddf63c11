import { describe, expect, it } from 'vitest';
import { compile } from '../../../../../src/engine/graph/compile';
import { bufferLimit } from '../../../../../src/engine/layers/support/convolutionWork';
import { GraphBuilder } from '../../graph/graphBuilder';

interface Result {
  readonly y: readonly number[];
  readonly dx: readonly number[];
  readonly dW: readonly number[];
  readonly db: readonly number[];
}

const side = 40;
const filters = { shape: [2, 1, 5, 5], values: Array.from({ length: 50 }, (_, i) => Math.cos(i)) };

/** Convolves images numbered from `first`, with an upstream gradient that depends on the image. */
function convolve(first: number, count: number): Result {
  const size = side * side;
  const pixels = Array.from({ length: count * size }, (_, i) => Math.sin(i + first * size));
  const b = new GraphBuilder();
  const x = b.data({ shape: [count, 1, side, side], values: pixels }, 'x');
  const W = b.data(filters, 'W');
  const bias = b.vector('b', 0.5, -0.5);
  const y = b.layer('Conv', [x, W, bias]);
  const out = (side - 4) ** 2 * 2;
  const upstream = Array.from({ length: count * out }, (_, i) => Math.sin(i + first * out + 1));
  const gradOutput = b.data({ shape: [count, 2, side - 4, side - 4], values: upstream });
  const plan = compile(b.graph);
  plan.forward();
  plan.backward(y, gradOutput);
  const gradients = [x, W, bias].map((node) => [...(plan.gradient(node)?.data ?? [])]);
  const [dx = [], dW = [], db = []] = gradients;
  return { y: [...plan.value(y).data], dx, dW, db };
}

describe('a convolution too large for its buffers', () => {
  const images = 8;

  it('goes through them in blocks and gives what each image alone gives', () => {
    expect(images * (side - 4) ** 2 * 25, 'more than one block').toBeGreaterThan(bufferLimit / 2);
    const whole = convolve(0, images);
    const alone = Array.from({ length: images }, (_, image) => convolve(image, 1));
    expect(whole.y).toEqual(alone.flatMap(({ y }) => y));
    expect(whole.dx).toEqual(alone.flatMap(({ dx }) => dx));
    for (const name of ['dW', 'db'] as const) {
      whole[name].forEach((value, entry) => {
        expect(value).toBeCloseTo(
          alone.reduce((sum, one) => sum + (one[name][entry] ?? NaN), 0),
          9,
        );
      });
    }
  });
});
