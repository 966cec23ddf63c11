import { describe, expect, it } from 'vitest';
import { writeNpy, type WritableArray } from '../../../../src/data/npyWriter';
import { formatMessage, message } from '../../../../src/engine/message';
import type { NetworkDefinition, TrainingDefinition } from '../../../../src/engine/network/networkDefinition';
import { handedOverWith, handOver } from '../../../../src/protocol/handOver';
import type { RuntimeService } from '../../../../src/protocol/runtimeService';
import type {
  DataRequest,
  TrainingDescription,
  TrainingFile,
  TrainingRefusal,
} from '../../../../src/protocol/training';
import type { StepInspection, TrainingStatus } from '../../../../src/protocol/trainingFrame';
import { remoteOf, invoke, type Remote } from '../../../../src/protocol/channel';
import { runtimeService } from '../../../../src/runtime/serveRuntime';
import { ManualClock } from './manualClock';
import { sha256 } from '../../../../src/platform/sha256';
import { affine, optimizer, relu, softmaxLoss, stack } from './networks';

const spiral: DataRequest = { source: 'spiral', arguments: { points: 20, test: 0.2 }, files: {} };

function network(units = 8, training: Partial<TrainingDefinition> = {}): NetworkDefinition {
  return stack([affine(units), relu, affine(3), softmaxLoss], {
    ...optimizer('Adam', 0.01),
    batch: 8,
    epochs: 10,
    ...training,
  });
}

const nothing = { pictures: [] };
const pace = { kind: 'full' } as const;

/** Two files of float64: inputs, and these targets. */
function floats(targets: readonly number[], test = 0): DataRequest {
  const file = (name: string, array: WritableArray): TrainingFile => {
    const bytes = writeNpy(array);
    return { name, bytes, size: bytes.length };
  };
  const count = targets.length;
  const x = { shape: [count, 2], data: Float64Array.from({ length: 2 * count }, (_, index) => index) };
  const t = { shape: [count], data: Float64Array.from(targets) };
  return {
    source: 'npy',
    arguments: { x: 'x.npy', t: 't.npy', test },
    files: { x: file('x.npy', x), t: file('t.npy', t) },
  };
}

interface Host {
  readonly clock: ManualClock;
  readonly service: Remote<RuntimeService>;
  /** Lets everything happen that can, then gives the answer. */
  readonly answer: <Answer>(question: Promise<Answer>) => Promise<Answer>;
}

/** @param sliceMilliseconds with few of them every look back takes several slices */
function host(sliceMilliseconds = 10): Host {
  const clock = new ManualClock();
  const methods = runtimeService({ clock, sliceMilliseconds, loadKernels: () => undefined, sha256 });
  return {
    clock,
    service: remoteOf<RuntimeService>((method, argument) => invoke(methods, method, argument)),
    async answer(question) {
      for (let settling = 0; settling < 20; settling++) await Promise.resolve();
      await clock.until(() => clock.isIdle);
      return question;
    },
  };
}

async function start({ service }: Host, definition = network(), data = spiral): Promise<TrainingDescription> {
  const started = await service.startTraining({ network: definition, data, pace: { kind: 'full' } });
  if (!started.ok) throw new Error(started.refusals.map((refusal) => formatMessage(refusal.message)).join());
  return started.description;
}

async function refusals(
  { service }: Host,
  definition: NetworkDefinition,
  data = spiral,
): Promise<readonly TrainingRefusal[]> {
  const started = await service.startTraining({ network: definition, data });
  return started.ok ? [] : started.refusals;
}

describe('startTraining', () => {
  it('tells what there is before anything is trained', async () => {
    const description = await start(host());
    expect(description).toMatchObject({
      parameterCount: 51,
      trainSamples: 48,
      testSamples: 12,
      kernels: 'reference',
      layers: [
        { name: 'affine1', type: 'Affine', shape: [8], parameterCount: 24 },
        { name: 'reLU1', type: 'ReLU', shape: [8], parameterCount: 0 },
        { name: 'affine2', type: 'Affine', shape: [3], parameterCount: 27 },
        { type: 'SoftmaxWithLoss', shape: [] },
      ],
      status: { state: 'ready', step: 0, totalSteps: 60, epochs: 10, learningRate: 0.01 },
    });
    expect(description).not.toHaveProperty('warning');
  });

  it('refuses a layer of a billion parameters before it is allocated', async () => {
    const [refusal] = await refusals(host(), stack([affine(2 ** 29), affine(3), softmaxLoss]));
    expect(refusal && formatMessage(refusal.message)).toMatch(/1610612736 parameters \(6\.44 GB/);
    expect(refusal?.blame).toEqual({ kind: 'setting', layer: 0, setting: 'units' });
  });

  it('warns of steps that take long, before the first', async () => {
    const wide = stack([affine(800), affine(800), affine(3), softmaxLoss], { batch: 1000 });
    const description = await start(host(), wide, { ...spiral, arguments: { points: 400 } });
    expect(description.warning?.text).toContain('One step is expected to take about {0} seconds');
    expect(description.status.state).toBe('ready');
  });

  it('refuses data and layers that do not fit, naming which', async () => {
    expect(await refusals(host(), stack([affine(4), softmaxLoss]))).toMatchObject([
      { blame: { kind: 'setting', layer: 0, setting: 'units' } },
    ]);
    expect(await refusals(host(), network(), { ...spiral, arguments: { points: -1 } })).toMatchObject([
      { dataArgument: 'points' },
    ]);
    expect(await refusals(host(), network(), { ...spiral, source: 'nowhere' })).toHaveLength(1);
  });

  it('takes whole numbers as values where one number is compared with them', async () => {
    const text = 'a,b,t\n1,2,3\n2,3,5\n3,4,7\n4,5,9\n';
    const bytes = new TextEncoder().encode(text);
    const files = { file: { name: 'sums.csv', bytes, size: bytes.length } };
    const data: DataRequest = { source: 'csv', arguments: { file: 'sums.csv' }, files };
    const line = stack([affine(1), { layer: 'MeanSquaredError' }], { ...optimizer('SGD', 0.01), batch: 4 });
    const { trainSamples } = await start(host(), line, data);
    expect(trainSamples).toBe(4);
  });

  it('takes whole numbers of a floating-point array as labels where the loss needs them', async () => {
    const classes = stack([affine(3), softmaxLoss]);
    const { data, trainSamples, testSamples } = await start(host(), classes, floats([0, 1, 2, 0, 1, 2], 0.5));
    expect(data.targets).toEqual({ kind: 'labels', classes: 3 });
    expect([trainSamples, testSamples]).toEqual([3, 3]);
  });

  it.each([3, 1])('names the row that is no class, whatever the last layer gives: %i', async (units) => {
    const [refusal, ...others] = await refusals(
      host(),
      stack([affine(units), softmaxLoss]),
      floats([0, 1, -1, 2, 0, 1]),
    );
    expect(others).toEqual([]);
    expect(refusal && formatMessage(refusal.message)).toBe(
      't.npy, row 3: -1 is not a class number. This loss needs whole numbers from 0.',
    );
    expect(refusal?.blame).toEqual({ kind: 'layer', layer: 1 });
  });

  it('refuses what float32 cannot hold, unless the network computes in float64', async () => {
    const line = (precision: 'float32' | 'float64'): NetworkDefinition =>
      stack([affine(1), { layer: 'MeanSquaredError' }], { ...optimizer('SGD', 0.01), precision });
    const [refusal] = await refusals(host(), line('float32'), floats([0.5, 1e200, 1, 2, 3, 4]));
    expect(refusal && formatMessage(refusal.message)).toMatch(
      /^t\.npy, row 2, column 1: 1e\+200 is too large/,
    );
    expect(await refusals(host(), line('float64'), floats([0.5, 1e200, 1, 2, 3, 4]))).toEqual([]);
  });
});

describe('a session behind the protocol', () => {
  it('trains, and gives its parameters by name', async () => {
    const it = host();
    const { session } = await start(it);
    const before = await it.service.trainedParameters({ session });
    expect(before.map(({ name, shape }) => [name, shape])).toEqual([
      ['affine1.W', [2, 8]],
      ['affine1.b', [8]],
      ['affine2.W', [8, 3]],
      ['affine2.b', [3]],
    ]);
    await it.answer(it.service.commandTraining({ session, command: { kind: 'train' } }));
    const frame = await it.answer(it.service.nextTrainingFrame({ session, requests: nothing }));
    expect(frame.status).toMatchObject({ state: 'finished', step: 60 });
    expect([...frame.series.losses.steps]).toEqual(Array.from({ length: 60 }, (_, step) => step));
    expect(await it.service.trainedParameters({ session })).not.toEqual(before);
  });

  it('is known until it ends', async () => {
    const it = host();
    const { session } = await start(it);
    await it.service.endTraining({ session });
    await expect(it.service.trainedParameters({ session })).rejects.toThrow('There is no training session');
  });

  it('trains next to another without disturbing it', async () => {
    const it = host();
    const [first, second] = [await start(it), await start(it)];
    for (const { session } of [first, second])
      await it.service.commandTraining({ session, command: { kind: 'train' } });
    await it.clock.until(() => it.clock.isIdle);
    const [a, b] = await Promise.all(
      [first, second].map(({ session }) => it.service.trainedParameters({ session })),
    );
    expect(a).toEqual(b);
  });
});

describe('replaceDefinition', () => {
  const trained = async (it: Host): Promise<number> => {
    const { session } = await start(it);
    for (let step = 0; step < 10; step++) {
      await it.answer(it.service.commandTraining({ session, command: { kind: 'step' } }));
    }
    return session;
  };

  it('keeps everything when the learning rate or the batch changes, and goes on', async () => {
    const it = host();
    const session = await trained(it);
    const before = await it.service.trainedParameters({ session });
    const edited = network(8, { ...optimizer('Adam', 0.5), batch: 16 });
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
    expect(outcome).toMatchObject({
      ok: true,
      replacement: {
        message: message('All parameters were kept; training goes on.'),
        description: { status: { state: 'paused', step: 10, learningRate: 0.5, stepsPerEpoch: 3 } },
      },
    });
    expect(await it.service.trainedParameters({ session })).toEqual(before);
    const stepped = await it.answer(it.service.commandTraining({ session, command: { kind: 'step' } }));
    expect(stepped.status.step).toBe(11);
    const inspected = await it.answer(it.service.inspectTraining({ session, step: 11, requests: nothing }));
    expect(inspected.step).toBe(11);
  });

  it('counts on from the epoch that an edit of the batch broke off, which begins anew', async () => {
    const it = host();
    const session = await trained(it);
    const replaceBy = async (
      definition: Parameters<typeof network>[1],
    ): Promise<TrainingStatus & { said: string }> => {
      const edited = network(8, { ...optimizer('Adam', 0.5), ...definition });
      const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
      if (!outcome.ok) throw new Error('refused');
      return { ...outcome.replacement.description.status, said: formatMessage(outcome.replacement.message) };
    };
    // Ten steps of six each: one epoch is over; with three steps each, nine epochs are left.
    expect(await replaceBy({ batch: 16, epochs: 10 })).toMatchObject({
      state: 'paused',
      epochsCountedFrom: { step: 10, epoch: 1 },
      epoch: 1,
      epochs: 10,
      totalSteps: 10 + 9 * 3,
      said: 'All parameters were kept; training goes on.',
    });
    const step = { session, command: { kind: 'step' } } as const;
    expect(await it.answer(it.service.commandTraining(step))).toMatchObject({
      status: { step: 11, epoch: 2 },
    });
    // Another edit that changes nothing of it counts as before.
    expect(await replaceBy({ batch: 16, epochs: 12 })).toMatchObject({
      epochsCountedFrom: { step: 10, epoch: 1 },
      epochs: 12,
      totalSteps: 10 + 11 * 3,
    });
    await it.answer(it.service.commandTraining({ session, command: { kind: 'reset' } }));
    expect(await it.answer(it.service.commandTraining(step))).toMatchObject({
      status: { step: 1, epoch: 1, epochs: 12, totalSteps: 12 * 3 },
    });
  });

  it('says where an edit leaves no epoch to train, and still shows values', async () => {
    const it = host();
    const session = await trained(it);
    const edited = network(8, { ...optimizer('Adam', 0.5), epochs: 1 });
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
    if (!outcome.ok) throw new Error('refused');
    expect(formatMessage(outcome.replacement.message)).toBe(
      'All parameters were kept. All epochs are done: train more to go on.',
    );
    await it.clock.until(() => it.clock.isIdle);
    const frame = await it.answer(
      it.service.nextTrainingFrame({
        session,
        requests: { pictures: [{ layer: 0, kinds: ['activation'] }] },
      }),
    );
    expect(frame.status.step).toBe(10);
    expect(frame.views.pictures).toHaveLength(1);
  });

  it('keeps a learning rate that was set by hand until the text says another one', async () => {
    const it = host();
    const session = await trained(it);
    const set = { session, command: { kind: 'setLearningRate', learningRate: 0.07 } } as const;
    await it.answer(it.service.commandTraining(set));
    const rateAfter = async (definition: Parameters<typeof network>[1]): Promise<unknown> => {
      const edited = network(8, definition);
      const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
      return outcome.ok ? outcome.replacement.description.status.learningRate : outcome;
    };
    expect(await rateAfter({ ...optimizer('Adam', 0.01), batch: 16 })).toBe(0.07);
    expect(await rateAfter({ ...optimizer('Adam', 0.02), batch: 16 })).toBe(0.02);
    await it.answer(it.service.commandTraining(set));
    // A rate for one optimizer says nothing of another.
    expect(await rateAfter({ ...optimizer('SGD', 0.02), batch: 16 })).toBe(0.02);
  });

  it('keeps what still fits, and says what does not', async () => {
    const it = host();
    const session = await trained(it);
    const before = await it.service.trainedParameters({ session });
    const edited = stack([affine(8), relu, affine(5), relu, affine(3), softmaxLoss], {
      batch: 8,
      epochs: 10,
    });
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
    if (!outcome.ok) throw new Error('refused');
    expect(formatMessage(outcome.replacement.message)).toBe(
      'Kept: affine1. Started afresh: affine2, affine3.',
    );
    const after = await it.service.trainedParameters({ session });
    expect(after.slice(0, 2)).toEqual(before.slice(0, 2));
    expect(outcome.replacement.description.status.step).toBe(10);
  });

  it('keeps everything of a run that is between gradients and update', async () => {
    const it = host();
    const session = await trained(it);
    await it.answer(it.service.commandTraining({ session, command: { kind: 'compute' } }));
    const before = await it.service.trainedParameters({ session });
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: network() }));
    if (!outcome.ok) throw new Error('refused');
    expect(outcome.replacement).toMatchObject({
      message: message('All parameters were kept; training goes on.'),
      description: { status: { state: 'paused', step: 10, isBetween: false } },
    });
    expect(await it.service.trainedParameters({ session })).toEqual(before);
  });

  it('reads the targets as another loss needs them, and back', async () => {
    const it = host();
    const classes = stack([affine(3), softmaxLoss]);
    const line = stack([affine(1), { layer: 'MeanSquaredError' }]);
    const { session } = await start(it, classes, floats([0, 1, 2, 0, 1, 2]));
    const targets = async (definition: NetworkDefinition): Promise<unknown> => {
      const outcome = await it.answer(it.service.replaceDefinition({ session, network: definition }));
      return outcome.ok ? outcome.replacement.description.data.targets : outcome.refusals;
    };
    expect(await targets(line)).toEqual({ kind: 'values', width: 1 });
    expect(await targets(classes)).toEqual({ kind: 'labels', classes: 3 });
  });

  it('refuses float32 where the data that is there does not fit it', async () => {
    const it = host();
    const line = (precision: 'float32' | 'float64'): NetworkDefinition =>
      stack([affine(1), { layer: 'MeanSquaredError' }], { precision });
    const { session } = await start(it, line('float64'), floats([1e39, 1, 2, 0, 1, 2]));
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: line('float32') }));
    expect(outcome.ok).toBe(false);
  });

  it('begins a run of its own: steps before it cannot be looked at, and its next mini-batch is shown', async () => {
    const it = host();
    const session = await trained(it);
    const edited = network(8, optimizer('Adam', 0.5));
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
    expect(outcome).toMatchObject({
      replacement: { description: { status: { state: 'paused', step: 10, firstStep: 11 } } },
    });
    const pictures = [{ layer: 0, kinds: ['activation', 'weightGradient'] as const }];
    const samples = [{ part: 'miniBatch', index: 0 }] as const;
    const shown = async (): Promise<number> => {
      const requests = { pictures, samples };
      const { views } = await it.answer(it.service.nextTrainingFrame({ session, requests }));
      return views.pictures.length + (views.samples?.length ?? 0);
    };
    const look = (step: number): Promise<StepInspection> =>
      it.answer(it.service.inspectTraining({ session, step, requests: nothing }));
    const why = { session, layer: 0, kind: 'activation', entry: 0 } as const;

    for (const step of [5, 10]) await expect(look(step)).rejects.toThrow('was not done in this run');
    expect(await shown()).toBe(3);
    expect((await it.service.explainLayerEntry(why)).message.text).not.toBe('Nothing has been computed yet.');
    await it.answer(it.service.checkTrainingGradients({ session }));
    await it.answer(it.service.commandTraining({ session, command: { kind: 'setPace', pace } }));
    expect(await shown()).toBe(3);

    await it.answer(it.service.commandTraining({ session, command: { kind: 'step' } }));
    expect(await shown()).toBe(3);
    await expect(look(10)).rejects.toThrow('was not done in this run');
    expect((await look(11)).step).toBe(11);
  });

  it('has its gradients checked only until that is cancelled', async () => {
    const it = host(1);
    const { session } = await start(it);
    const check = (): Promise<unknown> => it.service.checkTrainingGradients({ session });
    const parameters = await it.service.trainedParameters({ session });
    expect(await it.service.gradientCheckProgress({ session })).toBeUndefined();
    const cancelled = [check(), check()];
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    let slices = 0;
    await it.clock.until(() => ++slices > 5);
    const progress = await it.service.gradientCheckProgress({ session });
    // Three layers of 24, 27 and 32 parameters, and the input of eight samples.
    expect(progress).toMatchObject({ total: 67 });
    expect(progress?.checked).toBeGreaterThan(0);
    expect(progress?.checked).toBeLessThan(67);
    await it.service.cancelGradientCheck({ session });
    expect(await it.answer(Promise.all(cancelled))).toEqual([undefined, undefined]);
    expect(await it.service.gradientCheckProgress({ session })).toBeUndefined();
    expect(await it.service.trainedParameters({ session })).toEqual(parameters);
    expect(await it.answer(check())).toMatchObject({ ok: true });
  });

  it('can be reset to its own beginning, where every step can be looked at', async () => {
    const it = host();
    const session = await trained(it);
    const edited = network(8, optimizer('Adam', 0.5));
    await it.answer(it.service.replaceDefinition({ session, network: edited }));
    const { session: fresh } = await start(it, edited);
    const looked: StepInspection[] = [];
    for (const each of [session, fresh]) {
      await it.service.commandTraining({ session: each, command: { kind: 'reset' } });
      for (let step = 0; step < 3; step++) {
        await it.answer(it.service.commandTraining({ session: each, command: { kind: 'step' } }));
      }
      looked.push(await it.answer(it.service.inspectTraining({ session: each, step: 1, requests: nothing })));
    }
    expect(looked[0]).toEqual(looked[1]);
  });

  it('still trains the epochs that were added', async () => {
    const it = host();
    const session = await trained(it);
    await it.service.commandTraining({ session, command: { kind: 'trainMore', epochs: 2 } });
    await it.service.commandTraining({ session, command: { kind: 'pause' } });
    const edited = network(8, optimizer('Adam', 0.5));
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: edited }));
    expect(outcome).toMatchObject({
      replacement: { description: { status: { totalSteps: 72, epochs: 12 } } },
    });
  });

  it('waits for every look back, also for one that was asked for meanwhile', async () => {
    const it = host(1);
    const session = await trained(it);
    const before = await it.service.trainedParameters({ session });
    const asked = [9, 10].map((step) => it.service.inspectTraining({ session, step, requests: nothing }));
    const edited = it.service.replaceDefinition({ session, network: network(8, optimizer('Adam', 0.5)) });
    asked.push(it.service.inspectTraining({ session, step: 8, requests: nothing }));
    const outcome = await it.answer(edited);
    expect(outcome).toMatchObject({ ok: true, replacement: { description: { status: { step: 10 } } } });
    expect((await Promise.all(asked)).map(({ step }) => step)).toEqual([9, 10, 8]);
    expect(await it.service.trainedParameters({ session })).toEqual(before);
  });

  it('gives the parameters of now, whatever is looked back at', async () => {
    const it = host(0.1);
    const session = await trained(it);
    const before = await it.service.trainedParameters({ session });
    const asked = it.service.inspectTraining({ session, step: 9, requests: nothing });
    await it.clock.turn();
    const parameters = it.service.trainedParameters({ session });
    expect(await it.answer(parameters)).toEqual(before);
    await asked;
  });

  it('leaves the run as it is when the edit does not fit', async () => {
    const it = host();
    const session = await trained(it);
    const before = await it.service.trainedParameters({ session });
    const outcome = await it.answer(
      it.service.replaceDefinition({ session, network: stack([affine(4), softmaxLoss]) }),
    );
    expect(outcome.ok).toBe(false);
    expect(await it.service.trainedParameters({ session })).toEqual(before);
  });

  it('starts afresh after a run that broke off', async () => {
    const it = host();
    const { session } = await start(it, network(8, optimizer('SGD', 1e30)));
    await it.answer(it.service.commandTraining({ session, command: { kind: 'train' } }));
    const outcome = await it.answer(it.service.replaceDefinition({ session, network: network() }));
    if (!outcome.ok) throw new Error('refused');
    expect(formatMessage(outcome.replacement.message)).toBe('All parameters start afresh: affine1, affine2.');
    expect(outcome.replacement.description.status).toMatchObject({ state: 'ready', step: 0 });
    await it.answer(it.service.commandTraining({ session, command: { kind: 'train' } }));
    const frame = await it.answer(it.service.nextTrainingFrame({ session, requests: nothing }));
    expect(frame.status.state).toBe('finished');
  });
});

describe('handOver', () => {
  it('hands over large arrays of their own, and copies the others', () => {
    const large = new Uint8Array(2 ** 17);
    const shared = new Uint8Array(2 ** 17).subarray(5);
    expect(handedOverWith(handOver({}, [large, large, shared, new Uint8Array(3)]))).toEqual([large.buffer]);
    expect(handedOverWith({})).toEqual([]);
    expect(handedOverWith(undefined)).toEqual([]);
  });
});
