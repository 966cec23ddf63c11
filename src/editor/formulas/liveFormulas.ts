import * as vscode from 'vscode';
import { formulaWork } from '../../language/services';
import type { CheckedDocument, Documents } from '../documents/documents';
import { liveValuesEnabled } from '../extensionSettings';
import { Delayed } from '../timing';
import type { Session } from './formulaSession';
import type { Sessions } from './formulaSessions';
import type { Runner } from './runner';

/** The most work (see `formulaWork`) that is done after a keystroke: larger formulas wait for a click. */
const mostWork = 4_000_000;

/** Numbers that come later than this find those of the text before dimmed. In milliseconds. */
const patience = 100;

/** What is under way for one document. */
interface Following {
  readonly dim: Delayed;
  /** An edit has not been looked at yet. */
  isDue: boolean;
  isUnderWay: boolean;
  /** At the last look: then not every key is worth another one, but every pause. */
  isTooLarge: boolean;
}

/**
 * Keeps the values of formulas those of their text, once a person has run them: every edit that leaves a text
 * without mistakes is computed at once. One edit of a document is computed at a time, and always the newest
 * next: what came between is skipped. All that is shown of an edit is shown together, when it is computed.
 */
export class LiveFormulas implements vscode.Disposable {
  private readonly following = new Map<vscode.TextDocument, Following>();
  private readonly subscriptions: vscode.Disposable;

  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly runner: Runner,
  ) {
    this.subscriptions = vscode.Disposable.from(
      // Of two listeners the first is called first: the session knows of the edit by now.
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0) this.noteEdit(document);
      }),
      // The session was asked first, so that it knows of other numbers in a file.
      documents.onDidCheck((document) => {
        this.lookAgain(document);
        this.noteOtherFiles(document);
      }),
      documents.onDidClose((document) => {
        this.following.get(document)?.dim.dispose();
        this.following.delete(document);
      }),
    );
  }

  dispose(): void {
    this.subscriptions.dispose();
    for (const { dim } of this.following.values()) dim.dispose();
    this.following.clear();
  }

  /** Within the event nothing is computed: of a burst of edits only the last one counts. */
  private noteEdit(document: vscode.TextDocument): void {
    const session = this.sessions.find(document.uri);
    if (session?.awaitsNumbers !== true) return;
    const following = this.followingOf(document);
    if (following.isTooLarge) {
      session.stopAwaiting();
      return;
    }
    following.dim.trigger();
    this.begin(document, following);
  }

  /** What was too large may have become smaller. */
  private lookAgain(document: vscode.TextDocument): void {
    const following = this.following.get(document);
    const session = this.sessions.find(document.uri);
    if (following?.isTooLarge !== true || session?.stale !== true || !liveValuesEnabled(document)) return;
    following.isTooLarge = isTooLarge(this.documents.check(document), session);
    if (!following.isTooLarge) this.begin(document, following);
  }

  /** A file that the text takes its numbers from has changed, which is no edit. */
  private noteOtherFiles(document: vscode.TextDocument): void {
    const session = this.sessions.find(document.uri);
    const following = this.followingOf(document);
    if (session?.awaitsNumbers === true && !following.isUnderWay) this.begin(document, following);
  }

  private followingOf(document: vscode.TextDocument): Following {
    const existing = this.following.get(document);
    if (existing !== undefined) return existing;
    const dim = new Delayed(patience, () => {
      this.sessions.find(document.uri)?.stopAwaiting();
    });
    const following = { dim, isDue: false, isUnderWay: false, isTooLarge: false };
    this.following.set(document, following);
    return following;
  }

  private begin(document: vscode.TextDocument, following: Following): void {
    following.isDue = true;
    if (following.isUnderWay) return;
    following.isUnderWay = true;
    setTimeout(() => {
      void this.follow(document, following);
    }, 0);
  }

  private async follow(document: vscode.TextDocument, following: Following): Promise<void> {
    while (following.isDue && !document.isClosed) {
      following.isDue = false;
      await this.followOnce(document, following);
    }
    following.isUnderWay = false;
    following.dim.cancel();
  }

  private async followOnce(document: vscode.TextDocument, following: Following): Promise<void> {
    const session = this.sessions.find(document.uri);
    if (session?.run === undefined) return;
    const checked = this.documents.check(document);
    following.isTooLarge = isTooLarge(checked, session);
    if (following.isTooLarge || !isRunnable(checked)) session.stopAwaiting();
    else await this.runner.follow(document, session);
  }
}

function isRunnable({ file, unreadable }: CheckedDocument): boolean {
  return unreadable === undefined && !file.diagnostics.some(({ severity }) => severity === 'error');
}

/** Whether the formulas of a text wait for Run Backward after an edit. */
export function isTooLarge(
  { file }: Pick<CheckedDocument, 'file'>,
  session: Pick<Session, 'showsGraph'> | undefined,
): boolean {
  return formulaWork(file.formulas, session?.showsGraph === true) > mostWork;
}
