import * as vscode from 'vscode';
import { receiveFromNetworkPanel } from '../../../protocol/networkPanel';
import type {
  HostToNetworkPanel,
  LayerCause,
  NetworkPanelToHost,
  PanelCommand,
} from '../../../protocol/networkPanel';
import type { NetworkPanelState } from '../../../protocol/networkPanelState';
import { noViewRequests, type LayerZeroCause, type ViewRequests } from '../../../protocol/trainingViews';
import { documentAt, openDocumentAt } from '../../documents/documentAt';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import type { Log } from '../../log';
import { revealSource } from '../host/lineLight';
import type { LineLight } from '../host/lineLight';
import { saveExport } from '../host/saveExport';
import type { RunController } from '../../training/runController';
import type { NetworkRun } from '../../training/networkRun';
import type { NetworkRuns } from '../../training/networkRuns';
import { FrameFeed } from './frameFeed';
import { panelFindings, panelStatus } from './frameMessages';
import { LayerLines } from './layerLines';
import { LookBack, noAnswer } from './lookBack';
import { networkStatus } from './networkStatus';
import { shownNetwork } from './shownNetwork';
import { errorText } from '../../../protocol/errorText';
import { fileNameOf } from '../../documents/uris';

/** What every panel works with. */
export interface NetworkPanelParts {
  readonly documents: Documents;
  readonly runs: NetworkRuns;
  readonly controller: RunController;
  readonly light: LineLight;
  readonly log: Log;
}

/** The panel of one network. It owns nothing of what it shows but the step that is looked back at. */
export class NetworkPanel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  private readonly feed: FrameFeed;
  private readonly run: NetworkRun;
  private translations: Readonly<Record<string, string>> = {};
  private isLoaded = false;
  private wantsWalk = false;
  private isFileGone = false;
  private isOpening = false;
  private requested: ViewRequests = noViewRequests;
  private readonly lookBack: LookBack;
  /** What the panel was told last, to tell it again only where that has changed. */
  private told: readonly unknown[] = [];
  private readonly lines: LayerLines;
  /** Why the panel refused messages: each is logged once, for it may come with every frame. */
  private readonly refusals = new Set<string>();

  constructor(
    private readonly webviewPanel: vscode.WebviewPanel,
    uri: vscode.Uri,
    readonly network: string,
    private readonly parts: NetworkPanelParts,
  ) {
    const { runs, documents } = parts;
    this.run = runs.open(uri, network);
    const send = (message: HostToNetworkPanel): void => {
      this.send(message);
    };
    this.lookBack = new LookBack(this.run, () => this.requested, send);
    this.lines = new LayerLines(this.run, parts);
    this.feed = new FrameFeed({
      send,
      translate: localise,
      whole: () => ({
        series: this.run.history.read(),
        findings: this.run.findings,
        snapshots: this.run.snapshots,
      }),
    });
    this.subscriptions.push(
      webviewPanel.webview.onDidReceiveMessage((received: unknown) => {
        void this.receive(received);
      }),
      webviewPanel.onDidChangeViewState(() => {
        // A hidden view is gone, and says that it is ready when it comes back.
        if (webviewPanel.visible) return;
        this.isLoaded = false;
        this.feed.reset();
      }),
      this.run.watch({
        requests: () => this.requests(),
        show: (frame) => (this.isShown ? this.feed.show(frame) : undefined),
        goLive: () => {
          if (this.lookBack.isLive) return;
          this.lookBack.forget();
          this.send({ kind: 'live' });
        },
      }),
      runs.onDidChange((changed) => {
        if (changed === this.run) this.refresh();
      }),
      documents.onDidCheck((document) => {
        if (document.uri.toString() !== this.uri.toString()) return;
        if (this.isFileGone) void this.refreshFile();
        else this.refresh();
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        if (textEditor.document.uri.toString() === this.uri.toString()) {
          this.follow(textEditor.document, selections[0]?.active.line);
        }
      }),
    );
  }

  /** Another one after the definition was renamed. */
  get uri(): vscode.Uri {
    return this.run.uri;
  }

  dispose(): void {
    this.lines.darken();
    this.lookBack.end();
    this.feed.reset();
    for (const subscription of this.subscriptions) subscription.dispose();
  }

  /** Shows the phases of a training step. */
  walk(): void {
    this.wantsWalk = true;
    this.sendWalk();
  }

  /** Tells the panel how things stand, where that has changed. */
  refresh(): void {
    if (!this.isLoaded) return;
    const { phase, stale, note, description, uri, text, changedByHand } = this.run;
    const document = this.openDocument();
    if (document === undefined && !this.isFileGone) {
      void this.refreshFile();
      return;
    }
    const file = document && this.parts.documents.check(document).file;
    // How far the run is comes with every frame, and nothing else of a frame is told here.
    const now = [description, phase, stale, note, uri, file, text?.file, changedByHand];
    const isOtherRun = description !== this.told[0];
    if (this.told.length > 0 && now.every((part, index) => part === this.told[index])) return;
    this.told = now;
    this.send({ kind: 'state', state: this.describe() });
    if (isOtherRun && description !== undefined) this.beginRun();
  }

  /** The same after the file came, went, or lost its editor: it is opened again, and gone only where that fails. */
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
    this.feed.reset();
    this.lookBack.forget();
    this.run.renew();
    this.recallLost();
    void this.sendPoints();
  }

  /** No frame comes of a run whose worker died, but what it has told is here. */
  private recallLost(): void {
    const { status, isLive } = this.run;
    if (isLive || status === undefined) return;
    this.send({
      kind: 'frame',
      number: 0,
      anew: 'run',
      views: null,
      status: panelStatus({ ...status, state: 'stopped' }, localise),
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
      language: vscode.env.language,
      strings: this.translations,
      standing: networkStatus(known, network, run),
      network: shownNetwork(known?.file, network, run) ?? null,
      run:
        !isKnown || description === undefined || status === undefined
          ? null
          : {
              // What a lost run has told stays on the screen.
              status: panelStatus(isLive ? status : { ...status, state: 'stopped' }, localise),
              trainSamples: description.trainSamples,
              testSamples: description.testSamples,
              evaluated: description.evaluated,
              batch: Math.min(text?.program.definition.training.batch ?? 0, description.trainSamples),
              changedByHand: run.changedByHand,
              kernels: description.kernels,
              findings: [...panelFindings(findings, localise)],
              snapshots: [...snapshots],
            },
    };
  }

  private get isShown(): boolean {
    return this.isLoaded && this.webviewPanel.visible;
  }

  /** What is looked back at is asked for by itself. */
  private requests(): ViewRequests {
    return this.isShown && this.lookBack.isLive ? this.requested : noViewRequests;
  }

  private send(message: HostToNetworkPanel): void {
    void this.webviewPanel.webview.postMessage(message);
  }

  private async receive(received: unknown): Promise<void> {
    const checked = receiveFromNetworkPanel(received);
    if (!checked.ok) {
      this.parts.log.warn(`The panel of a network sent a message that was refused: ${checked.reason}`);
      return;
    }
    try {
      await this.handle(checked.message);
    } catch (error) {
      const cause = errorText(error);
      this.parts.log.error(`The panel's ${checked.message.kind} failed: ${cause}`);
      this.send({ kind: 'notice', text: cause });
    }
  }

  private async handle(message: NetworkPanelToHost): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.load(message.texts);
        return;
      case 'shown':
        this.feed.shown(message.number);
        return;
      case 'refused':
        this.refused(message.reason);
        return;
      case 'requestViews':
        this.requested = message.requests;
        if (this.lookBack.isLive) this.run.hurry();
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
        this.send({ kind: 'samplesFound', question, answer: answer ? [...answer] : noAnswer() });
        return;
      }
      case 'explainZero': {
        const { question } = message;
        const answer = await this.run.ask((service, session) =>
          service.explainLayerZero({ session, ...question }),
        );
        this.send({ kind: 'zeroExplained', question, answer: answer ? causeOf(answer) : noAnswer() });
        return;
      }
      case 'select':
        this.lines.lightUp(message.layer);
        if (message.reveal) await this.lines.reveal(message.layer);
        return;
      case 'hover':
        this.lines.lightUp(message.layer);
        return;
      case 'showError':
        await this.showError();
        return;
      case 'export': {
        const saved = await saveExport(this.uri, message);
        if (saved !== undefined) this.send({ kind: 'notice', text: vscode.l10n.t('Saved {0}.', saved) });
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        this.send({ kind: 'notice', text: vscode.l10n.t('Copied.') });
        return;
      case 'log':
        this.log(message.level, message.text);
        return;
    }
  }

  /** What the panel misses comes with the next frame: the counter must not stand still because a picture is wrong. */
  private refused(reason: string): void {
    if (!this.refusals.has(reason))
      this.parts.log.warn(`The panel of a network refused a message: ${reason}`);
    this.refusals.add(reason);
    this.feed.missed();
  }

  private load(texts: readonly string[]): void {
    this.translations = Object.fromEntries(texts.map((text) => [text, localise({ text, values: [] })]));
    this.isLoaded = true;
    this.told = [];
    this.feed.reset();
    this.refresh();
    this.sendWalk();
  }

  private sendWalk(): void {
    if (!this.wantsWalk || !this.isLoaded) return;
    this.wantsWalk = false;
    this.send({ kind: 'walk' });
  }

  private async sendPoints(): Promise<void> {
    const points = await this.run.ask((service, session) => service.dataPoints({ session }));
    this.send({ kind: 'points', points: points ?? null });
  }

  private async obey(command: PanelCommand): Promise<void> {
    const { controller } = this.parts;
    const document = await documentAt(this.uri);
    if (document === undefined) {
      await this.refreshFile();
      return;
    }
    if (command.kind === 'train') await controller.train(document, this.network);
    else if (command.kind === 'step' || command.kind === 'compute') {
      await controller.runOnce(document, this.network, command);
    } else await controller.command(this.run, command);
  }

  private log(level: 'info' | 'warning' | 'error', text: string): void {
    const { log } = this.parts;
    if (level === 'error') log.error(text);
    else if (level === 'warning') log.warn(text);
    else log.info(text);
  }

  private async showError(): Promise<void> {
    await documentAt(this.uri);
    const { line } = this.describe().standing;
    if (line !== undefined) {
      await revealSource(this.uri, { line, column: 0, endLine: line, endColumn: 0 });
    }
  }

  /** The cursor went to a line of the file: its layer stands out in the panel, the first of several. */
  private follow(document: vscode.TextDocument, line: number | undefined): void {
    if (line === undefined || !this.isLoaded || !this.webviewPanel.visible) return;
    this.send({ kind: 'reveal', layer: this.lines.layerAt(document, line) });
  }
}

function causeOf({ message, layer, causes }: LayerZeroCause): LayerCause {
  return {
    sentence: localise(message),
    ...(layer !== undefined && { layer }),
    causes: causes.map(causeOf),
  };
}
