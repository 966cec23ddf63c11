import * as vscode from 'vscode';
import type { CheckedFile } from '../../../language';
import type { Documents } from '../../documents/documents';
import type { Grader, Grading } from '../../formulas/grader';
import type { Session } from '../../formulas/formulaSession';
import type { Sessions } from '../../formulas/formulaSessions';
import { Delayed } from '../../timing';
import { codeLensEnabled, onDidChangeSetting } from '../../extensionSettings';
import type { NetworkRun } from '../../training/networkRun';
import type { NetworkRuns } from '../../training/networkRuns';
import type { RunClock } from '../../training/runClock';
import { WindowStart } from './windowStart';

/** A run that is done sooner does not change titles twice. */
const flicker = 100;

/** Everything the lenses of a document are made from. */
export interface LensContext {
  readonly uri: vscode.Uri;
  readonly file: CheckedFile;
  readonly session: Session | undefined;
  /** The last one there was: what is typed meanwhile is graded in a moment. */
  readonly grading: Grading | undefined;
  /** Those of this definition. */
  readonly runs: readonly NetworkRun[];
}

/**
 * The lenses above one kind of statement. How many lines of lenses there are follows from the statements
 * alone: what is known of them changes titles, so that the text never jumps.
 */
export type LensMaker = (context: LensContext) => vscode.CodeLens[];

export class CodeLenses implements vscode.CodeLensProvider, vscode.Disposable {
  private readonly didChange = new vscode.EventEmitter<void>();
  private readonly windowStart = new WindowStart();
  private readonly subscriptions: vscode.Disposable;

  readonly onDidChangeCodeLenses = this.didChange.event;

  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly grader: Grader,
    private readonly runs: NetworkRuns,
    private readonly clock: RunClock,
    private readonly makers: readonly LensMaker[],
  ) {
    const refresh = new Delayed(flicker, () => {
      this.didChange.fire();
    });
    this.subscriptions = vscode.Disposable.from(
      this.didChange,
      this.windowStart,
      this.windowStart.onDidEnd(() => {
        this.didChange.fire();
      }),
      refresh,
      clock.onDidChangeLenses(() => {
        this.didChange.fire();
      }),
      documents.onDidChangeData(() => {
        refresh.trigger();
      }),
      sessions.onDidChange(() => {
        refresh.trigger();
      }),
      grader.onDidGrade(() => {
        refresh.trigger();
      }),
      sessions.onDidChangeView(() => {
        refresh.trigger();
      }),
      onDidChangeSetting('codeLens', () => {
        refresh.trigger();
      }),
    );
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    if (!codeLensEnabled(document)) return [];
    this.clock.noteLenses(document.uri);
    const context = {
      uri: document.uri,
      file: this.documents.check(document).file,
      session: this.sessions.find(document.uri),
      grading: this.grader.findLast(document),
      runs: this.runs.of(document.uri),
    };
    const lenses = this.makers.flatMap((make) => make(context));
    return this.windowStart.hasEnded ? lenses : lenses.map(withoutCommand);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }
}

/** What is not heard yet does not look as if it were: it turns where else there is something to click on. */
function withoutCommand({ range, command }: vscode.CodeLens): vscode.CodeLens {
  const title = command?.title.replace('$(play)', '$(loading~spin)') ?? '';
  return new vscode.CodeLens(range, {
    title,
    command: '',
    tooltip: vscode.l10n.t('VS Code is still starting…'),
  });
}
