import { describe, expect, it } from 'vitest';
import { operand } from '../../../../src/engine/layers/support/operands';
import type { TrainingCommand } from '../../../../src/protocol/training';
import { layerScalarNames, type TrainingFrame } from '../../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../../src/protocol/trainingViews';
import { TrainingSession } from '../../../../src/runtime/training/trainingSession';
import { TrainingRun } from '../../../../src/runtime/training/trainingRun';
import { ManualClock } from './manualClock';
import {
  affine,
  relu,
  restlessTrainer,
  softmaxLoss,
  spiralTrainer,
  stack,
  trainerOf,
  data,
} from './networks';

function bench(trainer = restlessTrainer(4)) {
  const clock = new ManualClock();
  const run = new TrainingRun(trainer);
  const session = new TrainingSession(run, { clock, sliceMilliseconds: 10, pace: { kind: 'full' } });
  const idle = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await clock.until(() => clock.isIdle);
    return answer;
  };
  return {
    clock,
    run,
    session,
    idle,
    do: (command: TrainingCommand) => idle(session.command(command)),
    frame: (requests: ViewRequests): Promise<TrainingFrame> => idle(session.nextFrame(requests)),
    parameters: () => run.trainer.parameters.map(({ value }) => [...value.data]),
    states: () => run.trainer.states.map((layer) => Object.values(layer).map(({ data: n }) => [...n])),
  };
}

const step: TrainingCommand = { kind: 'step' };
const compute: TrainingCommand = { kind: 'compute' };
const activations: ViewRequests = { pictures: [{ layer: 0, kinds: ['activation', 'gradient'] }] };

describe('a step walked in phases', () => {
  it('computes before it updates, to the same numbers', async () => {
    const [whole, walked] = [bench(), bench()];
    for (let count = 0; count < 20; count++) {
      await whole.do(step);
      const before = walked.parameters();
      expect((await walked.do(compute)).status).toMatchObject({ step: count, isBetween: true });
      await walked.do(compute);
      expect(walked.parameters()).toEqual(before);
      expect((await walked.do(step)).status).toMatchObject({ step: count + 1, isBetween: false });
      expect(walked.parameters()).toEqual(whole.parameters());
      expect(walked.states()).toEqual(whole.states());
    }
  });

  it('starts from ready, and shows the pass', async () => {
    const it = bench();
    const none = await it.frame(activations);
    expect(none.views).toEqual({ pictures: [] });
    expect((await it.do(compute)).status).toMatchObject({ state: 'ready', step: 0, isBetween: true });
    const { views } = await it.frame(activations);
    expect(views.pictures.map(({ kind }) => kind)).toEqual(['activation', 'gradient']);
  });

  it('pauses a run that is running', async () => {
    const it = bench();
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 3);
    const { status } = await it.do(compute);
    expect(status).toMatchObject({ state: 'paused', isBetween: true });
    expect(status.step).toBeLessThan(status.totalSteps);
  });

  it('can be looked back from, and stopped', async () => {
    const it = bench();
    for (let count = 0; count < 6; count++) await it.do(step);
    const states = it.states();
    await it.do(compute);
    const between = it.states();
    expect(between).not.toEqual(states);
    const loss = it.run.trainer.plan.loss;
    await it.idle(it.session.inspect(2, activations));
    expect(it.session.status).toMatchObject({ step: 6, isBetween: true });
    expect(it.run.trainer.plan.loss).toBe(loss);
    expect(it.states()).toEqual(between);
    expect((await it.do({ kind: 'stop' })).status).toMatchObject({ state: 'stopped', isBetween: false });
    expect(it.states()).toEqual(states);
  });

  it('tells which samples the mini-batch holds', async () => {
    const it = bench();
    await it.do(compute);
    const { miniBatch } = (await it.frame({ pictures: [] })).views;
    const { plan, blueprint } = it.run.trainer;
    const input = plan.value(plan.network.input).data;
    expect(miniBatch).toHaveLength(7);
    miniBatch?.forEach((place, row) => {
      const sample = blueprint.data.train[place] ?? NaN;
      const expected = blueprint.data.inputs.subarray(sample * 2, sample * 2 + 2);
      expect([...input.subarray(row * 2, row * 2 + 2)]).toEqual([...Float32Array.from(expected)]);
    });
  });

  it('tells the mini-batch before it is taken, and what the pass through it gave', async () => {
    const it = bench();
    const requests: ViewRequests = { pictures: [], walkedBatch: true };
    let announced = (await it.frame(requests)).views;
    // Ten steps: over the end of an epoch of seven mini-batches, of which the last is smaller.
    for (let count = 0; count < 10; count++) {
      expect(announced.walkedPass).toBeUndefined();
      await it.do(compute);
      const { loss } = it.run.trainer.plan;
      const computed = (await it.frame(requests)).views;
      expect(computed.miniBatch).toEqual(announced.walkedBatch?.samples);
      expect(computed.walkedBatch).toEqual(announced.walkedBatch);
      const { data: all } = it.run.trainer.blueprint;
      const labels = all.targets.kind === 'labels' ? all.targets.labels : [];
      expect([...(computed.walkedBatch?.targets ?? [])]).toEqual(
        [...(computed.miniBatch ?? [])].map((place) => labels[all.train[place] ?? -1]),
      );
      expect(computed.walkedPass?.loss[0]).toBe(loss);
      await it.do(step);
      const after = await it.frame(requests);
      announced = after.views;
      // The same pass, now with its update.
      computed.walkedPass?.scalars.forEach((value, at) => {
        if (layerScalarNames[at % layerScalarNames.length] === 'updateToWeightRatio') expect(value).toBeNaN();
        else expect(value).toBe(after.series.scalars.values[at]);
      });
    }
  });

  it('tells the learning rate that the schedule makes', async () => {
    const schedule = { name: 'Step', settings: { every: 2, factor: 0.5 } };
    const it = bench(spiralTrainer({ schedule }));
    for (const expected of [0.01, 0.01, 0.005, 0.005, 0.0025]) {
      expect(it.session.status.learningRate).toBe(0.01);
      expect(it.session.status.scheduledLearningRate).toBeCloseTo(expected, 12);
      await it.do(step);
    }
  });
});

describe('a number edited by hand', () => {
  const edit = (entry: number, value: number, parameter = 'affine1.W'): TrainingCommand => ({
    kind: 'setParameter',
    parameter,
    entry,
    value,
  });

  it('is written, and the pass recomputed', async () => {
    const it = bench();
    await it.do(compute);
    const before = it.run.trainer.plan.loss;
    expect((await it.do(edit(3, 2.5))).status).toMatchObject({ isBetween: true, step: 0 });
    expect(operand(it.parameters(), 0)[3]).toBe(2.5);
    expect(it.run.trainer.plan.loss).not.toBe(before);

    const fresh = bench();
    operand(fresh.run.trainer.parameters, 0).value.data[3] = 2.5;
    expect(fresh.run.trainer.compute()).toBe(it.run.trainer.plan.loss);
    expect(fresh.states()).toEqual(it.states());
    fresh.run.trainer.update();
    await it.do(step);
    expect(it.parameters()).toEqual(fresh.parameters());
  });

  it('is part of what a look back does again', async () => {
    const it = bench();
    const seen: number[][][] = [];
    for (let count = 0; count < 12; count++) {
      if (count === 0 || count === 4 || count === 7) await it.do(edit(count, count + 0.5));
      if (count === 4) await it.do(edit(4, -3, 'affine2.W'));
      seen.push(it.parameters());
      await it.do(step);
    }
    const here = it.parameters();
    const all: ViewRequests = { pictures: [{ layer: 0, kinds: ['weights'] }] };
    for (let back = 1; back < 12; back++) {
      const { views } = await it.idle(it.session.inspect(back, all));
      const cells = operand(views.pictures, 0).cells;
      // Weights after the update of this step: those seen before the next one, less what was edited then.
      const expected = operand(operand(seen, back), 0).slice();
      if (back === 4 || back === 7) expected[back] = cells[back] ?? NaN;
      expect([...cells]).toEqual(expected);
    }
    expect(it.parameters()).toEqual(here);
  });

  it('is refused where it cannot be', async () => {
    const it = bench();
    const before = it.parameters();
    for (const command of [
      edit(0, 1, 'affine9.W'),
      edit(-1, 1),
      edit(0.5, 1),
      edit(16, 1),
      edit(0, NaN),
      edit(0, Infinity),
      edit(0, 1e39),
    ]) {
      expect((await it.do(command)).refused).toBeDefined();
    }
    expect(it.parameters()).toEqual(before);
    expect(it.session.status.isBetween).toBe(false);
  });

  it('takes effect between two steps of a run that goes on', async () => {
    const it = bench(spiralTrainer({ epochs: 100 }));
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 30);
    const { status } = await it.session.command(edit(0, 9));
    expect(status).toMatchObject({ state: 'running', isBetween: false });
    await it.clock.until(() => it.run.step > 60);
    expect(operand(it.parameters(), 0)[0]).toBeGreaterThan(5);
    await it.do({ kind: 'reset' });
    expect(operand(it.parameters(), 0)[0]).toBeLessThan(5);
  });
});

describe('a look back that takes several slices', () => {
  it('shows nobody the steps in between, and lets no command come between them', async () => {
    const it = bench(spiralTrainer({ epochs: 4000 }));
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 2000);
    await it.session.command({ kind: 'pause' });
    await it.clock.until(() => it.clock.isIdle);
    const { step: here } = it.run;
    const parameters = it.parameters();
    it.clock.lookMilliseconds = 6;
    const looked = it.session.inspect(here - 100, activations);
    await it.clock.until(() => it.run.isLookingBack);
    expect(it.run.trainer.step).not.toBe(here);
    expect(it.session.status.step).toBe(here);
    const frames = [it.session.nextFrame(activations), it.session.nextFrame(activations)];
    const rate = it.session.command({ kind: 'setLearningRate', learningRate: 0.5 });
    await it.clock.turn();
    expect(it.run.isLookingBack).toBe(true);
    await it.clock.until(() => it.clock.isIdle);
    expect((await looked).step).toBe(here - 100);
    expect((await rate).status).toMatchObject({ step: here, learningRate: 0.5 });
    const [superseded, last] = await Promise.all(frames);
    expect(superseded?.views.pictures).toEqual([]);
    expect(last?.views.pictures).toHaveLength(2);
    expect([superseded?.status.step, last?.status.step]).toEqual([here, here]);
    expect(it.parameters()).toEqual(parameters);
  });
});

describe('what a frame tells besides', () => {
  it('names the steps that are cheap to look back to, where they changed', async () => {
    const it = bench();
    await it.do(step);
    expect([...((await it.frame({ pictures: [] })).snapshots ?? [])]).toEqual([...it.run.snapshotSteps]);
    await it.do({ kind: 'setLearningRate', learningRate: 0.5 });
    expect((await it.frame({ pictures: [] })).snapshots).toBeUndefined();
    await it.do({ kind: 'reset' });
    expect([...((await it.frame({ pictures: [] })).snapshots ?? [])]).toEqual([0]);
  });

  it('gives a mask cell by cell where so many are requested', async () => {
    const definition = stack([affine(100), relu, affine(3), softmaxLoss], { batch: 100 });
    const it = bench(trainerOf(definition, data('spiral', { points: 100 })));
    await it.do(compute);
    const picture = async (side?: number) => {
      const request = { layer: 1, kinds: ['mask'], ...(side !== undefined && { side }) } as const;
      return operand((await it.frame({ pictures: [request] })).views.pictures, 0);
    };
    expect(await picture()).toMatchObject({ rows: 64, columns: 64, fullRows: 100, fullColumns: 100 });
    const exact = await picture(512);
    expect(exact).toMatchObject({ rows: 100, columns: 100 });
    const { plan } = it.run.trainer;
    const mask = plan.savedForBackward(operand(plan.network.layers, 1).output)['mask']?.data ?? [];
    const turned = Array.from({ length: 10_000 }, (_, i) => mask[(i % 100) * 100 + Math.floor(i / 100)]);
    expect([...exact.cells]).toEqual(turned);
  });
});
