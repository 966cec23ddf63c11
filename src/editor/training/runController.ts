import { dequal } from 'dequal/lite';
import * as vscode from 'vscode';
import type { CheckedFile, NetworkProgram } from '../../language';
import type { TrainingCommand } from '../../protocol/training';
import { complain } from '../complain';
import type { DataPreviews } from '../data/dataPreviews';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { Documents } from '../documents/documents';
import { countText, localise } from '../localise';
import { showProgress } from '../progress';
import { isSameNetwork } from './networkText';
import { RunEdits } from './runEdits';
import { findRunnableIn, whyUntrainable } from './runnableNetwork';
import type { RunnableNetwork } from './runnableNetwork';
import type { NetworkRun, RunSealing } from './networkRun';
import type { NetworkGrades } from './networkGrades';
import type { NetworkRuns } from './networkRuns';

/**
 * Starts trainings and sees them through: reads their data,
 * passes commands on, shows what went wrong.
 */
export class RunController implements vscode.Disposable {
  private readonly edits: RunEdits;
  private readonly following: vscode.Disposable;
  /** Starts that are under way, for whoever asks for something meanwhile. */
  private readonly starts = new WeakMap<NetworkRun, Promise<boolean>>();

  constructor(
    private readonly extension: vscode.Uri,
    private readonly documents: Documents,
    data: DataPreviews,
    private readonly runs: NetworkRuns,
    private readonly realPath: RealPath,
    private readonly grades: NetworkGrades,
  ) {
    const follow = (document: vscode.TextDocument): void => {
      this.followQuestions(document);
    };
    this.following = vscode.Disposable.from(grades.onDidGrade(follow), documents.onDidCheck(follow));
    this.edits = new RunEdits(extension, documents, data, runs, realPath);
  }

  dispose(): void {
    this.following.dispose();
    this.edits.dispose();
  }

  /** Starts, goes on after a pause, or begins anew where all is done or the text is another by now. */
  async train(document: vscode.TextDocument, network: string): Promise<NetworkRun | undefined> {
    const run = await this.getReady(document, network, 'training');
    if (run === undefined) return undefined;
    const state = run.status?.state;
    if (state === 'finished' || state === 'failed') await run.command({ kind: 'reset' });
    await this.command(run, { kind: 'train' });
    return run;
  }

  /** One command for a run that is there, or is made: one step, or one pass without the update. */
  async runOnce(
    document: vscode.TextDocument,
    network: string,
    command: TrainingCommand,
  ): Promise<NetworkRun | undefined> {
    const purpose = command.kind === 'compute' ? 'one pass' : 'training';
    const run = await this.getReady(document, network, purpose);
    if (run !== undefined) await this.command(run, command);
    return run;
  }

  /** Compares the gradients of the next mini-batch with central differences, which may take a while. */
  async checkGradients(document: vscode.TextDocument, network: string): Promise<void> {
    const run = await this.getReady(document, network, 'one pass');
    if (run === undefined) return;
    const work = run.checkGradients();
    await showProgress(
      vscode.l10n.t('Backprop: checking the gradients of {0}', network),
      work,
      () => void run.ask((service, session) => service.cancelGradientCheck({ session })),
      (report) => followCheck(run, report),
    );
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
    const run = await this.getReady(document, network, 'one pass');
    if (run === undefined) return;
    const work = run.command({ kind: 'trainTo', step });
    const title = vscode.l10n.t('Backprop: training {0} up to step {1} again', network, countText(step));
    const cancellation = new vscode.CancellationTokenSource();
    await showProgress(title, work, () => {
      cancellation.cancel();
      void run.command({ kind: 'pause' });
    });
    const reached = (await work)?.status.step;
    if (
      reached === undefined ||
      cancellation.token.isCancellationRequested ||
      (reached >= step && !changedByHand)
    )
      return;
    run.remark(
      vscode.l10n.t(
        'Trained again after the reload, from the text alone: without what was set by hand, or trained after the end.',
      ),
    );
  }

  /** Gives up a run whose data is still being read. */
  cancelStart(run: NetworkRun): void {
    run.abandon(cancelledText());
  }

  /** Shows a message where the run cannot follow; where its data is still being read, it follows then. */
  async command(run: NetworkRun, command: TrainingCommand): Promise<void> {
    if (run.phase.kind === 'starting') await this.whenStarted(run);
    const outcome = await run.command(command);
    if (outcome?.refused !== undefined) {
      void vscode.window.showInformationMessage(localise(outcome.refused));
    } else if (run.phase.kind === 'lost') {
      complain({ sentence: run.phase.sentence, isInPanel: run.views.isWatched });
    }
  }

  /**
   * A run of the network as it is written now; `undefined`, and a message, where there can be none.
   * @param purpose training goes on with an edited text
   *   where it is under way; one pass needs no `train { … }`
   */
  private async getReady(
    document: vscode.TextDocument,
    network: string,
    purpose: 'training' | 'one pass',
  ): Promise<NetworkRun | undefined> {
    const sealing = await this.grades.sealOf(document, network);
    if (sealing.kind === 'unknown') {
      const { sentence } = sealing;
      const run = this.runs.open(document.uri, network);
      if (!run.isLive) run.refuseBecause(sentence);
      complain({ sentence, isInPanel: run.views.isWatched });
      return undefined;
    }
    const sealed = sealing.kind === 'sealed' ? sealing : undefined;
    const runnable = findRunnableIn(this.documents.check(document), network);
    if (typeof runnable === 'string') {
      const known = this.runs.find(document.uri, network);
      // A run has its data, even if the files are gone by now.
      if (known?.isLive === true && !known.stale) return known;
      complain({ sentence: runnable, isInPanel: known?.views.isWatched === true });
      return undefined;
    }
    if (purpose === 'training' && !runnable.outline.hasTraining) {
      void vscode.window.showInformationMessage(whyUntrainable(network));
      return undefined;
    }
    const run = this.runs.open(document.uri, network);
    if (run.phase.kind === 'starting') {
      // The text may have been edited since, so it is looked at again.
      return (await this.whenStarted(run)) ? this.getReady(document, network, purpose) : undefined;
    }
    if (run.isLive && run.text !== undefined) {
      const isSameSeal = dequal(run.sealing?.seal, sealed?.seal);
      if (isSameSeal && isSameNetwork(run.text.program, runnable.program)) return run;
      const state = run.status?.state;
      const isUnderWay = state === 'running' || state === 'paused';
      if (purpose === 'training' && isUnderWay && isSameSeal && sealed === undefined) {
        await this.edits.apply(document, run);
        return run;
      }
    }
    const start = this.start(run, runnable, sealed);
    // In a turn of its own: what the run was started for is asked of it first.
    const after = start.then(async (isLive) => {
      await new Promise<void>((go) => {
        setTimeout(() => {
          go();
        }, 0);
      });
      return isLive;
    });
    this.starts.set(run, after);
    return (await start) ? run : undefined;
  }

  /** @returns whether there is a run now: not where its start was cancelled or refused */
  private async whenStarted(run: NetworkRun): Promise<boolean> {
    return (await this.starts.get(run)) === true && run.isLive;
  }

  private async start(
    run: NetworkRun,
    { file, outline, program }: RunnableNetwork,
    sealing: RunSealing | undefined,
  ): Promise<boolean> {
    run.prepare(file, outline, program, sealing);
    const work = this.readAndStart(run, program);
    await showProgress(vscode.l10n.t('Backprop: reading the data of {0}', run.network), work, () => {
      this.cancelStart(run);
    });
    const started = await work;
    if (!started) {
      const { phase } = run;
      if ((phase.kind === 'refused' || phase.kind === 'lost') && phase.sentence !== cancelledText()) {
        complain({ sentence: phase.sentence, isInPanel: run.views.isWatched });
      }
      return false;
    }
    if (sealing)
      run.remark(vscode.l10n.t('Not shown, for you are asked for it: {0}.', sealing.questions.join(', ')));
    return this.acceptLongSteps(run);
  }

  private async readAndStart(run: NetworkRun, program: NetworkProgram): Promise<boolean> {
    const isCancelled = (): boolean => run.phase.kind !== 'starting';
    // Most windows never train: the readers of data are a file of its own.
    const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
    const data = await readData(
      program.data,
      new DataPlace(this.extension, run.uri),
      this.realPath,
      isCancelled,
    );
    if (isCancelled()) return false;
    if (data.ok) return run.start(program, data.request, data.files);
    const { argument, sentence } = data;
    const range =
      (argument === undefined ? undefined : program.data.arguments[argument]) ?? program.data.range;
    run.refuseBecause(sentence, range);
    return false;
  }

  /**
   * A run from before a question was asked would answer it, so it ends. Where one was answered, what the
   * first mini-batch kept back is shown.
   */
  private followQuestions(document: vscode.TextDocument): void {
    const { file } = this.documents.check(document);
    for (const { name } of file.networks) {
      const run = this.runs.find(document.uri, name);
      if (run?.text === undefined || run.phase.kind === 'starting') continue;
      const sealing = this.grades.sealNow(document.uri, file, name);
      const before = run.sealing?.seal.sealed ?? [];
      if (sealing.kind === 'unknown') {
        // A text that is broken while somebody types asks for nothing new.
        const known = run.sealing?.questions ?? [];
        if (!sealing.questions.every((each) => known.includes(each))) run.end();
        continue;
      }
      const sealed = sealing.kind === 'sealed' ? sealing.seal.sealed : [];
      const isIn = (list: typeof sealed, item: (typeof sealed)[number]): boolean =>
        list.some((other) => dequal(other, item));
      if (!sealed.every((item) => isIn(before, item))) run.end();
      else if (!before.every((item) => isIn(sealed, item)) && isAnswered(file, run))
        void this.runOnce(document, name, { kind: 'compute' });
    }
  }

  /** A step that takes long is announced before the first one: until its end nothing can be paused. */
  private async acceptLongSteps(run: NetworkRun): Promise<boolean> {
    const warning = run.description?.warning;
    if (warning === undefined) return true;
    const go = vscode.l10n.t('Go On');
    const chosen = await vscode.window.showWarningMessage(localise(warning), { modal: true }, go);
    if (chosen === go) return true;
    run.end();
    return false;
  }
}

/** Whether a question was answered, and not only taken away by a mistake in typing, before any update. */
function isAnswered({ diagnostics }: CheckedFile, run: NetworkRun): boolean {
  const isRunnable = diagnostics.every(({ severity }) => severity !== 'error');
  return isRunnable && run.isLive && run.status?.step === 0 && !run.isRunning;
}

function cancelledText(): string {
  return vscode.l10n.t('Cancelled before it began.');
}

/** Says twice a second how far the gradient check of a run is, until it is disposed. */
function followCheck(run: NetworkRun, report: (message: string) => void): vscode.Disposable {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const ask = async (): Promise<void> => {
    const progress = await run.ask((service, session) => service.gradientCheckProgress({ session }));
    if (timer === undefined) return;
    if (progress !== undefined) {
      const { checked, total } = progress;
      report(vscode.l10n.t('{0} of {1} entries compared', countText(checked), countText(total)));
    }
    askSoon();
  };
  const askSoon = (): void => {
    timer = setTimeout(() => void ask(), 500);
  };
  askSoon();
  return new vscode.Disposable(() => {
    clearTimeout(timer);
    timer = undefined;
  });
}
