import * as vscode from 'vscode';
import {
  checkText,
  variantLabel,
  variantsOf,
  type CheckedFile,
  type Comparison,
  type Variant,
} from '../../language';
import { variantName } from '../../recording/variantName';
import type { Runtime } from '../../runtime/runtime';
import { fileNameOf } from '../documents/uris';
import { DataPlace, type RealPath } from '../data/dataPlace';
import { countText } from '../localise';
import type { ComparePanel } from '../panels/compare/comparePanel';
import type { VariantRuns } from '../training/variantRuns';
import { findRunnable, whyUntrainable, type RunnableNetwork } from '../training/runnableNetwork';
import type { RecordingPlace } from './runRecording';
import {
  doEach,
  finishedRuns,
  trainVariant,
  type RunnableVariant,
  type VariantOutcome,
  type VariantParts,
} from './variantTraining';

/** More workers than this would take the memory of everything else. */
const mostWorkers = 4;

/** What variants are run with. */
export interface ComparisonParts {
  readonly extension: vscode.Uri;
  readonly realPath: RealPath;
  readonly startRuntime: () => Runtime;
  /** How many cores have nothing to do. */
  readonly spareCores: () => number;
  /** Opens the panel of a comparison, or brings it to the front, with these recordings. */
  readonly openPanel: (
    comparison: string,
    recordings: readonly vscode.Uri[],
  ) => Promise<Pick<ComparePanel, 'keep' | 'show'>>;
  readonly watched: VariantRuns;
  readonly place: RecordingPlace;
}

/** A comparison of a definition that is to be run. */
export interface RequestedComparison {
  readonly uri: vscode.Uri;
  readonly file: CheckedFile;
  readonly name: string;
  readonly comparison: Comparison;
}

/**
 * Trains the variants of a comparison that were not trained before, shows all of them beside each other, and
 * says which are missing.
 */
export async function runVariants(requested: RequestedComparison, parts: ComparisonParts): Promise<void> {
  const variants = variantsOf(requested.file.ast, requested.comparison);
  const title = vscode.l10n.t('Backprop: {0}', requested.name);
  await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    async (progress, token) => {
      const run = new ComparisonRun(requested, variants, parts, progress, token);
      const outcomes = await run.all();
      const missing = report(requested, variants, outcomes);
      if (missing === undefined) return;
      // What is said beside the runs goes when they are run again; a notification would stay.
      if (!(await run.note(missing))) void vscode.window.showInformationMessage(missing);
    },
  );
}

class ComparisonRun {
  private readonly network: string;
  /** By variant, as far as there are any. */
  private readonly recordings: (vscode.Uri | undefined)[];
  private panel: ReturnType<ComparisonParts['openPanel']> | undefined;

  constructor(
    private readonly requested: RequestedComparison,
    private readonly variants: readonly Variant[],
    private readonly parts: ComparisonParts,
    private readonly progress: vscode.Progress<{ message: string; increment?: number }>,
    private readonly token: vscode.CancellationToken,
  ) {
    this.network = requested.comparison.network.name?.name ?? '';
    this.recordings = variants.map(() => undefined);
  }

  async all(): Promise<readonly VariantOutcome[]> {
    const { variants, parts, token } = this;
    const finished = await finishedRuns(parts.place.library, this.network);
    const jobs = Math.min(mostWorkers, Math.max(1, parts.spareCores()));
    const outcomes = await doEach(
      variants,
      jobs,
      () => token.isCancellationRequested,
      async (variant, at) => {
        const outcome = await this.one(variant, at, finished);
        if ('recording' in outcome) this.recordings[at] = outcome.recording;
        this.progress.report({ message: this.place(at), increment: 100 / variants.length });
        return outcome;
      },
    );
    const { begun } = this;
    if (begun.length > 0) (await (this.panel ??= this.openPanel())).keep(begun);
    return outcomes.map((outcome) => outcome ?? { kind: 'not begun' });
  }

  /** Says something above the runs. @returns whether there is a panel */
  async note(sentence: string): Promise<boolean> {
    const panel = await this.panel;
    panel?.keep(this.begun, sentence);
    return panel !== undefined;
  }

  private openPanel(): ReturnType<ComparisonParts['openPanel']> {
    const { uri, name } = this.requested;
    return this.parts.openPanel(`${uri.toString()} ${name}`, this.begun);
  }

  private get begun(): readonly vscode.Uri[] {
    return this.recordings.flatMap((recording) => recording ?? []);
  }

  private place(at: number): string {
    const { variants } = this;
    return vscode.l10n.t(
      'variant {0} of {1}: {2}',
      countText(at + 1),
      countText(variants.length),
      labelOf(variants[at], this.network),
    );
  }

  private async one(
    variant: Variant,
    at: number,
    finished: VariantParts['finished'],
  ): Promise<VariantOutcome> {
    const { parts, token } = this;
    const { uri } = this.requested;
    this.progress.report({ message: this.place(at) });
    const runnable = this.runnable(variant);
    if (typeof runnable === 'string') return { kind: 'failed', sentence: runnable };
    // The seed and the data stand in every recording.
    const settings = Object.fromEntries(
      variant.settings.flatMap(({ name, value }) => (name === 'seed' ? [] : [[name, recordedValue(value)]])),
    );
    const { readData } = await import(/* webpackChunkName: "extension.data" */ '../data/readData');
    const name = variantName(this.network, variantLabel(variant));
    const whole: RunnableVariant = { ...runnable, uri, name, settings };
    return trainVariant(whole, {
      startRuntime: parts.startRuntime,
      readData: (data, isCancelled) =>
        readData(data, new DataPlace(parts.extension, uri), parts.realPath, isCancelled),
      place: parts.place,
      finished,
      token,
      watched: parts.watched,
      // It may have been closed meanwhile.
      openPanel: () => (this.panel = this.openPanel()),
      didBegin: (recording) => {
        this.recordings[at] = recording;
        void this.show();
      },
    });
  }

  /** Those that have begun, once there is one that is trained now. */
  private async show(): Promise<void> {
    const panel = await (this.panel ??= this.openPanel());
    panel.show(this.begun);
  }

  private runnable({ text }: Variant): RunnableNetwork | string {
    // Its data are those of the definition that it comes from.
    const runnable = findRunnable(checkText(text, this.requested.file.environment), this.network);
    if ('sentence' in runnable) return runnable.sentence;
    return runnable.outline.hasTraining ? runnable : whyUntrainable(this.network);
  }
}

/** What tells a variant from the others; where there are no others, its network. */
function labelOf(variant: Variant | undefined, network: string): string {
  const label = variant === undefined ? '' : variantLabel(variant);
  return label === '' ? network : label;
}

/** What is written, as a recording has it: a number as a number. */
function recordedValue(written: string): string | number | boolean {
  if (written === 'true' || written === 'false') return written === 'true';
  const number = Number(written);
  return Number.isFinite(number) ? number : written;
}

/** Says what failed, and that nothing was to be done. @returns which are missing, where some are */
function report(
  { name, comparison }: RequestedComparison,
  variants: readonly Variant[],
  outcomes: readonly VariantOutcome[],
): string | undefined {
  const count = (...kinds: readonly VariantOutcome['kind'][]): number =>
    outcomes.filter(({ kind }) => kinds.includes(kind)).length;
  const failures = variants.flatMap((variant, at) => {
    const outcome = outcomes[at];
    const label = labelOf(variant, comparison.network.name?.name ?? name);
    return outcome?.kind === 'failed' ? [`${label}: ${outcome.sentence}`] : [];
  });
  if (failures.length > 0) {
    void vscode.window.showErrorMessage(
      vscode.l10n.t(
        '{0} of {1} variants failed. {2}',
        countText(failures.length),
        countText(variants.length),
        failures.join(' '),
      ),
    );
  }
  const damaged = outcomes.flatMap((outcome) => ('damaged' in outcome ? (outcome.damaged ?? []) : []));
  if (damaged.length > 0) {
    void vscode.window.showWarningMessage(
      vscode.l10n.t(
        '{0}: trained again what was trained before, for these recordings are damaged: {1}.',
        name,
        damaged.map(fileNameOf).join(', '),
      ),
    );
  }
  if (count('stopped', 'not begun') > 0) {
    return vscode.l10n.t(
      '{0}: {1} of {2} variants are whole. Run them again to train the others.',
      name,
      countText(count('finished', 'known')),
      countText(variants.length),
    );
  }
  if (count('known') === variants.length) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('{0}: all variants were trained before, so nothing was trained again.', name),
    );
  }
  return undefined;
}
