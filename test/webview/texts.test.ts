import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import type { ViewName } from '../../src/editor/panels/host/pageScripts';

const views = ['formulas', 'network', 'compare', 'monitor'] as const satisfies readonly ViewName[];
const webview = join(import.meta.dirname, '..', '..', 'webview');

/** The modules that a module imports from its own side, types left out. */
function importsOf(file: string): readonly string[] {
  const from = /^(?:import|export) (?!type )[^;]*? from '(\.[^']+)';/gm;
  return [...readFileSync(file, 'utf8').matchAll(from)]
    .map(([, name = '']) => join(dirname(file), name))
    .flatMap((path) => [`${path}.ts`, `${path}.tsx`].filter((each) => existsSync(each)))
    .filter((path) => path.startsWith(webview));
}

/** All that is reached from a module. */
function reachedFrom(start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const file of reached) for (const next of importsOf(file)) reached.add(next);
  return reached;
}

it.each(views)('every text of the page of %s is given to the extension to be translated', (view) => {
  const main = join(webview, view, 'main.tsx');
  const texts = [...reachedFrom(main)].filter((file) => file.endsWith('Texts.ts'));
  expect(texts.length).toBeGreaterThan(0);
  expect(importsOf(main)).toEqual(expect.arrayContaining(texts));
});
