import type { Kernel } from '../src/engine/kernels/kernel';
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { compiledBackend } from '../src/engine/kernels/compiled/backend';
import type { Arena } from '../src/engine/kernels/kernels';
import type { Precision } from '../src/engine/tensor';
import { loadKernels } from '../src/platform/kernels/loadKernels';
import { processorTime } from './support/processorTime';
import { networks, type Workload } from './support/workloads';

/**
 * How near the matrix products of training come to what the machine can do: GFLOP a second of each product of
 * the workloads, and of multiply-adds that touch no memory. `node bench/products.mjs`.
 * Arguments: folder of the kernels, file of the ceiling kernel, rounds.
 */
const [folder = 'dist', ceilingFile = '', rounds = '15'] = process.argv.slice(2);

const read = (name: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(readFileSync(`${folder}/kernels-${name}.wasm`));
const module = loadKernels({ common: read('common'), relaxed: read('relaxed'), simd: read('simd') });
if (module === undefined) throw new Error('This machine has no SIMD.');
const backend = compiledBackend(module);

interface Measured {
  readonly name: string;
  readonly precision: Precision;
  /** Floating-point operations of one call. */
  readonly operations: number;
  readonly call: () => void;
  readonly rates: number[];
}

function arenaOf(): Arena {
  const made = backend.createArena(64 * 2 ** 20);
  if (!made.ok) throw new Error(made.error.text);
  return made.arena;
}

/** The three products of every affine layer of a workload. */
function productsOf({ name, batch, input, layers }: Workload, precision: Precision): Measured[] {
  let features = input[0] * input[1] * input[2];
  return layers.flatMap((layer) => {
    if (layer.kind !== 'affine') return [];
    const [inner, columns] = [features, layer.units];
    features = columns;
    const arena = arenaOf();
    const { kernels } = arena;
    const random = (length: number): ReturnType<Arena['numbers']> => {
      const numbers = arena.numbers(precision, length);
      for (let i = 0; i < length; i++) numbers[i] = Math.sin(i);
      return numbers;
    };
    const [x, w, y, b] = [
      random(batch * inner),
      random(inner * columns),
      random(batch * columns),
      random(columns),
    ];
    const measured = (form: string, call: Kernel): Measured => ({
      name: `${name} ${form} ${String(batch)}×${String(inner)}×${String(columns)}`,
      precision,
      operations: 2 * batch * inner * columns,
      call,
      rates: [],
    });
    return [
      measured(
        'X·W',
        kernels.affine({ input: x, weight: w, bias: b, output: y, rows: batch, inner, columns }),
      ),
      measured(
        'Xᵀ·dY',
        kernels.matmul({
          a: x,
          b: y,
          c: w,
          rows: inner,
          inner: batch,
          columns,
          transposeA: true,
          accumulate: false,
        }),
      ),
      measured(
        'dY·Wᵀ',
        kernels.matmul({
          a: y,
          b: w,
          c: x,
          rows: batch,
          inner: columns,
          columns: inner,
          transposeB: true,
          accumulate: false,
        }),
      ),
    ];
  });
}

function ceilingOf(precision: Precision): Measured {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(readFileSync(ceilingFile)));
  const multiplyAdds = exports[`ceiling_${precision === 'float32' ? 'f32' : 'f64'}`] as (
    count: number,
    factor: number,
  ) => number;
  const [count, lanes] = [20_000, precision === 'float32' ? 4 : 2];
  return {
    name: 'ceiling',
    precision,
    operations: count * 12 * lanes * 2,
    rates: [],
    call: () => void multiplyAdds(count, 0.5),
  };
}

const slice = 20;

function measure({ operations, call }: Measured): number {
  let [block, count] = [1, 0];
  const start = processorTime();
  let elapsed = 0;
  while (elapsed < slice) {
    for (let i = 0; i < block; i++) call();
    count += block;
    elapsed = processorTime() - start;
    if (elapsed < slice / 50) block *= 2;
  }
  return (count * operations) / elapsed / 1e6;
}

const all = (['float32', 'float64'] as const).flatMap((precision) => [
  ceilingOf(precision),
  ...networks.flatMap((workload) => (workload.name === 'conv' ? [] : productsOf(workload, precision))),
]);
for (let round = 0; round <= Number(rounds); round++) {
  for (const each of all) {
    const rate = measure(each);
    if (round > 0) each.rates.push(rate);
  }
}
const median = ({ rates }: Measured): number => [...rates].sort((a, b) => a - b)[rates.length >> 1] ?? NaN;
console.log(`${cpus()[0]?.model ?? 'unknown processor'}; Node ${process.versions.node}; ${backend.name}`);
for (const each of all) {
  const ceiling = all.find(({ name, precision }) => name === 'ceiling' && precision === each.precision);
  const share = ceiling === undefined ? NaN : median(each) / median(ceiling);
  console.log(
    `${each.precision} ${each.name.padEnd(24)} ${median(each).toFixed(1).padStart(6)} GFLOP/s ${(share * 100).toFixed(0).padStart(4)} %`,
  );
}
