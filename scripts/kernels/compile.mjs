import asc from 'assemblyscript/asc';
import binaryen from 'binaryen';
import { tilesSource } from './tiles.mjs';

/**
 * @typedef {{ name: string, text: string }} Source of
 *   `src/engine/kernels/assembly`, its name relative to that.
 */

/**
 * One of the three modules that share one memory.
 * @typedef {object} Build
 * @property {string} name
 * @property {boolean} fused whether it holds the products, which gain from fused multiply-add, or all else.
 * @property {string} features of WebAssembly.
 * @property {readonly number[]} heights of the tiles of the products.
 */

/**
 * Tiles of 6×2 vectors fill the sixteen registers of x64 with
 * fused multiply-add; without, a product needs one more.
 */
/** @type {readonly Build[]} */
export const builds = [
  { name: 'common', fused: false, features: 'simd', heights: [1] },
  { name: 'relaxed', fused: true, features: 'simd,relaxed-simd', heights: [6, 4, 2, 1] },
  { name: 'simd', fused: true, features: 'simd', heights: [4, 1] },
];

const products = ['exports/convolutionExports.ts', 'exports/productExports.ts'];

const exportedFunction = /^export function (\w+)<T>\(([^)]*)\): (\w+) \{/gm;

/**
 * Two functions, `name_f32` and `name_f64`, for each generic function the file exports.
 * @param {Source} source
 */
function wrappers({ name: path, text }) {
  return [...text.matchAll(exportedFunction)].flatMap(([, name, parameters = '', result = 'void']) => {
    const names = parameters
      .split(',')
      .map((parameter) => parameter.replace(/:.*/s, '').trim())
      .filter((parameter) => parameter !== '');
    const body = (/** @type {string} */ type) => `${name}<${type}>(${names.join(', ')})`;
    const wrapper = (/** @type {string} */ type) =>
      `export function ${name}_${type}(${parameters}): ${result} { ${result === 'void' ? '' : 'return '}${body(type)}; }`;
    return [`import { ${name} } from './${path.replace(/\.ts$/, '')}';`, wrapper('f32'), wrapper('f64')];
  });
}

/** @param {Build} build @param {readonly Source[]} sources */
function entrySource({ fused }, sources) {
  const exported = sources.filter(
    ({ name }) => name.startsWith('exports/') && products.includes(name) === fused,
  );
  const layout = fused ? ["export { arenaStart, scratchCapacity } from './memory';"] : [];
  return [...layout, ...exported.flatMap(wrappers)].join('\n');
}

/** @param {Build} build @param {readonly Source[]} sources @returns {Promise<Uint8Array>} */
export async function compile(build, sources) {
  const files = new Map(sources.map(({ name, text }) => [name, text]));
  files.set('tiles.ts', tilesSource(build.heights));
  files.set('entry.ts', entrySource(build, sources));
  /** @type {Uint8Array[]} */
  const binaries = [];
  const { error, stderr } = await asc.main(
    [
      'entry.ts',
      '--outFile',
      'kernels.wasm',
      '--enable',
      build.features,
      '--runtime',
      'stub',
      '--importMemory',
      '--noAssert',
      '--use',
      'abort=',
      '--optimizeLevel',
      '3',
      '--shrinkLevel',
      '2',
      '--converge',
    ],
    {
      readFile: (path) => files.get(path) ?? null,
      writeFile: (path, contents) => {
        if (path.endsWith('.wasm') && typeof contents !== 'string') binaries.push(contents);
      },
      listFiles: () => [],
    },
  );
  const [binary] = binaries;
  if (error !== null || binary === undefined) throw new Error(`${stderr.toString()}\n${String(error)}`);
  const inlined = inlineOnlyCallers(binary, build.features.includes('relaxed-simd'));
  return inlined.length < binary.length ? inlined : binary;
}

/**
 * Puts every function that is called from one place there, which the compiler leaves out: most exported
 * functions only pass on what they are given. Some builds become smaller by it, others larger.
 * @param {Uint8Array} binary @param {boolean} relaxed
 */
function inlineOnlyCallers(binary, relaxed) {
  const {
    MVP,
    SIMD128,
    RelaxedSIMD,
    BulkMemory,
    BulkMemoryOpt,
    NontrappingFPToInt,
    SignExt,
    MutableGlobals,
  } = binaryen.Features;
  const module = binaryen.readBinary(binary);
  const common = MVP | SIMD128 | BulkMemory | BulkMemoryOpt | NontrappingFPToInt | SignExt | MutableGlobals;
  module.setFeatures(relaxed ? common | RelaxedSIMD : common);
  binaryen.setOptimizeLevel(2);
  binaryen.setShrinkLevel(2);
  binaryen.setAlwaysInlineMaxSize(2);
  binaryen.setOneCallerInlineMaxSize(-1);
  module.optimize();
  const result = module.emitBinary();
  module.dispose();
  return result;
}
