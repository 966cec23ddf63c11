import * as vscode from 'vscode';
import type { Target } from '../../commands/commandTargets';
import { fileNameOf } from '../../documents/uris';
import { PanelRegistry } from '../host/panelRegistry';
import type { FormulaPanel, FormulaPanelParts } from './formulaPanel';

/** The graphs of formulas, one panel for each definition. */
export class FormulaPanels implements vscode.Disposable {
  private readonly registry: PanelRegistry<FormulaPanel>;

  constructor(
    extension: vscode.Uri,
    private readonly parts: FormulaPanelParts,
  ) {
    this.registry = new PanelRegistry({
      viewType: 'backprop.graph',
      page: {
        extension,
        view: 'formulas',
        titleOf: ({ uri }) => vscode.l10n.t('Graph: {0}', fileNameOf(uri)),
      },
      loadCode: async () => {
        const { FormulaPanel, readKeptPlace } = await import(
          /* webpackChunkName: "extension.panels" */ './formulaPanel'
        );
        return { readKeptPlace, create: (...made) => new FormulaPanel(...made, parts) };
      },
    });
  }

  async open({ document, pass }: Target): Promise<FormulaPanel> {
    const panel = await this.registry.open({ uri: document.uri });
    if (pass !== undefined) panel.choosePass(pass);
    void panel.refresh(false);
    return panel;
  }

  /**
   * Opens the panel before the first node of the pass. Numbers of an earlier text are computed anew first.
   */
  async stepThrough(target: Target): Promise<void> {
    const { document, pass } = target;
    const panel = await this.open(target);
    const session = this.parts.sessions.find(document.uri);
    if (session?.run === undefined || session.stale) {
      // What goes wrong the panel says.
      await this.parts.runner.run(document, pass);
    }
    panel.stepFromStart(pass ?? 0);
  }

  isInSight(uri: vscode.Uri): boolean {
    return this.registry.isInSight({ uri });
  }

  dispose(): void {
    this.registry.dispose();
  }
}
