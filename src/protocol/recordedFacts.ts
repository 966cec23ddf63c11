import type { HealthFinding } from '../engine/health/finding';
import type { Message } from '../engine/message';

/** What all layers of a network looked like after a step, as the file of a recording. */
export interface RecordedSnapshot {
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** What a recording says of a run besides its text: it follows from the definition and the data. */
export interface RunFacts {
  readonly layers: {
    readonly name: string;
    readonly type: string;
    /** Of what it gives for one sample. */
    readonly shape: number[];
    readonly parameters: number;
    /** Names of layers, or `input`. */
    readonly inputs: string[];
  }[];
  readonly data: {
    readonly trainSamples: number;
    readonly testSamples: number;
    readonly classes?: string[];
    /** As docs/recording.md has it; absent where the machine has no means to compute it. */
    readonly sha256?: string;
  };
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  readonly kernels: string;
  /** Steps from one snapshot to the next at first. */
  readonly snapshotInterval: number;
}

/** A finding as a recording keeps it: for readers that know no rules and no layers by number. */
export interface RecordedFinding {
  readonly rule: string;
  readonly severity: HealthFinding['severity'];
  readonly layer?: string;
  readonly step: number;
  readonly resolvedAt?: number;
  readonly message: string;
  readonly explanation: string;
  readonly remedies: string[];
}

/**
 * @param nameOf of a layer, by its place
 * @param translate makes a sentence in the reader's language
 */
export function recordedFinding(
  { rule, severity, layer, step, resolvedAt, message, explanation, remedies }: HealthFinding,
  nameOf: (layer: number) => string,
  translate: (message: Message) => string,
): RecordedFinding {
  return {
    rule,
    severity,
    ...(layer !== undefined && { layer: nameOf(layer) }),
    step,
    ...(resolvedAt !== undefined && { resolvedAt }),
    message: translate(message),
    explanation: translate(explanation),
    remedies: remedies.map(({ text }) => translate(text)),
  };
}
