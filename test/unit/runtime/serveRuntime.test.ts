import { describe, expect, it } from 'vitest';
import type { KernelModule } from '../../../src/engine/kernels/compiled/module';
import type { NetworkDefinition } from '../../../src/engine/network/networkDefinition';
import { loadKernels } from '../../../src/platform/kernels/loadKernels';
import { sha256 } from '../../../src/platform/sha256';
import type { FirstPassOutcome } from '../../../src/protocol/firstPassRequest';
import { runtimeService } from '../../../src/runtime/serveRuntime';
import { kernelBytes } from '../engine/kernels/builds';
import { ManualClock } from './training/manualClock';
import { affine, relu, softmaxLoss, stack } from './training/networks';

const files = kernelBytes();

/** A runtime with compiled kernels, and how many memories it has made. */
function host(): { readonly pass: (network: NetworkDefinition) => FirstPassOutcome; memories: number } {
  const counted = (module: KernelModule | undefined): KernelModule | undefined =>
    module && {
      name: module.name,
      instantiate: (bytes) => {
        made.memories++;
        return module.instantiate(bytes);
      },
    };
  const methods = runtimeService({
    clock: new ManualClock(),
    sliceMilliseconds: 10,
    loadKernels: (given, name) => counted(loadKernels(given, name)),
    sha256,
  });
  void methods.useKernels(files);
  const quantities = [{ kind: 'loss' }, { kind: 'part', layer: 0, part: 'W' }] as const;
  const asked = quantities.flatMap((quantity) =>
    (['value', 'gradient'] as const).map((of) => ({ quantity, of })),
  );
  const data = { source: 'spiral', arguments: { points: 20, classes: 3 }, files: {} };
  const made = {
    memories: 0,
    pass: (network: NetworkDefinition) =>
      methods.computeFirstPass({ network, data, asked }) as FirstPassOutcome,
  };
  return made;
}

function network(units: number): NetworkDefinition {
  const normed = [affine(units), { layer: 'BatchNorm' }, relu];
  return stack([
    ...normed,
    affine(units),
    { layer: 'Dropout', settings: { ratio: 0.5 } },
    affine(3),
    softmaxLoss,
  ]);
}

describe('first mini-batches on compiled kernels', () => {
  it('share one memory, however many networks are graded', () => {
    const one = host();
    for (let at = 0; at < 12; at++)
      expect(one.pass(network(4 + (at % 9)))).toMatchObject({ kind: 'computed' });
    expect(one.memories).toBe(1);
  });
});
