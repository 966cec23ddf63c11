import { readFileSync } from 'node:fs';
import type { Numbers } from '../../src/engine/tensor';
import type { Workload } from './workloads';

/** Before the pixels in a file of MNIST. */
const headerBytes = 16;

/**
 * The same numbers as every peer's: the first images of MNIST
 * where `BENCH_IMAGES` says where they are, else waves.
 */
export function fillInput(input: Numbers, { data }: Workload): void {
  const file = process.env['BENCH_IMAGES'];
  const pixels =
    data === 'images' && file !== undefined ? readFileSync(file).subarray(headerBytes) : undefined;
  for (let i = 0; i < input.length; i++) {
    input[i] = pixels === undefined ? Math.sin(0.7 * i) : (pixels[i] ?? NaN) / 255;
  }
}
