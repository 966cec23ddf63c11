import * as vscode from 'vscode';
import {
  receiveFromMonitor,
  type HostToMonitor,
  type MonitorMessage,
} from '../../../protocol/monitorMessages';
import type { Source } from '../../../protocol/sourcePlace';
import type { NetworkRun } from '../../training/networkRun';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import type { VariantRun, VariantRuns } from '../../training/variantRuns';
import { PanelHost, type PanelSurface } from '../host/panelHost';
import type { PanelContent, PanelHostParts, PanelPage } from '../host/panelHost';
import { monitoredRun, monitoredVariant } from './monitoredRun';

export interface MonitorParts extends PanelHostParts {
  readonly runs: Pick<NetworkRuns, 'all' | 'newest'>;
  readonly variants: Pick<VariantRuns, 'running' | 'ended' | 'onDidShow'>;
  readonly clock: Pick<RunClock, 'onDidShow'>;
  /** Opens the panel of a network. */
  readonly openPanel: (run: NetworkRun) => Promise<unknown>;
}

/** A view is of no definition: its files go where the workspace is. */
const place = { uri: vscode.Uri.parse('backprop-monitor:///Monitor') };

/**
 * What the run of a network came to, in a few lines. While nobody sees it, it listens to nothing, posts
 * nothing and waits for nothing.
 */
export class Monitor implements PanelContent<MonitorMessage> {
  private readonly host: PanelHost<HostToMonitor, MonitorMessage>;
  /** To the clock of all surfaces, while it is seen. */
  private listening: vscode.Disposable | undefined;
  private shown: NetworkRun | undefined;
  private variant: VariantRun | undefined;

  constructor(
    view: vscode.WebviewView,
    page: PanelPage,
    private readonly parts: MonitorParts,
  ) {
    this.host = new PanelHost(place, surfaceOf(view), page, parts, receiveFromMonitor);
    this.host.show(this);
  }

  load(): void {
    const show = (): void => {
      this.show();
    };
    const { clock, variants } = this.parts;
    this.listening ??= vscode.Disposable.from(clock.onDidShow(show), variants.onDidShow(show));
    this.show();
  }

  unload(): void {
    this.listening?.dispose();
    this.listening = undefined;
  }

  dispose(): void {
    this.unload();
  }

  async handle(): Promise<void> {
    if (this.variant !== undefined) await this.variant.openPanel();
    else if (this.shown !== undefined) await this.parts.openPanel(this.shown);
  }

  recover(): void {
    this.show();
  }

  refreshFile(): void {
    // It is of no file.
  }

  followCursor(): void {
    // Nor is a cursor in it.
  }

  placeOfError(): Promise<Source | undefined> {
    return Promise.resolve(undefined);
  }

  private show(): void {
    const { all, newest } = this.parts.runs;
    const { running, ended } = this.parts.variants;
    const trained = all.find((run) => run.isRunning && run === newest) ?? all.find((run) => run.isRunning);
    // Where nothing goes on, what was seen last stays.
    const isKept = this.variant !== undefined;
    const [variant, ...others] = trained !== undefined ? [] : running;
    this.variant =
      trained !== undefined ? undefined : (variant ?? (isKept || newest === undefined ? ended : undefined));
    this.shown = this.variant === undefined ? (trained ?? newest) : undefined;
    this.host.post({
      kind: 'monitored',
      run: monitoredVariant(this.variant) ?? monitoredRun(this.shown) ?? null,
      others: others.flatMap((other) => monitoredVariant(other) ?? []),
    });
  }
}

/** A view as the host of panels knows its pages. */
function surfaceOf(view: vscode.WebviewView): PanelSurface {
  return {
    get webview() {
      return view.webview;
    },
    get visible() {
      return view.visible;
    },
    /** The keyboard is in no view of which commands could ask what they are about. */
    active: false,
    title: '',
    onDidChangeViewState: view.onDidChangeVisibility,
    onDidDispose: view.onDidDispose,
    reveal() {
      view.show(true);
    },
  };
}
