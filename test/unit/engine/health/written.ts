import { filesOf } from '../../../../src/data/load';
import type { HealthFinding, Remedy } from '../../../../src/engine/health/finding';
import { message } from '../../../../src/engine/message';
import { checkText } from '../../checkText';
import { remedyEdits } from '../../../../src/language/services/repairs/remedyEdits';
import type { TrainingFile } from '../../../../src/protocol/training';
import { readTrainingData } from '../../../../src/runtime/training/prepare';
import { fileOf, shippedFile, sourceOf, valueOf } from '../../data/samples';
import { applied } from '../../language/marked';
import { outcomeOf } from './realRuns';

/** A network as a person writes it, and the files it reads. */
export interface WrittenNetwork {
  readonly text: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What a whole run came to. */
export interface Outcome {
  readonly findings: readonly HealthFinding[];
  readonly trainLoss: number;
  readonly testLoss: number;
}

/** Trains the only network of a text to its end. */
export function train({ text, files = {} }: WrittenNetwork): Outcome {
  const checked = checkText(text);
  const program = checked.networks[0]?.program;
  if (program === undefined) throw new Error(`This text has no network that can be run:\n${text}`);
  const { definition, data } = program;
  const needed: Record<string, TrainingFile> = {};
  for (const { role, from, paths } of valueOf(filesOf(sourceOf(data.source), data.settings))) {
    needed[role] = from === 'shipped' ? shippedFile(paths[0]) : fileOf(paths[0], files[paths[0]] ?? '');
  }
  const read = readTrainingData(definition, {
    source: data.source,
    arguments: data.settings,
    files: needed,
  });
  if (!read.ok) throw new Error(read.refusals.map(({ message: { text: sentence } }) => sentence).join());
  return outcomeOf({ data: read.data, network: definition });
}

/** The text after a remedy of a finding was made in it; `undefined` where only a person can. */
export function remedied({ text, files }: WrittenNetwork, remedy: Remedy): WrittenNetwork | undefined {
  const file = checkText(text);
  const [outline] = file.networks;
  const edits = outline && remedyEdits(file, outline, remedy);
  if (edits === undefined) return undefined;
  return { text: applied(text, { title: message('Repair'), edits }), ...(files && { files }) };
}
