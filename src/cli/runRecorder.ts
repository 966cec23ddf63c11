import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import type { HealthFinding } from '../engine/health/finding';
import { formatMessage } from '../engine/message';
import type { Choice } from '../engine/network/networkDefinition';
import type { Evaluation } from '../engine/training/evaluation';
import type { Trainer } from '../engine/training/trainer';
import type { NetworkProgram } from '../language/checker/networks/networkProgram';
import type { Picture, PictureRequest } from '../protocol/trainingFrame';
import { makeRecording } from '../recording/recordingFolder';
import { RecordingWriter } from '../recording/recordingWriter';
import type { DescribedRun } from '../recording/runDescription';
import { longestSide, pictureKinds, type Snapshot } from '../recording/snapshot';
import type { TrainingRun } from '../runtime/training/trainingRun';
import { unwritableReason } from './failure';
import { nodeFileStore } from './nodeFileStore';
import { writeError } from './output';
import { programVersion } from './programVersion';
import type { Definition } from './readDefinition';

/** A run hands out at least so many of its steps one by one before it puts some of them together. */
const stepsBetweenTakes = 100;
/** What was measured is written as often as this, in milliseconds, or where so many bytes of it wait. */
const writingInterval = 1000;
const mostWaiting = 8 * 2 ** 20;
/** A snapshot has fewer cells where all its pictures would take more bytes than this. */
const mostSnapshotBytes = 6 * 2 ** 20;
/** Means and extremes, 4 bytes each. */
const bytesOfCell = 8;

/** What of a description changes while a run is recorded. */
type Changing = 'alive' | 'seconds' | 'state' | 'step' | 'latest' | 'findings';

/** What is to be recorded, and where. */
export interface RecordingRequest {
  /** As `--record` has it; it need not exist. */
  readonly folder: string;
  readonly definition: Definition;
  readonly program: NetworkProgram;
  readonly run: TrainingRun;
  /** The step after which the training ends. */
  readonly lastStep: number;
}

/**
 * Records a run while it trains. Where something cannot be written this is said once,
 * and the run goes on unrecorded: nobody wants to lose a training to a full disk.
 */
export class RunRecorder {
  private readonly requests: readonly PictureRequest[];
  private readonly began = performance.now();
  private writtenAt = this.began;
  private takenAt = -1;
  private snapshotAt = 0;
  private latest: DescribedRun['latest'] = {};
  private findings: readonly HealthFinding[] = [];
  private interrupted: DescribedRun['interrupted'];

  private constructor(
    /** Where the recording lies. */
    readonly path: string,
    private readonly writer: RecordingWriter,
    private readonly run: TrainingRun,
    private readonly lastStep: number,
    private readonly fixed: Omit<DescribedRun, Changing>,
  ) {
    const { layers } = run.trainer.blueprint.definition;
    const cells = mostSnapshotBytes / bytesOfCell / pictureKinds.length / layers.length;
    const side = Math.max(1, Math.min(longestSide, Math.floor(Math.sqrt(cells))));
    // The last layer is the loss: a single number, which is recorded at every step.
    this.requests = layers.slice(0, -1).map((_, layer) => ({ layer, kinds: pictureKinds, side }));
  }

  /**
   * Makes the recording and writes what is known before the first step.
   * @returns `undefined` where that is not possible, which has been said
   */
  static async begin(request: RecordingRequest): Promise<RunRecorder | undefined> {
    const { folder, definition, program, run, lastStep } = request;
    const created = new Date();
    const name = program.definition.name;
    try {
      await mkdir(folder, { recursive: true });
      const made = await makeRecording(nodeFileStore(folder), name, created);
      const fixed = {
        ...(await describe(definition, program, run.trainer)),
        name,
        created: created.toISOString(),
        totalSteps: lastStep,
      };
      const writer = new RecordingWriter(made.files, lastStep);
      const recorder = new RunRecorder(path.join(folder, made.folder), writer, run, lastStep, fixed);
      await writer.describe(recorder.described('running'));
      return recorder;
    } catch (error) {
      writeError(`backprop: this run is not recorded: ${unwritableReason(error)}`);
      return undefined;
    }
  }

  /** What was evaluated on all samples of both parts. */
  addEvaluation(step: number, train: Evaluation | undefined, test: Evaluation | undefined): void {
    const row = {
      trainLoss: train?.loss ?? NaN,
      trainAccuracy: train?.accuracy ?? NaN,
      testLoss: test?.loss ?? NaN,
      testAccuracy: test?.accuracy ?? NaN,
    };
    this.latest = { ...this.latest, ...row };
    const { trainLoss, trainAccuracy, testLoss, testAccuracy } = row;
    const values = Float64Array.of(trainLoss, trainAccuracy, testLoss, testAccuracy);
    this.writer.add({ evaluations: { steps: Float64Array.of(step), values } });
  }

  /** To be called after every step. */
  stepDone(): void {
    if (this.interrupted !== undefined) return;
    const { step } = this.run;
    const isLast = step === this.lastStep || this.run.isBroken;
    if (this.writer.wantsSnapshot(step) || isLast) this.takeWithSnapshot();
    else if (step - this.takenAt >= stepsBetweenTakes) this.take();
  }

  /** To be called between steps, often: writes now and then. */
  async rest(): Promise<void> {
    if (this.interrupted !== undefined) return;
    const isDue = performance.now() - this.writtenAt >= writingInterval;
    if (isDue || this.writer.waitingBytes > mostWaiting) await this.flush('running');
  }

  /** Writes the rest, and how the run ended. @returns what is the matter with the network */
  async end(state: 'finished' | 'stopped' | 'failed', reason?: string): Promise<readonly HealthFinding[]> {
    if (this.interrupted !== undefined) {
      this.take();
      // There may be room for this small file, which then says why there is no more.
      await this.writer.describe(this.described(state, reason)).catch(() => undefined);
    } else {
      if (state === 'stopped' && this.snapshotAt < this.run.step) this.takeWithSnapshot();
      else this.take();
      await this.flush(state, reason);
    }
    return this.findings;
  }

  private async flush(state: DescribedRun['state'], reason?: string): Promise<void> {
    this.take();
    try {
      await this.writer.flush(this.described(state, reason));
    } catch (error) {
      const { step } = this.run;
      this.interrupted = { step, reason: unwritableReason(error) };
      writeError(
        `backprop: the run is recorded no further than step ${String(step)}: ${this.interrupted.reason}`,
      );
      await this.writer.describe(this.described(state, reason)).catch(() => undefined);
    }
    this.writtenAt = performance.now();
  }

  private take(pictures: readonly PictureRequest[] = []): readonly Picture[] {
    const { series, findings, views } = this.run.takeNews({ pictures });
    this.takenAt = this.run.step;
    if (findings !== undefined) this.findings = findings;
    const { losses, scalars, learningRates } = series;
    const loss = losses.values.at(-1);
    if (loss !== undefined) this.latest = { ...this.latest, loss };
    if (this.interrupted === undefined) this.writer.add({ losses, scalars, learningRates });
    return views.pictures;
  }

  private takeWithSnapshot(): void {
    const { step, trainer } = this.run;
    const pictures = this.take(this.requests);
    this.snapshotAt = step;
    const { layers } = trainer.blueprint.definition;
    this.writer.addSnapshot(
      step,
      snapshotOf(pictures, (layer) => layers[layer]?.name ?? ''),
    );
  }

  private described(state: DescribedRun['state'], reason?: string): DescribedRun {
    const { layers } = this.run.trainer.blueprint.definition;
    return {
      ...this.fixed,
      alive: new Date().toISOString(),
      seconds: (performance.now() - this.began) / 1000,
      state,
      ...(reason !== undefined && { reason }),
      step: this.run.step,
      ...(this.interrupted && { interrupted: this.interrupted }),
      latest: this.latest,
      findings: this.findings.map(({ rule, severity, layer, step, resolvedAt, ...found }) => ({
        rule,
        severity,
        ...(layer !== undefined && { layer: layers[layer]?.name ?? '' }),
        step,
        ...(resolvedAt !== undefined && { resolvedAt }),
        message: formatMessage(found.message),
        explanation: formatMessage(found.explanation),
        remedies: found.remedies.map(({ text }) => formatMessage(text)),
      })),
    };
  }
}

function snapshotOf(pictures: readonly Picture[], nameOf: (layer: number) => string): Snapshot {
  return {
    pictures: pictures.map(
      ({ layer, kind, shape, rows, columns, cells, extremes, statistics, histogram }) => ({
        layer: nameOf(layer),
        kind,
        shape,
        rows,
        columns,
        means: cells instanceof Float32Array ? cells : Float32Array.from(cells),
        ...(extremes && { extremes }),
        ...(statistics && { statistics }),
        ...(histogram && { histogram }),
      }),
    ),
    deadUnits: pictures.flatMap(({ layer, deadUnits }) =>
      deadUnits === undefined ? [] : [{ layer: nameOf(layer), units: deadUnits }],
    ),
  };
}

type Description = Omit<DescribedRun, Changing | 'name' | 'created' | 'totalSteps'>;

/** What a run follows from, and what it is of. */
async function describe(
  { file, checked }: Definition,
  { definition, data: call }: NetworkProgram,
  trainer: Trainer,
): Promise<Description> {
  const { data, inference, batch } = trainer.blueprint;
  // The epochs of the command line stand there, not those of the text.
  const { training } = trainer.blueprint.definition;
  const { optimizer, schedule, seed, epochs, precision, shuffle, weightDecay, l1, clipNorm } = training;
  const { targets } = data;
  return {
    producer: { name: 'backprop', version: await programVersion() },
    process: { id: process.pid, host: hostname() },
    origin: {
      kind: 'definition',
      file: path.basename(file),
      text: checked.text,
      network: definition.name,
      seed,
    },
    layers: definition.layers.map(({ name, layer, inputs }, index) => ({
      name,
      type: layer,
      shape: [...(inference.layers[index]?.shape ?? [])],
      parameters: inference.layers[index]?.parameterCount ?? 0,
      inputs: inputs.map((input) => (input === 'input' ? input : (definition.layers[input]?.name ?? ''))),
    })),
    data: {
      source: checked.text.slice(call.range.start, call.range.end),
      trainSamples: data.train.length,
      testSamples: data.test.length,
      ...(targets.kind === 'labels' && targets.classNames && { classes: [...targets.classNames] }),
      sha256: hashOf(trainer),
    },
    settings: {
      optimizer: choiceText(optimizer),
      schedule: choiceText(schedule),
      batch,
      epochs,
      precision,
      ...(shuffle !== undefined && { shuffle }),
      ...(weightDecay !== undefined && { weightDecay }),
      ...(l1 !== undefined && { l1 }),
      ...(clipNorm !== undefined && { clipNorm }),
    },
    kernels: trainer.kernels,
    edits: [],
  };
}

/** `SGD(lr=0.1)`, as it is written in a definition. */
function choiceText({ name, settings }: Choice): string {
  const given = Object.entries(settings).map(([setting, value]) => `${setting}=${String(value)}`);
  return given.length === 0 ? name : `${name}(${given.join(', ')})`;
}

/** Of inputs, targets, and which samples are in which part, as docs/recording.md has it. */
function hashOf({ blueprint: { data } }: Trainer): string {
  const { inputs, targets, train, test } = data;
  const hash = createHash('sha256');
  for (const numbers of [inputs, targets.kind === 'labels' ? targets.labels : targets.values, train, test])
    hash.update(new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength));
  return hash.digest('hex');
}
