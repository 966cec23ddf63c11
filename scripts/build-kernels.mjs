/**
 * Compiles src/engine/kernels/assembly into dist/kernels-common.wasm, and the matrix products as
 * dist/kernels-relaxed.wasm (fused multiply-add) and dist/kernels-simd.wasm. Where nothing changed since the
 * last time the modules come out of .cache.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { builds, compile } from './kernels/compile.mjs';

const assembly = new URL('../src/engine/kernels/assembly/', import.meta.url);
const makers = [
  './build-kernels.mjs',
  './kernels/compile.mjs',
  './kernels/tiles.mjs',
  '../package-lock.json',
];
const cache = new URL('../.cache/kernels/', import.meta.url);
const output = new URL('../dist/', import.meta.url);

async function readSources() {
  const names = (await readdir(assembly, { recursive: true })).map((name) => name.replaceAll('\\', '/'));
  return Promise.all(
    names
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .map(async (name) => ({ name, text: await readFile(new URL(name, assembly), 'utf8') })),
  );
}

/** Whole or not at all, also where two builds run at once. @param {URL} target @param {Uint8Array} bytes */
async function writeWhole(target, bytes) {
  const part = new URL(`${target.href}.${process.pid}`);
  await writeFile(part, bytes);
  await rename(part, target);
}

const sources = await readSources();
const hash = createHash('sha256').update(JSON.stringify(sources));
for (const maker of makers) hash.update(await readFile(new URL(maker, import.meta.url)));
const key = hash.digest('hex').slice(0, 16);
await mkdir(cache, { recursive: true });
await mkdir(output, { recursive: true });

for (const build of builds) {
  const cached = new URL(`${build.name}-${key}.wasm`, cache);
  let binary = await readFile(cached).catch(() => undefined);
  if (binary === undefined) {
    binary = Buffer.from(await compile(build, sources));
    await writeWhole(cached, binary);
  }
  const target = new URL(`kernels-${build.name}.wasm`, output);
  await writeWhole(target, binary);
  console.log(`${fileURLToPath(target)} ${binary.length} bytes`);
}
