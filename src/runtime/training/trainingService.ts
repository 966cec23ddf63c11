import type { Dataset } from '../../data/dataset';
import type { KernelBackend } from '../../engine/kernels/kernels';
import { message } from '../../engine/message';
import type { Trainer } from '../../engine/training/trainer';
import { learnedNumbers, trainingNumbers, type NamedNumbers } from '../../engine/training/trainingNumbers';
import type { Methods } from '../../protocol/channel';
import type {
  NumbersOutcome,
  ReplaceOutcome,
  ReplaceRequest,
  TrainingDescription,
  TrainingRequest,
  TrainingSeal,
  TrainingService,
  TrainingStart,
} from '../../protocol/training';
import type { TrainingViewsService } from '../../protocol/trainingQuestions';
import type { RuntimeEnvironment } from '../runtimeEnvironment';
import { dataPointsOf } from './dataPoints';
import { factsOf } from './runFacts';
import { adaptTrainingData, readTrainingData, setUpTrainer } from './prepare';
import { takeOver } from './replacement';
import { TrainingSession } from './trainingSession';
import { estimateStepSeconds, longStepWarning } from './stepEstimate';
import { RunSeal } from './runSeal';
import { TrainingRun } from './trainingRun';

interface Entry {
  readonly session: TrainingSession;
  readonly data: Dataset;
  /** Where a learner is asked for a number of it. */
  readonly seal: RunSeal | undefined;
  readonly backend: KernelBackend;
}

const notExplained = message('This is not explained as long as a number of the network is asked for.');

/** Keeps the sessions of one runtime. */
export class TrainingSessions {
  private readonly entries = new Map<number, Entry>();
  private nextNumber = 1;

  /** @param backendNamed asked for each session: the kernels may have come in the meantime */
  constructor(
    private readonly environment: RuntimeEnvironment,
    private readonly backendNamed: (name?: string) => KernelBackend,
  ) {}

  /** What the protocol says of each. */
  readonly methods: Methods<TrainingService & TrainingViewsService> = {
    startTraining: (request) => this.start(request),
    commandTraining: ({ session: number, command }) => {
      const { session, seal } = this.entry(number);
      const refused = seal?.refusal(command);
      return refused ? { status: session.status, refused } : session.command(command);
    },
    nextTrainingFrame: async ({ session: number, requests, anew }) => {
      const { session, seal } = this.entry(number);
      const frame = await session.nextFrame(requests, anew);
      return seal?.frame(frame, requests) ?? frame;
    },
    inspectTraining: async ({ session: number, step, requests }) => {
      const { session, seal } = this.entry(number);
      const inspection = await session.inspect(step, requests);
      return seal?.inspection(inspection, requests) ?? inspection;
    },
    replaceDefinition: (request) => this.replace(request),
    checkTrainingGradients: async ({ session: number }) => {
      const { session, seal, backend } = this.entry(number);
      const checked = await session.checkGradients(backend);
      return seal && checked?.ok === true ? { ok: true, check: seal.gradientCheck(checked.check) } : checked;
    },
    gradientCheckProgress: ({ session }) => this.entry(session).session.checkProgress,
    cancelGradientCheck: ({ session }) => {
      this.entry(session).session.cancelChecks();
    },
    dataPoints: ({ session }) => {
      const { data, seal } = this.entry(session);
      return seal?.hidesInput === true ? undefined : dataPointsOf(data);
    },
    findSamples: (search) => this.unsealed(search.session)?.findSamples(search) ?? { samples: [], total: 0 },
    workOutLayerEntry: (question) =>
      this.unsealed(question.session)?.workOutEntry(question) ?? { kind: 'none', message: notExplained },
    explainLayerEntry: (question) =>
      this.unsealed(question.session)?.explainEntry(question) ?? { message: notExplained, causes: [] },
    trainedParameters: ({ session }) => this.parameters(this.entry(session)),
    readTrainingNumbers: (request) => this.numbers(request),
    describeRun: ({ session }) => factsOf(this.entry(session).session.run.trainer, this.environment.sha256),
    endTraining: ({ session }) => {
      this.entry(session).session.end();
      this.entries.delete(session);
    },
  };

  private start(request: TrainingRequest): TrainingStart {
    const { network, data: requested, pace, kernels, seal, isRecorded = false } = request;
    const read = readTrainingData(network, requested);
    if (!read.ok) return read;
    const backend = this.backendNamed(kernels);
    const set = setUpTrainer(network, read.data, backend);
    if (!set.ok) return set;
    const { clock, sliceMilliseconds } = this.environment;
    const session = new TrainingSession(new TrainingRun(set.trainer), {
      clock,
      sliceMilliseconds,
      isRecorded: isRecorded && seal === undefined,
      ...(pace && { pace }),
    });
    const number = this.nextNumber++;
    this.entries.set(number, { session, data: read.data, backend, seal: sealed(seal, set.trainer) });
    return { ok: true, description: this.describe(number) };
  }

  private async replace({
    session: number,
    network,
    data: requested,
  }: ReplaceRequest): Promise<ReplaceOutcome> {
    const { session, data: current, backend, seal } = this.entry(number);
    if (seal) {
      const anew = message('A network that is asked about begins anew after an edit.');
      return { ok: false, refusals: [{ message: anew }] };
    }
    const read =
      requested === undefined ? adaptTrainingData(network, current) : readTrainingData(network, requested);
    if (!read.ok) return read;
    const set = setUpTrainer(network, read.data, backend);
    if (!set.ok) return set;
    await session.settled();
    session.run.discardCompute();
    const adopted = takeOver(session.run.trainer, set.trainer);
    session.replaceRun(new TrainingRun(set.trainer));
    this.entries.set(number, { session, data: read.data, backend, seal });
    return { ok: true, replacement: { description: this.describe(number), message: adopted } };
  }

  /** `undefined` of a run with a seal: what explains a number names others on its way. */
  private unsealed(number: number): TrainingSession | undefined {
    const { session, seal } = this.entry(number);
    return seal ? undefined : session;
  }

  private async parameters({ session, seal }: Entry): Promise<readonly NamedNumbers[]> {
    await session.present();
    const { trainer } = session.run;
    const { layers } = trainer.blueprint.definition;
    const hidden = layers.filter((_, layer) => seal?.hides('parameters', layer) === true);
    return learnedNumbers(trainer).filter(
      ({ name: numbers }) => !hidden.some(({ name }) => numbers.startsWith(`${name}.`)),
    );
  }

  private numbers({ network, data }: Pick<TrainingRequest, 'network' | 'data'>): NumbersOutcome {
    const read = readTrainingData(network, data);
    if (!read.ok) return read;
    const set = setUpTrainer(network, read.data, this.backendNamed());
    return set.ok ? { ok: true, numbers: trainingNumbers(set.trainer) } : set;
  }

  private describe(number: number): TrainingDescription {
    const { session, data, backend } = this.entry(number);
    const { trainer, evaluation } = session.run;
    const { definition, inference, batch } = trainer.blueprint;
    const { trainSamples, testSamples, finalTrainSamples } = evaluation.plan;
    const kernels = backend.name;
    const warning = longStepWarning(estimateStepSeconds(inference, batch, kernels));
    const { sampleShape, targets } = data;
    return {
      session: number,
      layers: definition.layers.map(({ name, layer }, index) => ({
        name,
        type: layer,
        shape: inference.layers[index]?.shape ?? [],
        parameterCount: inference.layers[index]?.parameterCount ?? 0,
      })),
      parameterCount: inference.parameterCount,
      kernels,
      status: session.status,
      data: {
        sampleShape,
        targets:
          targets.kind === 'labels'
            ? { kind: 'labels', classes: targets.classes }
            : { kind: 'values', width: targets.width },
      },
      trainSamples: data.train.length,
      testSamples: data.test.length,
      evaluated: { trainSamples, testSamples, finalTrainSamples },
      ...(targets.kind === 'labels' && targets.classNames && { classNames: targets.classNames }),
      ...(warning && { warning }),
    };
  }

  /** @throws RangeError where there is none: it was ended, or the worker that had it is gone */
  private entry(session: number): Entry {
    const found = this.entries.get(session);
    if (found === undefined) throw new RangeError(`There is no training session ${session}.`);
    return found;
  }
}

function sealed(seal: TrainingSeal | undefined, trainer: Trainer): RunSeal | undefined {
  return seal && new RunSeal(seal, trainer);
}
