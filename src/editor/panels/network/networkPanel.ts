import { noViewRequests } from '../../../protocol/emptyViews';
import type * as vscode from 'vscode';
import { receiveFromNetworkPanel } from '../../../protocol/networkPanelMessages';
import type { HostToNetworkPanel, NetworkPanelMessage } from '../../../protocol/networkPanelMessages';
import type { ViewRequests } from '../../../protocol/trainingViews';
import type { Source } from '../../../protocol/sourcePlace';
import { localise } from '../../localise';
import { isRecording } from '../../runs/recordingUris';
import { PanelHost } from '../host/panelHost';
import type { PanelContent, PanelPage, PanelPlace } from '../host/panelHost';
import { FrameFeed } from './frameFeed';
import { LookBack } from './lookBack';
import type { PanelSubject, SubjectPanel } from './panelSubject';
import { RecordedNetwork, type RecordedNetworkParts } from './recordedNetwork';
import { TrainedNetwork, type TrainedNetworkParts } from './trainedNetwork';

export { readKeptPlace } from '../../../protocol/panelMessages';

/** What every panel of a network works with. */
export type NetworkPanelParts = TrainedNetworkParts & RecordedNetworkParts;

/** The panel of one network. It owns nothing of what it shows but the step that is looked back at. */
export class NetworkPanel implements PanelContent<NetworkPanelMessage>, SubjectPanel {
  readonly host: PanelHost<HostToNetworkPanel, NetworkPanelMessage>;
  private readonly feed: FrameFeed;
  private subject: PanelSubject;
  private lookBack: LookBack;
  private watching: vscode.Disposable;
  private requested: ViewRequests = noViewRequests;
  /** What was posted of the state last: it is posted again only where that has changed. */
  private posted: readonly unknown[] = [];
  /** Somebody asked for a report, which is made once a frame has been drawn. */
  private wantsReport = false;
  /** The run that this page of the panel was told of. */
  private shownRun: unknown;

  constructor(
    place: PanelPlace,
    webviewPanel: vscode.WebviewPanel,
    page: PanelPage,
    parts: NetworkPanelParts,
  ) {
    this.host = new PanelHost(place, webviewPanel, page, parts, receiveFromNetworkPanel);
    this.subject = isRecording(place.uri)
      ? new RecordedNetwork(place.uri, parts, this)
      : new TrainedNetwork({ uri: place.uri, network: place.network ?? '' }, parts, this);
    this.feed = new FrameFeed({
      send: (message) => {
        this.host.post(message);
      },
      translate: localise,
      whole: () => this.subject.run.whole(),
    });
    this.lookBack = this.newLookBack();
    this.watching = this.watch();
    this.host.show(this);
  }

  dispose(): void {
    this.lookBack.end();
    this.feed.reset('page');
    this.watching.dispose();
    this.subject.dispose();
  }

  change(make: (panel: SubjectPanel) => PanelSubject): void {
    this.dispose();
    this.subject = make(this);
    this.lookBack = this.newLookBack();
    this.watching = this.watch();
    this.feed.reset('run');
    this.shownRun = undefined;
    this.host.post({ kind: 'live' });
    if (this.host.isShown) this.load();
  }

  /** Has the page make a report of the run. */
  makeReport(): void {
    this.wantsReport = true;
    // The next frame brings nothing new, but it is drawn.
    this.subject.run.views.renew();
  }

  /** Shows the phases of a training step. */
  walk(): void {
    if (this.subject instanceof TrainedNetwork) this.subject.walk();
  }

  /** Its pictures follow every frame; the step and loss it names are those that stand beside the text. */
  postMoment(): void {
    if (!this.host.isShown) return;
    const { moment } = this.subject;
    if (moment === undefined) {
      this.host.post({ kind: 'moment', moment: null });
      return;
    }
    const { step, epoch, loss } = moment;
    const losses = loss === undefined ? new Float64Array() : Float64Array.of(loss);
    this.host.post({ kind: 'moment', moment: { step, epoch, loss: losses } });
  }

  refresh(): void {
    if (!this.host.isShown) return;
    const now = this.subject.stateParts();
    if (now === undefined) return;
    const { shownRun } = this.subject;
    const isOtherRun = shownRun !== this.shownRun;
    if (this.posted.length > 0 && now.every((part, index) => part === this.posted[index])) return;
    this.posted = now;
    this.shownRun = shownRun;
    this.host.post({ kind: 'state', state: this.subject.describe() });
    if (!isOtherRun || shownRun === undefined) return;
    this.feed.begin(shownRun);
    this.lookBack.forget();
    this.subject.run.views.renew();
    this.subject.beginRun();
  }

  refreshFile(): Promise<void> {
    return this.subject.refreshFile();
  }

  async handle(message: NetworkPanelMessage): Promise<void> {
    if (message.kind === 'shown') {
      this.feed.shown(message.number);
      if (this.wantsReport) this.host.post({ kind: 'makeReport' });
      this.wantsReport = false;
    } else if (message.kind === 'scrub') await this.lookBack.show(message.step);
    else if (message.kind !== 'requestViews') await this.subject.handle(message);
    else {
      this.requested = message.requests;
      if (this.lookBack.isLive) this.subject.run.views.hurry();
      else await this.lookBack.refresh();
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
    this.subject.unload();
  }

  load(): void {
    this.posted = [];
    this.shownRun = undefined;
    this.feed.reset('page');
    this.refresh();
    this.postMoment();
    this.subject.load();
  }

  restore(kept: unknown): Promise<void> {
    return this.subject.restore(kept);
  }

  placeOfError(): Promise<Source | undefined> {
    return this.subject.placeOfError();
  }

  followCursor(document: vscode.TextDocument, line: number): void {
    this.subject.followCursor(document, line);
  }

  private newLookBack(): LookBack {
    return new LookBack(
      this.subject.run,
      () => this.requested,
      (message) => {
        this.host.post(message);
      },
    );
  }

  /** Shows every frame of the subject. */
  private watch(): vscode.Disposable {
    return this.subject.run.views.watch({
      isVisible: () => this.host.isVisible,
      // What is looked back at is asked for by itself.
      requests: () => (this.host.isShown && this.lookBack.isLive ? this.requested : noViewRequests),
      show: (frame) => (this.host.isShown ? this.feed.show(frame) : undefined),
      goLive: () => {
        if (this.lookBack.isLive) return;
        this.lookBack.forget();
        this.host.post({ kind: 'live' });
      },
    });
  }
}
