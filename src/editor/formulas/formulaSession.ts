import type * as vscode from 'vscode';
import type { GradientCheck } from '../../engine/explain/gradientCheck';
import type { NodeId } from '../../engine/graph/graph';
import { readsOtherNumbers, type CheckedFile, type Range } from '../../language';
import {
  type FormulaRun,
  type GradientChecks,
  hideTheSame,
  type RunFailure,
  withBlanksAddedLater,
} from './formulaRun';
import type { TextChange } from './trackedText';
import { TrackedText } from './trackedText';

/** A run that has begun. A later run takes its place: then its results are dropped. */
export interface RunTicket {
  readonly file: CheckedFile;
  readonly statements: TrackedText;
  readonly asked: boolean;
}

/** A pass that is walked step by step in a panel, and how far that has come. */
export interface WalkedPass {
  readonly file: CheckedFile;
  readonly pass: number;
  readonly step: number;
  readonly steps: number;
  hasValue(node: NodeId): boolean;
  hasGradient(node: NodeId): boolean;
}

/** What a panel shows besides the numbers of the last run. The lines of the text follow it. */
export interface PanelView {
  /** The run with inputs that were tried in the panel in place of those of the text. */
  readonly tried: FormulaRun | undefined;
  readonly walked: WalkedPass | undefined;
}

/** What is known of one definition from running it: the last numbers, and where their lines are now. */
export class Session {
  /** Whether a panel draws its graph: then a run brings the numbers of the edges along. */
  showsGraph = false;
  private current: RunTicket | undefined;
  private finished:
    | {
        readonly run: FormulaRun;
        readonly statements: TrackedText;
        /** A file that the text takes numbers from has changed since. */
        readonly isOutdated: boolean;
      }
    | undefined;
  /** The finished run without what the text asks for since; absent where it asks for nothing new. */
  private withheld: FormulaRun | undefined;
  private failed: { readonly failure: RunFailure; readonly statements: TrackedText } | undefined;
  private checks = new Map<number, GradientCheck>();
  private chosenPass: number | undefined;
  private awaiting = false;
  private asked = true;
  private view: PanelView = { tried: undefined, walked: undefined };

  constructor(
    /** The definition's address; another one after it was renamed. */
    public uri: vscode.Uri,
    private readonly didChange: (uri: vscode.Uri) => void,
    private readonly didChangeView: (uri: vscode.Uri) => void = () => undefined,
  ) {}

  /** The last run that gave numbers. */
  get run(): FormulaRun | undefined {
    return this.withheld ?? this.finished?.run;
  }

  /** The run with the inputs that are tried in a panel, as long as it is of the text. */
  get tried(): FormulaRun | undefined {
    const { tried } = this.view;
    return tried !== undefined && this.isCurrent(tried.file) ? tried : undefined;
  }

  /** The pass that is walked in a panel, as long as it is of the text. */
  get walked(): WalkedPass | undefined {
    const { walked } = this.view;
    return walked !== undefined && this.isCurrent(walked.file) ? walked : undefined;
  }

  /** Why the last run gave none. Forgotten as soon as the text is changed. */
  get failure(): RunFailure | undefined {
    return this.failed === undefined || this.failed.statements.changed ? undefined : this.failed.failure;
  }

  /** Whether a person waits for numbers. */
  get running(): boolean {
    return this.current?.asked === true;
  }

  /** True when the text is no longer the one that was run, or takes other numbers from its files. */
  get stale(): boolean {
    return this.finished !== undefined && (this.finished.statements.changed || this.finished.isOutdated);
  }

  /**
   * True from an edit on until it is computed, or known that it is not: as long the numbers of the
   * text before stay as they are, beside the problems of the same text, and are not dimmed for a moment.
   */
  get awaitsNumbers(): boolean {
    return this.awaiting;
  }

  /** Whether a person asked for the last run. One that follows an edit is not played, for example. */
  get wasAsked(): boolean {
    return this.asked;
  }

  /** The pass whose gradients stand beside the lines; `undefined`: of each line the nearest one. */
  get selectedPass(): number | undefined {
    return this.chosenPass;
  }

  /** Comparisons with central differences. They hold for the text of the run only. */
  get gradientChecks(): GradientChecks {
    return this.stale ? new Map() : this.checks;
  }

  /** Where the statement of value `index` of the run lies now; `undefined` after it was replaced. */
  statementNow(index: number): Range | undefined {
    return this.finished?.statements.range(index);
  }

  /** A panel shows something else from now on. */
  showView({ tried, walked }: PanelView): void {
    const { tried: triedBefore, walked: walkedBefore } = this.view;
    this.view = { tried, walked };
    const isSame =
      tried === triedBefore &&
      walked?.file === walkedBefore?.file &&
      walked?.pass === walkedBefore?.pass &&
      walked?.step === walkedBefore?.step;
    if (!isSame) this.didChangeView(this.uri);
  }

  /** @param asked false where a run follows an edit by itself: nobody is notified that it has begun */
  begin(file: CheckedFile, asked = true): RunTicket {
    const statements = new TrackedText(
      file.text,
      file.formulas.values.map(({ statement }) => statement),
    );
    this.current = { file, statements, asked };
    if (asked) this.changed();
    return this.current;
  }

  finish(ticket: RunTicket, run: FormulaRun, selectedPass: number | undefined): void {
    if (!this.end(ticket)) return;
    this.asked = ticket.asked;
    this.finished = { run, statements: ticket.statements, isOutdated: false };
    this.withheld = undefined;
    this.failed = undefined;
    this.checks = new Map();
    this.chosenPass = selectedPass;
    this.changed();
  }

  /** The numbers of the run before stay: they are still true of the text they belong to. */
  fail(ticket: RunTicket, failure: RunFailure): void {
    if (!this.end(ticket)) return;
    this.failed = { failure, statements: ticket.statements };
    this.changed();
  }

  abandon(ticket: RunTicket): void {
    if (this.end(ticket)) this.changed();
  }

  /** What was awaited does not come, or takes its time: the numbers are those of an earlier text. */
  stopAwaiting(): void {
    if (!this.awaiting) return;
    this.awaiting = false;
    this.changed();
  }

  addGradientCheck(run: FormulaRun, pass: number, check: GradientCheck): void {
    // A run whose seal has changed since has the same numbers.
    if (run.numbers !== this.finished?.run.numbers) return;
    this.checks.set(pass, check);
    this.changed();
  }

  clear(): void {
    this.current = undefined;
    this.finished = undefined;
    this.withheld = undefined;
    this.failed = undefined;
    this.awaiting = false;
    this.changed();
  }

  /** @param isLive whether what the text says now is computed at once */
  follow(changes: readonly TextChange[], text: string, isLive: boolean): void {
    for (const tracked of [this.current, this.finished, this.failed]) {
      tracked?.statements.follow(changes, text);
    }
    this.awaiting = isLive && (this.stale || this.awaiting);
    this.changed();
  }

  /**
   * The text was checked: a blank that was written after the run hides what was computed before, and numbers
   * of files may have become others.
   * @param isLive whether what the text says now is computed at once
   */
  ask(now: CheckedFile, isLive: boolean): void {
    if (this.finished === undefined) return;
    const { run } = this.finished;
    this.compareFiles(this.finished, now, isLive);
    const asked = withBlanksAddedLater(run, now);
    if (hideTheSame(asked, this.withheld ?? run)) return;
    this.withheld = asked === run ? undefined : asked;
    this.changed();
  }

  private compareFiles(finished: NonNullable<Session['finished']>, now: CheckedFile, isLive: boolean): void {
    const isSameText = !finished.statements.changed;
    const isOutdated = isSameText && readsOtherNumbers(finished.run.file.formulas, now.formulas);
    if (isOutdated === finished.isOutdated) return;
    this.finished = { ...finished, isOutdated };
    this.awaiting = isOutdated && isLive;
    this.changed();
  }

  /** A document that was closed may come back with another text: then nobody knows where the lines went. */
  reopen(text: string): void {
    const known = [this.finished, this.failed].every((tracked) => tracked?.statements.isAt(text) ?? true);
    if (!known) this.clear();
  }

  private isCurrent(file: CheckedFile): boolean {
    return file === this.run?.file && !this.stale;
  }

  private changed(): void {
    this.didChange(this.uri);
  }

  private end(ticket: RunTicket): boolean {
    if (this.current !== ticket) return false;
    this.current = undefined;
    this.awaiting = false;
    return true;
  }
}
