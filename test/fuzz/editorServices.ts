import { numpyScript } from '../../src/convert/numpy/numpyScript';
import { dataSources } from '../../src/data/dataSources';
import { checkText, type CheckedFile } from '../../src/language';
import {
  completionsAt,
  definitionsAt,
  documentLinks,
  documentSymbols,
  foldingRanges,
  highlightsAt,
  hoverAt,
  lenses,
  prepareRename,
  quickFixesAt,
  selectionRanges,
  semanticTokens,
  shapeHints,
  signatureHelpAt,
} from '../../src/language/services';
import { randomDefinition } from './definitions';
import type { FuzzTarget, GrowthCase } from './target';

/** What the editor asks of one place of a text. Each throws where its answer is wrong. */
const asked: readonly ((file: CheckedFile, offset: number) => unknown)[] = [
  hoverAt,
  signatureHelpAt,
  definitionsAt,
  highlightsAt,
  prepareRename,
  selectionRanges,
  (file, offset) => completionsAt(file, offset),
  (file, offset) => quickFixesAt(file, { start: offset, end: offset }),
];

/** What the editor asks of a whole text. */
const askedOnce: readonly ((file: CheckedFile) => unknown)[] = [
  documentSymbols,
  lenses,
  shapeHints,
  foldingRanges,
  documentLinks,
  semanticTokens,
  (file) => numpyScript(file, 'fuzz.backprop'),
];

/** How many places of a text are asked about. */
const mostPlaces = 24;

async function askAll(text: string): Promise<void> {
  const file = checkText(text, { dataSources, fileKind: () => 'file' });
  for (const service of askedOnce) await service(file);
  const step = Math.max(1, Math.floor(text.length / mostPlaces));
  for (let offset = 0; offset <= text.length; offset += step) {
    for (const service of asked) await service(file, offset);
  }
}

/** As many places as a short part has: texts of different length are asked about at the same ones. */
const placesInPart = 8;

/** The work for places of a part in the middle of so many equal ones may grow as the text does. */
function middleOf(name: string, part: (index: number) => string, before = '', behind = ''): GrowthCase {
  return {
    name,
    attempt(count) {
      const parts = Array.from({ length: count }, (_, index) => part(index));
      const text = before + parts.join('') + behind;
      const file = checkText(text, { dataSources, fileKind: () => 'file' });
      const middle = before.length + parts.slice(0, count >> 1).join('').length;
      return async () => {
        for (let offset = middle; offset < middle + placesInPart; offset++) {
          for (const service of asked) await service(file, offset);
        }
      };
    },
  };
}

export const editorServices: FuzzTarget = {
  name: 'editorServices',

  makeCase(choices) {
    const input = randomDefinition(choices);
    return {
      input,
      attempt: () => askAll(input),
      mostWork: 500_000 * (1 + input.split('network').length) + 60_000 * input.length,
    };
  },

  growth: [
    middleOf('definitions', (i) => `x${String(i)} = ${String(i)}\n`),
    middleOf('a sum', () => ' + x', 'x = [1, 2]\ny = x'),
    middleOf('arguments', () => '1, ', 'x = relu(', ')'),
    middleOf('open brackets', () => 'y = (\n'),
    middleOf('layers', () => 'Affine(3)\nReLU\n', 'network N {\ndata = spiral()\nlayers {\n', '}\n}'),
    middleOf(
      'named layers',
      (i) => `a${String(i)} = ReLU\n`,
      'network N {\ndata = spiral()\nlayers {\n',
      '}\n}',
    ),
    middleOf('blocks', (i) => `block B${String(i)} { ReLU }\n`),
    middleOf('settings of train', () => 'batch = 1\n', 'network N {\ntrain {\n', '}\n}'),
    middleOf('comments', () => '# note\n'),
  ],
};
