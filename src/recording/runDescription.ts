import { strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';

/** The file of a recording that says what it is of. */
export const runFile = 'run.json';
/** The folder of a recording ends in this. */
export const recordingSuffix = '.bprun';
/** A program that knows this version does not read a later one. */
export const formatVersion = 1;
const formatName = 'backprop-recording';

/** More is not read: a definition and its findings take some kilobytes. */
export const largestRunFile = 2 ** 24;

/** Without a sign of life for so long a run that says it is running is lost: whoever wrote it is gone. */
const lostAfter = 60_000;

const text = v.string();
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const instant = v.pipe(
  text,
  v.regex(/^\d{4}-\d{2}-\d{2}T/),
  v.check((written) => Number.isFinite(Date.parse(written)), 'a time as ISO 8601 writes it'),
);
/** JSON has no word for NaN and infinity. */
const number = v.pipe(
  v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]),
  v.transform(Number),
);
function list<Item extends v.GenericSchema>(
  item: Item,
): v.SchemaWithPipe<readonly [v.ArraySchema<Item, undefined>, v.ReadonlyAction<v.InferOutput<Item>[]>]> {
  return v.pipe(v.array(item), v.readonly());
}

/** What made the run: a definition of ours, or somebody's script. */
const origin = v.variant('kind', [
  v.object({
    kind: v.literal('definition'),
    /** As whoever trained named it. */
    file: text,
    text,
    network: text,
    seed: v.number(),
  }),
  v.object({ kind: v.literal('script'), file: text, arguments: v.optional(list(text), []) }),
]);

const layer = v.object({
  name: text,
  type: text,
  /** Of what it gives for one sample. */
  shape: list(count),
  /** How many numbers it learns. */
  parameters: count,
  /** Names of layers, or `input`. */
  inputs: list(text),
});

const data = v.object({
  /** The call of the definition, or what a script says of it. */
  source: text,
  trainSamples: count,
  testSamples: count,
  classes: v.optional(list(text)),
  /** Of the numbers the network was trained on: docs/recording.md says in which order. */
  sha256: v.optional(v.pipe(text, v.regex(/^[0-9a-f]{64}$/))),
});

/** What a person did to the run, after `step` updates. */
const edit = v.variant('kind', [
  v.object({ kind: v.literal('parameter'), step: count, name: text, entry: count, value: number }),
  v.object({ kind: v.literal('learningRate'), step: count, value: number }),
  v.object({ kind: v.literal('definition'), step: count, text }),
  v.object({ kind: v.literal('moreSteps'), step: count, steps: count }),
]);

const finding = v.object({
  rule: text,
  severity: v.picklist(['warning', 'error']),
  /** The name of the layer; absent where the network as a whole is meant. */
  layer: v.optional(text),
  step: count,
  /** From this step on it no longer held. */
  resolvedAt: v.optional(count),
  message: text,
  explanation: v.optional(text),
  remedies: v.optional(list(text), []),
});

const states = ['running', 'finished', 'stopped', 'failed', 'lost'] as const;

const schema = v.object({
  format: v.literal(formatName),
  version: v.literal(formatVersion),
  producer: v.object({ name: text, version: text }),
  name: text,
  created: instant,
  /** The last sign of life. */
  alive: instant,
  /** From the first step to the last sign of life. */
  seconds: v.pipe(v.number(), v.finite(), v.minValue(0)),
  state: v.picklist(states),
  /** Why it failed, in a sentence. */
  reason: v.optional(text),
  /** Updates done. */
  step: count,
  /** Those it was to do; absent where nobody knows. */
  totalSteps: v.optional(count),
  /** The producer could not write any more after so many updates: what came later is missing. */
  interrupted: v.optional(v.object({ step: count, reason: text })),
  process: v.optional(v.object({ id: count, host: text })),
  origin: v.optional(origin),
  layers: list(layer),
  data: v.optional(data),
  /** How it was trained: `optimizer`, `batch`, `epochs`, … */
  settings: v.optional(v.record(text, v.union([text, v.number(), v.boolean()])), {}),
  /** The build of the kernels that computed. */
  kernels: v.optional(text),
  edits: v.optional(list(edit), []),
  findings: v.optional(list(finding), []),
  /** The last figures, so that a list of runs need not read the segments. */
  latest: v.optional(
    v.object({
      loss: v.optional(number),
      trainLoss: v.optional(number),
      trainAccuracy: v.optional(number),
      testLoss: v.optional(number),
      testAccuracy: v.optional(number),
    }),
    {},
  ),
});

/** What `run.json` says. Unknown fields are left out. */
export type RunDescription = v.InferOutput<typeof schema>;
/** What a producer says of a run: the format and its version are added where it is written. */
export type DescribedRun = Omit<RunDescription, 'format' | 'version'>;
export type RunState = RunDescription['state'];

/**
 * Why `run.json` tells nothing: `newer` than this program, `invalid` at a field (`layers.0.name`), or
 * `damaged`, which is no JSON at all.
 */
export type RunFileProblem =
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'invalid'; readonly field: string }
  | { readonly kind: 'damaged' };

export type RunFileResult =
  | { readonly ok: true; readonly run: RunDescription }
  | { readonly ok: false; readonly problem: RunFileProblem };

/** Reads the bytes of a `run.json`, whatever they are. */
export function parseRun(bytes: Uint8Array): RunFileResult {
  let written: unknown;
  try {
    written = JSON.parse(strFromU8(bytes).replace(/^\ufeff/, ''));
  } catch {
    return { ok: false, problem: { kind: 'damaged' } };
  }
  const head = v.safeParse(v.object({ format: v.literal(formatName), version: count }), written);
  if (head.success && head.output.version > formatVersion)
    return { ok: false, problem: { kind: 'newer', version: head.output.version } };
  const { success, output, issues } = v.safeParse(schema, written, { abortEarly: true });
  if (success) return { ok: true, run: output };
  return { ok: false, problem: { kind: 'invalid', field: v.getDotPath(issues[0]) ?? '' } };
}

/** The bytes of a `run.json`. */
export function writeRun(run: DescribedRun): Uint8Array {
  const whole = { format: formatName, version: formatVersion, ...run };
  const write = (_: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return strToU8(`${JSON.stringify(whole, write, 2)}\n`);
}

/** The state a run is in at a moment: one without a sign of life for a minute is lost. */
export function stateAt({ state, alive }: RunDescription, now: Date): RunState {
  return state === 'running' && now.getTime() - Date.parse(alive) > lostAfter ? 'lost' : state;
}
