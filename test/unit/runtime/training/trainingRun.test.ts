import { describe, expect, it, vi } from 'vitest';
import { HealthMonitor } from '../../../../src/engine/health/monitor';
import { referenceBackend } from '../../../../src/engine/kernels/reference';
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
    if (!result.ok) throw new Error('no memory');
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
