import { describe, expect, it } from 'vitest';
import { writeNpy, writeNpz } from '../../../../../src/data/npyWriter';
import { filesOf } from '../../../../../src/data/load';
import { previewData } from '../../../../../src/data/networkData';
import type { SourceFile } from '../../../../../src/data/dataSource';
import { formatMessage } from '../../../../../src/engine/message';
import type { Environment } from '../../../../../src/language';
import { checkText } from '../../../checkText';
import { fileOf, sourceOf, valueOf } from '../../../data/samples';
import { applied } from '../../marked';

/** Files beside the definition, by their names. */
function beside(files: Readonly<Record<string, string | Uint8Array>>): Environment {
  return {
    describeData(name, settings) {
      const source = sourceOf(name);
      const requests = valueOf(filesOf(source, settings));
      const found: Record<string, SourceFile> = {};
      for (const { role, paths } of requests) {
        const content = files[paths[0]];
        if (content !== undefined) found[role] = fileOf(paths[0], content);
      }
      return previewData(source, settings, requests, found);
    },
  };
}

function definition(data: string, layers = 'Affine(2); SoftmaxWithLoss'): string {
  return `network N {\n  data = ${data}\n  layers { ${layers} }\n}\n`;
}

interface Said {
  readonly severity: string;
  readonly code: string;
  readonly at: string;
  readonly text: string;
}

function said(text: string, environment: Environment): readonly Said[] {
  return checkText(text, environment).diagnostics.map(({ severity, code, range, message }) => ({
    severity,
    code,
    at: text.slice(range.start, range.end),
    text: formatMessage(message),
  }));
}

/** The text after the first quick fix. */
function mended(text: string, environment: Environment): string {
  return applied(text, checkText(text, environment).diagnostics[0]?.fixes?.[0]);
}

const table = Array.from({ length: 20 }, (_, row) => `${row + 1},${row % 3},${row % 2}`).join('\n');

describe('a hint about the data', () => {
  const files = beside({ 'f.csv': `Id,a,t\n${table}\n` });
  const text = definition('csv("f.csv", test=0.2)');

  it('stands at the argument it is about, and its fix mends it', () => {
    expect(said(text, files)).toEqual([
      {
        severity: 'hint',
        code: 'row-number',
        at: '"f.csv"',
        text: 'Column 1 (Id) is the number of the row: it says nothing about a new sample, and in a sorted file it gives the target away. Leave it out with drop=["Id"].',
      },
    ]);
    const fixed = mended(text, files);
    expect(fixed).toBe(definition('csv("f.csv", test=0.2, drop=["Id"])'));
    expect(said(fixed, files)).toEqual([]);
  });

  it('replaces an argument that is given', () => {
    const names = beside({
      'f.csv': `Id,Name,a,t\n${table.replaceAll(',', ',x,').replace(/,x,(\d)$/gm, ',$1')}\n`,
    });
    const broken = definition('csv("f.csv", drop=["Id"])');
    const fixed = mended(broken, names);
    expect(fixed).toBe(definition('csv("f.csv", drop=["Id", "Name"])'));
    expect(said(fixed, names)).toEqual([]);
  });

  it('about classes is for a loss that compares them', () => {
    const labels = beside({ 'f.csv': `a,t\n0,1\n1,2\n2,3\n0,1\n1,2\n` });
    const four = definition('csv("f.csv")', 'Affine(4); SoftmaxWithLoss');
    expect(said(four, labels).map(({ code }) => code)).toEqual(['missing-classes']);
    expect(said(definition('csv("f.csv")', 'Affine(1); MeanSquaredError'), labels)).toEqual([]);
  });

  it('of pixels writes the quotient as people do', () => {
    const x = Uint8Array.from({ length: 64 }, (_, index) => index * 4);
    const archive = writeNpz({
      x: { shape: [2, 1, 4, 8], data: x },
      t: { shape: [2], data: Int32Array.of(0, 1) },
    });
    const environment = beside({ 'f.npz': archive });
    const fixed = mended(definition('npz("f.npz")'), environment);
    expect(fixed).toBe(definition('npz("f.npz", scale=1/255)'));
    expect(said(fixed, environment)).toEqual([]);
  });
});

describe('data that cannot be used', () => {
  it.each([
    ['a,b,t\n1,2,0\n3,1,1\n', 'header=false', 'header=true'],
    ['a,b,t\n1,,0\n3,1,1\n', '', 'missing="drop"'],
    ['1 2 0\n3 4 1\n', 'header=false', 'header=false, delimiter=" "'],
  ])('%j is mended by the fix', (content, given, fixed) => {
    const environment = beside({ 'f.csv': content });
    const call = (more: string): string => definition(`csv("f.csv"${more === '' ? '' : `, ${more}`})`);
    expect(said(call(given), environment)).toMatchObject([{ severity: 'error', code: 'unusable-data' }]);
    expect(mended(call(given), environment)).toBe(call(fixed));
    expect(said(call(fixed), environment).filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the number of classes', () => {
  const two = writeNpy({ shape: [6, 2], data: new Float32Array(12) });

  it.each([
    [
      'named',
      beside({ 'f.csv': 'a,t\n1,oak\n2,ash\n3,oak\n' }),
      'csv("f.csv")',
      'The data has 2 classes (ash: 1, oak: 2), so the last layer must give 2 numbers, not 3.',
      2,
    ],
    [
      'counted from 1',
      beside({ 'x.npy': two, 't.npy': writeNpy({ shape: [6], data: Float64Array.of(1, 2, 3, 1, 2, 3) }) }),
      'npy("x.npy", "t.npy")',
      'The labels are counted from 1 (1: 2, 2: 2, 3: 2), but class numbers count from 0: class 0 never occurs, and there are 4 classes. Subtract 1 from every label, or let the last layer give 4 numbers, not 3.',
      4,
    ],
    [
      'that begin elsewhere',
      beside({ 'x.npy': two, 't.npy': writeNpy({ shape: [6], data: Int32Array.of(3, 4, 5, 3, 4, 5) }) }),
      'npy("x.npy", "t.npy")',
      'Class numbers count from 0, so labels from 3 to 5 (3: 2, 4: 2, 5: 2) are 6 classes, and those below 3 never occur. Subtract 3 from every label, or let the last layer give 6 numbers, not 3.',
      6,
    ],
  ])('is told with the classes: %s', (_what, environment, call, text, units) => {
    const source = definition(call, 'Affine(3); SoftmaxWithLoss');
    expect(said(source, environment)).toEqual([
      { severity: 'error', code: 'wrong-number-of-outputs', at: '3', text },
    ]);
    expect(mended(source, environment)).toBe(definition(call, `Affine(${units}); SoftmaxWithLoss`));
  });

  it('is the argument of blobs, which is also understood as centers', () => {
    for (const argument of ['classes', 'centers']) {
      expect(said(definition(`blobs(${argument}=2)`), {})).toEqual([]);
    }
  });
});

describe('files that are missing', () => {
  const without = beside({});

  it('leave a source like it that needs none, and what such data usually is', () => {
    const source = definition('mnist("data/mnist")', 'Affine(10); SoftmaxWithLoss');
    const [first] = said(source, without);
    expect(first).toMatchObject({ severity: 'information', code: 'missing-data-files' });
    expect(mended(source, without)).toBe(definition('digits(test=0.2)', 'Affine(10); SoftmaxWithLoss'));
    expect(without.describeData?.('mnist', { folder: 'data/mnist' })).toMatchObject({
      ok: false,
      isMissing: true,
      usual: { sampleShape: [1, 28, 28], targets: { kind: 'labels', classes: 10 } },
    });
    expect(without.describeData?.('mnist', { folder: 'a', classes: 26, shape: [784] })).toMatchObject({
      usual: { sampleShape: [784], targets: { classes: 26 } },
    });
  });

  it('leave nothing of a table, which may be anything', () => {
    const source = definition('csv("table.csv", target="t")');
    expect(checkText(source, without).diagnostics).toMatchObject([{ code: 'missing-data-files' }]);
    expect(checkText(source, without).diagnostics[0]?.fixes).toBeUndefined();
    expect(without.describeData?.('csv', { file: 'table.csv', target: 't' })).not.toHaveProperty('usual');
  });
});
