import * as vscode from 'vscode';
import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { HealthFinding } from '../../engine/health/finding';
import type { CheckedFile, NetworkOutline, NetworkProgram, Range } from '../../language';
import { handOver } from '../../protocol/handOver';
import { RemoteError } from '../../protocol/channel';
import type { Remote } from '../../protocol/channel';
import type { RuntimeService } from '../../protocol/runtimeService';
import type {
  CommandOutcome,
  DataRequest,
  TrainingCommand,
  TrainingDescription,
  TrainingSeal,
} from '../../protocol/training';
import type { StepInspection, TrainingFrame, TrainingStatus } from '../../protocol/trainingFrame';
import type { Runtime } from '../../runtime/runtime';
import type { ReadFile } from '../data/dataPlace';
import { recordingsEnabled, trainingPace } from '../extensionSettings';
import { localise } from '../localise';
import { recordedTextScheme } from '../runs/recordingUris';
import { RunHistory } from './history';
import { NetworkText } from './networkText';
import { ReportedNumbers } from './reportedNumbers';
import { RunChanges, type HandEdit } from './runChanges';
import { explainRefusals } from './runnableNetwork';
import { RunViews } from './runViews';
import { momentOf, type ShownMoment } from './shownMoment';
import { errorText } from '../../protocol/errorText';

/**
 * `idle`: never run, or ended. `starting`: data is being read and memory taken. `live`: the runtime has it,
 * whatever `status` says. `refused`: it could not start. `lost`: the worker that had it died.
 */
export type TrainingPhase =
  | { readonly kind: 'idle' | 'starting' | 'live' }
  | { readonly kind: 'refused'; readonly sentence: string; readonly range?: Range }
  | { readonly kind: 'lost'; readonly sentence: string };

/** A seal, and the open questions that it is for, as they are written. */
export interface RunSealing {
  readonly seal: TrainingSeal;
  readonly questions: readonly string[];
}

/** What happens to a run, for whoever keeps it. */
export type RunReport =
  /** A session began; it has done no step. */
  | { readonly kind: 'started'; readonly text: NetworkText; readonly description: TrainingDescription }
  | { readonly kind: 'frame'; readonly frame: TrainingFrame }
  /** A command was followed: a short run may be over before its first frame. */
  | { readonly kind: 'commanded'; readonly status: TrainingStatus }
  /** Numbers were set by hand, or more steps asked for, after so many steps. */
  | { readonly kind: 'edit'; readonly edit: HandEdit }
  /** It goes on with another text. */
  | {
      readonly kind: 'replaced';
      readonly step: number;
      readonly text: NetworkText;
      readonly description: TrainingDescription;
    }
  /** There is no session any more. `reason`: it was lost. */
  | { readonly kind: 'ended'; readonly reason?: string };

/** The training of one network: its run in a runtime of its own, and everything the run has reported. */
export class NetworkRun extends ReportedNumbers implements vscode.Disposable {
  phase: TrainingPhase = { kind: 'idle' };
  /** The text that was run; absent before the first run. */
  text: NetworkText | undefined;
  /** What a learner is asked for: no number of it ever comes here. */
  sealing: RunSealing | undefined;
  /** What a reader should know of this run: that its data has changed since, what an edit kept. */
  note: string | undefined;
  /** The files it was given. */
  files: readonly ReadFile[] = [];
  /** What changed its course besides the steps it does. */
  changes = new RunChanges();
  /** An earlier step that is looked at instead of the newest one. */
  shownStep: StepInspection | undefined;
  /** What every surface shows of its numbers, newer ones though there may be; `RunClock` takes it anew. */
  shown: ShownMoment | undefined;
  /** The moment that is shown next: lenses say it already, which take a while to be painted. */
  coming: ShownMoment | undefined;
  /** The last comparison with central differences, of the text that was run. */
  gradientCheck: GradientCheck | undefined;
  /** Who looks at it. */
  readonly views = new RunViews(
    (frame) => {
      this.absorb(frame);
    },
    (error) => {
      this.lose(error);
    },
  );

  constructor(
    /** The definition's address; another one after it was renamed. */
    public uri: vscode.Uri,
    readonly network: string,
    private readonly runtime: Runtime,
    private readonly didChange: (run: NetworkRun) => void,
    private readonly report: (run: NetworkRun, report: RunReport) => void = () => undefined,
  ) {
    super();
    // The next question would be put to a new worker, which knows nothing of this run.
    runtime.onDidDie((cause) => {
      if (this.isLive) this.lose(new Error(cause));
    });
  }

  get isLive(): boolean {
    return this.phase.kind === 'live';
  }

  get isRunning(): boolean {
    return this.isLive && this.status?.state === 'running';
  }

  /**
   * Whether it is to be kept: one that is computed again from its recording is there already, and a recording
   * of one that is asked about could be opened for the answers.
   */
  get isRecorded(): boolean {
    return recordingsEnabled() && this.uri.scheme !== recordedTextScheme && this.sealing === undefined;
  }

  /** True when the text is no longer the one that was run. */
  get stale(): boolean {
    return this.text?.stale ?? false;
  }

  /**
   * What is the matter with the network as the text has it: nothing that no longer holds, nor of a run that
   * was stopped, or edited since. Problems, sidebar and hover say this, and nothing else.
   */
  get openFindings(): readonly HealthFinding[] {
    const { isLive, stale, status } = this;
    if (!isLive || stale || status?.state === 'stopped' || status?.state === 'ready') return [];
    return this.findings.filter(({ resolvedAt }) => resolvedAt === undefined);
  }

  /** From now on this moment is shown: all who show something of the run are to be told in this turn. */
  takeMoment(): void {
    this.shown = momentOf(this);
    this.coming = undefined;
  }

  /** Lenses say this moment from now on. */
  announceMoment(): void {
    this.coming = momentOf(this);
  }

  /** The announced moment is shown; nothing happens where another one was shown meanwhile. */
  showAnnounced(): void {
    if (this.coming === undefined) return;
    this.shown = this.coming;
    this.coming = undefined;
  }

  /** A start ends the run before, and forgets what it reported. */
  prepare(file: CheckedFile, outline: NetworkOutline, program: NetworkProgram, sealing?: RunSealing): void {
    this.endSession();
    this.text = new NetworkText(file, outline, program);
    this.sealing = sealing;
    this.description = undefined;
    this.status = undefined;
    this.pass = undefined;
    this.history = new RunHistory(0);
    this.findings = [];
    this.note = undefined;
    this.files = [];
    this.changes = new RunChanges();
    this.shownStep = undefined;
    this.gradientCheck = undefined;
    this.become({ kind: 'starting' });
  }

  /**
   * Gives the runtime what it needs. Nothing is trained yet.
   * The bytes of the files are gone from here afterwards.
   * @param kernels the build of them that is to compute, where this machine has it
   * @returns whether there is a session now; else the phase says why not
   */
  async start(
    program: NetworkProgram,
    data: DataRequest,
    files: readonly ReadFile[],
    kernels?: string,
  ): Promise<boolean> {
    const { sealing, isRecorded } = this;
    const request = {
      network: program.definition,
      data,
      isRecorded,
      pace: trainingPace(this.uri),
      ...(kernels && { kernels }),
      ...(sealing && { seal: sealing.seal }),
    };
    try {
      const started = await this.runtime.service.startTraining(handOver(request, bytesOf(data)));
      if (!this.isStarting) return false;
      if (!started.ok) {
        const { sentence, range } = explainRefusals(started.refusals, program, this.text);
        // Without a session nobody will ask this worker anything.
        this.runtime.cancel(sentence);
        this.refuseBecause(sentence, range);
        return false;
      }
      this.files = files;
      this.describe(started.description);
      this.findings = [];
      const { description } = started;
      const { session, layers } = description;
      if (this.text) this.report(this, { kind: 'started', text: this.text, description });
      this.views.follow(this.runtime.service, { session, layerCount: layers.length });
      this.become({ kind: 'live' });
      return true;
    } catch (error) {
      if (this.isStarting) this.lose(error);
      return false;
    }
  }

  refuseBecause(sentence: string, range?: Range): void {
    this.become({ kind: 'refused', sentence, ...(range && { range }) });
  }

  /** @returns `undefined` where there is no run, or no more */
  async command(command: TrainingCommand): Promise<CommandOutcome | undefined> {
    return this.ask(async (service, session) => {
      const stepsBefore = this.status?.totalSteps ?? 0;
      const outcome = await service.commandTraining({ session, command });
      this.status = outcome.status;
      this.report(this, { kind: 'commanded', status: outcome.status });
      if (command.kind === 'reset') {
        this.changes = new RunChanges();
        // The next frame says so too, but until it comes no number of before stands beside epoch 0.
        this.pass = undefined;
        this.history = new RunHistory(this.history.layerCount);
      } else if (outcome.refused === undefined) {
        const edit = this.changes.note(command, outcome.status, stepsBefore);
        if (edit) this.report(this, { kind: 'edit', edit });
      }
      if (command.kind !== 'setPace' && command.kind !== 'setLearningRate') this.goLive();
      this.changed();
      return outcome;
    });
  }

  /**
   * Asks the run something.
   * @returns `undefined` where there is none, or where its worker died of it
   */
  async ask<Answer>(
    question: (service: Remote<RuntimeService>, session: number) => Promise<Answer>,
  ): Promise<Answer | undefined> {
    const session = this.description?.session;
    if (!this.isLive || session === undefined) return undefined;
    try {
      return await question(this.runtime.service, session);
    } catch (error) {
      // A question that cannot be answered is no reason to give up the run: only its end is.
      if (!isAboutTheQuestion(error)) this.lose(error);
      return undefined;
    }
  }

  /**
   * Compares its gradients with central differences; cancelled, it leaves the last comparison as it was.
   * @returns why not, where it cannot be done
   */
  async checkGradients(): Promise<string | undefined> {
    const checked = await this.ask((service, session) => service.checkTrainingGradients({ session }));
    if (checked?.ok === false) return localise(checked.memory);
    if (checked === undefined) return undefined;
    this.gradientCheck = checked.check;
    this.changed();
    return undefined;
  }

  /**
   * Goes on with an edited definition.
   * @param data absent: it is the same
   * @returns what became of it, in one line
   */
  async replace(
    file: CheckedFile,
    outline: NetworkOutline,
    program: NetworkProgram,
    data: { readonly request: DataRequest; readonly files: readonly ReadFile[] } | undefined,
  ): Promise<string | undefined> {
    return this.ask(async (service, session) => {
      const request = { session, network: program.definition, ...(data && { data: data.request }) };
      const outcome = await service.replaceDefinition(handOver(request, bytesOf(data?.request)));
      if (!outcome.ok) return outcome.refusals.map(({ message }) => localise(message)).join(' ');
      const { description } = outcome.replacement;
      const before = this.text?.file.text;
      const { optimizer } = program.definition.training;
      this.changes.settleRate(description.status.learningRate, optimizer.settings['lr']);
      this.text = new NetworkText(file, outline, program);
      this.files = data?.files ?? this.files;
      this.report(this, { kind: 'replaced', step: description.status.step, text: this.text, description });
      const { history, description: old } = this;
      this.describe(description);
      if (old !== undefined) this.history.continue(history, layerPlaces(old.layers, description.layers));
      if (before !== undefined) this.changes.noteText(description.status.step, before, file.text);
      this.findings = [];
      this.gradientCheck = undefined;
      // Its layers may be others than those of now.
      this.shownStep = undefined;
      this.note = localise(outcome.replacement.message);
      this.changed();
      return this.note;
    });
  }

  /** Shows a sentence about the run from now on. */
  remark(sentence: string): void {
    this.note = sentence;
    this.changed();
  }

  showStep(step: StepInspection | undefined): void {
    this.shownStep = step;
    this.changed();
  }

  textChanged(): void {
    this.changed();
  }

  /** Gives up what is being computed, whatever it is: the data that is read, or a step that takes minutes. */
  abandon(sentence: string): void {
    this.endSession();
    this.runtime.cancel(sentence);
    this.become({ kind: 'refused', sentence });
  }

  /** Ends the run for the sake of others: what it reported stays, and can be seen. */
  giveWorkerBack(): void {
    const sentence = vscode.l10n.t(
      'This training rested out of sight, and its memory went to others. Train to begin anew.',
    );
    this.endSession();
    this.runtime.cancel(sentence);
    this.become({ kind: 'lost', sentence });
  }

  /** Ends the run and forgets it. */
  end(): void {
    this.endSession();
    this.runtime.dispose();
    this.text = undefined;
    this.become({ kind: 'idle' });
  }

  dispose(): void {
    this.endSession();
    this.runtime.dispose();
  }

  private goLive(): void {
    this.shownStep = undefined;
    this.views.goLive();
  }

  private get isStarting(): boolean {
    return this.phase.kind === 'starting';
  }

  private absorb(frame: TrainingFrame): void {
    this.status = frame.status;
    this.report(this, { kind: 'frame', frame });
    this.takeFrame(frame);
    this.changed();
  }

  private lose(error: unknown): void {
    const cause = errorText(error);
    this.report(this, { kind: 'ended', reason: cause });
    // A runtime that died took the session along; another question would only start a new one.
    if (isAboutTheQuestion(error)) this.endSession();
    else this.views.stopFollowing();
    this.runtime.cancel(cause);
    this.become({
      kind: 'lost',
      sentence: vscode.l10n.t('The training ended early: {0} Train to begin anew.', cause),
    });
  }

  private endSession(): void {
    const session = this.isLive ? this.description?.session : undefined;
    this.views.stopFollowing();
    this.report(this, { kind: 'ended' });
    // It may be gone already, with its worker.
    if (session !== undefined) this.runtime.service.endTraining({ session }).catch(() => undefined);
  }

  private become(phase: TrainingPhase): void {
    this.phase = phase;
    this.changed();
  }

  private changed(): void {
    this.didChange(this);
  }
}

/** The bytes of the files that a request brings. */
function bytesOf(data: DataRequest | undefined): readonly Uint8Array[] {
  return Object.values(data?.files ?? {}).flatMap((file) => (file === undefined ? [] : [file.bytes]));
}

/** By place of a layer in an edited network, its place before; `undefined` where it is new. */
function layerPlaces(
  before: TrainingDescription['layers'],
  now: TrainingDescription['layers'],
): readonly (number | undefined)[] {
  return now.map(({ name, type }) => {
    const place = before.findIndex((layer) => layer.name === name && layer.type === type);
    return place < 0 ? undefined : place;
  });
}

/** The other side is there and says no: to look back at a step that was not done, for example. */
function isAboutTheQuestion(error: unknown): boolean {
  return error instanceof RemoteError;
}
