import { describe, expect, it } from 'vitest';
import type { HealthFinding } from '../../../../src/engine/health/finding';
import type { TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import type { TrainingFrame } from '../../../../src/protocol/trainingFrame';
import type { ViewRequests } from '../../../../src/protocol/trainingViews';
import { TrainingSession } from '../../../../src/runtime/training/trainingSession';
import { TrainingRun } from '../../../../src/runtime/training/trainingRun';
import { ManualClock } from './manualClock';
import {
  affine,
  data,
  optimizer,
  relu,
  softmaxLoss,
  spiralTrainer,
  stack,
  tanh,
  trainerOf,
  type Written,
} from './networks';

interface Bench {
  readonly clock: ManualClock;
  readonly run: TrainingRun;
  readonly session: TrainingSession;
}

function bench(training: Partial<TrainingDefinition> = {}, trainer = spiralTrainer(training)): Bench {
  const clock = new ManualClock();
  const run = new TrainingRun(trainer);
  return {
    clock,
    run,
    session: new TrainingSession(run, { clock, sliceMilliseconds: 10, pace: { kind: 'full' } }),
  };
}

function parametersOf({ trainer }: TrainingRun): readonly (readonly number[])[] {
  return trainer.parameters.map(({ value }) => [...value.data]);
}

/** Asks for a frame again as soon as one has come, as a view does. */
function watch(session: TrainingSession, requests: ViewRequests = nothing): TrainingFrame[] {
  const frames: TrainingFrame[] = [];
  const ask = async (): Promise<void> => {
    for (;;) frames.push(await session.nextFrame(requests));
  };
  void ask();
  return frames;
}

const nothing: ViewRequests = { pictures: [] };
const masks: ViewRequests = { pictures: [{ layer: 1, kinds: ['mask'] }] };
const everything: ViewRequests = {
  pictures: [0, 1, 2, 3, 4, 5].map((layer) => ({
    layer,
    kinds: ['activation', 'gradient', 'mask', 'weights', 'weightGradient'],
  })),
};

const finished =
  ({ session }: Bench) =>
  (): boolean =>
    session.status.state === 'finished';

describe('a session', () => {
  it('trains to the last step and says so', async () => {
    const it = bench();
    await it.session.command({ kind: 'train' });
    expect(it.session.status).toMatchObject({ state: 'running', step: 0 });
    await it.clock.until(finished(it));
    expect(it.session.status).toMatchObject({
      step: 70,
      totalSteps: 70,
      epoch: 10,
      epochs: 10,
      stepsPerSecond: 0,
    });
  });

  it('pauses between two slices, goes on, and stops', async () => {
    const { clock, run, session } = bench({ epochs: 1000 });
    await session.command({ kind: 'train' });
    await clock.until(() => run.step > 20);
    expect((await session.command({ kind: 'pause' })).status.state).toBe('paused');
    const { step } = run;
    await clock.run(1000);
    expect(run.step).toBe(step);
    await session.command({ kind: 'resume' });
    await clock.until(() => run.step > step);
    expect((await session.command({ kind: 'stop' })).status.state).toBe('stopped');
    expect((await session.command({ kind: 'train' })).status.state).toBe('running');
  });

  it('does exactly one step when asked for one', async () => {
    const { clock, run, session } = bench();
    for (const expected of [1, 2, 3]) {
      const done = session.command({ kind: 'step' });
      await clock.until(() => clock.isIdle);
      expect((await done).status).toMatchObject({ state: 'paused', step: expected });
      expect(run.step).toBe(expected);
    }
  });

  it('is finished by a step onto the last one, too, with the evaluation of the end', async () => {
    const [stepped, trained] = [bench({ epochs: 1 }), bench({ epochs: 1 })];
    await trained.session.command({ kind: 'train' });
    for (let step = 0; step < 7; step++) {
      const done = stepped.session.command({ kind: 'step' });
      await stepped.clock.until(() => stepped.clock.isIdle);
      expect((await done).status.state).toBe(step < 6 ? 'paused' : 'finished');
    }
    await trained.clock.until(() => finished(trained)() && trained.clock.isIdle);
    const [one, other] = [stepped, trained].map(({ run }) => run.takeNews(undefined).series.evaluations);
    expect(one?.steps.at(-1)).toBe(other?.steps.at(-1));
    expect(one?.values.slice(-4)).toEqual(other?.values.slice(-4));
  });

  it('has the scalars of its last step, however few steps are measured', async () => {
    const it = bench();
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    expect([...it.run.takeNews(undefined).series.scalars.steps]).toEqual([69]);
  });

  it('trains on past the last epoch', async () => {
    const it = bench({ epochs: 1 });
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    expect((await it.session.command({ kind: 'train' })).refused?.text).toContain('Train more');
    await it.session.command({ kind: 'trainMore', epochs: 2 });
    expect(it.session.status.state).toBe('running');
    await it.clock.until(finished(it));
    expect(it.session.status).toMatchObject({ step: 21, totalSteps: 21, epochs: 3 });
  });

  it('learns in added epochs under a schedule that had come to its end, with the rate set by hand', async () => {
    const schedule = { name: 'Cosine', settings: {} };
    const it = bench({ epochs: 1, schedule });
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    const end = parametersOf(it.run);
    await it.session.command({ kind: 'setLearningRate', learningRate: 0.5 });
    await it.session.command({ kind: 'trainMore', epochs: 1 });
    expect(it.session.status).toMatchObject({ learningRate: 0.5, scheduledLearningRate: 0.5 });
    await it.clock.until(finished(it));
    expect(parametersOf(it.run)).not.toEqual(end);
    await it.clock.until(() => it.clock.isIdle);
    const asked = it.session.inspect(7, nothing);
    await it.clock.until(() => it.clock.isIdle);
    const once = bench({ epochs: 1, schedule });
    await once.session.command({ kind: 'train' });
    await once.clock.until(() => finished(once)() && once.clock.isIdle);
    const expected = once.session.inspect(7, nothing);
    await once.clock.until(() => once.clock.isIdle);
    expect((await asked).scalars).toEqual((await expected).scalars);
  });

  it('goes back to the same numbers on reset, and runs to the same end', async () => {
    const it = bench();
    const start = parametersOf(it.run);
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    const end = parametersOf(it.run);
    expect(end).not.toEqual(start);
    expect((await it.session.command({ kind: 'reset' })).status).toMatchObject({ state: 'ready', step: 0 });
    expect(parametersOf(it.run)).toEqual(start);
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    expect(parametersOf(it.run)).toEqual(end);
  });

  it('takes a new learning rate for the next step, and refuses one that is none', async () => {
    const { run, session } = bench();
    expect((await session.command({ kind: 'setLearningRate', learningRate: 0.5 })).status.learningRate).toBe(
      0.5,
    );
    expect(run.trainer.learningRate).toBe(0.5);
    for (const learningRate of [0, -1, NaN, Infinity]) {
      expect((await session.command({ kind: 'setLearningRate', learningRate })).refused).toBeDefined();
    }
    expect(run.trainer.learningRate).toBe(0.5);
  });
});

describe('the numbers of a run', () => {
  it('are the same watched, paced, paused, stepped, and at full speed', async () => {
    const alone = bench();
    await alone.session.command({ kind: 'train' });
    await alone.clock.until(finished(alone));
    const expected = parametersOf(alone.run);

    const watched = bench();
    const frames = watch(watched.session, everything);
    await watched.session.command({ kind: 'setPace', pace: { kind: 'watch' } });
    await watched.session.command({ kind: 'train' });
    await watched.clock.until(finished(watched));
    expect(frames.length).toBeGreaterThan(50);
    expect(parametersOf(watched.run)).toEqual(expected);

    const stepped = bench();
    watch(stepped.session, everything);
    for (let step = 0; step < 5; step++) {
      const done = stepped.session.command({ kind: 'step' });
      await stepped.clock.until(() => stepped.run.step > step);
      await done;
    }
    const inspection = stepped.session.inspect(3, everything);
    await stepped.clock.until(() => stepped.clock.isIdle);
    await inspection;
    await stepped.session.command({ kind: 'train' });
    await stepped.clock.until(() => stepped.run.step > 30);
    await stepped.session.command({ kind: 'pause' });
    await stepped.clock.run(500);
    await stepped.session.command({ kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 100 } });
    await stepped.session.command({ kind: 'resume' });
    await stepped.clock.until(finished(stepped));
    expect(parametersOf(stepped.run)).toEqual(expected);
  });
});

describe('pace', () => {
  it('spreads a short run over about ten seconds, and shows every step', async () => {
    const it = bench({ epochs: 40 });
    await it.session.command({ kind: 'setPace', pace: { kind: 'automatic' } });
    const frames = watch(it.session);
    await it.session.command({ kind: 'train' });
    const start = it.clock.now();
    await it.clock.until(finished(it));
    const seconds = (it.clock.now() - start) / 1000;
    expect(seconds).toBeGreaterThan(9);
    expect(seconds).toBeLessThan(11);
    await it.clock.run(100);
    const steps = Array.from({ length: 280 }, (_, step) => step);
    expect(frames.flatMap(({ series }) => [...series.losses.steps])).toEqual(steps);
    expect(frames.flatMap(({ series }) => [...series.scalars.steps])).toEqual(steps);
  });

  it('runs a long run at full speed unless told otherwise', async () => {
    const it = bench({ epochs: 100_000 });
    it.clock.lookMilliseconds = 1;
    await it.session.command({ kind: 'setPace', pace: { kind: 'automatic' } });
    await it.session.command({ kind: 'train' });
    const start = it.clock.now();
    await it.clock.run(1000);
    const free = it.run.step / (it.clock.now() - start);
    await it.session.command({ kind: 'setPace', pace: { kind: 'stepsPerSecond', value: 20 } });
    const [step, time] = [it.run.step, it.clock.now()];
    await it.clock.run(10_000);
    const paced = ((it.run.step - step) / (it.clock.now() - time)) * 1000;
    expect(paced).toBeGreaterThan(18);
    expect(paced).toBeLessThan(22);
    expect(free).toBeGreaterThan(0.2);
  });
});

describe('frames', () => {
  it('come at most thirty times a second, one for each request', async () => {
    const { clock, session } = bench({ epochs: 100_000 });
    // A frame that costs little: dear ones come more seldom.
    clock.lookMilliseconds = 0.25;
    const frames = watch(session);
    await session.command({ kind: 'train' });
    const start = clock.now();
    await clock.run(3000);
    const rate = (frames.length * 1000) / (clock.now() - start);
    expect(rate).toBeLessThanOrEqual(31);
    expect(rate).toBeGreaterThan(20);
  });

  it('wait until there is something new', async () => {
    const { clock, session } = bench();
    const frames = watch(session);
    await clock.until(() => clock.isIdle);
    expect(frames).toHaveLength(1);
    await clock.run(1000);
    expect(frames).toHaveLength(1);
    await session.command({ kind: 'setLearningRate', learningRate: 0.3 });
    await clock.until(() => clock.isIdle);
    expect(frames.map(({ status }) => status.learningRate)).toEqual([0.01, 0.3]);
  });

  it('come at once for other pictures, though nothing else is new', async () => {
    const { clock, session } = bench();
    const stepped = session.command({ kind: 'step' });
    await clock.until(() => clock.isIdle);
    await stepped;
    const ask = async (requests: ViewRequests): Promise<TrainingFrame> => {
      const frame = session.nextFrame(requests);
      await clock.until(() => clock.isIdle);
      return frame;
    };
    expect((await ask(nothing)).views.pictures).toEqual([]);
    expect((await ask(masks)).views.pictures).toHaveLength(1);
  });

  it('tell that everything starts again after a reset', async () => {
    const { clock, session } = bench();
    const frames = watch(session);
    await session.command({ kind: 'train' });
    await clock.until(() => session.status.step > 10);
    await session.command({ kind: 'reset' });
    await clock.until(() => clock.isIdle);
    expect(frames.at(-1)).toMatchObject({ restarted: true, status: { step: 0, state: 'ready' } });
    expect(frames.at(-1)?.series.losses.steps).toHaveLength(0);
  });

  it('hand whoever waits a last one at the end of the session', async () => {
    const { clock, session } = bench();
    const frames = [session.nextFrame(nothing)];
    await clock.until(() => clock.isIdle);
    frames.push(session.nextFrame(nothing));
    session.end();
    expect(await Promise.all(frames)).toHaveLength(2);
  });
});

describe('evaluations', () => {
  it('are made at the start, at the end, and fifty times between', async () => {
    const it = bench({ epochs: 40 });
    const frames = watch(it.session);
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
    await it.clock.run(100);
    const steps = frames.flatMap(({ series }) => [...series.evaluations.steps]);
    const rows = frames.flatMap(({ series }) => [...series.evaluations.values]);
    expect(steps[0]).toBe(0);
    expect(steps.at(-1)).toBe(280);
    expect(steps.length).toBeGreaterThanOrEqual(51);
    const exact = it.run.trainer.evaluate('test');
    expect(rows.slice(-2)).toEqual([exact?.loss, exact?.accuracy]);
  });
});

describe('a run that ends in NaN', () => {
  const wild = (): Bench => {
    const definition = stack([affine(8), relu, affine(8), relu, affine(3), softmaxLoss], {
      ...optimizer('SGD', 1e30),
      batch: 10,
      epochs: 20,
    });
    return bench({}, trainerOf(definition, data('spiral', { points: 20 })));
  };

  it('stops, names where it began, and can be reset', async () => {
    const it = wild();
    const frames = watch(it.session);
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.session.status.state === 'failed');
    await it.clock.run(100);
    const finding = frames
      .flatMap(({ findings }) => findings ?? [])
      .find(({ rule }) => rule === 'non-finite');
    expect(finding?.layer).toBeDefined();
    expect(it.session.status.reason).toEqual(finding?.message);
    expect((await it.session.command({ kind: 'train' })).refused).toEqual(finding?.message);
    await it.session.command({ kind: 'reset' });
    expect(it.session.status).toMatchObject({ state: 'ready', step: 0 });
    await it.session.command({ kind: 'setLearningRate', learningRate: 0.01 });
    await it.session.command({ kind: 'train' });
    await it.clock.until(finished(it));
  });

  /** Trains on a single mini-batch an epoch. */
  const failed = async (layers: readonly Written[], lr: number, epochs: number): Promise<HealthFinding> => {
    const definition = stack(layers, { ...optimizer('SGD', lr), batch: 60, epochs });
    const it = bench({}, trainerOf(definition, data('spiral', { points: 20 })));
    const frames = watch(it.session);
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.session.status.state === 'failed');
    await it.clock.run(100);
    const last = frames.flatMap(({ findings }) => (findings === undefined ? [] : [findings])).at(-1) ?? [];
    const [finding, ...more] = last.filter(({ rule }) => rule === 'non-finite');
    if (finding === undefined) throw new Error('nothing was found');
    expect(more).toEqual([]);
    expect(it.session.status.reason).toEqual(finding.message);
    return finding;
  };

  it('is found where a Tanh hides what the loss then does not show', async () => {
    const large = affine(8, 'Constant', { value: 3e38 });
    const finding = await failed(
      [affine(8, 'Constant', { value: 100 }), large, tanh, affine(3), softmaxLoss],
      0.01,
      3,
    );
    expect(finding.layer).toBe(1);
    expect(finding.message).toMatchObject({ values: ['affine2', expect.anything(), 0] });
  });

  it('is found in the parameters of its last update, and in the evaluation of the end', async () => {
    const layers = [affine(8), relu, affine(8), relu, affine(3), softmaxLoss];
    // Large weights make gradients with which the largest learning rate there is leaves single precision.
    const steep = [affine(8), relu, affine(8, 'Constant', { value: 100 }), relu, affine(3), softmaxLoss];
    const updated = await failed(steep, 3e38, 1);
    expect(updated).toMatchObject({ layer: 0, message: { values: ['affine1.W', expect.anything(), 1] } });
    const evaluated = await failed(layers, 1e20, 1);
    expect(evaluated.message.text).toContain('the first in the forward pass');
  });

  it('names the same place whether it was watched or not', async () => {
    const reasons = await Promise.all(
      [true, false].map(async (watched) => {
        const it = wild();
        if (watched) watch(it.session, everything);
        await it.session.command({ kind: 'train' });
        await it.clock.until(() => it.session.status.state === 'failed');
        return it.session.status.reason;
      }),
    );
    expect(reasons[0]).toEqual(reasons[1]);
  });
});

describe('looking back', () => {
  it('shows a step as it was, with what it was then', async () => {
    const it = bench({ epochs: 30 });
    const frames = watch(it.session);
    await it.session.command({ kind: 'setPace', pace: { kind: 'watch' } });
    await it.session.command({ kind: 'train' });
    await it.clock.until(() => it.run.step > 80);
    await it.session.command({ kind: 'setLearningRate', learningRate: 0.1 });
    await it.clock.until(() => it.run.step > 160);
    await it.session.command({ kind: 'pause' });
    await it.clock.until(() => it.clock.isIdle);
    const here = parametersOf(it.run);
    const activation = [...it.run.trainer.plan.value(it.run.trainer.plan.network.loss).data];
    const steps = frames.flatMap(({ series }) => [...series.scalars.steps]);
    const first = frames.find(({ series }) => series.scalars.steps.length > 0)?.series.scalars;
    const perSample = (first?.values.length ?? 0) / (first?.steps.length ?? 1);
    const values = frames.flatMap(({ series }) => [...series.scalars.values]);
    for (const step of [1, 50, 82, 150, it.run.step]) {
      const asked = it.session.inspect(step, masks);
      await it.clock.until(() => it.clock.isIdle);
      const { scalars, views } = await asked;
      const place = steps.indexOf(step - 1);
      expect([...scalars]).toEqual(values.slice(place * perSample, (place + 1) * perSample));
      expect(views.pictures).toHaveLength(1);
    }
    expect(parametersOf(it.run)).toEqual(here);
    expect([...it.run.trainer.plan.value(it.run.trainer.plan.network.loss).data]).toEqual(activation);
  });

  it('refuses a step that was not done', async () => {
    const { session } = bench();
    await expect(session.inspect(1, nothing)).rejects.toThrow(RangeError);
  });
});
