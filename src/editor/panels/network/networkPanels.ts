import * as vscode from 'vscode';
import { isRecording, recordingNameOf } from '../../runs/recordingUris';
import { PanelRegistry } from '../host/panelRegistry';
import type { NetworkPanel, NetworkPanelParts } from './networkPanel';

/** The network a command is about. */
export interface NetworkTarget {
  readonly document: vscode.TextDocument;
  readonly network: string;
}

/** The panels of networks, one for each network. */
export class NetworkPanels implements vscode.Disposable {
  private readonly registry: PanelRegistry<NetworkPanel>;

  constructor(
    extension: vscode.Uri,
    private readonly parts: NetworkPanelParts,
  ) {
    this.registry = new PanelRegistry({
      viewType: 'backprop.network',
      page: {
        extension,
        view: 'network',
        titleOf: ({ uri, network = '' }) =>
          isRecording(uri)
            ? vscode.l10n.t('Recording: {0}', recordingNameOf(uri))
            : vscode.l10n.t('Network: {0}', network),
      },
      loadCode: async () => {
        const { NetworkPanel, readKeptPlace } = await import(
          /* webpackChunkName: "extension.panels" */ './networkPanel'
        );
        return { readKeptPlace, create: (...made) => new NetworkPanel(...made, parts) };
      },
    });
  }

  /** The network whose panel has the focus. */
  get active(): { readonly uri: vscode.Uri; readonly network: string } | undefined {
    const { uri, network } = this.registry.active ?? {};
    return uri === undefined || network === undefined ? undefined : { uri, network };
  }

  open({ document, network }: NetworkTarget): Promise<NetworkPanel> {
    return this.registry.open({ uri: document.uri, network });
  }

  /** Opens what was recorded of a run. @param recording the folder of the recording */
  openRecording(recording: vscode.Uri): Promise<NetworkPanel> {
    return this.registry.open({ uri: recording });
  }

  /** Opens the panel in the phases of a step: its mini-batch has been computed, nothing has been updated. */
  async stepThrough(target: NetworkTarget): Promise<void> {
    const panel = await this.open(target);
    panel.walk();
    await this.parts.controller.runOnce(target.document, target.network, { kind: 'compute' });
  }

  dispose(): void {
    this.registry.dispose();
  }
}
