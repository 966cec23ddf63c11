import { openDocumentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import { readsOtherNumbers, type CheckedFile } from '../../language';
import { gradeExpectations, type Grade } from '../../language/services';
import type { FormulaOutcome, FormulaValues } from '../../protocol/formulaProgram';
import type { NetworkGrades } from '../training/networkGrades';
import type { Computation } from './computation';
import type { Documents } from '../documents/documents';
import { explainFailure } from './computation';
import { programOf } from './formulaRun';
import type { RunFailure } from './formulaRun';
import type { Sessions } from './formulaSessions';

/** The expectations of one version of a document, held against its numbers. */
export interface Grading {
  readonly version: number;
  /** With the formulas that the numbers are of. */
  readonly file: CheckedFile;
  /** As they were when they were graded: what they read may have come since the formulas were run. */
  readonly networks: CheckedFile['networks'];
  readonly grades: readonly Grade[];
  /** Absent where the definition has not been computed: that would take too long unasked, or it failed. */
  readonly numbers: FormulaValues | undefined;
  /** Why there are no numbers: a label that is not a class. */
  readonly failure: RunFailure | undefined;
}

type FormulaGrading = Omit<Grading, 'networks'>;

/**
 * Formulas with at most this many numbers in all their nodes are graded after every pause in typing, without
 * being asked: that takes a few milliseconds. Larger ones are graded when they are run.
 */
const mostEntriesGradedUnasked = 50_000;

/** Grades `expect`s: as soon as a definition was run, and by itself where that is cheap. */
export class Grader implements vscode.Disposable {
  private readonly gradings = new Map<string, Grading>();
  /** The same without what is expected of networks, whose numbers come on their own. */
  private readonly ofFormulas = new Map<string, FormulaGrading>();
  private readonly didGrade = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;

  /** The grades of a document came, changed or went. */
  readonly onDidGrade = this.didGrade.event;

  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly computation: Computation,
    private readonly networks: NetworkGrades,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.didGrade,
      documents.onDidCheck((document) => {
        void this.gradeUnasked(document);
      }),
      documents.onDidClose((document) => {
        this.gradings.delete(document.uri.toString());
        this.ofFormulas.delete(document.uri.toString());
      }),
      networks.onDidGrade((document) => {
        this.gradeNetworks(document);
      }),
      sessions.onDidChange((uri) => {
        const document = openDocumentAt(uri);
        if (document !== undefined) this.gradeRun(document);
      }),
    );
  }

  /** The grades of the text as it stands now. */
  find(document: vscode.TextDocument): Grading | undefined {
    const grading = this.gradings.get(document.uri.toString());
    if (grading?.version !== document.version) return undefined;
    const { formulas } = this.documents.check(document).file;
    return readsOtherNumbers(grading.file.formulas, formulas) ? undefined : grading;
  }

  /** The last grades of a document, of this text or of one before. */
  findLast(document: vscode.TextDocument): Grading | undefined {
    return this.gradings.get(document.uri.toString());
  }

  /** The grades of a text that no editor has to show; nothing of it is kept. */
  async gradeText(uri: vscode.Uri, file: CheckedFile): Promise<readonly Grade[]> {
    const { grades } = conclude(file, await this.computeIfCheap(file));
    return [...grades, ...(await this.networks.gradeText(uri, file))];
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private gradeRun(document: vscode.TextDocument): void {
    const session = this.sessions.find(document.uri);
    const earlier = this.find(document);
    if (session?.failure !== undefined) {
      if (earlier?.failure !== session.failure) this.keep(document, failed(session.failure));
    } else if (session?.run !== undefined && !session.stale) {
      const { file, numbers } = session.run;
      if (earlier?.numbers !== numbers) this.keep(document, graded(file, numbers));
    }
  }

  private async gradeUnasked(document: vscode.TextDocument): Promise<void> {
    this.gradeRun(document);
    if (this.find(document) !== undefined) {
      // The text is the same, what its networks read may not be.
      this.gradeNetworks(document);
      return;
    }
    // Numbers of this text are on their way, and it is graded by them.
    if (this.sessions.find(document.uri)?.awaitsNumbers === true) return;
    const { file, version } = this.documents.check(document);
    const outcome = await this.computeIfCheap(file);
    // Somebody has typed on, or run the definition: they are answered on their own.
    if (document.isClosed || document.version !== version || this.find(document) !== undefined) return;
    this.keep(document, conclude(file, outcome));
  }

  private gradeNetworks(document: vscode.TextDocument): void {
    const known = this.ofFormulas.get(document.uri.toString());
    if (known?.version !== document.version) return;
    const networks = [
      ...this.documents.check(document).file.networks,
      ...(this.find(document)?.networks ?? []),
    ];
    // Without a network the grades are the ones that everybody was told of.
    if (networks.length > 0) this.keep(document, known);
  }

  private async computeIfCheap(file: CheckedFile): Promise<FormulaOutcome | undefined> {
    const { expectations, graph } = file.formulas;
    if (expectations.length === 0 || entriesOf(graph) > mostEntriesGradedUnasked) return undefined;
    const computed = await this.computation.runQuietly('grading', (service) =>
      service.runFormulas({ program: programOf(file.formulas) }),
    );
    return computed.kind === 'done' ? computed.answer : undefined;
  }

  private keep(document: vscode.TextDocument, grading: Omit<FormulaGrading, 'version'>): void {
    const { uri, version } = document;
    const ofFormulas = { ...grading, version };
    this.ofFormulas.set(uri.toString(), ofFormulas);
    const { file } = this.documents.check(document);
    const grades = [...grading.grades, ...this.networks.grade(uri, file)];
    this.gradings.set(uri.toString(), { ...ofFormulas, networks: file.networks, grades });
    this.didGrade.fire(document);
  }
}

function conclude(file: CheckedFile, outcome: FormulaOutcome | undefined): Omit<FormulaGrading, 'version'> {
  if (outcome === undefined) return { file, grades: [], numbers: undefined, failure: undefined };
  return outcome.ok ? graded(file, outcome.result) : failed(explainFailure(file, outcome.failure));
}

function graded(file: CheckedFile, numbers: FormulaValues): Omit<FormulaGrading, 'version'> {
  return { file, grades: gradeExpectations(file.formulas, numbers), numbers, failure: undefined };
}

function failed(failure: RunFailure): Omit<FormulaGrading, 'version'> {
  return { file: failure.file, grades: [], numbers: undefined, failure };
}

function entriesOf({ nodes }: CheckedFile['formulas']['graph']): number {
  let entries = 0;
  for (const { shape } of nodes) entries += shape.reduce((product, axis) => product * axis, 1);
  return entries;
}
