import type { Dataset } from '../../data/dataset';
import type { KernelBackend } from '../../engine/kernels/kernels';
import type { Methods } from '../../protocol/channel';
import type {
  ReplaceOutcome,
  ReplaceRequest,
  TrainedParameter,
  TrainingDescription,
  TrainingRequest,
  TrainingService,
  TrainingStart,
} from '../../protocol/training';
import type { TrainingViewsService } from '../../protocol/trainingViews';
import type { RuntimeEnvironment } from '../runtimeEnvironment';
import { dataPointsOf } from './dataPoints';
import { adaptTrainingData, readTrainingData, setUpTrainer } from './prepare';
import { takeOver } from './replacement';
import { TrainingSession } from './trainingSession';
import { estimateStepSeconds, longStepWarning } from './stepEstimate';
import { TrainingRun } from './trainingRun';

interface Entry {
  readonly session: TrainingSession;
  readonly data: Dataset;
}

/** Keeps the sessions of one runtime. */
export class TrainingSessions {
  private readonly entries = new Map<number, Entry>();
  private nextNumber = 1;

  /** @param backend asked for each session: the kernels may have come in the meantime */
  constructor(
    private readonly environment: RuntimeEnvironment,
    private readonly backend: () => KernelBackend,
  ) {}

  /** What the protocol says of each. */
  readonly methods: Methods<TrainingService & TrainingViewsService> = {
    startTraining: (request) => this.start(request),
    commandTraining: ({ session, command }) => this.entry(session).session.command(command),
    nextTrainingFrame: ({ session, requests, anew }) => this.entry(session).session.nextFrame(requests, anew),
    inspectTraining: ({ session, step, requests }) => this.entry(session).session.inspect(step, requests),
    replaceDefinition: (request) => this.replace(request),
    checkTrainingGradients: ({ session }) => this.entry(session).session.checkGradients(this.backend()),
    dataPoints: ({ session }) => dataPointsOf(this.entry(session).data),
    findSamples: (search) => this.entry(search.session).session.findSamples(search),
    workOutLayerEntry: (question) => this.entry(question.session).session.workOutEntry(question),
    explainLayerEntry: (question) => this.entry(question.session).session.explainEntry(question),
    trainedParameters: ({ session }) => this.parameters(this.entry(session)),
    endTraining: ({ session }) => {
      this.entry(session).session.end();
      this.entries.delete(session);
    },
  };

  private start({ network, data: requested, pace }: TrainingRequest): TrainingStart {
    const read = readTrainingData(network, requested);
    if (!read.ok) return read;
    const set = setUpTrainer(network, read.data, this.backend());
    if (!set.ok) return set;
    const { clock, sliceMilliseconds } = this.environment;
    const session = new TrainingSession(new TrainingRun(set.trainer), {
      clock,
      sliceMilliseconds,
      ...(pace && { pace }),
    });
    const number = this.nextNumber++;
    this.entries.set(number, { session, data: read.data });
    return { ok: true, description: this.describe(number) };
  }

  private async replace({
    session: number,
    network,
    data: requested,
  }: ReplaceRequest): Promise<ReplaceOutcome> {
    const { session, data: current } = this.entry(number);
    const read =
      requested === undefined ? adaptTrainingData(network, current) : readTrainingData(network, requested);
    if (!read.ok) return read;
    const set = setUpTrainer(network, read.data, this.backend());
    if (!set.ok) return set;
    await session.settled();
    session.run.discardCompute();
    const adopted = takeOver(session.run.trainer, set.trainer);
    session.replaceRun(new TrainingRun(set.trainer));
    this.entries.set(number, { session, data: read.data });
    return { ok: true, replacement: { description: this.describe(number), ...adopted } };
  }

  private async parameters({ session }: Entry): Promise<readonly TrainedParameter[]> {
    await session.present();
    return session.run.trainer.parameters.map(({ name, value }) => ({
      name,
      shape: value.shape,
      values: value.data.slice(),
    }));
  }

  private describe(number: number): TrainingDescription {
    const { session, data } = this.entry(number);
    const { trainer, evaluation } = session.run;
    const { definition, inference, batch } = trainer.blueprint;
    const { trainSamples, testSamples, finalTrainSamples } = evaluation.plan;
    const kernels = this.backend().name;
    const estimatedStepSeconds = estimateStepSeconds(inference, batch, kernels);
    const warning = longStepWarning(estimatedStepSeconds);
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
      estimatedStepSeconds,
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
