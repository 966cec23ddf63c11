import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import { isDefinition } from '../documents/documents';
import type { Documents } from '../documents/documents';
import type { Sessions } from '../formulas/formulaSessions';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkRuns } from '../training/networkRuns';

/** Sets keys that `when` clauses ask for, each only where its value is another than before. */
function contextSetter(): (key: string, value: string | boolean) => void {
  const last = new Map<string, string | boolean>();
  return (key, value) => {
    if (last.get(key) === value) return;
    last.set(key, value);
    void vscode.commands.executeCommand('setContext', `backprop.${key}`, value);
  };
}

/** What a definition has for commands to work on. */
interface Contents {
  /** Names with values, which can be run. */
  readonly hasFormulas: boolean;
  /** A `backward`, or a network, which has gradients by itself. */
  readonly hasGradients: boolean;
  readonly hasNetwork: boolean;
  /** Networks whose variants can be run. */
  readonly hasComparison: boolean;
  /** Questions that are graded while they are answered. */
  readonly hasSheet: boolean;
  /** An `expect` that is no question yet: the file can be made a sheet of. */
  readonly hasSolution: boolean;
  /** A value or an answer that comes from a file of somebody's own. */
  readonly readsNumbers: boolean;
}

/** What several files have together; nothing where there are none. */
export function contentsOf(
  files: readonly Pick<CheckedFile, 'comparisons' | 'formulas' | 'networks'>[],
): Contents {
  const hasNetwork = files.some(({ networks }) => networks.length > 0);
  return {
    hasFormulas: files.some(({ formulas }) => formulas.graph.nodes.length > 0),
    hasGradients: hasNetwork || files.some(({ formulas }) => formulas.passes.length > 0),
    hasNetwork,
    hasComparison: files.some(({ comparisons }) => comparisons.length > 0),
    hasSheet: files.some(({ formulas }) => formulas.sheet !== undefined),
    hasSolution: files.some(
      ({ formulas: { sheet, expectations } }) => sheet === undefined && expectations.length > 0,
    ),
    readsNumbers: files.some(({ formulas }) => formulas.fileArrays.length > 0),
  };
}

/** Keeps `backprop.hasValues` true while there are values behind the lines of the active editor. */
export function followHasValues(sessions: Sessions): vscode.Disposable {
  const set = contextSetter();
  const update = (): void => {
    const uri = vscode.window.activeTextEditor?.document.uri;
    set('hasValues', uri !== undefined && sessions.find(uri)?.run !== undefined);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    sessions.onDidChange(update),
  );
}

/**
 * Keeps `backprop.training` saying how the network stands that commands are about: `none`, or the state of
 * its run; and `backprop.rateByHand`, whether somebody has set a learning rate that its file does not say.
 * It is one of the definition in the active editor, or of any while the panel has the focus.
 */
export function followTrainingContext(runs: NetworkRuns): vscode.Disposable {
  const set = contextSetter();
  const update = (): void => {
    const live = liveRuns(runs);
    const states = live.flatMap(({ status }) => (status === undefined ? [] : [status.state]));
    set('training', states.find((state) => state === 'running') ?? states[0] ?? 'none');
    set(
      'rateByHand',
      live.some(({ changes }) => changes.rate !== undefined),
    );
  };
  update();
  return vscode.Disposable.from(vscode.window.onDidChangeActiveTextEditor(update), runs.onDidChange(update));
}

function liveRuns(runs: NetworkRuns): readonly NetworkRun[] {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return (uri === undefined ? runs.all : runs.of(uri)).filter(({ isLive }) => isLive);
}

/**
 * Keeps `backprop.hasFormulas`, `backprop.hasGradients`, `backprop.hasNetwork` and their like saying what
 * the definition in the active editor has for commands to work on. While a panel has the focus it is all
 * that is in sight: the buttons above those texts can be clicked then, too.
 */
export function followContents(documents: Documents): vscode.Disposable {
  const set = contextSetter();
  const update = (): void => {
    const { activeTextEditor, visibleTextEditors } = vscode.window;
    const editors = activeTextEditor === undefined ? visibleTextEditors : [activeTextEditor];
    const definitions = editors.map(({ document }) => document).filter(isDefinition);
    const contents = contentsOf(definitions.map((document) => documents.check(document).file));
    set('hasFormulas', contents.hasFormulas);
    set('hasGradients', contents.hasGradients);
    set('hasNetwork', contents.hasNetwork);
    set('hasSheet', contents.hasSheet);
    set('hasSolution', contents.hasSolution);
    set('readsNumbers', contents.readsNumbers);
  };
  update();
  return vscode.Disposable.from(
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.window.onDidChangeVisibleTextEditors(update),
    documents.onDidCheck(update),
  );
}

/** Keeps `backprop.graphIsOpen` true while the graph of some formulas is open, in front or behind. */
export function followGraphs(): vscode.Disposable {
  const set = contextSetter();
  const update = (): void => {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    set(
      'graphIsOpen',
      // VS Code puts a word of its own before the type.
      tabs.some(
        ({ input }) => input instanceof vscode.TabInputWebview && /\bbackprop\.graph$/.test(input.viewType),
      ),
    );
  };
  update();
  return vscode.window.tabGroups.onDidChangeTabs(update);
}
