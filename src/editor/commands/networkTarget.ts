import * as vscode from 'vscode';
import type { Documents } from '../documents/documents';
import type { Trainings } from '../training/trainings';
import { targetOf } from './target';

/** The network a command is about. */
export interface NetworkTarget {
  readonly document: vscode.TextDocument;
  readonly network: string;
}

/** Finds the network that is meant: the one handed over, the one at the cursor, the one that runs, the only one. */
export class NetworkTargets {
  constructor(
    private readonly documents: Documents,
    private readonly trainings: Trainings,
  ) {}

  /**
   * @param uri what the caller passed: a lens passes address and name, a menu of the sidebar its entry
   * @returns `undefined`, and says why or was told to leave it, where no network is meant
   */
  async find(uri: unknown, network: unknown): Promise<NetworkTarget | undefined> {
    const running = uri === undefined ? this.runningElsewhere() : undefined;
    const target = await targetOf(running?.uri ?? uri, undefined);
    if (target === undefined) return undefined;
    const { document } = target;
    const given = running?.network ?? nameIn(uri) ?? network;
    const name = typeof given === 'string' ? given : await this.choose(document);
    return name === undefined ? undefined : { document, network: name };
  }

  /** The network at the cursor, or the only one; `undefined` where there are none or several. */
  obvious(document: vscode.TextDocument): string | undefined {
    const { networks } = this.documents.check(document).file;
    const editor = vscode.window.activeTextEditor;
    const cursor = editor?.document === document ? document.offsetAt(editor.selection.active) : undefined;
    const here = networks.find(
      ({ range }) => cursor !== undefined && range.start <= cursor && cursor <= range.end,
    );
    const [only, ...others] = networks;
    return here?.name ?? (others.length === 0 ? only?.name : undefined);
  }

  private async choose(document: vscode.TextDocument): Promise<string | undefined> {
    const obvious = this.obvious(document);
    if (obvious !== undefined) return obvious;
    const live = this.trainings.of(document.uri).filter((training) => training.isLive);
    const [only, ...others] = live;
    if (only !== undefined && others.length === 0) return only.network;
    const names = this.documents.check(document).file.networks.map(({ name }) => name);
    if (names.length > 0)
      return vscode.window.showQuickPick(names, { title: vscode.l10n.t('Which network?') });
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no network in this file.'));
    return undefined;
  }

  /** Nobody looks at a definition, as while the panel has the focus: the one network that is trained is meant. */
  private runningElsewhere(): { readonly uri: vscode.Uri; readonly network: string } | undefined {
    if (vscode.window.activeTextEditor !== undefined) return undefined;
    const [only, ...others] = this.trainings.all.filter((training) => training.isLive);
    return others.length === 0 ? only : undefined;
  }
}

function nameIn(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'network' in entry ? entry.network : undefined;
}
