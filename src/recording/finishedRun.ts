import type { RunDescription } from './runDescription';

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
export interface WantedNumbers {
  /** Absent where the machine has no means to compute it: then no data are known to be the same. */
  readonly sha256: string | undefined;
  readonly kernels: string;
  readonly totalSteps: number;
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

/** Whether such a recording is of the same numbers, by the same kernels: another run would give the same. */
export function hasSameNumbers(run: RunDescription, { sha256, kernels, totalSteps }: WantedNumbers): boolean {
  return (
    sha256 !== undefined &&
    run.data?.sha256 === sha256 &&
    run.kernels === kernels &&
    run.totalSteps === totalSteps
  );
}
