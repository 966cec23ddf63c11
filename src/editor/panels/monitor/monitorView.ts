import * as vscode from 'vscode';
import type { PanelPage } from '../host/panelHost';
import type { MonitorParts } from './runMonitor';

/** The view that shows the run of a network in a few lines, wherever a person has put it. */
export class MonitorView implements vscode.WebviewViewProvider, vscode.Disposable {
  private readonly page: PanelPage;
  private readonly registration: vscode.Disposable;

  constructor(
    extension: vscode.Uri,
    private readonly parts: MonitorParts,
  ) {
    this.page = { extension, view: 'monitor', titleOf: () => vscode.l10n.t('Monitor') };
    this.registration = vscode.window.registerWebviewViewProvider('backprop.monitor', this);
  }

  async resolveWebviewView(view: vscode.WebviewView): Promise<void> {
    const { Monitor } = await import(/* webpackChunkName: "extension.panels" */ './runMonitor');
    // It shows itself, and is gone with its view.
    new Monitor(view, this.page, this.parts);
  }

  dispose(): void {
    this.registration.dispose();
  }
}
