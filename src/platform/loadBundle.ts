import type { RuntimeAssets } from './runtimeAssets';

/** Gives what another module exports, as in CommonJS. */
export type Require = (request: string) => unknown;

/**
 * Loads a CommonJS bundle of `dist` and the files it requires, where the host gives an extension
 * one file only. They are fetched at once and evaluated when they are first required.
 * @param require gives what is none of these files
 * @returns what the first file exports
 * @throws where a file cannot be read
 */
export async function loadBundle(
  assets: RuntimeAssets,
  [main, ...required]: readonly [string, ...string[]],
  require: Require,
): Promise<unknown> {
  const fetched = await Promise.all(
    [main, ...required].map(
      async (name) => [name, new TextDecoder().decode(await assets.read(name))] as const,
    ),
  );
  const sources = new Map(fetched);
  const loaded = new Map<string, { exports: unknown }>();

  const load = (name: string, source: string): unknown => {
    const before = loaded.get(name);
    if (before !== undefined) return before.exports;
    const module = { exports: {} };
    loaded.set(name, module);
    evaluator(name, source)(module, module.exports, requireFrom);
    return module.exports;
  };
  const requireFrom: Require = (request) => {
    const name = request.replace(/^\.\//, '');
    const source = sources.get(name);
    return source === undefined ? require(request) : load(name, source);
  };
  return requireFrom(main);
}

type Evaluator = (module: { exports: unknown }, exports: unknown, require: Require) => void;

/** The address makes stack traces name the file. */
function evaluator(name: string, source: string): Evaluator {
  // The host evaluates the extension's first file in just this way; these lie beside it.
  // oxlint-disable-next-line typescript/no-implied-eval
  return new Function(
    'module',
    'exports',
    'require',
    `${source}\n//# sourceURL=backprop-lens/${name}`,
  ) as Evaluator;
}
