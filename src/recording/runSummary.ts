import * as v from 'valibot';
import { evaluationColumns } from './segment';
import { jsonFigure, type RunDescription } from './runDescription';
import type { RunLabel } from './runLabel';

const text = v.string();
/** Summaries are kept as JSON, which has no word for NaN and infinity. */
const figure = v.optional(jsonFigure);

/** What a list says of a run: a small part of its `run.json` and its label. */
export const summarySchema = v.object({
  /** As the label has it, or else the run itself. */
  name: text,
  created: text,
  alive: text,
  seconds: v.number(),
  /** As it is written: `stateAt` knows what became of a run that says it is running. */
  state: v.picklist(['running', 'finished', 'stopped', 'failed', 'lost']),
  step: v.number(),
  totalSteps: v.optional(v.number()),
  producer: text,
  /** The computer it ran on. */
  host: v.optional(text),
  /** The definition or the script. */
  file: v.optional(text),
  /** Absent for a script. */
  network: v.optional(text),
  latest: v.object({
    loss: figure,
    trainLoss: figure,
    trainAccuracy: figure,
    testLoss: figure,
    testAccuracy: figure,
  }),
  /** Of what was still the matter at its last sign of life: the names of the rules, each once. */
  rules: v.array(text),
  /** The gravest of those. */
  worst: v.optional(v.picklist(['warning', 'error'])),
  pinned: v.boolean(),
  /** Of all its files; absent where the producer did not add them up. */
  bytes: v.optional(v.number()),
});

export type RunSummary = v.InferOutput<typeof summarySchema>;

export function summarise(run: RunDescription, { name = run.name, pinned }: RunLabel): RunSummary {
  const { created, alive, seconds, state, step, totalSteps, producer, process, origin, bytes } = run;
  const open = run.findings.filter(({ resolvedAt }) => resolvedAt === undefined);
  const isGrave = open.some(({ severity }) => severity === 'error');
  return {
    name,
    created,
    alive,
    seconds,
    state,
    step,
    ...(totalSteps !== undefined && { totalSteps }),
    producer: producer.name,
    ...(process && { host: process.host }),
    ...(origin && { file: origin.file }),
    ...(origin?.kind === 'definition' && { network: origin.network }),
    latest: figuresOf(run),
    rules: [...new Set(open.map(({ rule }) => rule))],
    ...(open.length > 0 && { worst: isGrave ? 'error' : 'warning' }),
    pinned,
    ...(bytes !== undefined && { bytes }),
  };
}

/**
 * The last figures that a run has. One that is NaN is none, as the accuracy of a regression, but for the
 * losses of a run that failed, or whose mini-batches have a loss that is not finite: these became NaN.
 */
export function figuresOf({
  latest,
  data,
  state,
}: Pick<RunDescription, 'latest' | 'data' | 'state'>): RunDescription['latest'] {
  const isBroken = state === 'failed' || !Number.isFinite(latest.loss ?? 0);
  const isTested = (data?.testSamples ?? 0) > 0;
  const known = ['loss', ...evaluationColumns] as const;
  const became = (name: (typeof known)[number]): boolean =>
    isBroken && (name === 'loss' || name === 'trainLoss' || (name === 'testLoss' && isTested));
  return Object.fromEntries(
    known.flatMap((name) => {
      const value = latest[name];
      return value !== undefined && (Number.isFinite(value) || became(name)) ? [[name, value]] : [];
    }),
  );
}
