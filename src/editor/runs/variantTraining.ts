import type * as vscode from 'vscode';
import type { DataCall } from '../../language';
import { findWhole, isFinishedRunOf, type FoundRuns } from '../../recording/finishedRun';
import { readRun } from '../../recording/recordingReader';
import type { RunDescription } from '../../recording/runDescription';
import type { Runtime } from '../../runtime/runtime';
import type { ReadData } from '../data/readData';
import { localise } from '../localise';
import { NetworkRun, type RunReport } from '../training/networkRun';
import type { RunnableNetwork } from '../training/runnableNetwork';
import type { VariantRun, VariantRuns } from '../training/variantRuns';
import type { RecordingLibrary } from './recordingLibrary';
import { RunRecording, type RecordingPlace } from './runRecording';

/** A variant that can be trained, of a definition at `uri`. */
export interface RunnableVariant extends RunnableNetwork {
  readonly uri: vscode.Uri;
  /** What its run is called. */
  readonly name: string;
  /** What tells it from the others, by name. */
  readonly settings: RunDescription['settings'];
}

/** What came of a variant. Where nothing could be written, there is no recording. */
export type VariantOutcome =
  /** `known`: it was trained before. `damaged` are recordings of it that are no longer whole. */
  | {
      readonly kind: 'finished' | 'known' | 'stopped';
      readonly recording?: vscode.Uri;
      readonly damaged?: readonly vscode.Uri[];
    }
  | { readonly kind: 'failed'; readonly sentence: string; readonly recording?: vscode.Uri }
  | { readonly kind: 'not begun' };

/** What a variant is trained with. */
export interface VariantParts {
  /** Called for each variant: what one does to its worker does not harm the others. */
  readonly startRuntime: () => Runtime;
  readonly readData: (data: DataCall, isCancelled: () => boolean) => Promise<ReadData>;
  readonly place: RecordingPlace;
  /** Among these it is looked for before it is trained. */
  readonly finished: readonly FinishedRun[];
  readonly token: Pick<vscode.CancellationToken, 'isCancellationRequested' | 'onCancellationRequested'>;
  readonly didBegin: (recording: vscode.Uri) => void;
  /** Who watches what is trained. */
  readonly watched: VariantRuns;
  /** Opens the panel of its comparison. */
  readonly openPanel: () => Promise<unknown>;
}

/** A run that reached its end, and where its recording lies. */
export interface FinishedRun {
  readonly uri: vscode.Uri;
  readonly run: RunDescription;
}

/** The runs of a network that were trained to their end. */
export async function finishedRuns(
  library: Pick<RecordingLibrary, 'filesOf' | 'listAnew'>,
  network: string,
): Promise<readonly FinishedRun[]> {
  const found: FinishedRun[] = [];
  for (const { uri, run } of await library.listAnew()) {
    if (!('created' in run) || run.state !== 'finished' || run.network !== network) continue;
    const files = library.filesOf(uri);
    // It may have been removed since the library last looked.
    const read = await readRun(files, await files.list('').catch(() => []));
    if (read?.ok === true) found.push({ uri, run: read.run });
  }
  return found;
}

/**
 * Does something with each item, with at most so many at a time, in their order.
 * @returns by item, what it gave; `undefined` where it was not begun
 */
export async function doEach<Item, Outcome>(
  items: readonly Item[],
  mostAtOnce: number,
  isCancelled: () => boolean,
  act: (item: Item, at: number) => Promise<Outcome>,
): Promise<readonly (Outcome | undefined)[]> {
  const outcomes: (Outcome | undefined)[] = items.map(() => undefined);
  const rest = items.entries();
  const work = async (): Promise<void> => {
    while (!isCancelled()) {
      const next = rest.next();
      if (next.done === true) return;
      const [at, item] = next.value;
      outcomes[at] = await act(item, at);
    }
  };
  await Promise.all(Array.from({ length: Math.min(mostAtOnce, items.length) }, work));
  return outcomes;
}

/** Trains a variant to its end and records it, or finds that this was done before. */
export async function trainVariant(variant: RunnableVariant, parts: VariantParts): Promise<VariantOutcome> {
  const training = new VariantTraining(variant, parts);
  const listening = parts.token.onCancellationRequested(() => void training.stop());
  try {
    return await training.train();
  } finally {
    listening.dispose();
    training.dispose();
  }
}

class VariantTraining {
  private readonly run: NetworkRun;
  private readonly watched: VariantRun;
  private recording: RunRecording | undefined;
  /** Where the run was lost: what is left of it is being written. */
  private ending: Promise<void> | undefined;
  private arrive: () => void = () => undefined;
  private readonly over = new Promise<void>((resolve) => {
    this.arrive = resolve;
  });

  constructor(
    private readonly variant: RunnableVariant,
    private readonly parts: VariantParts,
  ) {
    const { uri, outline } = variant;
    this.run = new NetworkRun(
      uri,
      outline.name,
      parts.startRuntime(),
      () => {
        parts.watched.changed();
        if (isOver(this.run)) this.arrive();
      },
      (_, report) => {
        this.follow(report);
      },
    );
    this.watched = { run: this.run, name: variant.name, openPanel: parts.openPanel };
  }

  async train(): Promise<VariantOutcome> {
    const { run, parts, variant } = this;
    const { file, outline, program } = variant;
    run.prepare(file, outline, program);
    const data = await parts.readData(program.data, () => this.isCancelled());
    if (this.isCancelled()) return { kind: 'not begun' };
    if (!data.ok) return { kind: 'failed', sentence: data.sentence };
    if (!(await run.start(program, data.request, data.files))) return this.failed();
    const { known, damaged } = await this.findKnown();
    if (known !== undefined) return { kind: 'known', recording: known.candidate.uri };
    await run.command({ kind: 'setPace', pace: { kind: 'full' } });
    if (this.isCancelled()) return { kind: 'not begun' };
    parts.watched.begin(this.watched);
    await run.command({ kind: 'train' });
    // It may have been cancelled before there was anything to stop.
    if (this.isCancelled()) await this.stop();
    await this.over;
    await (this.ending ?? this.recording?.end());
    const state = run.status?.state;
    if (!run.isLive || state === 'failed') return this.failed();
    return {
      kind: state === 'finished' ? 'finished' : 'stopped',
      ...this.recorded,
      ...(damaged.length > 0 && { damaged: damaged.map(({ uri }) => uri) }),
    };
  }

  async stop(): Promise<void> {
    await this.run.command({ kind: 'stop' });
  }

  dispose(): void {
    this.parts.watched.end(this.watched);
    this.run.dispose();
  }

  private isCancelled(): boolean {
    return this.parts.token.isCancellationRequested;
  }

  private get recorded(): { readonly recording?: vscode.Uri } {
    const uri = this.recording?.uri;
    return uri === undefined ? {} : { recording: uri };
  }

  private failed(): VariantOutcome {
    const { phase, status } = this.run;
    const reason = status?.reason === undefined ? '' : localise(status.reason);
    return { kind: 'failed', sentence: 'sentence' in phase ? phase.sentence : reason, ...this.recorded };
  }

  private follow(report: RunReport): void {
    const { run, variant, parts } = this;
    switch (report.kind) {
      case 'started':
        this.recording = new RunRecording(run, report, parts.place, {
          name: variant.name,
          settings: variant.settings,
          didBegin: parts.didBegin,
        });
        return;
      case 'frame':
        this.recording?.add(report.frame);
        return;
      case 'commanded':
        this.recording?.see(report.status);
        return;
      case 'ended':
        this.ending ??= this.recording?.end(report.reason);
        return;
      case 'edit':
      case 'replaced':
        // Nobody can edit it.
        return;
    }
  }

  /** Its data were read: only now it is known whether they are the same. */
  private async findKnown(): Promise<FoundRuns<FinishedRun>> {
    const { run, variant, parts } = this;
    const { name: network, training } = variant.program.definition;
    const { version } = parts.place;
    const requested = { version, text: variant.file.text, network, seed: training.seed };
    const candidates = parts.finished.filter(({ run: recorded }) => isFinishedRunOf(recorded, requested));
    if (candidates.length === 0) return { damaged: [] };
    const facts = await run.ask((service, session) => service.describeRun({ session }));
    if (facts === undefined) return { damaged: [] };
    const { data, kernels } = facts;
    const numbers = { sha256: data.sha256, kernels, totalSteps: run.status?.totalSteps ?? 0 };
    return findWhole(candidates, numbers, ({ uri }) => parts.place.library.filesOf(uri));
  }
}

/** Whether nothing more comes of a run: after its last step it is evaluated, and may fail of that. */
function isOver({ phase, status, description, history }: NetworkRun): boolean {
  if (phase.kind === 'lost') return true;
  if (phase.kind !== 'live' || status === undefined) return false;
  if (status.state === 'failed') return true;
  if (status.state !== 'finished' && status.state !== 'stopped') return false;
  const { steps, values } = history.read().evaluations;
  if (steps.at(-1) !== status.step) return false;
  const [trainLoss = NaN, , testLoss = NaN] = values.slice(-4);
  const isTested = (description?.testSamples ?? 0) > 0;
  return Number.isFinite(trainLoss) && (!isTested || Number.isFinite(testLoss));
}
