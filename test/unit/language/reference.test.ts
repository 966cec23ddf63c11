import { describe, expect, it } from 'vitest';
import { arraySources } from '../../../src/data/arraySources';
import { dataSources } from '../../../src/data/dataSources';
import type { ArgumentSpec, ArgumentValue, CallableSpec } from '../../../src/engine/argumentSpec';
import { layerNamed, networkLayers } from '../../../src/engine/layers/layerTable';
import { trainingSettings } from '../../../src/engine/network/trainingSettings';
import {
  initializers,
  networkLayerNamed,
  networkLayerNames,
  optimizers,
  schedules,
} from '../../../src/language/checker/networks/networkVocabulary';

function typeOf({ type, choices = [] }: ArgumentSpec): string {
  if (type === 'bias') return 'true, false, a number, or a list of numbers';
  const words = type === 'integer' ? choices : [];
  return [type, ...words.map((word) => `"${word}"`)].join(' or ');
}

function written(value: ArgumentValue): string {
  return typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
}

function bounds({ range }: ArgumentSpec): string {
  if (range === undefined) return '';
  const { from, above, to, below } = range;
  const parts = [
    from === undefined ? [] : [`from ${String(from)}`],
    above === undefined ? [] : [`above ${String(above)}`],
    to === undefined ? [] : [`to ${String(to)}`],
    below === undefined ? [] : [`below ${String(below)}`],
  ];
  return `, ${parts.flat().join(' ')}`;
}

function argumentLine(spec: ArgumentSpec): string {
  const given =
    spec.default === undefined
      ? spec.required === true
        ? 'required'
        : 'may be left out'
      : `default ${written(spec.default)}`;
  return `  - \`${spec.name}\` (${typeOf(spec)}${bounds(spec)}; ${given}): ${spec.documentation}`;
}

function entry({ name, documentation, formula, arguments: specs }: CallableSpec, also = ''): string {
  const computes = formula === undefined ? '' : ` \`${formula}\``;
  return [`- **${name}**${also}: ${documentation}${computes}`, ...specs.map(argumentLine)].join('\n');
}

/** Of a layer: its aliases behind its name, and `init=` where it has weights. */
function layerEntry(name: string): string {
  const spec = networkLayerNamed(name);
  const forward = layerNamed(name)?.formulas.forward;
  if (spec === undefined) throw new Error(`There is no layer ${name}.`);
  const also = spec.aliases.length === 0 ? '' : ` (also ${spec.aliases.join(', ')})`;
  const initial: ArgumentSpec[] = spec.hasWeights
    ? [{ name: 'init', type: 'string', documentation: 'How the weights start: one of the initialisers.' }]
    : [];
  const { documentation, settings } = spec;
  return entry(
    { name, documentation, arguments: [...settings, ...initial], ...(forward && { formula: forward }) },
    also,
  );
}

function reference(): string {
  const names = networkLayers.map(({ name }) => name);
  const isLoss = (name: string): boolean => networkLayerNamed(name)?.isLoss === true;
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Data', dataSources.map((source) => entry(source))],
    ['Values from files', arraySources.map((source) => entry(source))],
    ['Layers', names.filter((name) => !isLoss(name)).map(layerEntry)],
    ['Losses', names.filter(isLoss).map(layerEntry)],
    ['Initialisers', initializers.map((each) => entry(each))],
    ['Optimisers', optimizers.map((each) => entry(each))],
    ['Schedules', schedules.map((each) => entry(each))],
    ['Settings of `train`', trainingSettings.map((spec) => argumentLine(spec).trim())],
  ];
  const text = sections.map(([title, entries]) => `## ${title}\n\n${entries.join('\n')}\n`);
  return `# Reference of networks, and of values from files

Written from what the engine and the language themselves read, by \`npx vitest run test/unit/language/reference.test.ts -u\`.
How the parts go together is in [language.md](language.md).

${text.join('\n')}`;
}

describe('the reference of networks', () => {
  it('is what the specs say', async () => {
    await expect(reference()).toMatchFileSnapshot('../../../docs/reference.md');
  });

  it('has every name a layer can be written with', () => {
    const text = reference();
    for (const name of networkLayerNames) expect(text).toContain(name);
  });
});
