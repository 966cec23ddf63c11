import type { ReadableStore } from './fileStore';
import { readRecording } from './recordingReader';
import type { RunDescription } from './runDescription';
import { evaluationColumns } from './segment';

/** The programs whose recordings follow from a definition alone. */
const ourProducer = 'backprop';

/** A run that somebody wants, as far as its definition says it. */
export interface RequestedRun {
  /** Of the program that is to train it: another one may compute other numbers. */
  readonly version: string;
  readonly text: string;
  readonly network: string;
  readonly seed: number;
}

/** What else its numbers follow from, which is known once its data were read. */
export interface RequestedNumbers {
  /** Absent where the machine has no means to compute it: then no data are known to be the same. */
  readonly sha256: string | undefined;
  readonly kernels: string;
  readonly totalSteps: number;
}

/** What was evaluated last; NaN where there is no such figure. */
type LastFigures = Readonly<Record<(typeof evaluationColumns)[number], number>>;

/** The recording of a requested run, and what was evaluated at its end. */
interface KnownRun<Candidate> {
  readonly candidate: Candidate;
  readonly figures: LastFigures;
}

/** Where a run need not be trained, `known`; `damaged` are recordings of it that are no longer whole. */
export interface FoundRuns<Candidate> {
  readonly known?: KnownRun<Candidate>;
  readonly damaged: readonly Candidate[];
}

/**
 * Whether a recording is of this definition, trained to its end by this version of the program, without
 * anything changed by hand.
 */
export function isFinishedRunOf(run: RunDescription, requested: RequestedRun): boolean {
  const { origin, producer, state, interrupted, edits } = run;
  if (state !== 'finished' || interrupted !== undefined || edits.length > 0) return false;
  if (producer.name !== ourProducer || producer.version !== requested.version) return false;
  return (
    origin?.kind === 'definition' &&
    origin.text === requested.text &&
    origin.network === requested.network &&
    origin.seed === requested.seed
  );
}

/**
 * Looks for a run among those of its definition: of the same numbers, by the same kernels, and whole, so that
 * another run would only give what is there.
 */
export async function findWhole<Candidate extends { readonly run: RunDescription }>(
  candidates: readonly Candidate[],
  requested: RequestedNumbers,
  filesOf: (candidate: Candidate) => ReadableStore,
): Promise<FoundRuns<Candidate>> {
  const damaged: Candidate[] = [];
  for (const candidate of candidates) {
    if (!hasSameNumbers(candidate.run, requested)) continue;
    const figures = await figuresAtEnd(filesOf(candidate));
    if (figures !== undefined) return { known: { candidate, figures }, damaged };
    damaged.push(candidate);
  }
  return { damaged };
}

/** Whether such a recording is of the same numbers, by the same kernels: another run would give the same. */
function hasSameNumbers(run: RunDescription, { sha256, kernels, totalSteps }: RequestedNumbers): boolean {
  return (
    sha256 !== undefined &&
    run.data?.sha256 === sha256 &&
    run.kernels === kernels &&
    run.totalSteps === totalSteps
  );
}

/** `undefined` where the numbers of a run are not whole. No number is of its snapshots: they are not read. */
async function figuresAtEnd(files: ReadableStore): Promise<LastFigures | undefined> {
  const read = await readRecording(files);
  if (!read.ok || read.recording.damaged.length > 0) return undefined;
  const { run, series } = read.recording;
  const { losses, evaluations } = series;
  // The first and the last row of a series outlast all thinning.
  const isWhole =
    run !== undefined &&
    losses.steps[0] === 0 &&
    losses.steps.at(-1) === run.step - 1 &&
    evaluations.steps.at(-1) === run.step;
  if (!isWhole) return undefined;
  const [trainLoss = NaN, trainAccuracy = NaN, testLoss = NaN, testAccuracy = NaN] = evaluations.values.slice(
    -evaluationColumns.length,
  );
  return { trainLoss, trainAccuracy, testLoss, testAccuracy };
}
