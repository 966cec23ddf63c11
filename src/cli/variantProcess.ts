import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import * as v from 'valibot';
import { exitNegative, exitUnrecorded, exitUnusable, stoppedExit } from './failure';
import { l10n, spokenLanguage } from './l10n';

/** The last figures of a run, over all samples of each part; absent where a part or an accuracy is. */
export interface Figures {
  readonly trainLoss?: number;
  readonly testLoss?: number;
  readonly trainAccuracy?: number;
  readonly testAccuracy?: number;
}

/** How one variant ended. */
export interface VariantOutcome {
  readonly state: 'finished' | 'stopped' | 'failed';
  readonly figures: Figures;
  /** Where its recording lies, where it has one. */
  readonly recording?: string;
  /** Whether it was to be recorded and is not, or not to its end. */
  readonly isUnrecorded: boolean;
  /** Why it failed, in a sentence. */
  readonly reason?: string;
  /** What was said meanwhile that is no figure. */
  readonly remarks: readonly string[];
}

/** A variant that is being trained in a process of its own. */
export interface VariantProcess {
  readonly outcome: Promise<VariantOutcome>;
  /** Ends it after its step; what was recorded is whole. */
  stop(): void;
}

export interface VariantRequest {
  /** The definition it comes from: data files lie beside it. */
  readonly file: string;
  readonly text: string;
  /** What its recording is called, and the folder it goes to. */
  readonly recording?: { readonly name: string; readonly folder: string };
  /** Called with how many epochs are done. */
  readonly onProgress: (epochs: number) => void;
}

/** JSON has no word for NaN and infinity: they are texts there. */
const figure = v.optional(
  v.pipe(
    v.nullable(v.union([v.number(), v.string()])),
    v.transform((value) => (value === null ? undefined : Number(value))),
  ),
);
const line = v.object({
  recording: v.optional(v.string()),
  epoch: v.optional(v.number()),
  trainLoss: figure,
  testLoss: figure,
  trainAccuracy: figure,
  testAccuracy: figure,
});

/**
 * Trains a variant by this same program. A process and no thread: where it dies, by a crash or by somebody's
 * hand, one variant has failed, and the others go on.
 */
export function startVariant({ file, text, recording, onProgress }: VariantRequest): VariantProcess {
  const recorded = recording ? ['--record', recording.folder, '--name', recording.name] : [];
  const language = ['--lang', spokenLanguage()];
  const words = [path.join(__dirname, 'cli.js'), 'variant', '--json', ...language, ...recorded, '--', file];
  // In a group of its own: Ctrl-C reaches this program alone, which passes it on once.
  const child = spawn(process.execPath, [...process.execArgv, ...words], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  let figures: Figures = {};
  let folder: string | undefined;
  let isStopped = false;
  let isUnrecorded = false;
  const read = readLines(child.stdout, (written) => {
    const parsed = v.safeParse(line, parseJson(written));
    if (!parsed.success) return;
    const { epoch, recording: place, ...rest } = parsed.output;
    if (place !== undefined) folder = place;
    if (epoch === undefined) return;
    figures = givenFigures(rest);
    onProgress(epoch);
  });
  const remarks: string[] = [];
  const readRemarks = readLines(child.stderr, (written) => remarks.push(written.replace(/^backprop: /, '')));
  // A process that ended before it read its text says so by how it ended.
  child.stdin.on('error', () => undefined);
  child.stdin.end(text);
  const ended = new Promise<VariantOutcome>((resolve) => {
    const end = (state: VariantOutcome['state'], reason?: string): void => {
      const place = folder === undefined ? {} : { recording: folder };
      resolve({ state, figures, ...place, isUnrecorded, ...(reason !== undefined && { reason }), remarks });
    };
    child.on('error', ({ message }) => {
      end('failed', message);
    });
    child.on('close', (code, signal) => {
      isUnrecorded = code === exitUnrecorded;
      if (code === 0 || isUnrecorded) end('finished');
      else if (isStopped || code === stoppedExit) end('stopped');
      else if (code === exitNegative || code === exitUnusable) end('failed', remarks.pop() ?? '');
      else end('failed', deathText(signal ?? code));
    });
  });
  return {
    outcome: Promise.all([ended, read, readRemarks]).then(([outcome]) => outcome),
    stop: () => {
      isStopped = true;
      child.kill('SIGINT');
    },
  };
}

function deathText(cause: NodeJS.Signals | number | null): string {
  return typeof cause === 'string'
    ? l10n.t('Its process died ({0}).', cause)
    : l10n.t('Its process died (exit code {0}).', String(cause));
}

function readLines(stream: Readable, take: (line: string) => void): Promise<void> {
  return new Promise((resolve) => {
    createInterface({ input: stream }).on('line', take).on('close', resolve);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Figures without those that are missing. */
export function givenFigures({
  trainLoss,
  testLoss,
  trainAccuracy,
  testAccuracy,
}: { readonly [Name in keyof Figures]?: number | undefined }): Figures {
  return {
    ...(trainLoss !== undefined && { trainLoss }),
    ...(testLoss !== undefined && { testLoss }),
    ...(trainAccuracy !== undefined && { trainAccuracy }),
    ...(testAccuracy !== undefined && { testAccuracy }),
  };
}
