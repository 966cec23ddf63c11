import { describe, expect, it } from 'vitest';
import { dataPointsOf } from '../../../../src/runtime/training/dataPoints';
import { data } from './networks';

describe('dataPoints', () => {
  it('gives the samples of both parts as the network gets them', () => {
    const dataset = data('spiral', { points: 20, test: 0.2, standardize: true });
    const points = dataPointsOf(dataset);
    expect(points?.inputs).toBe(2);
    for (const part of ['train', 'test'] as const) {
      const list = points?.[part];
      expect(list?.targets).toHaveLength(dataset[part].length);
      dataset[part].forEach((sample, i) => {
        expect(list?.inputs[2 * i + 1]).toBe(Math.fround(dataset.inputs[2 * sample + 1] ?? NaN));
        const { targets } = dataset;
        expect(list?.targets[i]).toBe(targets.kind === 'labels' ? targets.labels[sample] : NaN);
      });
    }
  });

  it('gives values for a regression, and nothing for images', () => {
    const sine = data('sine', { points: 10 });
    const values = sine.targets.kind === 'values' ? sine.targets.values : [];
    expect([...(dataPointsOf(sine)?.train.targets ?? [])]).toEqual(
      [...sine.train].map((sample) => Math.fround(values[sample] ?? NaN)),
    );
    expect(dataPointsOf({ ...sine, sampleShape: [1, 8, 8], inputs: new Float32Array(640) })).toBeUndefined();
  });
});
