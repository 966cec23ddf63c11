import * as vscode from 'vscode';
import { PanelRegistry } from '../host/panelRegistry';
import { mostCompared } from '../../../protocol/viewLimits';
import { compareRecordingsCommand } from '../../commands/names';
import type { ComparePanel, ComparePanelParts } from './comparePanel';
import { panelTitle, placeOfRecordings, recordingsAt } from './comparePlace';

/** The panels that compare recordings, one for each choice of them. */
export class ComparePanels implements vscode.Disposable {
  private readonly registry: PanelRegistry<ComparePanel>;
  private readonly subscriptions: vscode.Disposable;
  /** By comparison of a definition, the panel that shows its variants. */
  private readonly ofVariants = new Map<string, ComparePanel>();

  constructor(
    extension: vscode.Uri,
    private readonly parts: ComparePanelParts,
    /** What is selected in the view "Runs", for a command that has no arguments. */
    selection: () => readonly unknown[],
  ) {
    this.registry = new PanelRegistry({
      viewType: 'backprop.compare',
      page: {
        extension,
        view: 'compare',
        titleOf: ({ uri }) => panelTitle(recordingsAt(uri).length),
      },
      loadCode: async () => {
        const { ComparePanel, readKeptPlace } = await import(
          /* webpackChunkName: "extension.panels" */ './comparePanel'
        );
        return { readKeptPlace, create: (...made) => new ComparePanel(...made, parts) };
      },
    });
    this.subscriptions = vscode.Disposable.from(
      this.registry,
      vscode.commands.registerCommand(compareRecordingsCommand, (first: unknown, selected: unknown) =>
        this.compare(addressesIn(Array.isArray(selected) ? selected : (first ?? selection()))),
      ),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  /** Opens the panel of recordings beside the text, to which others may come as they begin. */
  private open(recordings: readonly vscode.Uri[]): Promise<ComparePanel> {
    return this.registry.open({ uri: placeOfRecordings(recordings) });
  }

  /** The panel of the variants of a comparison: run again, they are shown in the same one. */
  async openVariants(comparison: string, recordings: readonly vscode.Uri[]): Promise<ComparePanel> {
    const known = this.ofVariants.get(comparison);
    if (known !== undefined && !known.host.isGone) {
      known.show(recordings);
      known.host.reveal();
      return known;
    }
    const panel = await this.open(recordings);
    this.ofVariants.set(comparison, panel);
    return panel;
  }

  /** Opens the panel of recordings beside the text; asks which, where nobody has chosen two. */
  private async compare(chosen: readonly vscode.Uri[]): Promise<void> {
    const recordings = chosen.length > 1 ? chosen : await this.askWhich(chosen);
    if (recordings === undefined) return;
    if (recordings.length > mostCompared) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('{0} recordings can be compared at a time: the first ones are.', mostCompared),
      );
    }
    await this.open(recordings);
  }

  private async askWhich(chosen: readonly vscode.Uri[]): Promise<readonly vscode.Uri[] | undefined> {
    const entries = await (await this.parts.recordings.library()).listAnew();
    const known = entries.flatMap(({ uri, run }) => ('created' in run ? [{ uri, run }] : []));
    if (known.length < 2) {
      void vscode.window.showInformationMessage(
        vscode.l10n.t('There are no two recordings to compare. Every training is recorded when it runs.'),
      );
      return undefined;
    }
    const { recordingPick } = await import(
      /* webpackChunkName: "extension.recordings" */ '../../runs/recordingPick'
    );
    const addresses = new Set(chosen.map(String));
    const items = known.map(({ uri, run }) => ({
      ...recordingPick(run),
      picked: addresses.has(uri.toString()),
      uri,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      canPickMany: true,
      title: vscode.l10n.t('Compare Recordings'),
      placeHolder: vscode.l10n.t('Choose two or more'),
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked !== undefined && picked.length > 1 ? picked.map(({ uri }) => uri) : undefined;
  }
}

/** Addresses, whether a view, another extension or a keybinding gives them. */
function addressesIn(given: unknown): readonly vscode.Uri[] {
  const list: readonly unknown[] = Array.isArray(given) ? given : given === undefined ? [] : [given];
  return list.flatMap((each) => {
    if (each instanceof vscode.Uri) return [each];
    if (typeof each === 'string') return [vscode.Uri.parse(each)];
    const { uri } = (typeof each === 'object' ? (each ?? {}) : {}) as { readonly uri?: unknown };
    return uri instanceof vscode.Uri ? [uri] : [];
  });
}
