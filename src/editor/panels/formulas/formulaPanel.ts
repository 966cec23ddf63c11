import { documentAt, openDocumentAt } from '../../documents/openDocuments';
import * as vscode from 'vscode';
import { receiveFromFormulaPanel } from '../../../protocol/formulaPanelMessages';
import type {
  EntryQuestion,
  FormulaPanelMessage,
  HostToFormulaPanel,
  PanelEdit,
  FormulaPanelState,
} from '../../../protocol/formulaPanelMessages';
import type { Source } from '../../../protocol/sourcePlace';
import { sourceOf } from '../../documents/definitionText';
import type { Documents } from '../../documents/documents';
import { fileNameOf } from '../../documents/uris';
import type { Computation } from '../../formulas/computation';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { Runner } from '../../formulas/runner';
import type { Session } from '../../formulas/formulaSession';
import type { Sessions } from '../../formulas/formulaSessions';
import { PanelHost } from '../host/panelHost';
import type { PanelContent, PanelHostParts, PanelPage, PanelPlace } from '../host/panelHost';
import { FormulaAnswers } from './formulaAnswers';
import { TypedNumbers } from './formulaEdits';
import { panelGraph, passBelow, walkedPass } from './formulaGraph';
import { panelRun } from './formulaNumbers';
import { deletedFileStatus, mostNodes, formulaStatus, tooLargeStatus } from './formulaStatus';
import type { FormulaStatus } from './formulaStatus';

export { readKeptPlace } from '../../../protocol/panelMessages';

/** What every panel of formulas works with. */
export interface FormulaPanelParts extends PanelHostParts {
  readonly documents: Documents;
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly computation: Computation;
}

/**
 * The graph of one definition's formulas. It owns nothing of
 * what it shows but the step, and the numbers typed into it.
 */
export class FormulaPanel implements PanelContent<FormulaPanelMessage> {
  readonly host: PanelHost<HostToFormulaPanel, FormulaPanelMessage>;
  private readonly subscriptions: vscode.Disposable;
  /** By a run that came without the numbers of its edges, the same run with them. */
  private readonly completed = new WeakMap<FormulaRun, FormulaRun>();
  private revision = 0;
  private pass = 0;
  private position: number | null = null;
  /** The node that was chosen in the panel last. */
  private chosen: number | null = null;
  private readonly typed: TypedNumbers;
  private readonly answers: FormulaAnswers;
  private shownRun: FormulaRun | undefined;
  private state: FormulaPanelState | undefined;
  /** The numbers that were shown last: others are played when they come. */
  private playedNumbers: object | undefined;
  private isFileGone = false;
  private isToPlay = false;
  /** While the panel is brought back after a reload nobody has asked for a run, so it does not play. */
  private isRestoring = false;

  constructor(
    place: PanelPlace,
    webviewPanel: vscode.WebviewPanel,
    page: PanelPage,
    private readonly parts: FormulaPanelParts,
  ) {
    const { sessions, documents, computation } = parts;
    this.typed = new TypedNumbers(computation);
    this.answers = new FormulaAnswers(computation);
    this.host = new PanelHost(place, webviewPanel, page, parts, receiveFromFormulaPanel);
    this.playedNumbers = sessions.find(place.uri)?.run?.numbers;
    this.subscriptions = vscode.Disposable.from(
      sessions.onDidChange((uri) => {
        if (this.isOf(uri)) this.showRun();
      }),
      documents.onDidCheck(({ uri }) => {
        if (this.isOf(uri)) void this.refresh(false, this.isFileGone);
      }),
    );
    this.pass = passBelowCursor(this.host.uri, documents);
    this.host.show(this);
  }

  dispose(): void {
    const session = this.session;
    if (session !== undefined) session.showsGraph = false;
    session?.showView({ tried: undefined, walked: undefined });
    this.subscriptions.dispose();
  }

  load(): Promise<void> {
    return this.refresh(false, true);
  }

  refreshFile(): Promise<void> {
    return this.refresh(false, true);
  }

  unload(): void {
    // Nothing waits for the page.
  }

  recover(): void {
    // The next state replaces all that is shown.
  }

  /** After a reload the page has kept whether its definition had been run. */
  async restore(kept: unknown): Promise<void> {
    if (!hadRun(kept)) return;
    const document = await documentAt(this.host.uri);
    if (document === undefined) {
      this.parts.log.info(`${this.host.uri.toString()} is gone, so its panel has nothing to compute.`);
      return;
    }
    this.isRestoring = true;
    // The numbers were computed by a process that is gone;
    // the panel shows what is wrong if they cannot be again.
    try {
      await this.parts.runner.run(document);
    } finally {
      this.isRestoring = false;
    }
  }

  /** Shows the pass node by node, from before its first one. */
  stepFromStart(pass: number): void {
    this.pass = pass;
    this.position = 0;
    void this.refresh(false);
  }

  choosePass(pass: number): void {
    this.pass = pass;
    this.position = null;
  }

  /**
   * Sends everything anew.
   * @param play a person ran it, so the view shows it running
   * @param looksForFile whether the file may have come or gone
   */
  async refresh(play: boolean, looksForFile = false): Promise<void> {
    // What is shown is of one text: that of the numbers which are on their way, in a moment.
    if (!this.host.isShown || this.session?.awaitsNumbers === true) return;
    const revision = ++this.revision;
    this.isToPlay ||= play;
    const open = looksForFile ? undefined : openDocumentAt(this.host.uri);
    // One edit raises several events, and makes one message.
    const document = open === undefined ? await documentAt(this.host.uri) : await Promise.resolve(open);
    if (revision !== this.revision) return;
    this.isFileGone = document === undefined;
    const state = await this.describe(revision, document);
    // Something newer is on its way.
    if (revision !== this.revision) return;
    this.state = state;
    this.host.post({ kind: 'state', state, play: this.isToPlay });
    this.isToPlay = false;
    this.showInText();
  }

  async handle(message: FormulaPanelMessage): Promise<void> {
    switch (message.kind) {
      case 'runBackward':
        await this.run();
        return;
      case 'choosePass':
        this.choosePass(message.pass);
        await this.refresh(false);
        return;
      case 'step': {
        this.pass = message.pass;
        this.position = message.position;
        const step = this.state?.graph?.passes[message.pass]?.walk[(message.position ?? 0) - 1];
        this.lightUp(step?.node ?? null);
        this.showInText();
        return;
      }
      case 'select':
        this.chosen = message.node;
        this.lightUp(message.node);
        if (message.reveal)
          await this.host.revealSource(this.sourceOf(message.node), message.isGoing !== true);
        return;
      case 'hover':
        this.lightUp(message.node);
        return;
      case 'edit':
        await this.edit(message.edit);
        return;
      case 'try':
        try {
          await this.edit(message.edit);
        } finally {
          this.host.post({ kind: 'tried', number: message.number });
        }
        return;
      case 'writeEdits':
        await this.write();
        return;
      case 'discardEdits':
        this.typed.forget();
        await this.refresh(false);
        return;
      case 'workOutEntry':
        this.host.post({
          kind: 'entryWorkedOut',
          question: message.question,
          answer: await this.answer(message.question, (run) => this.answers.workOut(run, message.question)),
        });
        return;
      case 'explainEntry':
        this.host.post({
          kind: 'entryExplained',
          question: message.question,
          answer: await this.answer(message.question, (run) =>
            this.answers.explainEntry(run, message.question),
          ),
        });
        return;
    }
  }

  private get session(): Session | undefined {
    return this.parts.sessions.find(this.host.uri);
  }

  private async describe(
    revision: number,
    document: vscode.TextDocument | undefined,
  ): Promise<FormulaPanelState> {
    const { session } = this;
    if (session !== undefined) session.showsGraph = true;
    const known = document === undefined ? undefined : this.parts.documents.check(document);
    const found: FormulaStatus = known === undefined ? deletedFileStatus() : formulaStatus(known, session);
    const { kind } = found.status;
    const run = kind === 'deleted' ? undefined : session?.run;
    const { edited } = this.typed;
    const isOld = run === undefined || session?.stale === true || run.file !== edited?.file;
    if (edited !== undefined && isOld) this.typed.forget();

    const shown = this.typed.edited ?? run;
    this.shownRun = shown;
    const file = shown?.file ?? known?.file;
    const graph = file === undefined || kind === 'deleted' ? null : panelGraph(file);
    const nodes = graph?.nodes.length ?? 0;
    const hasGraph = nodes > 0 && nodes <= mostNodes;
    const shownStatus = nodes > mostNodes && kind !== 'error' ? tooLargeStatus(nodes) : found;
    const passes = graph?.passes ?? [];
    if (this.pass >= passes.length) this.choosePass(0);
    if ((this.position ?? 0) > (passes[this.pass]?.walk.length ?? 0)) this.position = null;
    return {
      revision,
      fileName: fileNameOf(this.host.uri),
      status: shownStatus.status,
      graph: hasGraph ? graph : null,
      run: hasGraph && shown !== undefined ? panelRun(await this.withEdges(shown)) : null,
      pass: this.pass,
      position: this.position,
      edits: [...this.typed.all],
    };
  }

  /**
   * A run that was done before anybody saw its graph is done once more, with the numbers of the edges. A
   * failure leaves the edges without numbers of their own, and is in the log.
   */
  private async withEdges(run: FormulaRun): Promise<FormulaRun> {
    if (run.numbers.passes.every(({ edges }) => edges !== undefined)) return run;
    const known = this.completed.get(run);
    if (known !== undefined) return known;
    const { program } = run;
    const computed = await this.parts.computation.runQuietly('Describing the edges', (service) =>
      service.runFormulas({ program, edges: true }),
    );
    const numbers = computed.kind === 'done' && computed.answer.ok ? computed.answer.result : run.numbers;
    const completed = { ...run, numbers };
    this.completed.set(run, completed);
    return completed;
  }

  private async run(): Promise<void> {
    const document = await documentAt(this.host.uri);
    if (document === undefined) {
      await this.refresh(false);
      return;
    }
    this.position = null;
    this.typed.forget();
    await this.compute(document);
  }

  private async compute(document: vscode.TextDocument): Promise<void> {
    this.parts.sessions.open(this.host.uri).showsGraph = true;
    await this.parts.runner.run(document, this.pass);
  }

  private async edit(edit: PanelEdit): Promise<void> {
    const run = this.session?.run;
    if (run === undefined) return;
    const refused = await this.typed.type(edit, run);
    if (refused === undefined) await this.refresh(false);
    else this.host.post({ kind: 'notice', text: refused });
  }

  private async write(): Promise<void> {
    const document = await documentAt(this.host.uri);
    if (document === undefined || this.typed.edited === undefined) return;
    if (await this.typed.write(document)) await this.compute(document);
    else this.host.post({ kind: 'notice', text: vscode.l10n.t('The file could not be changed.') });
  }

  /** An answer about the numbers on the screen, or a sentence why there is none. */
  private async answer<Answer>(
    { revision }: EntryQuestion,
    ask: (run: FormulaRun) => Promise<Answer | string>,
  ): Promise<Answer | string> {
    const run = this.shownRun;
    return run === undefined || revision !== this.revision
      ? vscode.l10n.t('These numbers are gone: run the pass again.')
      : ask(run);
  }

  /** The lines of the text follow what is tried here, and how far the walk has come. */
  private showInText(): void {
    const run = this.shownRun;
    const walk = this.state?.graph?.passes[this.pass]?.walk;
    const walked =
      run === undefined || walk === undefined || this.position === null
        ? undefined
        : walkedPass(run, walk, this.pass, this.position);
    this.session?.showView({ tried: this.typed.edited, walked });
  }

  private lightUp(node: number | null): void {
    this.host.lightUp(this.sourceOf(node));
  }

  private sourceOf(node: number | null): Source | undefined {
    return this.state?.graph?.nodes.find(({ id }) => id === node)?.source;
  }

  async placeOfError(): Promise<Source | undefined> {
    const document = await documentAt(this.host.uri);
    if (document === undefined) return undefined;
    const known = this.parts.documents.check(document);
    const { blamed } = formulaStatus(known, this.session);
    return blamed && sourceOf(known.file, blamed);
  }

  /** The node of the line lights up in the graph: of several the one chosen there, or the named one. */
  followCursor(_document: vscode.TextDocument, line: number): void {
    const graph = this.state?.graph;
    if (graph == null) return;
    const isThere = ({ source }: { readonly source: Source }): boolean =>
      source.line <= line + 1 && line + 1 <= source.endLine;
    const there = graph.nodes.filter(isThere);
    const found =
      there.find(({ id }) => id === this.chosen) ?? there.find(({ name }) => name !== '') ?? there.at(-1);
    const pass = graph.passes.findIndex(isThere);
    this.host.post({ kind: 'reveal', node: found?.id ?? null, ...(pass !== -1 && { pass }) });
  }

  private isOf(uri: vscode.Uri): boolean {
    return uri.toString() === this.host.uri.toString();
  }

  /** Numbers that a person asked for play; everything else only shows. */
  private showRun(): void {
    const { session } = this;
    const numbers = session?.run?.numbers;
    const isNew = numbers !== undefined && numbers !== this.playedNumbers;
    this.playedNumbers = numbers;
    void this.refresh(isNew && session?.wasAsked === true && !this.isRestoring);
  }
}

/** Where a person writes, the graph opens. */
function passBelowCursor(uri: vscode.Uri, documents: Documents): number {
  const editor = vscode.window.visibleTextEditors.find(
    ({ document }) => document.uri.toString() === uri.toString(),
  );
  if (editor === undefined) return 0;
  const { file } = documents.check(editor.document);
  return passBelow(file.formulas, editor.document.offsetAt(editor.selection.active));
}

function hadRun(kept: unknown): boolean {
  return typeof kept === 'object' && kept !== null && 'ran' in kept && kept.ran === true;
}
