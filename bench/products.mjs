/** `node bench/products.mjs [rounds]`: how near the matrix products come to the machine's multiply-adds. */
import { mkdir, writeFile } from 'node:fs/promises';
import asc from 'assemblyscript/asc';
import { inRoot } from '../scripts/process/root.mjs';
import { run } from '../scripts/process/run.mjs';
import { bundle } from './support/bundle.mjs';
import { newestNode } from './support/install.mjs';

/**
 * Twelve sums in registers, as many as the tallest tile has: enough to hide how long one multiply-add takes.
 */
const sums = Array.from({ length: 12 }, (_, index) => `s${index}`);
const ceiling = ['f32', 'f64']
  .map(
    (type) => `
export function ceiling_${type}(count: i32, factor: ${type}): ${type} {
  const x = v128.splat<${type}>(factor);
  const y = v128.splat<${type}>(factor * 0.5);
  ${sums.map((sum, index) => `let ${sum} = v128.splat<${type}>(${index});`).join(' ')}
  for (let i = count; i > 0; i--) {
    ${sums.map((sum) => `${sum} = v128.relaxed_madd<${type}>(x, y, ${sum});`).join(' ')}
  }
  return ${type}x${type === 'f32' ? 4 : 2}.extract_lane(${sums.reduce((left, right) => `v128.add<${type}>(${left}, ${right})`)}, 0);
}`,
  )
  .join('');

const output = inRoot('.cache', 'bench');
const file = inRoot('.cache', 'bench', 'ceiling.wasm');
await mkdir(output, { recursive: true });
/** @type {Uint8Array[]} */
const binaries = [];
const { error, stderr } = await asc.main(
  ['ceiling.ts', '--outFile', 'ceiling.wasm', '--enable', 'simd,relaxed-simd', '--runtime', 'stub', '-O3'],
  {
    readFile: (path) => (path === 'ceiling.ts' ? ceiling : null),
    writeFile: (_path, contents) => {
      if (typeof contents !== 'string') binaries.push(contents);
    },
    listFiles: () => [],
  },
);
const [binary] = binaries;
if (error !== null || binary === undefined) throw new Error(stderr.toString());
await writeFile(file, binary);

const kernels = await run(process.execPath, [inRoot('scripts', 'build-kernels.mjs')]);
if (kernels !== 0) process.exit(kernels);
process.exitCode = await run(await newestNode(), [
  await bundle('products'),
  inRoot('dist'),
  file,
  process.argv[2] ?? '15',
]);
