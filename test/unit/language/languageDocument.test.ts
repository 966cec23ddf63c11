import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { arraySources } from '../../../src/data/arraySources';
import { dataSources } from '../../../src/data/dataSources';
import type { ArgumentSpec } from '../../../src/engine/argumentSpec';
import { constructors } from '../../../src/engine/constructors';
import { layers, networkLayers } from '../../../src/engine/layers/layerTable';
import {
  initializers,
  networkLayerNamed,
  optimizers,
  schedules,
} from '../../../src/language/checker/networks/networkVocabulary';

const text = readFileSync(new URL('../../../docs/language.md', import.meta.url), 'utf8');

/** The line that has these words: the document has one such entry for each kind of callable. */
function entry(first: string): string {
  return text.split('\n').find((line) => line.includes(first)) ?? '';
}

/** Of the settings that have a default, those that no call of this name has with just this one. */
function missing(inText: string, name: string, settings: readonly ArgumentSpec[] = []): readonly string[] {
  const calls = [...inText.matchAll(new RegExp(`\\b${name}\\b(?:\\(([^()]*)\\))?`, 'g'))];
  if (calls.length === 0) return [name];
  const given = calls.flatMap(([, args = '']) =>
    [...args.matchAll(/(\w+)=("?[\w.-]+"?)/g)].map(([, key = '', value = '']) => ({ key, value })),
  );
  return settings.flatMap(({ name: key, default: expected }) => {
    const isGiven = given.some(
      (one) =>
        one.key === key &&
        (typeof expected === 'number' ? Number(one.value) === expected : one.value === String(expected)),
    );
    return expected === undefined || isGiven ? [] : [`${name}(${key}=${String(expected)})`];
  });
}

describe('docs/language.md has', () => {
  it('the call of every function of formulas, with its defaults', () => {
    const functions = entry('relu(x)');
    const calls = layers.flatMap(({ asFunction, settings }) =>
      asFunction ? missing(functions, asFunction.name, settings) : [],
    );
    expect(calls).toEqual([]);
    expect(constructors.flatMap(({ name }) => missing(functions, name))).toEqual([]);
  });

  it('every layer of networks, with its defaults', () => {
    const named = entry('**Layers**');
    expect(
      networkLayers.flatMap(({ name }) => missing(named, name, networkLayerNamed(name)?.settings ?? [])),
    ).toEqual([]);
  });

  it('every source of data, and of numbers from files', () => {
    expect(dataSources.flatMap(({ name }) => missing(entry('**Data**'), name))).toEqual([]);
    expect(arraySources.flatMap(({ name }) => missing(text, name))).toEqual([]);
  });

  it('every initialiser, optimizer and schedule', () => {
    expect(initializers.flatMap(({ name }) => missing(entry('**Initialisation**'), name))).toEqual([]);
    const training = entry('**Training**');
    const named = [...optimizers, ...schedules];
    expect(named.flatMap(({ name }) => missing(training, name))).toEqual([]);
  });
});
