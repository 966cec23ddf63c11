import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkText } from '../../../checkText';

function namesIn(text: string): string[] | undefined {
  return checkText(text).networks[0]?.layers.map(({ name }) => name);
}

function network(layers: string): string {
  return `network N {\n  data = xor()\n  layers {\n${layers}\n  }\n}`;
}

describe('the outline of a network', () => {
  test('names layers by type and number in expanded order', () => {
    expect(namesIn(network('Affine(4)\nReLU\nAffine(1)\nSigmoidWithLoss'))).toEqual([
      'affine1',
      'relu1',
      'affine2',
      'sigmoidwithloss1',
    ]);
  });

  test('a name the user gave wins, and its number is skipped', () => {
    expect(namesIn(network('Affine(4)\naffine2 = Affine(3)\nAffine(1)\nSigmoidWithLoss'))).toEqual([
      'affine1',
      'affine2',
      'affine3',
      'sigmoidwithloss1',
    ]);
  });

  test('blocks and repetitions are written out', () => {
    const text = readFileSync(new URL('../../../../../examples/digits.backprop', import.meta.url), 'utf8');
    const residual = (n: number): string[] => [
      `conv${2 * n}`,
      `batchnorm${2 * n - 1}`,
      `relu${2 * n}`,
      `conv${2 * n + 1}`,
      `batchnorm${2 * n}`,
      `add${n}`,
      `relu${2 * n + 1}`,
    ];
    const [outline] = checkText(text).networks;
    expect(outline?.layers.map(({ name }) => name)).toEqual([
      'conv1',
      'relu1',
      ...residual(1),
      ...residual(2),
      'pooled',
      'left',
      'conv6',
      'concat1',
      'affine1',
      'softmaxwithloss1',
    ]);
    const inBlock = outline?.layers[2];
    expect(text.slice(inBlock?.range.start, inBlock?.range.end)).toBe(
      'Conv(filters, size=3, pad=1, init=He)',
    );
    expect(inBlock?.path.map(({ start, end }) => text.slice(start, end).replace(/\s+/g, ' '))).toEqual([
      'repeat 2 { Residual(16) }',
      'Residual(16)',
    ]);
  });

  test('names inside a repeat belong to one repetition', () => {
    expect(namesIn(network('repeat 2 {\n a = Affine(2)\n Add(a)\n}\nAffine(1)\nSigmoidWithLoss'))).toEqual([
      'a1',
      'add1',
      'a2',
      'add2',
      'affine1',
      'sigmoidwithloss1',
    ]);
    const { diagnostics } = checkText(
      network('repeat 2 { a = Affine(2) }\nAdd(a)\nAffine(1)\nSigmoidWithLoss'),
    );
    expect(diagnostics.map(({ code }) => code)).toEqual(['unknown-name']);
  });

  test('a count may be a parameter of the block', () => {
    const text = `block Deep(times, width=2) {\n  repeat times { Affine(width); ReLU }\n}\n${network('Deep(2)\nDeep(times=1, width=3)\nAffine(1)\nSigmoidWithLoss')}`;
    expect(checkText(text).diagnostics).toEqual([]);
    expect(namesIn(text)).toHaveLength(8);
  });

  test('a thousand layers are allowed', () => {
    expect(namesIn(network('repeat 998 { ReLU }\nAffine(1)\nSigmoidWithLoss'))).toHaveLength(1000);
    expect(
      checkText(network('repeat 999 { ReLU }\nAffine(1)\nSigmoidWithLoss')).diagnostics.map(
        ({ code }) => code,
      ),
    ).toEqual(['too-many-layers']);
  });
});

test('constants of the file may be used in networks', () => {
  const text = `units = 2 * 3\n${network('Affine(units)\nAffine(1)\nSigmoidWithLoss')}`;
  expect(checkText(text).diagnostics).toEqual([]);
});

test('the surroundings say which sources of data there are', () => {
  const text = network('Affine(1)\nSigmoidWithLoss').replace('xor()', 'own(3)');
  const own = {
    name: 'own',
    documentation: '',
    arguments: [{ name: 'size', type: 'integer' as const, required: true, documentation: '' }],
  };
  expect(checkText(text, { dataSources: [own] }).diagnostics).toEqual([]);
  expect(checkText(text).diagnostics.map(({ code }) => code)).toEqual(['unknown-data']);
});

test('a file is reported missing only where that is known', () => {
  const text = network('Affine(1)\nSigmoidWithLoss').replace('xor()', 'csv("a.csv")');
  const codes = (exists: boolean | undefined): string[] =>
    checkText(text, {
      fileKind: () => (exists === undefined ? undefined : exists ? 'file' : 'absent'),
    }).diagnostics.map(({ code }) => code);
  expect([codes(true), codes(undefined), codes(false)]).toEqual([[], [], ['file-not-found']]);
});
