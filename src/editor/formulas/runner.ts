import * as vscode from 'vscode';
import type { CheckedFile } from '../../language';
import type { Computation, Computed } from './computation';
import type { Documents } from '../documents/documents';
import { beyondBudget, runBudget } from '../../language/services';
import { localise } from '../localise';
import { explainFailure } from './computation';
import { programOf } from './formulaRun';
import type { FormulaRun } from './formulaRun';
import type { Session } from './formulaSession';
import type { Sessions } from './formulaSessions';
import { fileNameOf } from '../documents/uris';

/** Runs definitions and puts what comes back into their sessions. */
export class Runner {
  constructor(
    private readonly documents: Documents,
    private readonly sessions: Sessions,
    private readonly computation: Computation,
  ) {}

  /**
   * Forward and every backward pass of the document as it stands now.
   * @param selectedPass whose gradients the reader wants to see: an index into the file's passes
   */
  async run(document: vscode.TextDocument, selectedPass?: number): Promise<Computed<FormulaRun>> {
    const { file, unreadable } = this.documents.check(document);
    if (unreadable !== undefined) return { kind: 'failed', sentence: unreadable };
    const session = this.sessions.open(document.uri);
    const ticket = session.begin(file);
    // Work is not bounded: it can be cancelled.
    const excess = beyondBudget(file.formulas, { ...runBudget, work: Infinity });
    if (excess !== undefined) {
      const sentence = localise(excess.text);
      session.fail(ticket, { file, sentence, range: excess.range });
      return { kind: 'failed', sentence };
    }
    const program = programOf(file.formulas);
    const computed = await this.computation.run(
      vscode.l10n.t('Backprop: running {0}', fileNameOf(document.uri)),
      (service) => service.runFormulas({ program, edges: session.showsGraph }),
    );
    if (computed.kind === 'cancelled') {
      session.abandon(ticket);
      return computed;
    }
    if (computed.kind === 'failed') {
      session.fail(ticket, { file, sentence: computed.sentence });
      return computed;
    }
    const outcome = computed.answer;
    if (!outcome.ok) {
      const failure = explainFailure(file, outcome.failure);
      session.fail(ticket, failure);
      return { kind: 'failed', sentence: failure.sentence };
    }
    const run = { file, program, numbers: outcome.result };
    session.finish(ticket, run, selectedPass);
    return { kind: 'done', answer: run };
  }

  /**
   * The same for an edit of a document that has been run, without telling anybody: what is shown of the
   * text and of its numbers changes together. Nothing is shown where the text has changed once more.
   */
  async follow(document: vscode.TextDocument, session: Session): Promise<void> {
    const { file, version } = this.documents.check(document);
    const pass = passNow(session, file);
    const ticket = session.begin(file, false);
    const program = programOf(file.formulas);
    const computed = await this.computation.runQuietly('Following an edit', (service) =>
      service.runFormulas({ program, edges: session.showsGraph }),
    );
    if (document.isClosed || document.version !== version) return;
    const outcome = computed.kind === 'done' ? computed.answer : undefined;
    if (outcome === undefined) session.abandon(ticket);
    else if (outcome.ok) session.finish(ticket, { file, program, numbers: outcome.result }, pass);
    else session.fail(ticket, explainFailure(file, outcome.failure));
    this.documents.publish(document);
  }

  /** Compares one pass of a run with central differences. */
  async checkGradients(session: Session, run: FormulaRun, pass: number): Promise<Computed<unknown>> {
    const computed = await this.computation.run(
      vscode.l10n.t('Backprop: checking the gradients of {0}', fileNameOf(session.uri)),
      (service) => service.checkGradients({ program: run.program, pass }),
    );
    if (computed.kind === 'done') session.addGradientCheck(run, pass, computed.answer);
    return computed;
  }
}

/** The pass that was chosen, in an edited text: as manieth of those with the same target. */
function passNow({ selectedPass, run }: Session, now: CheckedFile): number | undefined {
  const before = run?.file.formulas.passes ?? [];
  const chosen = selectedPass === undefined ? undefined : before[selectedPass];
  if (chosen === undefined || selectedPass === undefined) return undefined;
  const ofTarget = (passes: typeof before): number[] =>
    [...passes.keys()].filter((pass) => passes[pass]?.targetName === chosen.targetName);
  return ofTarget(now.formulas.passes)[ofTarget(before).indexOf(selectedPass)];
}
