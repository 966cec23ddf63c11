import { expect, test } from 'vitest';
import { dataSources } from '../../../../src/data/dataSources';
import { previewData } from '../../../../src/data/networkData';
import { findDataSource } from '../../../../src/data/dataSources';
import { hoverAt } from '../../../../src/language/services';
import { checkText } from '../../checkText';
import { atCursor } from './cursor';

const network = (line: string): string =>
  `network N {\n  data = xor()\n  parameters = ${line}\n  layers {\n    hidden = Affine(3)\n    Affine(2)\n    SoftmaxWithLoss\n  }\n}\n`;

const arrays = [
  { name: 'W1', shape: [2, 3], values: new Float64Array(6).fill(1) },
  { name: 'b1', shape: [3], values: new Float64Array(3) },
];

function hovered(source: string): string {
  const { text, offset } = atCursor(source);
  const file = checkText(text, {
    dataSources,
    fileKind: () => 'file',
    describeData(name, settings) {
      const found = findDataSource(name);
      return found && previewData(found, settings, [], {});
    },
    readArchive: () => ({ ok: true, arrays }),
  });
  return JSON.stringify(hoverAt(file, offset)?.contents ?? null);
}

test.each([
  [
    'the word',
    network('npz("p.npz")').replace('parameters', 'par|ameters'),
    /W1 → hidden\.W, b1 → hidden\.b/,
  ],
  ['the source', network('np|z("p.npz")'), /All arrays of a file/],
  ['the file', network('npz("p.|npz")'), /W1 2×3, b1 3"/],
  ['an array', network('npz("p.npz", hidden.W="W|1")'), /"notes":\["W1 2×3"\]/],
])('hover over %s of a network that starts from a file', (_, source, expected) => {
  expect(hovered(source)).toMatch(expected);
});
