import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../../src/data/dataset';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { operand } from '../../../../src/engine/layers/support/operands';
import type { Trainer } from '../../../../src/engine/training/trainer';
import type { TrainingCommand } from '../../../../src/protocol/training';
import type { TrainingFrame } from '../../../../src/protocol/trainingFrame';
import type { BoundaryPicture, ViewRequests } from '../../../../src/protocol/trainingViews';
import { largestSampleTensor } from '../../../../src/protocol/viewLimits';
import { TrainingSession } from '../../../../src/runtime/training/trainingSession';
import { TrainingRun } from '../../../../src/runtime/training/trainingRun';
import { layersByHand, sigmoidByHand, softmaxByHand, reluByHand, spiralSample } from './byHand';
import { ManualClock } from './manualClock';
import {
  affine,
  data,
  optimizer,
  relu,
  restlessTrainer,
  softmaxLoss,
  spiralTrainer,
  stack,
  tanh,
  trainerOf,
} from './networks';

function bench(trainer: Trainer = spiralTrainer()) {
  const clock = new ManualClock();
  const run = new TrainingRun(trainer);
  const session = new TrainingSession(run, { clock, sliceMilliseconds: 10, pace: { kind: 'full' } });
  const idle = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    for (let settling = 0; settling < 5; settling++) await Promise.resolve();
    await clock.until(() => clock.isIdle);
    return answer;
  };
  return {
    clock,
    run,
    session,
    idle,
    trainer,
    do: (command: TrainingCommand) => idle(session.command(command)),
    async steps(count: number) {
      for (let i = 0; i < count; i++) await idle(session.command({ kind: 'step' }));
    },
    /** The last of the frames that come for these requests: some views take a moment more. */
    async frame(requests: Partial<ViewRequests>): Promise<TrainingFrame> {
      const asked: ViewRequests = { pictures: [], ...requests };
      const answer = session.nextFrame(asked);
      await idle(session.command({ kind: 'setPace', pace: { kind: 'full' } }));
      const first = await answer;
      const second = session.nextFrame(asked);
      await clock.until(() => clock.isIdle);
      return Promise.race([second, Promise.resolve(first)]);
    },
    parameters: () => run.trainer.parameters.map(({ value }) => [...value.data]),
  };
}

describe('pictures', () => {
  it('that cannot be had are named, so that nobody waits for them', async () => {
    const one = bench();
    await one.steps(1);
    const all = ['activation', 'gradient', 'mask', 'weights', 'weightGradient'] as const;
    const { views } = await one.frame({ pictures: [0, 1].map((layer) => ({ layer, kinds: all })) });
    expect(views.pictures.map(({ layer, kind }) => `${layer} ${kind}`)).toEqual([
      '0 activation',
      '0 gradient',
      '0 weights',
      '0 weightGradient',
      '1 activation',
      '1 gradient',
      '1 mask',
    ]);
    expect(views.withoutPicture).toEqual([
      { layer: 0, kind: 'mask' },
      { layer: 1, kind: 'weights' },
      { layer: 1, kind: 'weightGradient' },
    ]);
    expect(
      (await one.frame({ pictures: [{ layer: 1, kinds: ['mask'] }] })).views.withoutPicture,
    ).toBeUndefined();
  });
});

function cellsByHand({ bounds, columns, rows }: BoundaryPicture, answer: (input: number[]) => number[]) {
  const [left = NaN, right = NaN, bottom = NaN, top = NaN] = bounds;
  return Array.from({ length: rows * columns }, (_, cell) => {
    const x = left + ((right - left) * (cell % columns)) / (columns - 1);
    const y = bottom + ((top - bottom) * Math.floor(cell / columns)) / (rows - 1);
    return answer(rows === 1 ? [x] : [x, y]);
  }).flat();
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[]): void {
  expect(actual.length).toBe(expected.length);
  const worst = expected.reduce((most, value, i) => Math.max(most, Math.abs(value - (actual[i] ?? NaN))), 0);
  expect(worst).toBeLessThan(1e-4);
}

describe('the boundary', () => {
  it('gives the probabilities of the classes all over the plane', async () => {
    const it = bench();
    await it.steps(20);
    const { boundary } = (await it.frame({ boundary: true })).views;
    if (boundary === undefined) throw new Error('no boundary');
    expect(boundary).toMatchObject({ columns: 64, rows: 64, outputs: 3 });
    expectClose(
      boundary.cells,
      cellsByHand(boundary, (input) =>
        softmaxByHand(operand(layersByHand(it.trainer, input, reluByHand), 4)),
      ),
    );
    const { inputs } = it.trainer.blueprint.data;
    const xs = [...inputs].filter((_, i) => i % 2 === 0);
    const width = Math.max(...xs) - Math.min(...xs);
    expect((Math.min(...xs) - operand([...boundary.bounds], 0)) / width).toBeCloseTo(0.12, 9);
    expect((operand([...boundary.bounds], 1) - Math.max(...xs)) / width).toBeCloseTo(0.12, 9);
  });

  it('gives one probability for a sigmoid, before anything is trained', async () => {
    const definition = stack([affine(4), tanh, affine(1), { layer: 'SigmoidWithLoss' }], { batch: 4 });
    const it = bench(trainerOf(definition, data('xor')));
    const { boundary, pictures } = (await it.frame({ boundary: true })).views;
    if (boundary === undefined) throw new Error('no boundary');
    expect(pictures).toEqual([]);
    expect(boundary.outputs).toBe(1);
    expectClose(
      boundary.cells,
      cellsByHand(boundary, (input) =>
        operand(layersByHand(it.trainer, input, Math.tanh), 2).map(sigmoidByHand),
      ),
    );
  });

  it('is a curve for one input', async () => {
    const definition = stack([affine(8), tanh, affine(1), { layer: 'MeanSquaredError' }], { batch: 10 });
    const it = bench(trainerOf(definition, data('sine', { points: 40 })));
    await it.steps(5);
    const { boundary } = (await it.frame({ boundary: true })).views;
    if (boundary === undefined) throw new Error('no boundary');
    expect(boundary).toMatchObject({ columns: 256, rows: 1, outputs: 1 });
    expectClose(
      boundary.cells,
      cellsByHand(boundary, (input) => operand(layersByHand(it.trainer, input, Math.tanh), 2)),
    );
  });

  it('is coarser beside the training of a large network', async () => {
    const wide = stack([affine(150), relu, affine(150), relu, affine(3), softmaxLoss], { epochs: 1000 });
    const it = bench(trainerOf(wide, data('spiral', { points: 20 })));
    await it.session.command({ kind: 'train' });
    const running = it.session.nextFrame({ pictures: [], boundary: true });
    await it.clock.until(() => it.run.step > 0);
    const coarse = (await running).views.boundary;
    expect(coarse?.columns).toBeGreaterThanOrEqual(16);
    expect(coarse?.columns).toBeLessThan(30);
    expect(coarse?.cells).toHaveLength((coarse?.columns ?? 0) ** 2 * 3);
    await it.session.command({ kind: 'pause' });
    const { boundary } = (await it.frame({ boundary: true })).views;
    expect(boundary).toMatchObject({ columns: 64, rows: 64 });
  });

  it('is not there for more inputs', async () => {
    const definition = stack([affine(3), softmaxLoss], { batch: 10 });
    const it = bench(trainerOf(definition, threeInputs()));
    await it.steps(1);
    expect((await it.frame({ boundary: true })).views).not.toHaveProperty('boundary');
  });
});

function threeInputs(): Dataset {
  const samples = Int32Array.from({ length: 30 }, (_, i) => i);
  return {
    count: 30,
    sampleShape: [3],
    train: samples,
    test: new Int32Array(0),
    inputs: Float32Array.from({ length: 90 }, (_, i) => Math.sin(i)),
    targets: { kind: 'labels', classes: 3, labels: Int32Array.from(samples, (i) => i % 3) },
  };
}

function confusionByHand(trainer: Trainer, part: 'train' | 'test'): number[] {
  const counts = new Array<number>(9).fill(0);
  for (const sample of trainer.blueprint.data[part]) {
    const { label, said } = spiralSample(trainer, sample);
    counts[label * 3 + said] = (counts[label * 3 + said] ?? 0) + 1;
  }
  return counts;
}

describe('the confusion matrix', () => {
  it.each(['train', 'test'] as const)('counts the whole %s part at rest', async (confusion) => {
    const it = bench(spiralTrainer({}, 50));
    for (const steps of [0, 3, 30]) {
      await it.steps(steps);
      const matrix = (await it.frame({ confusion })).views.confusion;
      expect(matrix).toMatchObject({ part: confusion, step: it.run.step, classes: 3 });
      expect([...(matrix?.counts ?? [])]).toEqual(confusionByHand(it.trainer, confusion));
    }
  });

  it('follows a number edited by hand', async () => {
    const it = bench();
    await it.steps(2);
    await it.frame({ confusion: 'train' });
    await it.do({ kind: 'setParameter', parameter: 'affine3.b', entry: 1, value: 100 });
    const matrix = (await it.frame({ confusion: 'train' })).views.confusion;
    expect([...(matrix?.counts ?? [])]).toEqual(confusionByHand(it.trainer, 'train'));
    expect(matrix?.counts[4]).toBeGreaterThan(0);
    expect(matrix?.counts[0]).toBe(0);
  });

  it('comes with the evaluations while the run goes on', async () => {
    const it = bench(spiralTrainer({ epochs: 500 }));
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 100);
    const asked = it.session.nextFrame({ pictures: [], confusion: 'test' });
    await it.clock.turn();
    const { status, views } = await asked;
    expect(status.state).toBe('running');
    expect(views.confusion?.counts.reduce((a, b) => a + b, 0)).toBe(12);
    // It is of the last evaluation, not of the step the run has come to.
    const { totalSteps } = it.run;
    const { spans } = it.run.evaluation.plan;
    const spansDone = Math.floor((status.step * spans) / totalSteps);
    expect(views.confusion?.step).toBe(Math.ceil((spansDone * totalSteps) / spans));
    expect(views.confusion?.step).toBeLessThan(status.step);
  });

  it('is of classes only', async () => {
    const definition = stack([affine(1), { layer: 'MeanSquaredError' }], { batch: 10 });
    const it = bench(trainerOf(definition, data('sine', { points: 40, test: 0.2 })));
    await it.steps(1);
    expect((await it.frame({ confusion: 'test' })).views).not.toHaveProperty('confusion');
  });
});

describe('one sample', () => {
  it('is followed through every layer', async () => {
    const it = bench();
    await it.steps(10);
    const sample = operand(
      (await it.frame({ samples: [{ part: 'test', index: 3 }] })).views.samples ?? [],
      0,
    );
    const number = operand([...it.trainer.blueprint.data.test], 3);
    const expected = spiralSample(it.trainer, number);
    expect(sample.layers).toHaveLength(6);
    expect(sample.layers[5]).toBeNull();
    expected.layers.forEach((layer, index) => {
      expect(sample.layers[index]?.shape).toEqual([layer.length]);
      expectClose(sample.layers[index]?.values ?? [], layer);
    });
    expectClose(sample.prediction, expected.shares);
    expect([...sample.target]).toEqual([expected.label]);
    expect(sample.loss[0]).toBeCloseTo(expected.loss, 4);
  });

  it('passes Dropout as it is, and is not there where there is none', async () => {
    const definition = stack(
      [affine(5), { layer: 'Dropout', settings: { ratio: 0.9 } }, affine(3), softmaxLoss],
      { batch: 10 },
    );
    const it = bench(trainerOf(definition, data('spiral', { points: 20 })));
    const { samples: [sample] = [] } = (await it.frame({ samples: [{ part: 'train', index: 0 }] })).views;
    expect(sample?.layers[1]?.values).toEqual(operand(sample?.layers ?? [], 0)?.values);
    for (const index of [-1, 60, 0.5]) {
      const { views } = await it.frame({ samples: [{ part: 'train', index }] });
      expect(views).not.toHaveProperty('samples');
    }
  });

  it('is one of several, each as it was requested: also by its place in the mini-batch', async () => {
    const it = bench();
    const samples = [
      { part: 'test', index: 1 },
      { part: 'miniBatch', index: 0 },
      { part: 'miniBatch', index: 4 },
      { part: 'train', index: 7 },
    ] as const;
    const before = (await it.frame({ samples })).views.samples ?? [];
    expect(before.map(({ choice }) => choice)).toEqual([samples[0], samples[3]]);
    for (let step = 0; step < 2; step++) {
      await it.steps(1);
      const { data } = it.trainer.blueprint;
      const batch = [...it.trainer.miniBatch];
      const numbers = [
        operand([...data.test], 1),
        operand(batch, 0),
        operand(batch, 4),
        operand([...data.train], 7),
      ];
      const found = (await it.frame({ samples })).views.samples ?? [];
      expect(found.map(({ choice }) => choice)).toEqual(samples);
      found.forEach(({ loss }, at) => {
        expect(loss[0]).toBeCloseTo(spiralSample(it.trainer, operand(numbers, at)).loss, 4);
      });
    }
  });

  it('has the gradient of its own loss, as finite differences have it, and leaves the training alone', async () => {
    const layers = [
      affine(6),
      { layer: 'BatchNorm' },
      tanh,
      { layer: 'Dropout', settings: { ratio: 0.5 } },
      affine(5),
      { layer: 'LayerNorm' },
      relu,
      affine(3),
      softmaxLoss,
    ];
    const made = (): Trainer =>
      trainerOf(
        stack(layers, { batch: 10, precision: 'float64', ...optimizer('Adam', 0.05) }),
        data('spiral', { points: 30 }),
      );
    const [it, alone] = [bench(made()), bench(made())];
    await it.steps(12);
    await alone.steps(12);
    const request = { samples: [{ part: 'train', index: 4 }], sampleGradients: true } as const;
    const seen = async () => operand((await it.frame(request)).views.samples ?? [], 0);
    const { gradients } = await seen();
    if (gradients === undefined) throw new Error('no gradients');
    expect(gradients.layers[8]).toBeNull();
    // A bias adds to what its layer gives, so its gradient for one sample is that of the output.
    for (const [layer, name] of [
      [0, 'affine1.b'],
      [1, 'batchNorm1.beta'],
      [4, 'affine2.b'],
      [5, 'layerNorm1.beta'],
      [7, 'affine3.b'],
    ] as const) {
      const bias = it.trainer.parameters.find((parameter) => parameter.name === name)?.value.data ?? [];
      const values = gradients.layers[layer]?.values ?? [];
      expect(values).toHaveLength(bias.length);
      for (const [entry, value] of bias.entries()) {
        const lossAt = async (moved: number): Promise<number> => {
          bias[entry] = moved;
          return (await seen()).loss[0] ?? NaN;
        };
        const slope = ((await lossAt(value + 1e-4)) - (await lossAt(value - 1e-4))) / 2e-4;
        bias[entry] = value;
        expect(values[entry], `${name}[${entry}]`).toBeCloseTo(slope, 5);
      }
    }
    // Dropout passes everything on, also backward.
    expect(gradients.layers[3]?.values).toEqual(gradients.layers[2]?.values);
    const weights = operand(it.trainer.parameters, 0).value.data;
    const first = gradients.layers[0]?.values ?? new Float32Array();
    expectClose(
      gradients.input.values ?? [],
      [0, 1].map((k) => first.reduce((sum, dy, j) => sum + dy * (weights[k * 6 + j] ?? NaN), 0)),
    );
    await it.steps(5);
    await alone.steps(5);
    expect(it.trainer.state()).toEqual(alone.trainer.state());
  });

  it('of a large layer is a picture', async () => {
    const units = largestSampleTensor + 1;
    const definition = stack([affine(units), affine(3), softmaxLoss], { batch: 10 });
    const it = bench(trainerOf(definition, data('spiral', { points: 20 })));
    const { samples: [sample] = [] } = (await it.frame({ samples: [{ part: 'train', index: 0 }] })).views;
    expect(sample?.layers[0]).not.toHaveProperty('values');
    expect(sample?.layers[0]?.picture).toMatchObject({ shape: [units], fullRows: 1, fullColumns: units });
  });
});

describe('distributions', () => {
  const layer = 1;

  it('are kept from the first step on, evenly, whoever looks', async () => {
    const it = bench(spiralTrainer({ epochs: 60 }));
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.session.status.state === 'finished');
    await it.do({ kind: 'trainMore', epochs: 200 });
    const { distribution } = (await it.frame({ distribution: { layer, kind: 'activation' } })).views;
    if (distribution === undefined) throw new Error('no distribution');
    const steps = [...distribution.steps];
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(260 * 7 - 1);
    expect(steps.length).toBeGreaterThan(20);
    expect(steps.length).toBeLessThanOrEqual(129);
    // The first steps one by one, however long the run.
    expect(steps.slice(0, 8)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const later = steps.slice(8, -1);
    const gaps = later.slice(1).map((step, i) => step - operand(later, i));
    expect(new Set(gaps).size).toBe(1);
    expect(operand(gaps, 0)).toBeGreaterThan(8);
  });

  it.each(['activation', 'gradient', 'weights'] as const)('count every %s as it was', async (kind) => {
    const it = bench();
    const again = spiralTrainer();
    const expected: number[][] = [];
    for (let step = 0; step < 8; step++) {
      again.compute();
      const { plan } = again;
      const { output } = operand(plan.network.layers, 2);
      const weights = again.parameters.find((one) => one.layer === 2)?.value;
      const tensor = { activation: plan.value(output), gradient: plan.gradient(output), weights }[kind];
      expected.push([...(tensor?.data ?? [])]);
      again.update();
    }
    await it.steps(8);
    const { distribution } = (await it.frame({ distribution: { layer: 2, kind } })).views;
    if (distribution === undefined) throw new Error('no distribution');
    const { limit, bins } = distribution;
    // The last is that of the mini-batch that is there, with its parameters as they are now.
    distribution.steps.forEach((step, row) => {
      if (kind === 'weights' && step === 7) return;
      const counts = new Array<number>(bins).fill(0);
      for (const value of operand(expected, step)) {
        const bin = Math.floor((value + limit) / ((2 * limit) / bins));
        counts[bin] = (counts[bin] ?? 0) + 1;
      }
      expect([...distribution.counts.subarray(row * bins, (row + 1) * bins)]).toEqual(counts);
    });
    expect([...distribution.steps]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it('are not added to by looking back, and are gone after a reset', async () => {
    const it = bench();
    await it.steps(9);
    const distribution = { layer, kind: 'weights' } as const;
    const relus = (await it.frame({ distribution })).views;
    expect(relus).not.toHaveProperty('distribution');
    const request = { distribution: { layer: 0, kind: 'weights' } } as const;
    const before = (await it.frame(request)).views.distribution;
    const back = await it.idle(it.session.inspect(4, { pictures: [], ...request }));
    expect([...(back.views.distribution?.steps ?? [])]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    await it.do({ kind: 'setLearningRate', learningRate: 0.02 });
    expect((await it.frame(request)).views.distribution).toEqual(before);
    await it.do({ kind: 'reset' });
    await it.steps(2);
    expect([...((await it.frame(request)).views.distribution?.steps ?? [])]).toEqual([0, 1]);
  });
});

const everything: ViewRequests = {
  pictures: [0, 1, 2, 3, 4, 5].map((layer) => ({
    layer,
    kinds: ['activation', 'gradient', 'mask', 'weights', 'weightGradient'],
    side: 512,
  })),
  boundary: true,
  confusion: 'test',
  samples: [
    { part: 'train', index: 1 },
    { part: 'miniBatch', index: 2 },
  ],
  distribution: { layer: 2, kind: 'activation' },
};

describe('samples that were searched for', () => {
  it('are those of the step that is looked at, also in the middle of a step', async () => {
    const search = { session: 1, part: 'train', limit: 10 } as const;
    const then = bench(restlessTrainer(6));
    await then.steps(4);
    const expected = await then.idle(then.session.findSamples(search));

    const it = bench(restlessTrainer(6));
    await it.steps(12);
    await it.do({ kind: 'compute' });
    const now = await it.idle(it.session.findSamples(search));
    const loss = it.trainer.plan.loss;
    expect(await it.idle(it.session.findSamples({ ...search, step: 4 }))).toEqual(expected);
    expect(await it.idle(it.session.findSamples(search))).toEqual(now);
    expect(now).not.toEqual(expected);
    expect(it.session.status).toMatchObject({ step: 12, isBetween: true });
    expect(it.trainer.plan.loss).toBe(loss);
    for (const step of [0, 14, 1.5])
      await expect(it.session.findSamples({ ...search, step })).rejects.toThrow(RangeError);
  });
});

describe('looking', () => {
  it('changes nothing: every view, searches, questions and checks', async () => {
    const alone = bench(restlessTrainer(6));
    await alone.session.command({ kind: 'train' });
    await alone.clock.until(() => alone.session.status.state === 'finished');

    const it = bench(restlessTrainer(6));
    const frames: TrainingFrame[] = [];
    void (async () => {
      for (;;) frames.push(await it.session.nextFrame(everything));
    })();
    await it.idle(it.session.checkGradients(referenceBackend));
    for (let step = 0; step < 6; step++) {
      await it.steps(1);
      await it.idle(it.session.checkGradients(referenceBackend));
      await it.idle(it.session.findSamples({ session: 1, part: 'train', limit: 5 }));
      await it.idle(it.session.findSamples({ session: 1, part: 'test', limit: 5, step: 1 }));
      await it.idle(it.session.inspect(step + 1, everything));
      await it.idle(it.session.explainEntry({ session: 1, layer: 2, kind: 'gradient', entry: 0 }));
    }
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 20);
    const checked = it.session.checkGradients(referenceBackend);
    await it.clock.until(() => it.session.status.state === 'finished');
    expect((await checked)?.ok).toBe(true);
    expect(it.parameters()).toEqual(alone.parameters());
    expect(it.trainer.states).toEqual(alone.trainer.states);
    expect(frames.length).toBeGreaterThan(5);
  });

  it('back shows every view as it was then', async () => {
    const it = bench();
    await it.steps(25);
    for (const step of [1, 6, 7, 8, 25]) {
      const { views } = await it.idle(it.session.inspect(step, everything));
      const then = spiralTrainer();
      for (let done = 0; done < step; done++) then.runStep();
      const { boundary, confusion, samples: [sample, ofBatch] = [] } = views;
      if (!boundary || !confusion || !sample || !ofBatch) throw new Error('a view is missing');
      expect([...confusion.counts]).toEqual(confusionByHand(then, 'test'));
      expect(confusion.step).toBe(step);
      expect(sample.loss[0]).toBeCloseTo(
        spiralSample(then, operand([...then.blueprint.data.train], 1)).loss,
        4,
      );
      expect(ofBatch.loss[0]).toBeCloseTo(spiralSample(then, operand([...then.miniBatch], 2)).loss, 4);
      expectClose(
        boundary.cells,
        cellsByHand(boundary, (input) => softmaxByHand(operand(layersByHand(then, input, reluByHand), 4))),
      );
      expect([...(views.miniBatch ?? [])].map((place) => then.blueprint.data.train[place])).toEqual([
        ...then.miniBatch,
      ]);
      const mask = views.pictures.find(({ kind }) => kind === 'mask');
      expect(mask?.deadUnits?.length).toBe(step < 7 ? undefined : 16);
    }
  });

  it('gives copies: what is done to a frame is done to nothing else', async () => {
    const it = bench();
    await it.steps(5);
    const { views } = await it.frame(everything);
    const texts = JSON.stringify(views);
    const arrays = arraysIn(views);
    expect(arrays.length).toBeGreaterThan(30);
    const buffers = new Set(arrays.map(({ buffer }) => buffer));
    for (const { value, gradient } of it.trainer.parameters) {
      expect(buffers.has(value.data.buffer as ArrayBuffer)).toBe(false);
      expect(buffers.has(gradient.data.buffer as ArrayBuffer)).toBe(false);
    }
    for (const array of arrays) array.fill(77);
    const again = (await it.frame(everything)).views;
    expect(JSON.stringify(again)).toBe(texts);
  });
});

type Filled = Float32Array | Float64Array | Int32Array | Uint8Array;

function arraysIn(value: unknown): Filled[] {
  if (ArrayBuffer.isView(value)) return [value as Filled];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(arraysIn);
}

describe('the update of a step walked by hand', () => {
  it('has the weights before and after it, until the next step', async () => {
    const it = bench();
    await it.steps(3);
    const request = { walkedUpdate: { layer: 2 } } as const;
    const seen = async () => (await it.frame(request)).views.walkedUpdate;
    expect(await seen()).toBeUndefined();
    const { value, gradient } = operand(
      it.trainer.parameters.filter(({ layer }) => layer === 2),
      0,
    );
    const before = Float32Array.from(value.data);
    await it.do({ kind: 'compute' });
    expect(await seen()).toBeUndefined();
    await it.do({ kind: 'step' });
    const update = await seen();
    expect(update?.parameter).toBe('affine2.W');
    expect(update?.before.cells).toEqual(before);
    expect(update?.after.cells).toEqual(Float32Array.from(value.data));
    expect(update?.gradient.cells).toEqual(Float32Array.from(gradient.data));
    expect(update?.change.cells).toEqual(value.data.map((number, entry) => number - (before[entry] ?? NaN)));
    expect(update?.change.cells.some((number) => number !== 0)).toBe(true);
    // Of a layer without weights there is none, and a step that nobody walks has none.
    expect((await it.frame({ walkedUpdate: { layer: 1 } })).views.walkedUpdate).toBeUndefined();
    await it.do({ kind: 'step' });
    expect(await seen()).toBeUndefined();
    await it.do({ kind: 'compute' });
    await it.do({ kind: 'step' });
    await it.do({ kind: 'reset' });
    expect(await seen()).toBeUndefined();
  });
});
