import * as vscode from 'vscode';
import { unwritableReason } from '../../protocol/errorText';
import { recordedFinding, type RunFacts } from '../../protocol/recordedFacts';
import type { EvaluatedSamples, TrainingDescription } from '../../protocol/training';
import { evaluationNames, type TrainingFrame } from '../../protocol/trainingFrame';
import type { FileStore } from '../../recording/fileStore';
import { isRemoved, makeRecording } from '../../recording/recordingFolder';
import { recordingLimits, RecordingWriter } from '../../recording/recordingWriter';
import type { DescribedRun } from '../../recording/runDescription';
import { mostBytesOfRecording } from '../extensionSettings';
import { localise } from '../localise';
import type { NetworkRun, RunReport } from '../training/networkRun';
import type { HandEdit } from '../training/runChanges';
import type { NetworkText } from '../training/networkText';
import type { RecordingLibrary } from './recordingLibrary';
import { UnwrittenFrames } from './unwrittenFrames';

/** Milliseconds between two times that something is written, while there is something new. */
const writingInterval = 1000;
/** A run that was paused gives a sign of life as often as this, in milliseconds. */
const heartbeat = 20_000;

/** A recording that is being made. */
export interface Unfinished {
  /** Writes the rest, and how far it came. */
  end(): Promise<void>;
}

/** Where recordings are made, and by whom. */
export interface RecordingPlace {
  readonly library: RecordingLibrary;
  readonly version: string;
  /** Absent in a browser. */
  readonly process?: { readonly id: number; readonly host: string };
  /** Those that are being made, which are ended when the window closes. */
  readonly unfinished?: Set<Unfinished>;
}

interface Session {
  readonly text: NetworkText;
  readonly description: TrainingDescription;
}

/** What is written into, from the first step on. */
interface Opened {
  readonly files: FileStore;
  readonly writer: RecordingWriter;
  readonly uri: vscode.Uri;
  readonly facts: RunFacts;
  readonly created: Date;
  /** What the run follows from: a later text is an edit. */
  readonly text: NetworkText;
}

/** What else is known of a run, and who waits for its recording to begin. */
export interface RecordedAs {
  /** What it is called instead of by its network. */
  readonly name: string;
  /** What tells it from others, besides the settings that every run has. */
  readonly settings: DescribedRun['settings'];
  readonly didBegin: (recording: vscode.Uri) => void;
}

/**
 * Records one training from the frames it makes anyway. There is none of a run that does no step. Where
 * something cannot be written this is said once, and the training goes on: nobody wants to lose it to a full
 * disk.
 */
export class RunRecording {
  private readonly frames: UnwrittenFrames;
  private opened: Opened | undefined;
  private beginning: Promise<void> | undefined;
  private flushing: Promise<void> | undefined;
  private timer: number | undefined;
  /** When the timer rings. */
  private due = -Infinity;
  private writtenAt = -Infinity;
  private hasNews = false;
  private isOver = false;
  private lostBecause: string | undefined;
  /** From then on nothing is taken up any more. */
  private interrupted: DescribedRun['interrupted'];
  /** What could not be written is not tried again, but for the small file that says how the run stands. */
  private hasFailed = false;
  private status: TrainingFrame['status'] | undefined;
  private findings: TrainingFrame['findings'] = [];
  private latest: DescribedRun['latest'] = {};
  private edits: DescribedRun['edits'] = [];
  private evaluated: EvaluatedSamples;
  private readonly trained = new TimeTrained();

  /** @param session as it is now: its text may be another one after it was edited */
  constructor(
    private readonly run: NetworkRun,
    private session: Session,
    private readonly place: RecordingPlace,
    private readonly as?: RecordedAs,
  ) {
    this.frames = new UnwrittenFrames(session.description.layers);
    this.evaluated = session.description.evaluated;
  }

  /** The folder; absent before the first step. */
  get uri(): vscode.Uri | undefined {
    return this.opened?.uri;
  }

  /** The run was reset: what it does from now on. */
  next(): RunRecording {
    return new RunRecording(this.run, this.session, this.place, this.as);
  }

  /** How the run stands. @param at when that was, as `performance.now` has it */
  see({ state }: Pick<TrainingFrame['status'], 'state'>, at = performance.now()): void {
    if (!this.isOver) this.trained.see(state === 'running', at);
  }

  /** @param at when it came */
  add(frame: TrainingFrame, at?: number): void {
    if (this.isOver) return;
    const { status } = frame;
    this.see(status, at);
    this.status = status;
    this.findings = frame.findings ?? this.findings;
    this.hasNews = true;
    this.latest = { ...this.latest, ...latestOf(frame) };
    if (this.interrupted === undefined) this.frames.add(frame);
    if (status.step > 0) this.beginning ??= this.begin();
    this.flushSoon();
  }

  addEdit(edit: HandEdit): void {
    // Of several changes of the same number at one step the last one counts.
    this.edits = [...this.edits.filter((other) => !isReplacedBy(other, edit)), edit];
    this.hasNews = true;
    this.flushSoon();
  }

  replace({ step, text, description }: Extract<RunReport, { kind: 'replaced' }>): void {
    if (this.opened !== undefined) this.handOver(this.opened);
    this.frames.follow(description.layers);
    this.session = { text, description };
    // Before its first step it simply is another one.
    if (this.status === undefined || this.status.step === 0) {
      this.evaluated = description.evaluated;
      return;
    }
    this.edits = [...this.edits, { kind: 'definition', step, text: text.file.text }];
    this.evaluated = fewestOf(this.evaluated, description.evaluated);
  }

  /** Writes the rest. @param reason why the run was lost, if it was */
  async end(reason?: string): Promise<void> {
    if (this.isOver) return;
    this.isOver = true;
    this.lostBecause = reason;
    this.trained.see(false, performance.now());
    clearTimeout(this.timer);
    await this.beginning;
    await this.flushing;
    if (this.opened === undefined) return;
    await this.flush(this.opened);
    this.place.unfinished?.delete(this);
    await this.place.library.changed(this.opened.uri);
  }

  /** Said once. */
  private interrupt(reason: string): void {
    if (this.interrupted !== undefined) return;
    const step = this.status?.step ?? 0;
    this.interrupted = { step, reason };
    warn(vscode.l10n.t('This training is recorded no further than step {0}, and goes on: {1}', step, reason));
  }

  private async begin(): Promise<void> {
    const { run, place } = this;
    const { text } = this.session;
    const created = new Date(Date.now() - this.trained.milliseconds);
    try {
      const facts = await run.ask((service, session) => service.describeRun({ session }));
      if (facts === undefined) return;
      const { folder, files } = await place.library.make((store) => makeRecording(store, this.name, created));
      const limits = recordingLimits(mostBytesOfRecording());
      const writer = new RecordingWriter(files, facts.snapshotInterval, limits);
      const opened = { files, writer, uri: place.library.uriOf(folder), facts, created, text };
      try {
        await writer.describe(this.described(opened));
      } catch (error) {
        await files.remove('').catch(() => undefined);
        throw error;
      }
      this.opened = opened;
      place.unfinished?.add(this);
      this.flushSoon();
      this.as?.didBegin(opened.uri);
      await place.library.changed(opened.uri);
    } catch (error) {
      const reason = unwritableReason(error);
      this.interrupted ??= { step: 0, reason };
      warn(vscode.l10n.t('This training is not recorded: {0}', reason));
    }
  }

  private handOver({ writer, facts }: Opened): void {
    const { series, snapshots } = this.frames.take(facts.layers);
    writer.add(series);
    for (const [step, bytes] of snapshots) writer.addSnapshot(step, bytes);
  }

  /** About once a second while there is something new, else now and then as a sign of life. */
  private flushSoon(): void {
    if (this.isOver || this.flushing !== undefined) return;
    const isAlive = this.status?.state === 'running' || this.status?.state === 'paused';
    if (!this.hasNews && !isAlive) return;
    const due = this.writtenAt + (this.hasNews ? writingInterval : heartbeat);
    // News does not wait for the next sign of life.
    if (this.timer !== undefined && this.due <= due) return;
    clearTimeout(this.timer);
    this.due = due;
    this.timer = setTimeout(
      () => {
        this.timer = undefined;
        const { opened } = this;
        if (opened === undefined) return;
        this.flushing = this.flush(opened).finally(() => {
          this.flushing = undefined;
          this.flushSoon();
        });
      },
      Math.max(0, due - performance.now()),
    );
  }

  private async flush(opened: Opened): Promise<void> {
    const { writer } = opened;
    this.hasNews = false;
    this.writtenAt = performance.now();
    try {
      if (!this.hasFailed) {
        this.handOver(opened);
        await writer.flush(this.described(opened));
      }
    } catch (error) {
      this.hasFailed = true;
      const isGone = await isRemoved(opened.files);
      this.interrupt(isGone ? vscode.l10n.t('its recording was removed') : unwritableReason(error));
    }
    // There may be room for this small file, which then says why there is no more.
    if (this.hasFailed) await writer.describe(this.described(opened)).catch(() => undefined);
  }

  private described({ facts, created, text }: Opened): DescribedRun {
    const { run, place, status, session } = this;
    const { layers } = session.description;
    const { file, program } = text;
    const { range } = program.data;
    const reason = this.lostBecause ?? (status?.reason && localise(status.reason));
    return {
      producer: { name: 'backprop', version: place.version },
      ...(place.process && { process: place.process }),
      name: this.name,
      created: created.toISOString(),
      alive: new Date().toISOString(),
      seconds: this.trained.milliseconds / 1000,
      state: this.state,
      ...(reason !== undefined && { reason }),
      step: status?.step ?? 0,
      totalSteps: status?.totalSteps ?? 0,
      ...(this.interrupted && { interrupted: this.interrupted }),
      origin: {
        kind: 'definition',
        file: run.uri.toString(),
        text: file.text,
        network: run.network,
        seed: program.definition.training.seed,
      },
      layers: facts.layers,
      data: { source: file.text.slice(range.start, range.end), ...facts.data },
      settings: { ...this.as?.settings, ...facts.settings },
      evaluated: this.evaluated,
      kernels: facts.kernels,
      edits: this.edits,
      findings: (this.findings ?? []).map((finding) =>
        recordedFinding(finding, (layer) => layers[layer]?.name ?? '', localise),
      ),
      latest: this.latest,
    };
  }

  private get name(): string {
    return this.as?.name ?? this.run.network;
  }

  private get state(): DescribedRun['state'] {
    if (this.lostBecause !== undefined) return 'failed';
    const { state = 'ready' } = this.status ?? {};
    if (state === 'finished' || state === 'failed' || state === 'stopped') return state;
    return this.isOver ? 'stopped' : 'running';
  }
}

/** An edit may have another number of them evaluated: of the whole run there are at least these. */
function fewestOf(before: EvaluatedSamples, now: EvaluatedSamples): EvaluatedSamples {
  return {
    trainSamples: Math.min(before.trainSamples, now.trainSamples),
    testSamples: Math.min(before.testSamples, now.testSamples),
    finalTrainSamples: Math.min(before.finalTrainSamples, now.finalTrainSamples),
  };
}

/** How long a run was running, without the time that it rested. */
class TimeTrained {
  private sum = 0;
  private since: number | undefined;

  get milliseconds(): number {
    return this.until(performance.now());
  }

  see(isRunning: boolean, at: number): void {
    this.sum = this.until(at);
    this.since = isRunning ? at : undefined;
  }

  private until(now: number): number {
    return this.sum + (this.since === undefined ? 0 : Math.max(0, now - this.since));
  }
}

function isReplacedBy(edit: DescribedRun['edits'][number], later: HandEdit): boolean {
  if (edit.step !== later.step || edit.kind !== later.kind) return false;
  if (edit.kind !== 'parameter' || later.kind !== 'parameter') return edit.kind === 'learningRate';
  return edit.name === later.name && edit.entry === later.entry;
}

/** The last figures of a frame, as far as it has any. */
function latestOf({ series: { losses, evaluations } }: TrainingFrame): DescribedRun['latest'] {
  const loss = losses.values.at(-1);
  const row = evaluations.values.slice(-evaluationNames.length);
  return {
    ...(loss !== undefined && { loss }),
    ...(row.length > 0 && Object.fromEntries(evaluationNames.map((name, column) => [name, row[column]]))),
  };
}

function warn(sentence: string): void {
  void vscode.window.showWarningMessage(sentence);
}
