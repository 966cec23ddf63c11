import * as vscode from 'vscode';
import type { NetworkProgram } from '../../language/checker/networks/program';
import type { TrainingCommand } from '../../protocol/training';
import type { DataSights } from '../data/dataSights';
import { DataPlace } from '../data/dataPlace';
import { whatBecameOf } from '../data/fileState';
import type * as DataReading from '../data/readData';
import type { ReadData } from '../data/readData';
import type { Documents } from '../documents/documents';
import { localise } from '../localise';
import { showProgress } from '../progress';
import { isSameData, isSameNetwork } from './sameProgram';
import { findSound } from './sound';
import type { SoundNetwork } from './sound';
import type { Training } from './training';
import type { Trainings } from './trainings';

/** Its code, with every reader of a format, is loaded with the first data and not when the extension starts. */
const loadReadData = (): Promise<typeof DataReading> =>
  import(/* webpackChunkName: "extension.data" */ '../data/readData');

/** Starts trainings and sees them through: reads their data, goes on with edited definitions, says what went wrong. */
export class Trainer implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly documents: Documents,
    data: DataSights,
    private readonly trainings: Trainings,
  ) {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.onDidSaveTextDocument((document) => {
        void this.followSaved(document);
      }),
      data.onDidSeeFile((uri) => {
        void this.followData(uri);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Starts, goes on after a pause, or begins anew where all is done or the text is another by now. */
  async train(document: vscode.TextDocument, network: string): Promise<Training | undefined> {
    const training = await this.getReady(document, network, 'training');
    if (training === undefined) return undefined;
    const state = training.status?.state;
    if (state === 'finished' || state === 'failed') await training.command({ kind: 'reset' });
    await this.command(training, { kind: 'train' });
    return training;
  }

  /** One command for a run that is there, or is made: one step, or one pass without the update. */
  async runOnce(
    document: vscode.TextDocument,
    network: string,
    command: TrainingCommand,
  ): Promise<Training | undefined> {
    const purpose = command.kind === 'compute' ? 'one pass' : 'training';
    const training = await this.getReady(document, network, purpose);
    if (training !== undefined) await this.command(training, command);
    return training;
  }

  /** Compares the gradients of the next mini-batch with central differences, which may take a while. */
  async checkGradients(document: vscode.TextDocument, network: string): Promise<void> {
    const training = await this.getReady(document, network, 'one pass');
    if (training === undefined) return;
    const work = training.checkGradients();
    await showProgress(vscode.l10n.t('Backprop: checking the gradients of {0}', network), work);
    const refused = await work;
    if (refused !== undefined) void vscode.window.showErrorMessage(refused);
  }

  /**
   * Trains at full speed up to a step, and rests there: for a run that a reload of the window has lost.
   * @param changedByHand whether that run was more than its text
   */
  async catchUp(
    document: vscode.TextDocument,
    network: string,
    step: number,
    changedByHand: boolean,
  ): Promise<void> {
    const training = await this.getReady(document, network, 'one pass');
    if (training === undefined) return;
    let isCancelled = false;
    const work = catchUp(training, step, () => isCancelled);
    const title = vscode.l10n.t('Backprop: training {0} up to step {1} again', network, step);
    await showProgress(title, work, () => {
      isCancelled = true;
    });
    const end = await work;
    if (end === 'given up' || (end === 'there' && !changedByHand)) return;
    training.remark(
      vscode.l10n.t(
        'Trained again after the reload, from the text alone: without what was set by hand, or trained after the end.',
      ),
    );
  }

  /** Gives up a run whose data is still being read. */
  cancelStart(training: Training): void {
    training.abandon(cancelledText());
  }

  /** Says so where the run cannot follow. */
  async command(training: Training, command: TrainingCommand): Promise<void> {
    const outcome = await training.command(command);
    if (outcome?.refused !== undefined) {
      void vscode.window.showInformationMessage(localise(outcome.refused));
    } else if (training.phase.kind === 'lost') {
      void vscode.window.showErrorMessage(training.phase.sentence);
    }
  }

  /** A definition was saved: what runs goes on with it, and keeps what fits. */
  private async followSaved(document: vscode.TextDocument): Promise<void> {
    for (const training of this.trainings.of(document.uri)) {
      const state = training.status?.state;
      if (!training.isLive || (state !== 'running' && state !== 'paused')) continue;
      await this.edit(document, training);
    }
  }

  /** A data file came, went or changed: whoever has read it goes on with what it read, and says so. */
  private async followData(uri: vscode.Uri): Promise<void> {
    const address = uri.toString();
    for (const training of this.trainings.all) {
      const file = training.files.find((each) => each.uri.toString() === address);
      if (!training.isLive || file === undefined) continue;
      const became = await whatBecameOf(file);
      const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      if (became === 'changed') {
        training.remark(
          vscode.l10n.t('{0} has changed since it was read: this run goes on with what was read.', name),
        );
      } else if (became === 'gone') {
        training.remark(vscode.l10n.t('{0} is gone: this run goes on with what was read.', name));
      }
    }
  }

  /**
   * A run of the network as it is written now; `undefined`, and said, where there can be none.
   * @param purpose training goes on with an edited text where it is under way; one pass needs no `train { … }`
   */
  private async getReady(
    document: vscode.TextDocument,
    network: string,
    purpose: 'training' | 'one pass',
  ): Promise<Training | undefined> {
    const sound = this.findSound(document, network);
    if (typeof sound === 'string') {
      const known = this.trainings.find(document.uri, network);
      // A run has its data, even if the files are gone by now.
      if (known?.isLive === true && !known.stale) return known;
      void vscode.window.showErrorMessage(sound);
      return undefined;
    }
    if (purpose === 'training' && !sound.outline.hasTraining) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          '{0} has no train block, so it cannot be trained. Add one: train { optimizer = SGD(lr=0.1) }',
          network,
        ),
      );
      return undefined;
    }
    const training = this.trainings.open(document.uri, network);
    if (training.phase.kind === 'starting') return undefined;
    if (training.isLive && training.text !== undefined) {
      if (isSameNetwork(training.text.program, sound.program)) return training;
      const state = training.status?.state;
      if (purpose === 'training' && (state === 'running' || state === 'paused')) {
        await this.edit(document, training);
        return training;
      }
    }
    return (await this.start(training, sound)) ? training : undefined;
  }

  private findSound(document: vscode.TextDocument, network: string): SoundNetwork | string {
    const { file, unreadable } = this.documents.check(document);
    if (unreadable !== undefined) return unreadable;
    const sound = findSound(file, network);
    return 'sentence' in sound ? sound.sentence : sound;
  }

  private async start(training: Training, { file, outline, program }: SoundNetwork): Promise<boolean> {
    training.prepare(file, outline, program);
    this.trainings.makeRoomFor(training);
    const work = this.readAndStart(training, program);
    await showProgress(vscode.l10n.t('Backprop: reading the data of {0}', training.network), work, () => {
      this.cancelStart(training);
    });
    const started = await work;
    if (!started) {
      const { phase } = training;
      if ((phase.kind === 'refused' || phase.kind === 'lost') && phase.sentence !== cancelledText()) {
        void vscode.window.showErrorMessage(phase.sentence);
      }
      return false;
    }
    return this.acceptLongSteps(training);
  }

  private async readAndStart(training: Training, program: NetworkProgram): Promise<boolean> {
    const isCancelled = (): boolean => training.phase.kind !== 'starting';
    const data = await this.read(training, program, isCancelled);
    if (isCancelled()) return false;
    if (data.ok) return training.start(program, data.request, data.files);
    const { argument, sentence } = data;
    const range =
      (argument === undefined ? undefined : program.data.arguments[argument]) ?? program.data.range;
    training.refuseBecause(sentence, range);
    return false;
  }

  private async read(
    training: Training,
    { data }: NetworkProgram,
    isCancelled: () => boolean,
  ): Promise<ReadData> {
    try {
      const { readData } = await loadReadData();
      return await readData(data, new DataPlace(this.extension, training.uri), isCancelled);
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      return { ok: false, sentence: vscode.l10n.t('The data could not be read: {0}', cause) };
    }
  }

  /** A step that takes long is announced before the first one: until its end nothing can be paused. */
  private async acceptLongSteps(training: Training): Promise<boolean> {
    const warning = training.description?.warning;
    if (warning === undefined) return true;
    const go = vscode.l10n.t('Go On');
    const chosen = await vscode.window.showWarningMessage(localise(warning), { modal: true }, go);
    if (chosen === go) return true;
    training.end();
    return false;
  }

  private async edit(document: vscode.TextDocument, training: Training): Promise<void> {
    const { text } = training;
    const sound = this.findSound(document, training.network);
    // What is wrong stands in the problems; the run goes on with the text before.
    if (typeof sound === 'string' || text === undefined) return;
    const { file, outline, program } = sound;
    if (isSameNetwork(text.program, program)) return;
    const data = isSameData(text.program, program)
      ? undefined
      : await this.read(training, program, () => false);
    if (data?.ok === false) {
      void vscode.window.showWarningMessage(data.sentence);
      return;
    }
    const sentence = await training.replace(file, outline, program, data);
    if (sentence !== undefined) void vscode.window.showInformationMessage(sentence);
  }
}

function cancelledText(): string {
  return vscode.l10n.t('Cancelled before it began.');
}

/** Steps that are asked for at once, so that the worker need not wait for each answer. */
const stepsAtOnce = 64;

/** @returns `ended` where the run as it is written has fewer steps */
async function catchUp(
  training: Training,
  step: number,
  isCancelled: () => boolean,
): Promise<'there' | 'ended' | 'given up'> {
  for (;;) {
    const left = step - (training.status?.step ?? step);
    if (left <= 0) return 'there';
    if (!training.isLive || isCancelled()) return 'given up';
    const steps = Array.from({ length: Math.min(left, stepsAtOnce) }, () =>
      training.command({ kind: 'step' }),
    );
    const outcomes = await Promise.all(steps);
    if (outcomes.includes(undefined)) return 'given up';
    if (outcomes.some((outcome) => outcome?.refused !== undefined)) return 'ended';
  }
}
