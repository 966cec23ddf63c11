import { describe, expect, test } from 'vitest';
import type { Rows } from '../../../../../src/protocol/boundedSeries';
import { layerScalarNames } from '../../../../../src/protocol/trainingFrame';
import { RunHistory } from '../../../../../src/editor/training/history';
import {
  layerLineTexts,
  layerText,
  sparkline,
} from '../../../../../src/editor/languageFeatures/inlineValues/layerLineTexts';
import type { RunOnLines } from '../../../../../src/editor/languageFeatures/inlineValues/layerLineTexts';

const words = {
  locale: 'en',
  norm: (number: string) => `norm ${number}`,
  ratio: (number: string) => `ratio ${number}`,
  blocked: (share: string) => `blocked ${share}`,
  saturated: (share: string) => `saturated ${share}`,
};

describe('a curve in text', () => {
  test('rises with the order of magnitude', () => {
    expect(sparkline([1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], 8)).toBe('▁▂▃▄▅▆▇█');
    expect(sparkline([1e3, 1, 1e-3], 8)).toBe('█▅▁');
  });
  test('keeps the largest where there are more numbers than places, and marks what is not finite', () => {
    expect(sparkline([1, 1, 1, 100, 1, 1, 1, 1], 4)).toBe('▁█▁▁');
    expect(sparkline([1, NaN, 2, Infinity], 4)).toBe('▁×█×');
  });
  test('is flat for equal numbers, low for zeros, and nothing for none', () => {
    expect(sparkline([3, 3], 12)).toBe('▅▅');
    expect(sparkline([0, 1], 12)).toBe('▁▅');
    expect(sparkline([], 12)).toBe('');
  });
});

const none: Rows = { steps: new Float64Array(), values: new Float64Array() };

/** Two layers with these samples: gradient norm, mean |dW|, ratio, blocked and saturated share of each. */
function historyOf(...samples: readonly (readonly number[])[]): RunHistory {
  const history = new RunHistory(2);
  history.absorb({
    series: {
      losses: none,
      evaluations: none,
      scalars: {
        steps: Float64Array.from(samples, (_, index) => 10 * (index + 1)),
        values: Float64Array.from(samples.flat()),
      },
      learningRates: none,
    },
    restarted: false,
  });
  return history;
}

/** The newest moment of a history. */
function newestOf({ newestScalars }: RunHistory): RunOnLines['shown'] {
  return newestScalars && { step: newestScalars.step, scalars: newestScalars.row };
}

const affine = [0.5, 0.001, 0.01, NaN, NaN];
const relu = [NaN, NaN, NaN, 0.434, NaN];

describe('what stands behind a layer', () => {
  const history = historyOf([...affine, ...relu], [5, 0.02, 0.01, NaN, NaN, ...relu]);
  const run = { history, shown: newestOf(history) };

  test('is what the layer has, and nothing for what it has not', () => {
    expect(layerScalarNames).toHaveLength(affine.length);
    expect(layerText(run, [0], false, words)).toBe('∂ 0.0200 ▁█');
    expect(layerText(run, [1], false, words)).toBe('blocked 43 %');
    expect(layerText(run, [0], true, words)).toBe('mean|dW| 0.0200 · norm 5.00 · ratio 0.0100 ▁█');
  });

  test('ends inside the editor: its curve takes what the numbers and the shape leave, but four bars', () => {
    const rising = historyOf(
      ...Array.from({ length: 9 }, (_, at) => [10 ** at, 0.02, 0.01, NaN, NaN, ...relu]),
    );
    const long = {
      history: rising,
      shown: newestOf(rising),
      description: { layers: [{ shape: [32] }, { shape: [] }] },
    };
    expect(layerText(long, [0], false, words)).toMatch(/^∂ 0\.0200 .{8} {2}→ 32$/);
    const text = layerText(long, [0], false, words, 20);
    expect(text).toHaveLength(20);
    expect(text).toMatch(/^∂ 0\.0200 .{5} {2}→ 32$/);
    expect(layerText(long, [0], false, words, 0)).toHaveLength(19);
  });

  test('is in numbers of the display language', () => {
    expect(layerText(run, [0], false, { ...words, locale: 'de' })).toBe('∂ 0,0200 ▁█');
  });

  test('is of the step that is looked at', () => {
    const back = { history, shown: { scalars: [...affine, ...relu], step: 10 } };
    expect(layerText(back, [0], false, words)).toBe('∂ 0.00100 ▅');
  });

  test('gives the range where a line makes several layers', () => {
    const both = historyOf([...affine, 0.5, 0.004, 0.01, NaN, NaN]);
    const twice = { history: both, shown: newestOf(both) };
    expect(layerText(twice, [0, 1], false, words)).toBe('∂ 0.00100–0.00400 ▅');
  });

  test('has a curve from where the layer came with an edit, and marks what broke after that', () => {
    const nothing = Array.from(affine, () => NaN);
    const later = [0.05, 0.001, 0.01, NaN, NaN];
    const added = historyOf([...affine, ...nothing], [...affine, ...affine], [...affine, ...later]);
    expect(layerText({ history: added, shown: newestOf(added) }, [1], false, words)).toBe('∂ 0.00100 █▁');
    expect(layerText({ history: added, shown: newestOf(added) }, [0, 1], false, words)).toBe('∂ 0.00100 ▁█▁');
    const broke = historyOf([...nothing, ...affine], [...affine, ...affine], [...nothing, ...affine]);
    expect(layerText({ history: broke, shown: newestOf(broke) }, [0, 1], false, words)).toContain('×');
  });

  test('is nothing before the first sample', () => {
    const empty = new RunHistory(2);
    expect(layerText({ history: empty, shown: newestOf(empty) }, [0], true, words)).toBe('');
  });

  test('stands at the end of the line the layer is in now, and nowhere when the line is gone', () => {
    const ranges = [{ start: 0, end: 5 }, undefined];
    const lines: RunOnLines = { ...run, text: { lineOf: (layer) => ranges[layer] } };
    const document = {
      lineCount: 9,
      positionAt: (offset: number) => ({ line: offset }),
      lineAt: () => ({ text: 'Affine' }),
    };
    expect(layerLineTexts(lines, document, false, words)).toEqual([
      { line: 5, value: '', gradient: '∂ 0.0200 ▁█' },
    ]);
  });
});
