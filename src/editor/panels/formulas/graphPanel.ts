import * as vscode from 'vscode';
import type { Computation } from '../../formulas/computation';
import { documentAt } from '../../documents/documentAt';
import type { Documents } from '../../documents/documents';
import { localise } from '../../localise';
import type { Log } from '../../log';
import { receiveInHost } from '../../../protocol/panel';
import type {
  EntryQuestion,
  HostToPanel,
  PanelEdit,
  PanelNode,
  PanelState,
  PanelToHost,
  WorkedEntry,
  WorkQuestion,
  ZeroCause,
} from '../../../protocol/panel';
import type { FormulaRun } from '../../formulas/formulaRun';
import type { Runner } from '../../formulas/runner';
import type { Sessions } from '../../formulas/sessions';
import { revealSource } from '../host/lineLight';
import type { LineLight } from '../host/lineLight';
import { workedAnswer, zeroAnswer } from './panelAnswers';
import { addEdit, withEdits, writeEdits } from './panelEdits';
import { panelGraph } from './panelGraph';
import { asksForBlank, hasBlanks, panelRun } from './panelNumbers';
import { deletedStanding, mostNodes, standingOf, tooLargeStanding } from './panelStatus';
import type { Standing } from './panelStatus';
import { saveExport } from '../host/saveExport';
import { errorText } from '../../../protocol/errorText';
import { fileNameOf } from '../../documents/uris';

/** What every panel works with. */
export interface PanelParts {
  readonly documents: Documents;
  readonly sessions: Sessions;
  readonly runner: Runner;
  readonly computation: Computation;
  readonly light: LineLight;
  readonly log: Log;
}

/** How many products of a sum are written out. */
const mostTerms = 24;

/** The panel of one definition. It owns nothing of what it shows but the step, and the numbers typed into it. */
export class GraphPanel implements vscode.Disposable {
  private readonly subscriptions: vscode.Disposable[] = [];
  /** By a run that came without the numbers of its edges, the same run with them. */
  private readonly completed = new WeakMap<FormulaRun, FormulaRun>();
  private translations: Readonly<Record<string, string>> = {};
  private loaded = false;
  private revision = 0;
  private pass = 0;
  private position: number | null = null;
  private edits: readonly PanelEdit[] = [];
  /** The run with the numbers typed in the panel; `undefined` without any. */
  private edited: FormulaRun | undefined;
  private shownRun: FormulaRun | undefined;
  private state: PanelState | undefined;

  constructor(
    public uri: vscode.Uri,
    private readonly webviewPanel: vscode.WebviewPanel,
    private readonly parts: PanelParts,
  ) {
    this.subscriptions.push(
      webviewPanel.webview.onDidReceiveMessage((received: unknown) => {
        void this.receive(received);
      }),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor, selections }) => {
        if (textEditor.document.uri.toString() === this.uri.toString())
          this.follow(selections[0]?.active.line);
      }),
    );
  }

  dispose(): void {
    this.parts.light.show(this.uri, undefined);
    const session = this.parts.sessions.find(this.uri);
    if (session !== undefined) session.showsGraph = false;
    for (const subscription of this.subscriptions) subscription.dispose();
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
   */
  async refresh(play: boolean): Promise<void> {
    if (!this.loaded) return;
    const revision = ++this.revision;
    const state = await this.describe(revision);
    // Something newer is on its way.
    if (revision !== this.revision) return;
    this.state = state;
    this.send({ kind: 'state', state, play });
  }

  private send(message: HostToPanel): void {
    void this.webviewPanel.webview.postMessage(message);
  }

  private async receive(received: unknown): Promise<void> {
    const checked = receiveInHost(received);
    if (!checked.ok) {
      this.parts.log.warn(`The graph panel sent a message that was refused: ${checked.reason}`);
      return;
    }
    try {
      await this.handle(checked.message);
    } catch (error) {
      const cause = errorText(error);
      this.parts.log.error(`The graph panel's ${checked.message.kind} failed: ${cause}`);
      this.send({ kind: 'notice', text: cause });
    }
  }

  private async handle(message: PanelToHost): Promise<void> {
    switch (message.kind) {
      case 'ready':
        this.translations = Object.fromEntries(
          message.texts.map((text) => [text, localise({ text, values: [] })]),
        );
        this.loaded = true;
        await this.refresh(false);
        return;
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
        return;
      }
      case 'select':
        this.lightUp(message.node);
        if (message.reveal) await this.reveal(message.node);
        return;
      case 'hover':
        this.lightUp(message.node);
        return;
      case 'showError':
        await this.showError();
        return;
      case 'edit':
        await this.edit(message.edit);
        return;
      case 'writeEdits':
        await this.write();
        return;
      case 'discardEdits':
        this.forgetEdits();
        await this.refresh(false);
        return;
      case 'workOutEntry':
        this.send({
          kind: 'entryWorkedOut',
          question: message.question,
          answer: await this.workOut(message.question),
        });
        return;
      case 'explainZero':
        this.send({
          kind: 'zeroExplained',
          question: message.question,
          answer: await this.explain(message.question),
        });
        return;
      case 'export': {
        const saved = await saveExport(this.uri, message);
        if (saved !== undefined) this.send({ kind: 'notice', text: vscode.l10n.t('Saved {0}.', saved) });
        return;
      }
      case 'copy':
        await vscode.env.clipboard.writeText(message.text);
        this.send({ kind: 'notice', text: vscode.l10n.t('Copied.') });
        return;
      case 'log':
        this.log(message.level, message.text);
        return;
    }
  }

  private log(level: 'info' | 'warning' | 'error', text: string): void {
    const { log } = this.parts;
    if (level === 'error') log.error(text);
    else if (level === 'warning') log.warn(text);
    else log.info(text);
  }

  private async describe(revision: number): Promise<PanelState> {
    const document = await documentAt(this.uri);
    const session = this.parts.sessions.find(this.uri);
    if (session !== undefined) session.showsGraph = true;
    const known = document === undefined ? undefined : this.parts.documents.check(document);
    const found: Standing = known === undefined ? deletedStanding() : standingOf(known, session);
    const { kind } = found.status;
    const run = kind === 'deleted' ? undefined : session?.run;
    if (run === undefined || session?.stale === true || run.file !== this.edited?.file) this.forgetEdits();

    const shown = this.edited ?? run;
    this.shownRun = shown;
    const file = shown?.file ?? known?.file;
    const graph = file === undefined || kind === 'deleted' ? null : panelGraph(file);
    const nodes = graph?.nodes.length ?? 0;
    const hasGraph = nodes > 0 && nodes <= mostNodes;
    const standing = nodes > mostNodes && kind !== 'error' ? tooLargeStanding(nodes) : found;
    const passes = graph?.passes ?? [];
    if (this.pass >= passes.length) this.choosePass(0);
    if ((this.position ?? 0) > (passes[this.pass]?.walk.length ?? 0)) this.position = null;
    return {
      revision,
      fileName: fileNameOf(this.uri),
      language: vscode.env.language,
      strings: this.translations,
      status: standing.status,
      graph: hasGraph ? graph : null,
      run: hasGraph && shown !== undefined ? panelRun(await this.withEdges(shown)) : null,
      pass: this.pass,
      position: this.position,
      edits: [...this.edits],
    };
  }

  /**
   * A run that was done before anybody saw its graph is done once more, with the numbers of the edges. A failure leaves
   * the edges without numbers of their own, and is in the log.
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
    const document = await documentAt(this.uri);
    if (document === undefined) {
      await this.refresh(false);
      return;
    }
    this.position = null;
    this.forgetEdits();
    this.parts.sessions.open(this.uri).showsGraph = true;
    await this.parts.runner.run(document, this.pass);
  }

  private forgetEdits(): void {
    this.edits = [];
    this.edited = undefined;
  }

  private async edit(edit: PanelEdit): Promise<void> {
    const run = this.parts.sessions.find(this.uri)?.run;
    if (run === undefined) return;
    const edits = addEdit(this.edits, edit, run.file);
    const program = withEdits(run.program, edits);
    const computed = await this.parts.computation.runQuietly('Running with typed numbers', (service) =>
      service.runFormulas({ program, edges: true }),
    );
    if (computed.kind !== 'done') return;
    const outcome = computed.answer;
    if (!outcome.ok) {
      this.send({ kind: 'notice', text: localise(outcome.failure.message) });
      return;
    }
    this.edits = edits;
    this.edited = edits.length === 0 ? undefined : { file: run.file, program, numbers: outcome.result };
    await this.refresh(false);
  }

  private async write(): Promise<void> {
    const { edited, edits } = this;
    const document = await documentAt(this.uri);
    if (edited === undefined || document === undefined) return;
    if (document.getText() !== edited.file.text || !(await writeEdits(this.uri, edited.file, edits))) {
      this.send({ kind: 'notice', text: vscode.l10n.t('The file could not be changed.') });
      return;
    }
    this.forgetEdits();
    this.parts.sessions.open(this.uri).showsGraph = true;
    await this.parts.runner.run(document, this.pass);
  }

  private async workOut(question: WorkQuestion): Promise<WorkedEntry | string> {
    return this.answer(
      question,
      (run) => asksForBlank(run, question.pass, question.node),
      async (run) => {
        const { pass, node, input, entry } = question;
        const computed = await this.parts.computation.runQuietly('Working out an entry', (service) =>
          service.workOut({ program: run.program, pass, node, input, entry, mostTerms }),
        );
        return computed.kind === 'done' ? workedAnswer(run, question, computed.answer) : undefined;
      },
    );
  }

  private async explain(question: EntryQuestion): Promise<ZeroCause | string> {
    return this.answer(question, hasBlanks, async (run) => {
      const { pass, node, entry } = question;
      const computed = await this.parts.computation.runQuietly('Explaining a zero', (service) =>
        service.explainZero({ program: run.program, pass, node, entry }),
      );
      return computed.kind === 'done' ? zeroAnswer(computed.answer) : undefined;
    });
  }

  /** An answer about the numbers on the screen, or a sentence why there is none. */
  private async answer<Answer>(
    { revision }: EntryQuestion,
    isSecret: (run: FormulaRun) => boolean,
    ask: (run: FormulaRun) => Promise<Answer | undefined>,
  ): Promise<Answer | string> {
    const run = this.shownRun;
    if (run === undefined || revision !== this.revision) {
      return vscode.l10n.t('These numbers are gone: run the pass again.');
    }
    if (isSecret(run)) return vscode.l10n.t('This would give away a blank: fill in the ? first.');
    return (await ask(run)) ?? vscode.l10n.t('This could not be worked out.');
  }

  private lightUp(node: number | null): void {
    this.parts.light.show(this.uri, this.sourceOf(node));
  }

  private async reveal(node: number | null): Promise<void> {
    const source = this.sourceOf(node);
    if (source !== undefined) await revealSource(this.uri, source);
  }

  private sourceOf(node: number | null): PanelNode['source'] | undefined {
    return this.state?.graph?.nodes.find(({ id }) => id === node)?.source;
  }

  private async showError(): Promise<void> {
    const document = await documentAt(this.uri);
    if (document === undefined) return;
    const known = this.parts.documents.check(document);
    const { blamed } = standingOf(known, this.parts.sessions.find(this.uri));
    if (blamed === undefined) return;
    const from = known.file.positionAt(blamed.start);
    const to = known.file.positionAt(blamed.end);
    await revealSource(this.uri, {
      line: from.line + 1,
      column: from.column,
      endLine: to.line + 1,
      endColumn: to.column,
    });
  }

  /** The cursor went to a line of the file: its node lights up in the graph, the named one if there are several. */
  private follow(line: number | undefined): void {
    const nodes = this.state?.graph?.nodes;
    if (line === undefined || nodes === undefined || !this.webviewPanel.visible) return;
    const there = nodes.filter(({ source }) => source.line <= line + 1 && line + 1 <= source.endLine);
    const found = there.find(({ name }) => name !== '') ?? there.at(-1);
    this.send({ kind: 'reveal', node: found?.id ?? null });
  }
}
