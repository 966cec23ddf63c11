import path from 'node:path';
import type { ComparisonOutline } from '../../language';
import { spareCores } from '../../platform/thisMachine';
import { jsonLine } from '../../protocol/jsonText';
import type { RunDescription } from '../../recording/runDescription';
import { variantName } from '../../recording/variantName';
import { comparisonTable, groupBySeed, spreadOf, type SeedGroup } from '../comparisonTable';
import { CommandFailure, exitNegative, exitUnusable, stoppedExit } from '../failure';
import { sealNetwork } from '../gradedNetworks';
import { l10n } from '../l10n';
import { cutToWidth, jsonNumber, writeError, writeLine, writeRemark } from '../output';
import {
  findComparison,
  findFinished,
  planVariants,
  recordingsIn,
  type PlannedVariant,
} from '../plannedVariants';
import { readDefinition, type Definition } from '../readDefinition';
import { prepareRecordingPlace } from '../recordingPlace';
import { lossText, nameText } from '../recordingTexts';
import {
  givenFigures,
  startVariant,
  type Figures,
  type VariantOutcome,
  type VariantProcess,
} from '../variantProcess';
import { readWords } from '../words';
import { refuseUntrainable } from './train';

const flags = { record: 'text', jobs: 'count' } as const;

/** What came of a variant, and whether it had to be trained for that. */
interface Result extends Omit<VariantOutcome, 'state' | 'remarks' | 'isUnrecorded'> {
  readonly state: VariantOutcome['state'] | 'known' | 'not begun';
  readonly isUnrecorded?: boolean;
  /** What the figures of the training part are of. */
  readonly evaluated?: Evaluated;
}

/** What is evaluated here is so on every sample; the editor takes fewer of a large training part. */
type Evaluated = 'all' | 'unknown' | { readonly trainSamples: number; readonly of: number };

function evaluatedOf({ evaluated, data }: RunDescription): Evaluated {
  if (evaluated === undefined || data === undefined) return 'unknown';
  const { finalTrainSamples: trainSamples } = evaluated;
  return trainSamples < data.trainSamples ? { trainSamples, of: data.trainSamples } : 'all';
}

/** `backprop compare FILE [NAME] [--json] [--record FOLDER] [--jobs N]` */
export async function compare(words: readonly string[]): Promise<number> {
  const { files, json, texts, counts } = readWords(words, 2, flags);
  const [file = '', name] = files;
  const folder = texts['record'];
  const definition = await readDefinition(file);
  const outline = findComparison(definition, name);
  await refuseAsked(definition, outline);
  const variants = planVariants(definition, outline);
  for (const { definition: text, program } of variants) refuseUntrainable(text, program);
  const jobs = Math.min(counts['jobs'] ?? spareCores(), variants.length);
  if (!json) writeRemark(planSentence(outline.name, variants.length, jobs));
  const run = new ComparisonRun(file, variants, folder, json);
  const results = await run.all(jobs);
  const groups = groupsOf(variants, results);
  if (json) writeSummary(groups);
  else if (groups.length > 0) writeLine(comparisonTable(groups));
  const failed = results.filter(({ state }) => state === 'failed').length;
  const missing = results.filter(({ state }) => state === 'stopped' || state === 'not begun').length;
  if (failed > 0) writeRemark(l10n.t('{0} of {1} variants failed.', failed, variants.length));
  const isUnrecorded = results.some((result) => result.isUnrecorded === true);
  if (missing === 0) return failed > 0 || isUnrecorded ? exitNegative : 0;
  const isMissing =
    missing === 1
      ? l10n.t('stopped: 1 of {0} variants is missing.', variants.length)
      : l10n.t('stopped: {0} of {1} variants are missing.', missing, variants.length);
  const again = folder === undefined ? [] : [l10n.t('The same command goes on where it stopped.')];
  writeRemark([isMissing, ...again].join(' '));
  return stoppedExit;
}

function planSentence(name: string, variants: number, jobs: number): string {
  if (variants === 1) return l10n.t('{0}: 1 variant.', name);
  return jobs === 1
    ? l10n.t('{0}: {1} variants, one at a time.', name, variants)
    : l10n.t('{0}: {1} variants, {2} at a time.', name, variants, jobs);
}

/** @throws CommandFailure where the figures of variants would answer a question about their network */
async function refuseAsked(definition: Definition, { comparison }: ComparisonOutline): Promise<void> {
  const name = comparison?.network.name?.name ?? '';
  const { isClosed } = await sealNetwork(definition, name);
  if (!isClosed) return;
  throw new CommandFailure(
    l10n.t(
      '{0}: {1} is compared once it is asked for nothing: figures of variants would answer.',
      definition.file,
      name,
    ),
    exitUnusable,
  );
}

/** By seed, the variants that have figures. */
function groupsOf(variants: readonly PlannedVariant[], results: readonly Result[]): readonly SeedGroup[] {
  const compared = variants.map(({ variant }, index) => {
    const result = results[index];
    const isWhole = result?.state === 'finished' || result?.state === 'known';
    return { variant, ...(isWhole && { figures: result.figures }) };
  });
  return groupBySeed(compared);
}

/** The last line of `--json`: what the table says. */
function writeSummary(groups: readonly SeedGroup[]): void {
  const names = ['trainLoss', 'testLoss', 'trainAccuracy', 'testAccuracy'] as const;
  writeLine(
    jsonLine({
      groups: groups.map(({ label, planned, runs }) => ({
        variant: label,
        runs: runs.length,
        planned,
        ...Object.fromEntries(
          names.map((name) => {
            const values = runs.flatMap(({ figures }) => figures[name] ?? []);
            const { lowest, median, highest } = spreadOf(values);
            const spread = {
              lowest: jsonNumber(lowest),
              median: jsonNumber(median),
              highest: jsonNumber(highest),
            };
            return [name, values.length === 0 ? null : spread];
          }),
        ),
      })),
    }),
  );
}

/** Trains the variants of a comparison, some at a time, until they are done or Ctrl-C comes. */
class ComparisonRun {
  private readonly results: (Result | undefined)[];
  private readonly running = new Map<number, VariantProcess>();
  private readonly epochsDone = new Map<number, number>();
  private next = 0;
  private done = 0;
  private isStopped = false;
  /** Made and tried once, before the first variant that is to be recorded. */
  private place: Promise<void> | undefined;
  private readonly showsProgress: boolean;

  constructor(
    private readonly file: string,
    private readonly variants: readonly PlannedVariant[],
    private readonly folder: string | undefined,
    private readonly json: boolean,
  ) {
    this.results = variants.map(() => undefined);
    this.showsProgress = process.stderr.isTTY && !json;
  }

  /** In the order of the variants. */
  async all(jobs: number): Promise<readonly Result[]> {
    const known = this.folder === undefined ? [] : await recordingsIn(this.folder);
    const stop = (): void => {
      this.isStopped = true;
      for (const running of this.running.values()) running.stop();
    };
    process.on('SIGINT', stop);
    try {
      const work = async (): Promise<void> => {
        while (!this.isStopped && this.next < this.variants.length) {
          const index = this.next++;
          const variant = this.variants[index];
          if (variant) this.finish(index, variant, await this.one(index, variant, known));
        }
      };
      await Promise.all(Array.from({ length: jobs }, work));
    } finally {
      process.off('SIGINT', stop);
      if (this.showsProgress) process.stderr.write('\r\u001b[K');
    }
    return this.results.map((result) => result ?? { state: 'not begun', figures: {} });
  }

  private async one(
    index: number,
    variant: PlannedVariant,
    known: Awaited<ReturnType<typeof recordingsIn>>,
  ): Promise<Result & { readonly remarks?: readonly string[] }> {
    const remarks: string[] = [];
    if (this.folder !== undefined) {
      const found = await findFinished(variant, known, this.folder);
      if (found.known) {
        const { candidate, figures } = found.known;
        const recording = path.join(this.folder, candidate.folder);
        const evaluated = evaluatedOf(candidate.run);
        if (evaluated === 'unknown')
          remarks.push(l10n.t('on how many samples it was evaluated was not recorded'));
        else if (evaluated !== 'all')
          remarks.push(
            l10n.t('its train loss is of {0} of {1} samples', evaluated.trainSamples, evaluated.of),
          );
        return { state: 'known', figures: measured(figures), recording, evaluated, remarks };
      }
      for (const { folder } of found.damaged)
        remarks.push(l10n.t('trained again, for its recording {0} is damaged', nameText(folder)));
    }
    // Ctrl-C may have come meanwhile.
    if (this.isStopped) return { state: 'not begun', figures: {} };
    if (this.folder !== undefined) await (this.place ??= prepareRecordingPlace(this.folder));
    const { definition, program, label } = variant;
    const { name } = program.definition;
    const process = startVariant({
      file: this.file,
      text: definition.checked.text,
      ...(this.folder !== undefined && {
        recording: { folder: this.folder, name: variantName(name, label) },
      }),
      onProgress: (epochs) => {
        this.epochsDone.set(index, epochs);
        this.showProgress();
      },
    });
    this.running.set(index, process);
    const outcome = await process.outcome;
    this.running.delete(index);
    this.epochsDone.delete(index);
    return { ...outcome, remarks: [...remarks, ...outcome.remarks] };
  }

  private finish(
    index: number,
    { variant, label }: PlannedVariant,
    { remarks = [], ...result }: Result & { readonly remarks?: readonly string[] },
  ): void {
    this.results[index] = result;
    if (result.state !== 'not begun') this.done++;
    if (this.showsProgress) process.stderr.write('\r\u001b[K');
    for (const remark of remarks) writeRemark(`${label}: ${remark}`);
    const { state, figures, recording, reason } = result;
    if (this.json) {
      writeLine(
        jsonLine({
          variant: Object.fromEntries(variant.settings.map(({ name, value }) => [name, value])),
          state,
          ...(reason !== undefined && { reason }),
          trainLoss: jsonNumber(figures.trainLoss),
          testLoss: jsonNumber(figures.testLoss),
          trainAccuracy: jsonNumber(figures.trainAccuracy),
          testAccuracy: jsonNumber(figures.testAccuracy),
          evaluated: result.evaluated ?? 'all',
          ...(recording !== undefined && { recording }),
        }),
      );
    } else if (state !== 'not begun') {
      const says = state === 'failed' ? (reason ?? '') : finalLossText(figures);
      writeError(`${this.doneText()}: ${endText(label, state)}: ${says}`);
    }
    this.showProgress();
  }

  /** One line that is written over: how many are done, and how far the running ones are. */
  private showProgress(): void {
    if (!this.showsProgress) return;
    const running = Array.from(this.epochsDone, ([index, epochs]) => {
      const variant = this.variants[index];
      const all = variant?.program.definition.training.epochs ?? 0;
      return l10n.t('{0}: epoch {1} of {2}', variant?.label ?? '', Math.floor(epochs), all);
    });
    const width = Math.max(10, process.stderr.columns - 1);
    process.stderr.write(`\r\u001b[K${cutToWidth([this.doneText(), ...running].join(' · '), width)}`);
  }

  private doneText(): string {
    return l10n.t('{0} of {1}', this.done, this.variants.length);
  }
}

/** The label of a variant, with how it ended where that needs a word. */
function endText(label: string, state: Exclude<Result['state'], 'not begun'>): string {
  switch (state) {
    case 'finished':
      return label;
    case 'known':
      return l10n.t('{0} (known)', label);
    case 'stopped':
      return l10n.t('{0} (stopped)', label);
    case 'failed':
      return l10n.t('{0} FAILED', label);
  }
}

function finalLossText({ trainLoss, testLoss }: Figures): string {
  return testLoss === undefined
    ? l10n.t('train loss {0}', lossText(trainLoss))
    : l10n.t('test loss {0}', lossText(testLoss));
}

/** A recording has NaN where there is nothing to evaluate. */
function measured(figures: Required<Figures>): Figures {
  return givenFigures(
    Object.fromEntries(Object.entries(figures).filter(([, value]) => !Number.isNaN(value))),
  );
}
