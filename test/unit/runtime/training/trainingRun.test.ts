import { describe, expect, it, vi } from 'vitest';
import { HealthMonitor } from '../../../../src/engine/health/monitor';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
import { takeOver } from '../../../../src/runtime/training/replacement';
import { TrainingRun } from '../../../../src/runtime/training/trainingRun';
import { optimizer, spiralTrainer } from './networks';

function resultOf<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const turn = work.next();
    if (turn.done === true) return turn.value;
  }
}

describe('checking the gradients of a run', () => {
  it('finds them right, and leaves run and pictures as they were', () => {
    const run = new TrainingRun(spiralTrainer({ ...optimizer('Adam', 0.01) }));
    for (let step = 0; step < 20; step++) run.advance(true);
    const { trainer } = run;
    const before = trainer.state();
    const values = trainer.plan.graph.nodes.map((_, node) => [...trainer.plan.value(node).data]);
    const result = resultOf(run.checkGradients(referenceBackend));
    if (result?.ok !== true) throw new Error('no memory');
    expect(result.check.verdict).not.toBe('wrong');
    expect(result.check.values.map(({ name }) => name)).toContain('affine2.W');
    expect(trainer.state()).toEqual(before);
    expect(trainer.plan.graph.nodes.map((_, node) => [...trainer.plan.value(node).data])).toEqual(values);
  });

  it('says so where there is not enough memory', () => {
    const run = new TrainingRun(spiralTrainer());
    const refusing = {
      ...referenceBackend,
      createArena: () => ({ ok: false as const, error: { text: 'too large', values: [] } }),
    };
    const before = run.trainer.state();
    expect(resultOf(run.checkGradients(refusing))).toMatchObject({ ok: false });
    expect(run.trainer.state()).toEqual(before);
    expect(run.position.isBetween).toBe(false);
  });
});

describe('counting units that are alike', () => {
  it('costs a run of short epochs no more than one of long ones', () => {
    const alike = vi.spyOn(HealthMonitor.prototype, 'alike');
    try {
      // All samples are one batch, so every step is an epoch.
      const run = new TrainingRun(spiralTrainer({ batch: 48, epochs: 1000 }));
      const countedAt = (): number[] => alike.mock.calls.map(([{ step }]) => step);
      for (let step = 0; step < 250; step++) run.advance(false);
      expect(countedAt()).toEqual([1, 101, 201]);
      // A number set by hand can make units alike, or part them.
      run.setParameter({ parameter: 'affine1.W', entry: 0, value: 1 });
      run.advance(false);
      expect(countedAt().at(-1)).toBe(251);
    } finally {
      alike.mockRestore();
    }
  });
});

describe('dead units', () => {
  it('are of whole epochs only: one in which the definition was edited says nothing', () => {
    const epoch = vi.spyOn(HealthMonitor.prototype, 'epoch');
    try {
      const before = spiralTrainer();
      const { stepsPerEpoch } = before.blueprint;
      for (let step = 0; step < stepsPerEpoch + 2; step++) before.runStep();
      // Another optimizer: the weights are kept, and nothing is known of the steps before.
      const edited = spiralTrainer({ ...optimizer('SGD', 0.01) });
      takeOver(before, edited);
      const run = new TrainingRun(edited);
      const judgedAt = (): number[] => epoch.mock.calls.map(([{ step }]) => step);
      while (run.step < 4 * stepsPerEpoch) run.advance(false);
      expect(judgedAt()).toEqual([3 * stepsPerEpoch, 4 * stepsPerEpoch]);
      // After a reset the first epoch is whole.
      run.reset();
      epoch.mockClear();
      while (run.step < stepsPerEpoch) run.advance(false);
      expect(judgedAt()).toEqual([stepsPerEpoch]);
    } finally {
      epoch.mockRestore();
    }
  });
});

describe('findings', () => {
  it('begin anew after a reset, with windows of the new run alone', () => {
    const run = new TrainingRun(spiralTrainer({ ...optimizer('SGD', 1e-7), epochs: 100 }));
    const rules = (): string[] => run.takeNews(undefined).findings?.map(({ rule }) => rule) ?? [];
    const raisedAt = (): number => {
      while (!run.isFinished) {
        run.advance(true);
        if (rules().length > 0) return run.step;
      }
      return NaN;
    };
    const first = raisedAt();
    expect(first).toBeGreaterThan(0);
    run.reset();
    expect(run.takeNews(undefined).findings).toEqual([]);
    expect(raisedAt()).toBe(first);
  });
});
