import * as vscode from 'vscode';
import { readKeptRun, receiveFromNetworkPanel } from '../../../protocol/networkPanelMessages';
import type {
  HostToNetworkPanel,
  LayerCause,
  NetworkPanelMessage,
  PanelCommand,
} from '../../../protocol/networkPanelMessages';
import type { NetworkPanelState } from '../../../protocol/networkPanelState';
import {
  noViewRequests,
  type LayerEntryCause,
  type LayerWork,
  type ViewRequests,
} from '../../../protocol/trainingViews';
import type { Source } from '../../../protocol/sourcePlace';
import { documentAt, openDocumentAt } from '../../documents/documents';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import type { ShownWork } from '../../../protocol/networkPanelViews';
import { PanelHost } from '../host/panelHost';
import type { PanelContent, PanelHostParts, PanelPage, PanelPlace } from '../host/panelHost';
import type { NetworkProgram } from '../../../language/checker/networks/networkProgram';
import type { RunController } from '../../training/runController';
import type { NetworkRun } from '../../training/networkRun';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import { applyRemedy } from './applyRemedy';
import { FrameFeed, panelFindings, panelRunStatus } from './frameFeed';
import { LayerLines } from './layerLights';
import { LookBack, noAnswer } from './lookBack';
import { fixMissingData } from './missingData';
import { networkStatus } from './networkStatus';
import { shownNetwork } from './shownNetwork';
import { fileNameOf } from '../../documents/uris';

export { readKeptPlace } from '../../../protocol/panelMessages';

/** What every panel of a network works with. */
export interface NetworkPanelParts extends PanelHostParts {
  readonly documents: Documents;
  readonly runs: NetworkRuns;
  readonly clock: RunClock;
  readonly controller: RunController;
}

/** The panel of one network. It owns nothing of what it shows but the step that is looked back at. */
export class NetworkPanel implements PanelContent<NetworkPanelMessage> {
  readonly host: PanelHost<HostToNetworkPanel, NetworkPanelMessage>;
  private readonly subscriptions: vscode.Disposable;
  private readonly feed: FrameFeed;
  private readonly network: string;
  private readonly run: NetworkRun;
  private wantsWalk = false;
  private isFileGone = false;
  private isOpening = false;
  private requested: ViewRequests = noViewRequests;
  private readonly lookBack: LookBack;
  /** What was posted of the state last: it is posted again only where that has changed. */
  private posted: readonly unknown[] = [];
  private readonly lines: LayerLines;

  constructor(
    place: PanelPlace,
    webviewPanel: vscode.WebviewPanel,
    page: PanelPage,
    private readonly parts: NetworkPanelParts,
  ) {
    const { runs, clock, documents } = parts;
    this.host = new PanelHost(place, webviewPanel, page, parts, receiveFromNetworkPanel);
    this.network = place.network ?? '';
    this.run = runs.open(place.uri, this.network);
    const send = (message: HostToNetworkPanel): void => {
      this.host.post(message);
    };
    this.lookBack = new LookBack(this.run, () => this.requested, send);
    this.lines = new LayerLines(this.run, this.host, parts.documents);
    this.feed = new FrameFeed({
      send,
      translate: localise,
      whole: () => ({
        series: this.run.history.read(),
        findings: this.run.findings,
        snapshots: this.run.snapshots,
      }),
    });
    this.subscriptions = vscode.Disposable.from(
      this.run.views.watch({
        isVisible: () => this.host.isVisible,
        requests: () => this.requests(),
        show: (frame) => (this.host.isShown ? this.feed.show(frame) : undefined),
        goLive: () => {
          if (this.lookBack.isLive) return;
          this.lookBack.forget();
          this.host.post({ kind: 'live' });
        },
      }),
      runs.onDidChange((changed) => {
        if (changed === this.run) this.refresh();
      }),
      clock.onDidShow((shown) => {
        if (shown.includes(this.run)) this.postMoment();
      }),
      documents.onDidCheck((document) => {
        if (document.uri.toString() !== this.uri.toString()) return;
        if (this.isFileGone) void this.refreshFile();
        else this.refresh();
      }),
    );
    this.host.show(this);
  }

  /** Another one after the definition was renamed. */
  private get uri(): vscode.Uri {
    return this.run.uri;
  }

  dispose(): void {
    this.lookBack.end();
    this.feed.reset('page');
    this.subscriptions.dispose();
    this.parts.runs.limitWorkers();
  }

  /** Shows the phases of a training step. */
  walk(): void {
    this.wantsWalk = true;
    this.postWalk();
  }

  /** Its pictures follow every frame; the step it names is the one that stands beside the text. */
  private postMoment(): void {
    if (!this.host.isShown) return;
    const { shown } = this.run;
    this.host.post({ kind: 'moment', moment: shown ? { step: shown.step, epoch: shown.epoch } : null });
  }

  /** Posts the state, where it has changed. */
  private refresh(): void {
    if (!this.host.isShown) return;
    const { phase, stale, note, description, uri, text, changedByHand, marks } = this.run;
    const document = this.openDocument();
    if (document === undefined && !this.isFileGone) {
      void this.refreshFile();
      return;
    }
    const file = document && this.parts.documents.check(document).file;
    // How far the run is comes with every frame, and nothing else of a frame is posted here.
    const now = [description, phase, stale, note, uri, file, text?.file, changedByHand, marks];
    const isOtherRun = description !== this.posted[0];
    if (this.posted.length > 0 && now.every((part, index) => part === this.posted[index])) return;
    this.posted = now;
    this.host.post({ kind: 'state', state: this.describe() });
    if (isOtherRun && description !== undefined) this.beginRun();
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
    this.refresh();
  }

  private openDocument(): vscode.TextDocument | undefined {
    return this.isFileGone ? undefined : openDocumentAt(this.uri);
  }

  private beginRun(): void {
    this.feed.reset('run');
    this.lookBack.forget();
    this.run.views.renew();
    this.recallLost();
    void this.postPoints();
  }

  /** No frame comes of a run whose worker died, but what it has reported is here. */
  private recallLost(): void {
    const { status, isLive } = this.run;
    if (isLive || status === undefined) return;
    this.host.post({
      kind: 'frame',
      number: 0,
      anew: 'run',
      views: null,
      status: panelRunStatus({ ...status, state: 'stopped' }, localise),
      series: this.run.history.read(),
    });
  }

  private describe(): NetworkPanelState {
    const { run, network, uri } = this;
    const document = this.openDocument();
    const known = document && this.parts.documents.check(document);
    const { description, status, findings, snapshots, text, isLive, phase } = run;
    const isKnown = isLive || phase.kind === 'lost';
    return {
      fileName: fileNameOf(uri),
      status: networkStatus(known, network, run),
      network: shownNetwork(known?.file, network, run) ?? null,
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
              changedByHand: run.changedByHand,
              kernels: description.kernels,
              findings: [...panelFindings(findings, localise)],
              snapshots: [...snapshots],
              marks: [...run.marks],
            },
    };
  }

  /** What is looked back at is asked for by itself. */
  private requests(): ViewRequests {
    return this.host.isShown && this.lookBack.isLive ? this.requested : noViewRequests;
  }

  async handle(message: NetworkPanelMessage): Promise<void> {
    switch (message.kind) {
      case 'shown':
        this.feed.shown(message.number);
        return;
      case 'requestViews':
        this.requested = message.requests;
        if (this.lookBack.isLive) this.run.views.hurry();
        else await this.lookBack.refresh();
        return;
      case 'command':
        await this.obey(message.command);
        return;
      case 'scrub':
        await this.lookBack.show(message.step);
        return;
      case 'findSamples': {
        const { question } = message;
        const answer = await this.run.ask((service, session) =>
          service.findSamples({ session, ...question }),
        );
        this.host.post({ kind: 'samplesFound', question, answer: answer ?? noAnswer() });
        return;
      }
      case 'explainEntry': {
        const { question } = message;
        const answer = await this.run.ask((service, session) =>
          service.explainLayerEntry({ session, ...question }),
        );
        this.host.post({ kind: 'entryExplained', question, answer: answer ? causeOf(answer) : noAnswer() });
        return;
      }
      case 'workOutLayerEntry': {
        const { question } = message;
        const work = await this.run.ask((service, session) =>
          service.workOutLayerEntry({ session, ...question }),
        );
        this.host.post({ kind: 'layerEntryWorkedOut', question, answer: shownWork(work) });
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
      case 'applyRemedy': {
        const text = await applyRemedy(this.run, this.parts.documents, message);
        this.host.post({ kind: 'notice', text });
        return;
      }
    }
  }

  /**
   * What the panel misses comes with the next frame: the
   * counter must not stand still because a picture is wrong.
   */
  recover(): void {
    this.feed.missed();
  }

  unload(): void {
    this.feed.reset('page');
    this.parts.runs.limitWorkers();
  }

  load(): void {
    this.posted = [];
    this.feed.reset('page');
    this.refresh();
    this.postMoment();
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
    if (!this.wantsWalk || !this.host.isShown) return;
    this.wantsWalk = false;
    this.host.post({ kind: 'walk' });
  }

  private async postPoints(): Promise<void> {
    const points = await this.run.ask((service, session) => service.dataPoints({ session }));
    this.host.post({ kind: 'points', points: points ?? null });
  }

  private async obey(command: PanelCommand): Promise<void> {
    const { controller } = this.parts;
    if (command.kind !== 'train' && command.kind !== 'step' && command.kind !== 'compute') {
      // Sent at once, for these need no text: of two that follow each other neither overtakes the other.
      await controller.command(this.run, command);
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
    this.host.post({ kind: 'reveal', layer: this.lines.layerAt(document, line) });
  }
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
