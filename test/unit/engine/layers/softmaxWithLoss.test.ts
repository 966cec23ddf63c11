import { describe, expect, it } from 'vitest';
import { compile } from '../../../../src/engine/graph/compile';
import { referenceKernels } from '../../../../src/engine/kernels/reference';
import { GraphBuilder } from '../graph/graphBuilder';

describe('SoftmaxWithLoss with a target of one-hot rows', () => {
  it('takes 0 × infinity for 0: a class that is impossible and not meant costs nothing', () => {
    const b = new GraphBuilder();
    const x = b.matrix('x', [1, -Infinity, 2]);
    const loss = b.layer('SoftmaxWithLoss', [x, b.matrix('t', [1, 0, 0])]);
    const plan = compile(b.graph);
    plan.forward();
    plan.backward(loss);
    // ln(1 + e): that of two classes.
    expect(plan.value(loss).data[0]).toBeCloseTo(Math.log(1 + Math.E), 12);
    const [first, second, third] = plan.gradient(x)?.data ?? [];
    expect(first).toBeCloseTo(1 / (1 + Math.E) - 1, 12);
    expect(second).toBe(0);
    expect(third).toBeCloseTo(Math.E / (1 + Math.E), 12);
  });

  it('does so in networks', () => {
    const loss = new Float64Array(1);
    referenceKernels.softmaxLoss({
      targets: { shares: Float64Array.of(1, 0, 0) },
      logits: Float64Array.of(1, -Infinity, 2),
      probabilities: new Float64Array(3),
      loss,
      rows: 1,
      columns: 3,
    })();
    expect(loss[0]).toBeCloseTo(Math.log(1 + Math.E), 12);
  });
});
