import { documentAt, openDocumentAt } from '../../documents/openDocuments';
import * as vscode from 'vscode';
import { readKeptRun } from '../../../protocol/networkPanelMessages';
import type { LayerCause, PanelCommand } from '../../../protocol/networkPanelMessages';
import type { NetworkPanelState } from '../../../protocol/networkPanelState';
import type { ShownWork } from '../../../protocol/trainingAnswers';
import type { LayerEntryCause, LayerWork } from '../../../protocol/trainingQuestions';
import type { Source } from '../../../protocol/sourcePlace';
import { exportNetworkCommand } from '../../commands/names';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import type { PanelHostParts } from '../host/panelHost';
import type { NetworkProgram } from '../../../language';
import type { RunController } from '../../training/runController';
import type { NetworkRun } from '../../training/networkRun';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import type { ShownMoment } from '../../training/shownMoment';
import { applyRemedy } from './applyRemedy';
import { panelFindings, panelRunStatus } from './frameFeed';
import { LayerLines } from './layerLights';
import { noAnswer } from './lookBack';
import { fixMissingData } from './missingData';
import { networkStatus } from './networkStatus';
import type { PanelSubject, ShownRun, SubjectMessage, SubjectPanel } from './panelSubject';
import { shownNetwork } from './shownNetwork';
import { fileNameOf } from '../../documents/uris';

/** What a network that is trained here works with. */
export interface TrainedNetworkParts extends PanelHostParts {
  readonly documents: Documents;
  readonly runs: NetworkRuns;
  readonly clock: RunClock;
  readonly controller: RunController;
}

/** A network of a definition, and the run of it in this window. */
export class TrainedNetwork implements PanelSubject {
  readonly run: ShownRun;
  private readonly network: string;
  protected readonly trained: NetworkRun;
  private readonly lines: LayerLines;
  private readonly subscriptions: vscode.Disposable;
  private wantsWalk = false;
  private isFileGone = false;
  private isOpening = false;

  constructor(
    { uri, network }: { readonly uri: vscode.Uri; readonly network: string },
    private readonly parts: TrainedNetworkParts,
    protected readonly panel: SubjectPanel,
  ) {
    const { runs, clock, documents } = parts;
    this.network = network;
    this.trained = runs.open(uri, network);
    this.run = shownRun(this.trained);
    this.lines = new LayerLines(this.trained, panel.host, documents);
    this.subscriptions = vscode.Disposable.from(
      runs.onDidChange((changed) => {
        if (changed === this.trained) panel.refresh();
      }),
      clock.onDidShow((shown) => {
        if (shown.includes(this.trained)) panel.postMoment();
      }),
      documents.onDidCheck((document) => {
        if (document.uri.toString() !== this.uri.toString()) return;
        if (this.isFileGone) void this.refreshFile();
        else panel.refresh();
      }),
    );
  }

  /** Another one after the definition was renamed. */
  private get uri(): vscode.Uri {
    return this.trained.uri;
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.parts.runs.limitWorkers();
  }

  get shownRun(): unknown {
    return this.trained.description;
  }

  get moment(): ShownMoment | undefined {
    return this.trained.shown;
  }

  walk(): void {
    this.wantsWalk = true;
    this.postWalk();
  }

  stateParts(): readonly unknown[] | undefined {
    const { phase, stale, note, description, uri, text, changes } = this.trained;
    const document = this.openDocument();
    if (document === undefined && !this.isFileGone) {
      void this.refreshFile();
      return undefined;
    }
    const file = document && this.parts.documents.check(document).file;
    // How far the run is comes with every frame, and nothing else of a frame is posted here.
    return [description, phase, stale, note, uri, file, text?.file, changes.byHand, changes.marks];
  }

  /**
   * The same after the file came, went, or lost its editor:
   * it is opened again, and gone only where that fails.
   */
  async refreshFile(): Promise<void> {
    if (this.isOpening) return;
    this.isOpening = true;
    this.isFileGone = (await documentAt(this.uri)) === undefined;
    this.isOpening = false;
    this.panel.refresh();
  }

  private openDocument(): vscode.TextDocument | undefined {
    return this.isFileGone ? undefined : openDocumentAt(this.uri);
  }

  beginRun(): void {
    this.recallLost();
    void this.postPoints();
  }

  /** No frame comes of a run whose worker died, but what it has reported is here. */
  private recallLost(): void {
    const { status, isLive } = this.trained;
    if (isLive || status === undefined) return;
    this.panel.host.post({
      kind: 'frame',
      number: 0,
      anew: 'run',
      views: null,
      status: panelRunStatus({ ...status, state: 'stopped' }, localise),
      series: this.trained.history.read(),
    });
  }

  describe(): NetworkPanelState {
    const { trained, network, uri } = this;
    const document = this.openDocument();
    const known = document && this.parts.documents.check(document);
    const { description, status, findings, snapshots, text, isLive, phase } = trained;
    const isKnown = isLive || phase.kind === 'lost';
    return {
      fileName: fileNameOf(uri),
      status: networkStatus(known, network, trained),
      network: shownNetwork(known?.file, network, trained) ?? null,
      run:
        !isKnown || description === undefined || status === undefined
          ? null
          : {
              // What a lost run has reported stays on the screen.
              status: panelRunStatus(isLive ? status : { ...status, state: 'stopped' }, localise),
              trainSamples: description.trainSamples,
              testSamples: description.testSamples,
              evaluated: description.evaluated,
              batch: batchOf(text?.program, description.trainSamples),
              definition: text?.file.text ?? '',
              changedByHand: trained.changes.byHand,
              kernels: description.kernels,
              findings: [...panelFindings(findings, localise)],
              snapshots: [...snapshots],
              marks: [...trained.changes.marks],
            },
    };
  }

  async handle(message: SubjectMessage): Promise<void> {
    const { host } = this.panel;
    switch (message.kind) {
      case 'command':
        await this.obey(message.command);
        return;
      case 'findSamples': {
        const { question } = message;
        const answer = await this.trained.ask((service, session) =>
          service.findSamples({ session, ...question }),
        );
        host.post({ kind: 'samplesFound', question, answer: answer ?? noAnswer() });
        return;
      }
      case 'explainEntry': {
        const { question } = message;
        const answer = await this.trained.ask((service, session) =>
          service.explainLayerEntry({ session, ...question }),
        );
        host.post({ kind: 'entryExplained', question, answer: answer ? causeOf(answer) : noAnswer() });
        return;
      }
      case 'workOutLayerEntry': {
        const { question } = message;
        const work = await this.trained.ask((service, session) =>
          service.workOutLayerEntry({ session, ...question }),
        );
        host.post({ kind: 'layerEntryWorkedOut', question, answer: shownWork(work) });
        return;
      }
      case 'select':
        this.lines.lightUp(message.layer);
        if (message.reveal) await this.lines.reveal(message.layer);
        return;
      case 'hover':
        this.lines.lightUp(message.layer);
        return;
      case 'applyFix':
        await fixMissingData(this.uri, this.network, this.parts.documents, message.fix);
        return;
      case 'exportNetwork':
        await vscode.commands.executeCommand(exportNetworkCommand, this.uri, this.network);
        return;
      case 'recompute':
        // It is what is shown already.
        return;
      case 'applyRemedy': {
        const text = await applyRemedy(this.trained, this.parts.documents, message);
        host.post({ kind: 'notice', text });
        return;
      }
    }
  }

  unload(): void {
    this.parts.runs.limitWorkers();
  }

  load(): void {
    this.postWalk();
  }

  /** After a reload the run is gone with its worker; the same run comes to the same numbers once more. */
  async restore(kept: unknown): Promise<void> {
    const { step, changedByHand } = readKeptRun(kept);
    if (step === 0) return;
    const document = await documentAt(this.uri);
    if (document === undefined) {
      this.parts.log.info(`${this.uri.toString()} is gone, so its panel has nothing to train.`);
      return;
    }
    await this.parts.controller.catchUp(document, this.network, step, changedByHand);
  }

  private postWalk(): void {
    if (!this.wantsWalk || !this.panel.host.isShown) return;
    this.wantsWalk = false;
    this.panel.host.post({ kind: 'walk' });
  }

  private async postPoints(): Promise<void> {
    const points = await this.trained.ask((service, session) => service.dataPoints({ session }));
    this.panel.host.post({ kind: 'points', points: points ?? null });
  }

  private async obey(command: PanelCommand): Promise<void> {
    const { controller } = this.parts;
    if (command.kind !== 'train' && command.kind !== 'step' && command.kind !== 'compute') {
      // Sent at once, for these need no text: of two that follow each other neither overtakes the other.
      await controller.command(this.trained, command);
      return;
    }
    const document = await documentAt(this.uri);
    if (document === undefined) await this.refreshFile();
    else if (command.kind === 'train') await controller.train(document, this.network);
    else await controller.runOnce(document, this.network, command);
  }

  async placeOfError(): Promise<Source | undefined> {
    await documentAt(this.uri);
    const { line } = this.describe().status;
    return line === undefined ? undefined : { line, column: 0, endLine: line, endColumn: 0 };
  }

  /** The layer of the line stands out in the panel, the first of several. */
  followCursor(document: vscode.TextDocument, line: number): void {
    this.panel.host.post({ kind: 'reveal', layer: this.lines.layerAt(document, line) });
  }
}

function shownRun(run: NetworkRun): ShownRun {
  return {
    views: run.views,
    get shownStep() {
      return run.shownStep;
    },
    whole: () => ({ series: run.history.read(), findings: run.findings, snapshots: run.snapshots }),
    inspect: (step, requests) =>
      run.ask((service, session) => service.inspectTraining({ session, step, requests })),
    showStep: (step) => {
      run.showStep(step);
    },
  };
}

/** How many samples a full mini-batch takes. */
function batchOf(program: NetworkProgram | undefined, trainSamples: number): number {
  const batch = program?.definition.training.batch ?? 0;
  return batch === 'all' ? trainSamples : Math.min(batch, trainSamples);
}

function shownWork(work: LayerWork | undefined): ShownWork {
  if (work === undefined) return noAnswer();
  switch (work.kind) {
    case 'none':
      return localise(work.message);
    case 'window':
      return { ...work, shape: [...work.shape], inputShape: [...work.inputShape] };
    case 'products':
      return { ...work, inputShape: [...work.inputShape], outputShape: [...work.outputShape] };
  }
}

function causeOf({ message, layer, causes }: LayerEntryCause): LayerCause {
  return {
    sentence: localise(message),
    ...(layer !== undefined && { layer }),
    causes: causes.map(causeOf),
  };
}
