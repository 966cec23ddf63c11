import { strFromU8, strToU8 } from 'fflate';
import * as v from 'valibot';
import { recordedName } from './recordedName';

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
export const jsonFigure = v.pipe(
  v.union([v.number(), v.picklist(['NaN', 'Infinity', '-Infinity'])]),
  v.transform(Number),
);
/** Of something else than 0 to 1 it is not known what it is a part of: it is no figure. */
const accuracy = v.pipe(
  jsonFigure,
  v.transform((value) => (value >= 0 && value <= 1 ? value : NaN)),
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
  /** Of a script: the model it is in, as `roots` names it. */
  root: v.optional(text),
  /** Where it is in that model, as `layer1.0.conv1`; of a function, where the module is that calls it. */
  path: v.optional(text),
  /** The function that made it, where no module did. */
  function: v.optional(text),
  /** Which call of it in one call of the model, from 1. */
  call: v.optional(count),
  /** Where the script builds the module, or calls the function. */
  place: v.optional(v.object({ file: text, line: count })),
  /** The module as PyTorch writes it: `Linear(in_features=4, out_features=8, bias=True)`. */
  module: v.optional(text),
  /** Its own parameters, by their names in the script. */
  tensors: v.optional(list(v.object({ name: text, shape: list(count) }))),
});

/** How numbers are spread. */
const spread = v.object({ lowest: jsonFigure, highest: jsonFigure, mean: jsonFigure, deviation: jsonFigure });

/** What a model is given, as the first mini-batch that was recorded shows it. */
const modelInput = v.object({
  /** Of one sample. */
  shape: list(count),
  /** Of all entries. */
  spread: v.optional(spread),
  /** Whether all entries are whole numbers. */
  whole: v.optional(v.boolean(), false),
  /** The column of a table, from 1, that is farthest from mean 0 and deviation 1. */
  widest: v.optional(v.object({ ...spread.entries, column: count })),
});

/** A model that a script calls. */
const root = v.object({ name: text, type: text, parameters: count, input: v.optional(modelInput) });

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
  v.object({ kind: v.literal('parameter'), step: count, name: text, entry: count, value: jsonFigure }),
  v.object({ kind: v.literal('learningRate'), step: count, value: jsonFigure }),
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

const settingValue = v.union([text, v.number(), v.boolean()]);
/** People name settings as they like, and valibot's `record` leaves out one that is called `constructor`. */
const settings = v.custom<Readonly<Record<string, v.InferOutput<typeof settingValue>>>>(
  (written) =>
    typeof written === 'object' &&
    written !== null &&
    !Array.isArray(written) &&
    Object.values(written).every((value) => v.is(settingValue, value)),
);

const states = ['running', 'finished', 'stopped', 'failed', 'lost'] as const;

const schema = v.object({
  format: v.literal(formatName),
  version: v.literal(formatVersion),
  producer: v.object({ name: text, version: text }),
  name: recordedName,
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
  /** Of all its files, so that whoever makes room for others need not look at each of them. */
  bytes: v.optional(count),
  /** The highest number of a segment that was written: one that is missing at the end is seen by it. */
  segments: v.optional(count),
  origin: v.optional(origin),
  /** A producer may find more while it goes on; they come after those before. */
  layers: list(layer),
  roots: v.optional(list(root)),
  /** Pictures have one entry of each cell in place of its mean, statistics are of some of the entries. */
  sampled: v.optional(v.boolean()),
  /** The processes that trained together, and which of them recorded. */
  world: v.optional(v.object({ size: count, rank: count })),
  data: v.optional(data),
  /** On how many samples of each part it was evaluated, and of the training part at its start and end. */
  evaluated: v.optional(v.object({ trainSamples: count, testSamples: count, finalTrainSamples: count })),
  /** How it was trained when it began: `optimizer`, `batch`, `epochs`, … */
  settings: v.optional(settings, {}),
  /** The build of the kernels that computed. */
  kernels: v.optional(text),
  edits: v.optional(list(edit), []),
  findings: v.optional(list(finding), []),
  /** The last figures, so that a list of runs need not read the segments. */
  latest: v.optional(
    v.object({
      loss: v.optional(jsonFigure),
      trainLoss: v.optional(jsonFigure),
      trainAccuracy: v.optional(accuracy),
      testLoss: v.optional(jsonFigure),
      testAccuracy: v.optional(accuracy),
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
 * `damaged`, which is no JSON at all. One that is `tooLarge` is not read.
 */
export type RunFileProblem =
  | { readonly kind: 'newer'; readonly version: number }
  | { readonly kind: 'invalid'; readonly field: string }
  | { readonly kind: 'damaged' | 'tooLarge' };

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
  return strToU8(`${JSON.stringify(whole, figureForJson, 2)}\n`);
}

/** For `JSON.stringify`: what `jsonFigure` reads. */
export function figureForJson(_: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** The texts of a run: that of its origin, and those it was edited to. None of a script. */
export function recordedTexts({
  origin,
  edits,
}: Pick<RunDescription, 'origin' | 'edits'>): readonly string[] {
  if (origin?.kind !== 'definition') return [];
  return [origin.text, ...edits.flatMap((edit) => (edit.kind === 'definition' ? [edit.text] : []))];
}

/** The state a run is in at a moment: one without a sign of life for a minute is lost. */
export function stateAt({ state, alive }: Pick<RunDescription, 'state' | 'alive'>, now: Date): RunState {
  return state === 'running' && now.getTime() - Date.parse(alive) > lostAfter ? 'lost' : state;
}

/** Whether it is known when it was: whoever does not know it, as event files without times, says 1970. */
export function isKnownTime(instant: string): boolean {
  const time = Date.parse(instant);
  return !Number.isNaN(time) && time !== 0;
}

/**
 * Updates of an epoch, as whoever recorded says, or from its data and its plan; `undefined`: nobody knows.
 */
export function epochLength({
  settings,
  totalSteps,
  data,
  edits,
}: Pick<RunDescription, 'settings' | 'totalSteps' | 'data' | 'edits'>): number | undefined {
  const { batch, epochs, stepsPerEpoch } = settings;
  if (typeof stepsPerEpoch === 'number' && stepsPerEpoch >= 1) return stepsPerEpoch;
  const { trainSamples } = data ?? {};
  if (trainSamples !== undefined && trainSamples > 0) {
    if (batch === 'all') return 1;
    if (typeof batch === 'number' && batch >= 1) return Math.max(1, Math.ceil(trainSamples / batch));
  }
  const isAsPlanned = edits.every(({ kind }) => kind !== 'moreSteps');
  if (isAsPlanned && totalSteps !== undefined && typeof epochs === 'number' && epochs > 0)
    return Math.max(1, totalSteps / epochs);
  return undefined;
}
