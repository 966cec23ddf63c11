import { noViewRequests } from '../../protocol/emptyViews';
import { documentAt } from '../documents/openDocuments';
import * as vscode from 'vscode';
import type { NetworkProgram } from '../../language';
import type { Recording } from '../../recording/recordingReader';
import type { RunDescription } from '../../recording/runDescription';
import type { SeriesRows } from '../../recording/segment';
import { DataPlace, type RealPath } from '../data/dataPlace';
import type { ReadData } from '../data/readData';
import type { Documents } from '../documents/documents';
import { countText } from '../localise';
import { showProgress } from '../progress';
import type { NetworkRun } from '../training/networkRun';
import type { NetworkGrades } from '../training/networkGrades';
import type { NetworkRuns } from '../training/networkRuns';
import { isSameData } from '../training/networkText';
import { findRunnableIn, type RunnableNetwork } from '../training/runnableNetwork';
import { readRecordedTextUri, recordedTextUri } from './recordingUris';
import { retrace } from './retrace';

/** What a run is computed again with. */
export interface RecomputationParts {
  readonly extension: vscode.Uri;
  readonly documents: Documents;
  readonly runs: NetworkRuns;
  readonly grades: NetworkGrades;
  readonly realPath: RealPath;
  /** Of this extension: another one may compute other numbers. */
  readonly version: string;
}

/** The programs whose recordings follow from a definition as those of this extension do. */
const ourProducer = 'backprop';

/**
 * Why a recorded run cannot be computed again, as far as its recording alone tells;
 * `undefined` where it may be.
 */
export function whyNotAgain(run: RunDescription | undefined, version: string): string | undefined {
  if (run?.origin?.kind !== 'definition') {
    return vscode.l10n.t('It was not made from a definition, so it cannot be computed again.');
  }
  if (run.step === 0) return vscode.l10n.t('There is nothing to compute again.');
  if (run.producer.name !== ourProducer || run.producer.version !== version) {
    return vscode.l10n.t(
      'It was made by {0} {1}, and this is version {2}: computed again, its numbers might be others.',
      run.producer.name,
      run.producer.version,
      version,
    );
  }
  if (run.data?.sha256 === undefined) {
    return vscode.l10n.t('It does not say which data it was trained on, so it cannot be computed again.');
  }
  return undefined;
}

/** `sentence`: why there is no such run. `isFinal`: nor would there be one if somebody tried again. */
export type Recomputed =
  { readonly run: NetworkRun } | { readonly sentence: string; readonly isFinal: boolean };

/**
 * Trains a recorded run again, from its definition, its data and what was changed by hand. What it needs is
 * read anew and must be the same, bit for bit.
 * @param text the definition as it was recorded, a document of its own
 */
export async function recompute(
  { run: recorded, series }: Recording,
  text: vscode.Uri,
  parts: RecomputationParts,
): Promise<Recomputed> {
  const { runs } = parts;
  if (recorded?.origin?.kind !== 'definition') return { sentence: '', isFinal: true };
  const { network } = recorded.origin;
  const run = runs.open(text, network);
  if (run.isLive && (run.status?.step ?? 0) >= recorded.step) return { run };
  const cancellation = new vscode.CancellationTokenSource();
  const isCancelled = (): boolean => cancellation.token.isCancellationRequested;
  const work = new Recomputation(run, recorded, text, parts, isCancelled).compute();
  await showProgress(
    vscode.l10n.t('Backprop: computing {0} again', network),
    work,
    () => {
      cancellation.cancel();
      run.end();
    },
    (report) =>
      runs.onDidChange((changed) => {
        if (changed !== run || run.status === undefined) return;
        report(vscode.l10n.t('step {0} of {1}', countText(run.status.step), countText(recorded.step)));
      }),
  );
  const problem = await work;
  if (isCancelled()) {
    return { sentence: vscode.l10n.t('Computing again was cancelled.'), isFinal: false };
  }
  if (problem !== undefined) {
    run.end();
    return { sentence: problem, isFinal: true };
  }
  run.remark(await remarkOn(run, series.losses));
  return { run };
}

class Recomputation {
  constructor(
    private readonly run: NetworkRun,
    private readonly recorded: RunDescription,
    private readonly text: vscode.Uri,
    private readonly parts: RecomputationParts,
    private readonly isCancelled: () => boolean,
  ) {}

  /** @returns why it could not be done, in a sentence */
  async compute(): Promise<string | undefined> {
    const { run, recorded } = this;
    const runnable = await this.runnable(0);
    if (typeof runnable === 'string') return runnable;
    const { file, outline, program } = runnable;
    run.prepare(file, outline, program);
    const data = await this.read(program);
    if (this.isCancelled()) return undefined;
    if (!data.ok) return dataProblem(data.sentence);
    if (!(await run.start(this.asRecorded(program), data.request, data.files, recorded.kernels))) {
      const { phase } = run;
      return dataProblem('sentence' in phase ? phase.sentence : '');
    }
    return (await this.whyOther()) ?? (await this.retrace(recorded));
  }

  private async retrace(recorded: RunDescription): Promise<string | undefined> {
    const { run } = this;
    let edit = 0;
    const isThere = await retrace(recorded, {
      get step() {
        return run.status?.step ?? 0;
      },
      get totalSteps() {
        return run.status?.totalSteps ?? 0;
      },
      command: async (command) => {
        const outcome = await run.command(command);
        return outcome !== undefined && outcome.refused === undefined;
      },
      replace: () => this.replace(++edit),
    });
    return isThere || this.isCancelled()
      ? undefined
      : vscode.l10n.t('It could be computed again up to step {0} only.', countText(run.status?.step ?? 0));
  }

  /** Whether data and kernels are those of the recording. @returns which are not, in a sentence */
  private async whyOther(): Promise<string | undefined> {
    const { run, recorded } = this;
    const facts = await run.ask((service, session) => service.describeRun({ session }));
    if (facts === undefined) return vscode.l10n.t('It could not be started again.');
    if (facts.data.sha256 !== recorded.data?.sha256) {
      return vscode.l10n.t(
        'Its data has changed since: computed again it would be another run. What was recorded is shown.',
      );
    }
    if (facts.kernels === recorded.kernels) return undefined;
    return vscode.l10n.t(
      'It was computed with the kernels {0}, which this machine has not: those of {1} give other last digits. What was recorded is shown.',
      recorded.kernels ?? '–',
      facts.kernels,
    );
  }

  private async replace(edit: number): Promise<boolean> {
    const { run } = this;
    const runnable = await this.runnable(edit);
    if (typeof runnable === 'string' || run.text === undefined) return false;
    const { file, outline, program } = runnable;
    const data = isSameData(run.text.program, program) ? undefined : await this.read(program);
    if (data?.ok === false) return false;
    await run.replace(file, outline, program, data);
    return run.text.file === file;
  }

  /** The network after so many edits of its text. */
  private async runnable(edit: number): Promise<RunnableNetwork | string> {
    const { recorded, text, parts, run } = this;
    const place = readRecordedTextUri(text);
    const edits = recorded.edits.filter(({ kind }) => kind === 'definition').length;
    const isLast = edit === edits || place === undefined;
    const document = await documentAt(isLast ? text : recordedTextUri({ ...place, edit }));
    if (document === undefined) return vscode.l10n.t('Its definition cannot be read any more.');
    // The run would answer what its text asks.
    if ((await parts.grades.sealOf(document, run.network)).kind !== 'open') {
      return vscode.l10n.t('Its definition asks for numbers that are not answered: train it in the editor.');
    }
    return findRunnableIn(parts.documents.check(document), run.network);
  }

  /** The command can be told other epochs than the text says. */
  private asRecorded(program: NetworkProgram): NetworkProgram {
    const { definition } = program;
    const { epochs } = this.recorded.settings;
    const isEdited = this.recorded.edits.some(({ kind }) => kind === 'definition');
    if (isEdited || typeof epochs !== 'number') return program;
    const training = { ...definition.training, epochs };
    return { ...program, definition: { ...definition, training } };
  }

  private async read({ data }: NetworkProgram): Promise<ReadData> {
    const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
    const { extension, realPath } = this.parts;
    return readData(data, new DataPlace(extension, this.text), realPath, this.isCancelled);
  }
}

function dataProblem(sentence: string): string {
  return vscode.l10n.t('It cannot be computed again: {0} What was recorded is shown.', sentence);
}

/** What a reader should know of a run that was computed again: that it is, or is not, the recorded one. */
async function remarkOn(run: NetworkRun, { steps, values }: SeriesRows): Promise<string> {
  const [done, recorded] = [steps.at(-1), values.at(-1)];
  const look =
    done === undefined
      ? undefined
      : await run.ask((service, session) =>
          service.inspectTraining({ session, step: done + 1, requests: noViewRequests }),
        );
  if (look === undefined || recorded === undefined || Object.is(look.loss, recorded)) {
    return vscode.l10n.t('Computed again from its recording: every step can be looked at.');
  }
  return vscode.l10n.t(
    'Computed again from its recording, but its last loss is {0}, not {1}: a file that it starts from may have changed.',
    String(look.loss),
    String(recorded),
  );
}
