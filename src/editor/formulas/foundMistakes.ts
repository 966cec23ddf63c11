import * as vscode from 'vscode';
import type { AskedNumbers, ShownMistake } from '../../language';
import { answersOf, mistakesInNetworks, shownMistakes } from '../../language/services';
import { localise } from '../localise';
import type { Computation } from './computation';
import { programOf } from './formulaRun';
import type { Grader, Grading } from './grader';
import type { NetworkGrades } from '../training/networkGrades';
import type { SheetTries } from './sheetTries';

/** What went wrong in the answers of one grading. */
interface Found {
  readonly grading: Grading;
  readonly mistakes: ReadonlyMap<AskedNumbers, ShownMistake>;
}

/**
 * The mistakes behind the wrong answers of the documents that are graded. They are looked for in the runtime
 * after each grading, so that nothing that is typed waits for them.
 */
export class Mistakes implements vscode.Disposable {
  private readonly found = new Map<string, Found>();
  private readonly didFind = new vscode.EventEmitter<vscode.TextDocument>();
  private readonly subscriptions: vscode.Disposable;

  /** What may be said of the answers of a document is another thing than before. */
  readonly onDidFind = this.didFind.event;

  constructor(
    private readonly grader: Grader,
    private readonly tries: SheetTries,
    private readonly computation: Computation,
    private readonly networks: NetworkGrades,
  ) {
    this.subscriptions = vscode.Disposable.from(
      this.didFind,
      grader.onDidGrade((document) => {
        void this.look(document);
      }),
      tries.onDidTry((document) => {
        this.didFind.fire(document);
      }),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => {
        this.found.delete(uri.toString());
      }),
    );
  }

  /**
   * What may be said of the mistake behind an answer; `undefined`: nothing, or nothing yet. In a sheet that
   * comes with the second try.
   */
  find(document: vscode.TextDocument, expectation: AskedNumbers): ShownMistake | undefined {
    const found = this.found.get(document.uri.toString());
    if (found === undefined || !isOf(found, this.grader.find(document))) return undefined;
    const { file } = found.grading;
    const isSheet = file.formulas.sheet !== undefined;
    if (isSheet && !this.tries.mayHint(document.uri, file, expectation)) return undefined;
    return found.mistakes.get(expectation);
  }

  /** As `find`, of the answer in whose line a place is. */
  findAt(document: vscode.TextDocument, offset: number): ShownMistake | undefined {
    const grades = this.grader.find(document)?.grades ?? [];
    const asked = grades.map(({ expectation }) => expectation);
    const here = asked.find(({ statement: { start, end } }) => start <= offset && offset <= end);
    return here && this.find(document, here);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async look(document: vscode.TextDocument): Promise<void> {
    const grading = this.grader.find(document);
    // Grades of networks come on their own, and are no reason to look again at formulas.
    if (grading === undefined || isOf(this.found.get(document.uri.toString()), grading)) return;
    const { file, networks, grades } = grading;
    const mistakes = new Map([
      ...(await this.inFormulas(grading)),
      ...(await mistakesInNetworks(file, networks, grades, (program, answers) =>
        this.networks.findMistakes(document.uri, program, answers),
      )),
    ]);
    const found = { grading, mistakes };
    if (document.isClosed || !isOf(found, this.grader.find(document))) return;
    this.found.set(document.uri.toString(), found);
    if (mistakes.size > 0) this.didFind.fire(document);
  }

  private async inFormulas({ file, numbers }: Grading): Promise<ReadonlyMap<AskedNumbers, ShownMistake>> {
    const answers = numbers === undefined ? [] : answersOf(file, numbers);
    if (numbers === undefined || answers.length === 0) return new Map();
    const computed = await this.computation.runQuietly('mistakes', (service) =>
      service.findMistakes({
        program: programOf(file.formulas),
        answers: answers.map(({ answer }) => answer),
      }),
    );
    if (computed.kind !== 'done') return new Map();
    return shownMistakes(file.formulas, numbers, answers, computed.answer);
  }
}

/** Whether what was found is of these grades, or of others that differ in no answer. */
function isOf(found: Found | undefined, grading: Grading | undefined): boolean {
  if (found === undefined || found.grading === grading) return found !== undefined;
  // What is expected of a network is known only once its data are.
  const networks = [...found.grading.networks, ...(grading?.networks ?? [])];
  const asksNetworks = networks.some(({ expectations }) => expectations.length > 0);
  return !asksNetworks && found.grading.numbers === grading?.numbers;
}

/** A sentence for each mistake that gives the answer, the likelier first. */
export function mistakeSentences({ sentences }: ShownMistake): string[] {
  return sentences.map((sentence, at) =>
    at === 0 ? localise(sentence) : vscode.l10n.t('Or: {0}', localise(sentence)),
  );
}
