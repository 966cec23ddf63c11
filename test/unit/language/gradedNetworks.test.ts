import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../src/data/load';
import { dataSources, findDataSource } from '../../../src/data/dataSources';
import { previewData } from '../../../src/data/networkData';
import { referenceBackend } from '../../../src/engine/kernels/reference';
import { formatMessage } from '../../../src/engine/message';
import type { CheckedFile } from '../../../src/language';
import { gradeNetwork } from '../../../src/language/services/sheets/networkGrading';
import {
  askedOf,
  openQuestions,
  sealOfNetwork,
  type PassNumbers,
} from '../../../src/language/services/sheets/networkSeal';
import { highlightsAt, referencesAt } from '../../../src/language/services/names/placesOfNames';
import { readFirstPass } from '../../../src/runtime/training/networkFirstPass';
import { checkText } from '../checkText';
import { applied, marked } from './marked';

/** One sample, worked by hand in a well-known example of backpropagation: x = (0.05, 0.10), target 0.01. */
const table = new TextEncoder().encode('a,b,y\n0.05,0.10,0.01\n');

function read(text: string): CheckedFile {
  return checkText(text, {
    dataSources,
    fileKind: () => 'file',
    describeData(name, settings) {
      const source = findDataSource(name);
      const requests = source && filesOf(source, settings);
      if (!source || requests?.ok !== true) return undefined;
      return previewData(source, settings, requests.value, files());
    },
  });
}

function files() {
  return { file: { name: 'one.csv', bytes: table.slice(), size: table.length } };
}

function network(expectations: string, above = ''): string {
  return `${above}network N {
  data = csv("one.csv", target="y")
  layers {
    hidden = Affine(2, init=[[0.15, 0.25], [0.20, 0.30]], bias=0.35)
    Sigmoid
    Affine(1, init=[[0.40], [0.45]], bias=0.60)
    MeanSquaredError
  }
  train { batch = all }
${expectations}}
`;
}

/** The numbers of the first mini-batch of the only network. */
function passOf(file: CheckedFile): PassNumbers {
  const [outline] = file.networks;
  if (!outline?.program) throw new Error('The network is broken.');
  const { definition, data } = outline.program;
  const request = { source: data.source, arguments: data.settings, files: files() };
  const outcome = readFirstPass(
    { network: definition, data: request, asked: askedOf(outline, file.formulas.sheet !== undefined) },
    referenceBackend,
  );
  if (outcome.kind !== 'computed') throw new Error('The network was refused.');
  return outcome.tensors;
}

function grades(text: string): string[] {
  const file = read(text);
  const [outline] = file.networks;
  if (!outline) throw new Error('There is no network.');
  return gradeNetwork(outline, passOf(file), file.formulas.sheet !== undefined).map((grade) =>
    grade.kind === 'failed' ? formatMessage(grade.message) : grade.kind,
  );
}

const sigmoid = (x: number): number => 1 / (1 + Math.exp(-x));
const h = [0.35 + 0.05 * 0.15 + 0.1 * 0.2, 0.35 + 0.05 * 0.25 + 0.1 * 0.3];
const a = h.map(sigmoid);
const y = 0.6 + 0.4 * (a[0] ?? NaN) + 0.45 * (a[1] ?? NaN);
const dy = 2 * (y - 0.01);
const dh = a.map((each, unit) => dy * (unit === 0 ? 0.4 : 0.45) * each * (1 - each));
const list = (numbers: readonly number[]): string => `[${numbers.join(', ')}]`;

describe('what is expected of a network', () => {
  it('is graded by the first mini-batch, worked out by hand', () => {
    expect(
      grades(
        network(`  expect hidden = [${list(h)}] within 1e-14
  expect sigmoid1 = [${list(a)}] within 1e-14
  expect loss = ${(y - 0.01) ** 2} within 1e-14
  expect meansquarederror1 = ${(y - 0.01) ** 2} within 1e-14
  expect grad(loss) = 1
  expect grad(affine1) = [[${dy}]] within 1e-14
  expect grad(affine1.W) = [${a.map((each) => `[${each * dy}]`).join(', ')}] within 1e-14
  expect grad(affine1.b) = [${dy}] within 1e-14
  expect grad(hidden.W) = [${list(dh.map((each) => 0.05 * each))}, ${list(dh.map((each) => 0.1 * each))}] within 1e-14
  expect grad(hidden.b) = ${list(dh)} within 1e-14
  expect grad(input) = [${list([0.15 * (dh[0] ?? NaN) + 0.25 * (dh[1] ?? NaN), 0.2 * (dh[0] ?? NaN) + 0.3 * (dh[1] ?? NaN)])}] within 1e-14
  expect input = [[0.05, 0.1]]
  expect hidden.W = transpose([[0.15, 0.20], [0.25, 0.30]]) within 0
  expect hidden.b = 0.35
`),
      ),
    ).toEqual(Array.from({ length: 14 }, () => 'ok'));
  });

  it('says of a wrong number what came, and where', () => {
    expect(
      grades(
        network('  expect hidden = [[0.3775, 0.4]]\n  expect loss = 1\n  expect grad(hidden.b) = [0, 0]\n'),
      ),
    ).toEqual([
      'Expected 0.4 at [0, 1], got 0.3925.',
      `Expected 1, got ${Number(((y - 0.01) ** 2).toPrecision(6))}.`,
      expect.stringMatching(/^Expected 0 at \[1\], got .*; 2 of 2 entries differ\.$/) as unknown,
    ]);
  });

  it.each([
    ['  expect ⟦hiden⟧ = 1', 'The network has no layer hiden. Did you mean hidden?', '  expect hidden = 1'],
    ['  expect hidden.⟦w⟧ = 1', 'hidden has no parameter w, but W, b.', '  expect hidden.W = 1'],
    ['  expect sigmoid1.⟦W⟧ = 1', 'sigmoid1 has no parameters.', undefined],
    ['  expect loss = ⟦[1]⟧', 'loss is a single number, but what is expected is a list.', undefined],
    [
      '  expect hidden.W = ⟦relu(ones(2, 2))⟧',
      'This is computed. Numbers that are known before anything runs are due here: a list, or an array of a file.',
      undefined,
    ],
    [
      '  expect affine1.W = ⟦[[0.4, 0.45]]⟧',
      'affine1.W has the shape 2×1, but what is expected has the shape 1×2. If that is PyTorch’s outputs×inputs, write transpose(…) around it.',
      '  expect affine1.W = transpose([[0.4, 0.45]])',
    ],
    ['  expect hidden = 1 within ⟦-1⟧', 'The tolerance after within is a number from 0 up.', undefined],
  ])('%s', (line, sentence, repaired) => {
    const { text, ranges } = marked(network(`${line}\n`));
    const errors = read(text).diagnostics.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message }) => formatMessage(message))).toEqual([sentence]);
    expect(errors[0]?.range.start).toBe(ranges[0]?.start);
    const fix = errors[0]?.fixes?.[0];
    expect(fix && applied(text, fix)).toBe(repaired && network(`${repaired}\n`));
  });

  it('is to do where a ? stands, and tells its number under no other name', () => {
    const text = network('  expect loss = ?\n  expect meansquarederror1 = 3\n  expect hidden = 0\n');
    const file = read(text);
    expect(file.diagnostics.filter(({ code }) => code === 'blank')).toHaveLength(1);
    expect(grades(text)).toEqual([
      'blank',
      'This is not the value of meansquarederror1.',
      'Expected 0 at [0, 1], got 0.3925; 2 of 2 entries differ.',
    ]);
    const [outline] = file.networks;
    expect(outline && openQuestions({ outline, numbers: undefined }, false)).toEqual(['loss']);
  });

  it('in a sheet tells no number, and takes only numbers for an answer', () => {
    const sheet = 'sheet "S"\n';
    expect(grades(network('  expect loss = 1\n  expect grad(hidden.b) = [1, 2]\n', sheet))).toEqual([
      'Not yet: this is not the value of loss.',
      'Not yet: this is not the gradient of hidden.b.',
    ]);
    expect(read(network('  expect loss = ?\n', sheet)).formulas.sheet?.questions).toBe(1);
    const given = read(network('  expect hidden.W = transpose([[1, 2], [3, 4]])\n', sheet));
    expect(given.diagnostics.map(({ code }) => code)).toContain('not-an-answer');
    // The question stays open.
    expect(given.networks[0]?.expectations[0]?.expected).toBeUndefined();
    expect(grades(network('  expect hidden = [[0.3775, 0.3925]]\n', sheet))).toEqual(['ok']);
  });

  it.each([
    ['a ?', '', '  expect hidden = ?\n', ['value hidden']],
    // The loss is what the last layer gives.
    ['the loss', '', '  expect loss = ?\n', ['value loss', 'value meansquarederror1']],
    [
      'a gradient of one sample, which its bias has too',
      '',
      '  expect grad(hidden) = ?\n',
      ['gradient hidden', 'gradient hidden.b'],
    ],
    ['nothing that has an answer', '', '  expect hidden = [[0, 0]]\n', []],
    ['a wrong answer in a sheet', 'sheet "S"\n', '  expect hidden = [[0, 0]]\n', ['value hidden']],
    ['no right answer in a sheet', 'sheet "S"\n', '  expect hidden = [[0.3775, 0.3925]]\n', []],
    [
      'copies in a sheet',
      'sheet "S"\n',
      '  expect grad(hidden) = [[1, 2]]\n',
      ['gradient hidden', 'gradient hidden.b'],
    ],
    [
      'no copy in a sheet that is an answer already',
      'sheet "S"\n',
      '  expect grad(hidden) = [[1, 2]]\n  expect grad(hidden.b) = [0.2115543, 0.2373207]\n',
      ['gradient hidden'],
    ],
  ])('seals %s', (_, above, expectations, sealed) => {
    const isSheet = above !== '';
    const file = read(network(expectations, above));
    const [outline] = file.networks;
    if (!outline?.program) throw new Error('The network is broken.');
    const numbers = passOf(file);
    const seal = sealOfNetwork({ outline, numbers }, isSheet);
    const names = outline.layers.map(({ name }) => name);
    expect(
      seal?.sealed.map(({ quantity, of }) => {
        if (!('layer' in quantity)) return `${of} ${quantity.kind}`;
        const name = names[quantity.layer] ?? '';
        return `${of} ${name}${quantity.kind === 'part' ? `.${quantity.part}` : ''}`;
      }),
    ).toEqual(sealed);
    // Whoever does not know the numbers knows of no question that it is answered.
    if (isSheet || sealed.length > 0)
      expect(sealOfNetwork({ outline, numbers: undefined }, isSheet)).toBeUndefined();
  });

  it('names of layers are found in it, and go along when they are renamed', () => {
    const { text, ranges } = marked(
      network('  expect ⟦hidden⟧.W = 1\n  expect grad(⟦hidden⟧) = 1\n').replace('hidden =', '⟦hidden⟧ ='),
    );
    const [definition] = ranges;
    expect(referencesAt(read(text), definition?.start ?? 0, true)).toEqual(ranges);
    expect(highlightsAt(read(text), ranges[1]?.start ?? 0)).toHaveLength(3);
  });

  it('is a line of the network only: in layers and train it closes the body that was left open', () => {
    const text = network('').replace('MeanSquaredError', 'MeanSquaredError\n  expect loss = 1');
    expect(read(text).diagnostics.map(({ message }) => formatMessage(message))).toEqual(
      expect.arrayContaining(['This { is not closed.']),
    );
  });
});
