import * as vscode from 'vscode';
import type { NetworkProgram } from '../../language/checker/networks/networkProgram';
import type { TrainingCommand } from '../../protocol/training';
import { complain } from '../complain';
import type { DataPreviews } from '../data/dataPreviews';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { Documents } from '../documents/documents';
import { countText, localise } from '../localise';
import { showProgress } from '../progress';
import { isSameNetwork } from './networkText';
import { RunEdits } from './runEdits';
import { findRunnableIn } from './runnableNetwork';
import type { RunnableNetwork } from './runnableNetwork';
import type { NetworkRun } from './networkRun';
import type { NetworkGrades } from './networkGrades';
import type { NetworkRuns } from './networkRuns';

/**
 * Starts trainings and sees them through: reads their data,
 * passes commands on, shows what went wrong.
 */
export class RunController implements vscode.Disposable {
  private readonly edits: RunEdits;
  private readonly endingSealed: vscode.Disposable;

  constructor(
    private readonly extension: vscode.Uri,
    private readonly documents: Documents,
    data: DataPreviews,
    private readonly runs: NetworkRuns,
    private readonly realPath: RealPath,
    private readonly grades: NetworkGrades,
  ) {
    const endSealed = (document: vscode.TextDocument): void => {
      this.endSealed(document);
    };
    this.endingSealed = vscode.Disposable.from(grades.onDidGrade(endSealed), documents.onDidCheck(endSealed));
    this.edits = new RunEdits(extension, documents, data, runs, realPath);
  }

  dispose(): void {
    this.endingSealed.dispose();
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
    const run = await this.getReady(document, network, 'one pass');
    if (run === undefined) return;
    let isCancelled = false;
    const work = catchUp(run, step, () => isCancelled);
    const title = vscode.l10n.t('Backprop: training {0} up to step {1} again', network, countText(step));
    await showProgress(title, work, () => {
      isCancelled = true;
    });
    const end = await work;
    if (end === 'given up' || (end === 'there' && !changedByHand)) return;
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

  /** Shows a message where the run cannot follow. */
  async command(run: NetworkRun, command: TrainingCommand): Promise<void> {
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
    const sealed = await this.grades.whySealed(document, network);
    if (sealed !== undefined) {
      const run = this.runs.open(document.uri, network);
      if (!run.isLive) run.refuseBecause(sealed);
      complain({ sentence: sealed, isInPanel: run.views.isWatched });
      return undefined;
    }
    const runnable = findRunnableIn(this.documents.check(document), network);
    if (typeof runnable === 'string') {
      const known = this.runs.find(document.uri, network);
      // A run has its data, even if the files are gone by now.
      if (known?.isLive === true && !known.stale) return known;
      complain({ sentence: runnable, isInPanel: known?.views.isWatched === true });
      return undefined;
    }
    if (purpose === 'training' && !runnable.outline.hasTraining) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t(
          '{0} has no train block, so it cannot be trained. Add one: train { optimizer = SGD(lr=0.1) }',
          network,
        ),
      );
      return undefined;
    }
    const run = this.runs.open(document.uri, network);
    if (run.phase.kind === 'starting') return undefined;
    if (run.isLive && run.text !== undefined) {
      if (isSameNetwork(run.text.program, runnable.program)) return run;
      const state = run.status?.state;
      if (purpose === 'training' && (state === 'running' || state === 'paused')) {
        await this.edits.apply(document, run);
        return run;
      }
    }
    return (await this.start(run, runnable)) ? run : undefined;
  }

  private async start(run: NetworkRun, { file, outline, program }: RunnableNetwork): Promise<boolean> {
    run.prepare(file, outline, program);
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

  /** In a sheet a run from before the question was asked would answer it. */
  private endSealed(document: vscode.TextDocument): void {
    const { file } = this.documents.check(document);
    if (file.formulas.sheet === undefined) return;
    for (const { name } of file.networks) {
      const run = this.runs.find(document.uri, name);
      if (run && this.grades.whySealedNow(document.uri, file, name) !== undefined) run.end();
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

function cancelledText(): string {
  return vscode.l10n.t('Cancelled before it began.');
}

/** Steps that are asked for at once, so that the worker need not wait for each answer. */
const stepsAtOnce = 64;

/** @returns `ended` where the run as it is written has fewer steps */
async function catchUp(
  run: NetworkRun,
  step: number,
  isCancelled: () => boolean,
): Promise<'there' | 'ended' | 'given up'> {
  for (;;) {
    const left = step - (run.status?.step ?? step);
    if (left <= 0) return 'there';
    if (!run.isLive || isCancelled()) return 'given up';
    const steps = Array.from({ length: Math.min(left, stepsAtOnce) }, () => run.command({ kind: 'step' }));
    const outcomes = await Promise.all(steps);
    if (outcomes.includes(undefined)) return 'given up';
    if (outcomes.some((outcome) => outcome?.refused !== undefined)) return 'ended';
  }
}
