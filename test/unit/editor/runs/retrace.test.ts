import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { filesOf } from '../../../../src/data/load';
import { retrace, type CourseOfRun, type RetracedRun } from '../../../../src/editor/runs/retrace';
import type { NetworkProgram } from '../../../../src/language/checker/networks/networkProgram';
import { hostRuntime } from '../../../../src/platform/hostRuntime';
import type { DataRequest, TrainingCommand, TrainingFile } from '../../../../src/protocol/training';
import type { TrainingStatus } from '../../../../src/protocol/trainingFrame';
import { checkText } from '../../checkText';
import { shippedFile, sourceOf, valueOf } from '../../data/samples';

/** A network in a runtime of its own. */
class Session {
  private constructor(
    private readonly text: string,
    private readonly runtime: ReturnType<typeof hostRuntime>,
    private readonly session: number,
    private status: TrainingStatus,
  ) {}

  static async start(text: string): Promise<Session> {
    const runtime = hostRuntime();
    const { definition, data } = programOf(text);
    const started = await runtime.service.startTraining({ network: definition, data: requestOf(data) });
    if (!started.ok) throw new Error('It cannot be started.');
    const { session, status } = started.description;
    return new Session(text, runtime, session, status);
  }

  get step(): number {
    return this.status.step;
  }

  get totalSteps(): number {
    return this.status.totalSteps;
  }

  async command(command: TrainingCommand): Promise<boolean> {
    const { service } = this.runtime;
    const { status, refused } = await service.commandTraining({ session: this.session, command });
    this.status = status;
    return refused === undefined;
  }

  async replace(text: string): Promise<boolean> {
    const network = programOf(text).definition;
    const outcome = await this.runtime.service.replaceDefinition({ session: this.session, network });
    return outcome.ok;
  }

  /** Everything that can be seen of it: numbers of the whole run, parameters, pictures of some steps. */
  async everything(steps: readonly number[]): Promise<unknown> {
    const { service } = this.runtime;
    const { session } = this;
    const layers = programOf(this.text).definition.layers.map((_, layer) => layer);
    const requests = {
      pictures: layers.map((layer) => ({
        layer,
        kinds: ['activation', 'gradient', 'mask', 'weights', 'weightGradient'] as const,
      })),
      confusion: 'test' as const,
    };
    const looks = [];
    for (const step of steps) looks.push(await service.inspectTraining({ session, step, requests }));
    const frame = await service.nextTrainingFrame({ session, requests, anew: true });
    return {
      looks,
      losses: frame.series.losses,
      learningRates: frame.series.learningRates,
      parameters: await service.trainedParameters({ session }),
      step: this.step,
      totalSteps: this.totalSteps,
    };
  }
}

function programOf(text: string): NetworkProgram {
  const program = checkText(text).networks[0]?.program;
  if (program === undefined) throw new Error('It has no sound network.');
  return program;
}

function requestOf({ source, settings }: NetworkProgram['data']): DataRequest {
  const files: Record<string, TrainingFile> = {};
  for (const { role, paths } of valueOf(filesOf(sourceOf(source), settings)))
    files[role] = shippedFile(paths[0]);
  return { source, arguments: settings, files };
}

function example(name: string): string {
  return readFileSync(`examples/${name}.backprop`, 'utf8');
}

const inDoubles = (text: string): string => text.replace('train {', 'train {\n    precision = float64');

const dropout = `network Dropped {
  data = spiral(classes=3, points=40, noise=0.2, test=0.2)
  layers {
    hidden = Affine(12)
    BatchNorm
    ReLU
    Dropout(0.3)
    Affine(3)
    SoftmaxWithLoss
  }
  train {
    optimizer = Adam(lr=0.02)
    schedule  = Cosine
    batch     = 24
    epochs    = 6
  }
}
`;

const networks = [
  ['spiral', example('spiral')],
  ['spiral in float64', inDoubles(example('spiral'))],
  ['iris', example('iris')],
  ['regression', example('regression')],
  ['regression in float64', inDoubles(example('regression'))],
  ['dropout and batch norm', dropout],
  ['dropout and batch norm in float64', inDoubles(dropout)],
] as const;

/** The first number of the first weights, and what is written there. */
function parameterOf(text: string): { readonly name: string; readonly value: number } {
  const layer = programOf(text).definition.layers.find(({ layer: type }) => type === 'Affine');
  return { name: `${layer?.name ?? ''}.W`, value: 0.5 };
}

describe('a run that is retraced from its recording', () => {
  it.each(networks)('of %s has the same numbers, bit for bit', async (_, text) => {
    const { name, value } = parameterOf(text);
    const live = await Session.start(text);
    const set = { kind: 'setParameter', parameter: name, entry: 1, value } as const;
    await live.command({ kind: 'setLearningRate', learningRate: 0.03 });
    await live.command({ kind: 'trainTo', step: 4 });
    await live.command({ kind: 'step' });
    await live.command(set);
    await live.command({ kind: 'step' });
    await live.command({ kind: 'compute' });
    await live.command({ kind: 'setLearningRate', learningRate: 0.005 });
    await live.command({ kind: 'trainTo', step: 11 });
    await live.command({ ...set, entry: 2, value: -0.25 });
    await live.command({ kind: 'setLearningRate', learningRate: 0.02 });
    await live.command({ kind: 'trainTo', step: 17 });
    await live.command({ kind: 'stop' });
    const course: CourseOfRun = {
      step: 17,
      totalSteps: live.totalSteps,
      state: 'stopped',
      edits: [
        { kind: 'learningRate', step: 0, value: 0.03 },
        { kind: 'parameter', step: 5, name, entry: 1, value },
        { kind: 'learningRate', step: 6, value: 0.005 },
        { kind: 'parameter', step: 11, name, entry: 2, value: -0.25 },
        { kind: 'learningRate', step: 11, value: 0.02 },
      ],
    };
    const again = await Session.start(text);
    expect(await retrace(course, again)).toBe(true);
    const steps = [1, 5, 6, 7, 11, 12, 17];
    expect(await again.everything(steps)).toEqual(await live.everything(steps));
    // An edit that is left out must be seen: else this test could not fail.
    const without = await Session.start(text);
    await retrace({ ...course, edits: course.edits.slice(1) }, without);
    expect(await without.everything(steps)).not.toEqual(await live.everything(steps));
  });

  it.each([dropout, inDoubles(dropout)])(
    'follows an edited definition and steps that were added',
    async (text) => {
      const edited = text
        .replace('Affine(12)', 'Affine(12)\n    Affine(9)')
        .replace('Adam(lr=0.02)', 'SGD(lr=0.1)');
      const live = await Session.start(text);
      await live.command({ kind: 'trainTo', step: 7 });
      await live.command({ kind: 'setLearningRate', learningRate: 0.01 });
      await live.replace(edited);
      const last = live.totalSteps;
      await live.command({ kind: 'trainTo', step: last });
      await live.command({ kind: 'addSteps', steps: 8 });
      await live.command({ kind: 'trainTo', step: last + 8 });
      const course: CourseOfRun = {
        step: last + 8,
        totalSteps: last + 8,
        state: 'finished',
        edits: [
          { kind: 'learningRate', step: 7, value: 0.01 },
          { kind: 'definition', step: 7, text: edited },
          { kind: 'moreSteps', step: last, steps: 8 },
        ],
      };
      const again = await Session.start(text);
      expect(await retrace(course, again)).toBe(true);
      const steps = [8, 9, last, last + 1, last + 8];
      expect(await again.everything(steps)).toEqual(await live.everything(steps));
    },
  );

  it('is trained for longer than its definition says where the command was told to', async () => {
    const again = await Session.start(dropout);
    const planned = again.totalSteps;
    const course: CourseOfRun = { step: planned + 5, totalSteps: planned + 5, state: 'finished', edits: [] };
    expect(await retrace(course, again)).toBe(true);
    expect(again.step).toBe(planned + 5);
  });

  it('ends where it is cancelled', async () => {
    const session = await Session.start(dropout);
    const cancelled: RetracedRun = {
      get step() {
        return session.step;
      },
      get totalSteps() {
        return session.totalSteps;
      },
      replace: (text) => session.replace(text),
      command: async (command) => {
        const followed = session.command(command);
        if (command.kind === 'trainTo') await session.command({ kind: 'pause' });
        return followed;
      },
    };
    const course: CourseOfRun = { step: 20, totalSteps: 20, state: 'finished', edits: [] };
    expect(await retrace(course, cancelled)).toBe(false);
    expect(session.step).toBeLessThan(20);
  });
});
