import * as vscode from 'vscode';
import { isDefinition } from '../documents/documents';
import type { Documents } from '../documents/documents';
import type { NetworkPanels, NetworkTarget } from '../panels/network/networkPanels';
import type { NetworkRuns } from '../training/networkRuns';

/**
 * Finds the network that is meant: the one handed over,
 * the one whose panel has the focus, the one at the cursor, the one that runs, the only one.
 */
export class NetworkTargets {
  constructor(
    private readonly documents: Documents,
    private readonly runs: NetworkRuns,
    private readonly panels: NetworkPanels,
  ) {}

  /**
   * @param uri what the caller passed: a lens passes address and name, a menu of the sidebar its entry
   * @returns `undefined`, and says why unless it was asked to be silent, where no network is meant
   */
  async find(uri: unknown, network: unknown): Promise<NetworkTarget | undefined> {
    const running = uri === undefined ? this.notInText() : undefined;
    const target = await targetOf(running?.uri ?? uri, undefined);
    if (target === undefined) return undefined;
    const { document } = target;
    const given = running?.network ?? nameIn(uri) ?? network;
    const name = typeof given === 'string' ? given : await this.choose(document);
    return name === undefined ? undefined : { document, network: name };
  }

  /**
   * For commands that formulas have, too.
   * @returns `undefined` where no network is meant: there are
   *   none, or a pass is, or the cursor is outside of them
   */
  async meant(uri: unknown, what: unknown): Promise<NetworkTarget | undefined> {
    if (typeof what === 'number' || (isObject(uri) && 'pass' in uri)) return undefined;
    if (typeof what === 'string' || nameIn(uri) !== undefined) return this.find(uri, what);
    if (uri === undefined && this.notInText() !== undefined) return this.find(uri, what);
    const document = uri === undefined ? vscode.window.activeTextEditor?.document : undefined;
    const target = document ? { document } : await targetOf(uri, undefined);
    if (target === undefined || !isDefinition(target.document)) return undefined;
    const { networks, formulas } = this.documents.check(target.document).file;
    if (networks.length === 0) return undefined;
    if (formulas.passes.length === 0) return this.find(target.document.uri, undefined);
    const network = this.atCursor(target.document);
    return network === undefined ? undefined : { document: target.document, network };
  }

  private atCursor(document: vscode.TextDocument): string | undefined {
    const { networks } = this.documents.check(document).file;
    const editor = vscode.window.activeTextEditor;
    const cursor = editor?.document === document ? document.offsetAt(editor.selection.active) : undefined;
    return networks.find(({ range }) => cursor !== undefined && range.start <= cursor && cursor <= range.end)
      ?.name;
  }

  /** The network at the cursor, or the only one; `undefined` where there are none or several. */
  private obvious(document: vscode.TextDocument): string | undefined {
    const { networks } = this.documents.check(document).file;
    const [only, ...others] = networks;
    return this.atCursor(document) ?? (others.length === 0 ? only?.name : undefined);
  }

  private async choose(document: vscode.TextDocument): Promise<string | undefined> {
    const obvious = this.obvious(document);
    if (obvious !== undefined) return obvious;
    const live = this.runs.of(document.uri).filter((run) => run.isLive);
    const [only, ...others] = live;
    if (only !== undefined && others.length === 0) return only.network;
    const names = this.documents.check(document).file.networks.map(({ name }) => name);
    if (names.length > 0)
      return vscode.window.showQuickPick(names, { title: vscode.l10n.t('Which network?') });
    void vscode.window.showInformationMessage(vscode.l10n.t('There is no network in this file.'));
    return undefined;
  }

  /**
   * Nobody looks at a definition: the network whose panel has the focus is meant, or the one that is trained.
   */
  private notInText(): { readonly uri: vscode.Uri; readonly network: string } | undefined {
    if (vscode.window.activeTextEditor !== undefined) return undefined;
    const { active } = this.panels;
    if (active !== undefined) return active;
    const [only, ...others] = this.runs.all.filter((run) => run.isLive);
    return others.length === 0 ? only : undefined;
  }
}

function nameIn(entry: unknown): unknown {
  return isObject(entry) && 'network' in entry ? entry.network : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** What a command was asked to work on. */
export interface Target {
  readonly document: vscode.TextDocument;
  /** Index into the file's passes; absent when the whole file is meant. */
  readonly pass?: number;
}

/**
 * The document and the pass a lens or an entry of the sidebar hands over; without them, as from the palette,
 * the active editor's document.
 * @param uri what the caller passed: nothing is known of its type
 */
export async function targetOf(uri: unknown, pass: unknown): Promise<Target | undefined> {
  if (isEntry(uri)) return targetOf(uri.uri, 'pass' in uri ? uri.pass : undefined);
  const document =
    uri instanceof vscode.Uri
      ? await vscode.workspace.openTextDocument(uri)
      : vscode.window.activeTextEditor?.document;
  if (document === undefined || !isDefinition(document)) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open a .backprop file first.'));
    return undefined;
  }
  return typeof pass === 'number' ? { document, pass } : { document };
}

/** A menu of a tree hands over the tree's entry. */
function isEntry(argument: unknown): argument is { readonly uri: vscode.Uri } {
  return (
    typeof argument === 'object' &&
    argument !== null &&
    'uri' in argument &&
    argument.uri instanceof vscode.Uri
  );
}
