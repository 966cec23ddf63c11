import { hostname } from 'node:os';
import path from 'node:path';
import type { HealthFinding } from '../engine/health/finding';
import type { Evaluation } from '../engine/training/evaluation';
import type { Trainer } from '../engine/training/trainer';
import type { NetworkProgram } from '../language';
import { recordedFinding } from '../protocol/recordedFacts';
import { isRemoved, makeRecording } from '../recording/recordingFolder';
import type { FileStore } from '../recording/fileStore';
import { RecordingWriter } from '../recording/recordingWriter';
import type { DescribedRun } from '../recording/runDescription';
import { factsOf } from '../runtime/training/runFacts';
import { RunSnapshots, snapshotInterval } from '../runtime/training/runSnapshots';
import type { TrainingRun } from '../runtime/training/trainingRun';
import { diskStore } from '../platform/diskStore';
import { sha256 } from '../platform/sha256';
import { l10n, localise } from './l10n';
import { writeRemark } from './output';
import { programVersion } from './programVersion';
import type { Definition } from './readDefinition';
import { systemReason } from './systemReason';

/** A run hands out at least so many of its steps one by one before it puts some of them together. */
const stepsBetweenTakes = 100;
/** What was measured is written as often as this, in milliseconds, or where so many bytes of it wait. */
const writingInterval = 1000;
const mostWaiting = 8 * 2 ** 20;
/** What of a description changes while a run is recorded. */
type Changing = 'alive' | 'seconds' | 'state' | 'step' | 'latest' | 'findings';

/** What is to be recorded, and where. */
export interface RecordingRequest {
  /** As `--record` has it. */
  readonly folder: string;
  /** What the run is called. */
  readonly name: string;
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
  private readonly snapshots: RunSnapshots;
  private readonly began = performance.now();
  private writtenAt = this.began;
  private takenAt = -1;
  private latest: DescribedRun['latest'] = {};
  private findings: readonly HealthFinding[] = [];
  private interrupted: DescribedRun['interrupted'];

  private constructor(
    /** Where the recording lies. */
    readonly path: string,
    private readonly files: FileStore,
    private readonly writer: RecordingWriter,
    private readonly run: TrainingRun,
    lastStep: number,
    private readonly fixed: Omit<DescribedRun, Changing>,
  ) {
    this.snapshots = new RunSnapshots(run, lastStep);
  }

  /**
   * Makes the recording and writes what is known before the first step.
   * @throws the error of the operating system; nothing is left of the recording then
   */
  static async begin(request: RecordingRequest): Promise<RunRecorder> {
    const { folder, name, definition, program, run, lastStep } = request;
    const created = new Date();
    const store = diskStore(folder);
    const made = await makeRecording(store, name, created);
    try {
      const fixed = {
        ...(await describe(definition, program, run.trainer)),
        name,
        created: created.toISOString(),
        totalSteps: lastStep,
      };
      const writer = new RecordingWriter(made.files, snapshotInterval(run.trainer, lastStep));
      const recorder = new RunRecorder(
        path.join(folder, made.folder),
        made.files,
        writer,
        run,
        lastStep,
        fixed,
      );
      await writer.describe(recorder.described('running'));
      return recorder;
    } catch (error) {
      await store.remove(made.folder).catch(() => undefined);
      throw error;
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

  /** Whether all that there was to record until now is written or can still be. */
  get isWhole(): boolean {
    return this.interrupted === undefined;
  }

  /** To be called after every step. */
  stepDone(): void {
    if (this.interrupted !== undefined) return;
    this.snapshots.stepDone();
    if (this.run.step - this.takenAt >= stepsBetweenTakes) this.take();
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
      if (state === 'stopped') this.snapshots.take();
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
      const isGone = await isRemoved(this.files);
      const why = isGone ? l10n.t('its recording was removed') : systemReason(error);
      this.interrupted = { step, reason: why };
      writeRemark(l10n.t('the run is recorded no further than step {0}: {1}', step, why));
      await this.writer.describe(this.described(state, reason)).catch(() => undefined);
    }
    this.writtenAt = performance.now();
  }

  private take(): void {
    const { series, findings } = this.run.takeNews(undefined);
    this.takenAt = this.run.step;
    if (findings !== undefined) this.findings = findings;
    const { losses, scalars, learningRates } = series;
    const loss = losses.values.at(-1);
    if (loss !== undefined) this.latest = { ...this.latest, loss };
    const snapshots = this.snapshots.collect();
    if (this.interrupted !== undefined) return;
    this.writer.add({ losses, scalars, learningRates });
    for (const { step, bytes } of snapshots) this.writer.addSnapshot(step, bytes);
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
      findings: this.findings.map((finding) =>
        recordedFinding(finding, (layer) => layers[layer]?.name ?? '', localise),
      ),
    };
  }
}

/** What a run follows from, and what it is of. */
async function describe(
  { file, checked }: Definition,
  { definition, data: call }: NetworkProgram,
  trainer: Trainer,
): Promise<Omit<DescribedRun, Changing | 'name' | 'created' | 'totalSteps'>> {
  // The epochs of the command line stand there, not those of the text.
  const { layers, data, settings, kernels } = await factsOf(trainer, sha256);
  const { seed } = trainer.blueprint.definition.training;
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
    layers,
    data: { source: checked.text.slice(call.range.start, call.range.end), ...data },
    // This program evaluates on everything.
    evaluated: {
      trainSamples: data.trainSamples,
      testSamples: data.testSamples,
      finalTrainSamples: data.trainSamples,
    },
    settings,
    kernels,
    edits: [],
  };
}
