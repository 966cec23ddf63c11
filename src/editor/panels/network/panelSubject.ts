import type * as vscode from 'vscode';
import type { HostToNetworkPanel, NetworkPanelMessage } from '../../../protocol/networkPanelMessages';
import type { NetworkPanelState } from '../../../protocol/networkPanelState';
import type { StepInspection } from '../../../protocol/trainingFrame';
import type { RunSeries, ViewRequests } from '../../../protocol/trainingViews';
import type { Source } from '../../../protocol/sourcePlace';
import type { RunViews } from '../../training/runViews';
import type { ShownMoment } from '../../training/shownMoment';
import type { PanelHost } from '../host/panelHost';
import type { WholeRun } from './frameFeed';

/** The run a panel shows, wherever its numbers come from. */
export interface ShownRun {
  /** Who looks at it. */
  readonly views: RunViews;
  /** The earlier step that is looked at, if one is. */
  readonly shownStep: StepInspection | undefined;
  /** Everything it has reported. */
  whole(): WholeRun & { readonly series: RunSeries };
  /** How it was at a step; `undefined` where that cannot be told any more. */
  inspect(step: number, requests: ViewRequests): Promise<StepInspection | undefined>;
  showStep(step: StepInspection | undefined): void;
}

/** What only one kind of subject can be asked. */
export type SubjectMessage = Exclude<
  NetworkPanelMessage,
  { readonly kind: 'shown' | 'requestViews' | 'scrub' }
>;

/** The page as a subject sees it. */
export interface SubjectPanel {
  readonly host: PanelHost<HostToNetworkPanel, NetworkPanelMessage>;
  /** Posts the state, where it has changed. */
  refresh(): void;
  postMoment(): void;
  /** Shows something else from now on. */
  change(subject: (panel: SubjectPanel) => PanelSubject): void;
}

/**
 * What the panel of a network is about: one that is trained here, or a recorded run of one. The panel shows
 * both alike, except for what a subject says it has not.
 */
export interface PanelSubject {
  readonly run: ShownRun;
  /** Another one as soon as another run is shown; `undefined` before there is one. */
  readonly shownRun: unknown;
  /** What every surface of the editor names; `undefined`: the numbers of the newest frame. */
  readonly moment: Pick<ShownMoment, 'step' | 'epoch' | 'loss'> | undefined;
  /** What the state is made of; `undefined` while that is being found out. */
  stateParts(): readonly unknown[] | undefined;
  describe(): NetworkPanelState;
  /** Another run is shown from now on. */
  beginRun(): void;
  handle(message: SubjectMessage): Promise<void>;
  /** The page has loaded, or shows this from now on. */
  load(): void;
  /** Nobody sees it any more for a while. */
  unload(): void;
  /** Computes again what a reload of the window has taken away. @param kept what the page has kept */
  restore(kept: unknown): Promise<void>;
  refreshFile(): Promise<void>;
  placeOfError(): Promise<Source | undefined>;
  followCursor(document: vscode.TextDocument, line: number): void;
  dispose(): void;
}
