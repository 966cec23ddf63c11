import { layerOf, nodeAt } from '../graph/reach';
import { referenceKernels } from '../kernels/reference';
import { operand } from '../layers/support/operands';
import type { NetworkPlan } from '../network/networkPlan';
import { sizeOf, type Shape } from '../shape';
import type { Tensor } from '../tensor';

/**
 * The loss of one sample of the plan's last mini-batch, by its row: what its mean over the mini-batch is the
 * loss. In float64 from the loss's input as it is, and so finite wherever that is.
 */
export function bindSampleLoss(plan: NetworkPlan): (row: number) => number {
  const { graph, loss, encoding } = plan.network;
  const node = nodeAt(graph, loss);
  if (node.kind !== 'layer') throw new RangeError('The loss is a layer.');
  const given = plan.value(operand(node.inputs, 0));
  const single = [1, ...given.shape.slice(1)];
  const width = sizeOf(single);
  const x = zeros(single);
  const target = zeros(encoding === 'labels' ? [1] : single);
  const output = zeros([]);
  const { forward } = layerOf(node).bind({
    inputs: [x, target],
    output,
    gradOutput: zeros([]),
    gradInputs: [undefined, undefined],
    settings: node.settings,
    kernels: referenceKernels,
    allocate: zeros,
    allocateMask: (shape) => ({ shape, data: new Uint8Array(sizeOf(shape)) }),
    allocateIntegers: (shape) => ({ shape, data: new Int32Array(sizeOf(shape)) }),
  });
  return (row) => {
    const start = row * width;
    x.data.set(given.data.subarray(start, start + width));
    if (encoding === 'labels') target.data[0] = plan.target.labels[row] ?? NaN;
    else target.data.set(plan.target.values.subarray(start, start + width));
    forward();
    return output.data[0] ?? NaN;
  };
}

function zeros(shape: Shape): Tensor {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}
