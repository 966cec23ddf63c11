import { jsonLine, type Json } from '../../protocol/jsonText';
import { listRecordings, type IndexedRun } from '../../recording/recordingIndex';
import { stateAt, type RunDescription } from '../../recording/runDescription';
import { CommandFailure, exitUnusable } from '../failure';
import { nodeFileStore } from '../nodeFileStore';
import { formatTable, jsonNumber, writeLine } from '../output';
import { unreadableReason } from '../readSource';
import { accuracyText, dateText, lossText, plainText, problemOfRun, secondsText } from '../recordingTexts';
import { readWords } from '../words';

/** `backprop runs FOLDER [--json]` */
export async function listRuns(words: readonly string[]): Promise<number> {
  const { files, json } = readWords(words, 1, {}, { all: 'a folder of recordings', one: 'folder' });
  const [folder = ''] = files;
  const found = await listed(folder);
  const now = new Date();
  if (json) writeLine(jsonLine(found.map((run) => jsonRow(run, now))));
  else if (found.length === 0) writeLine(`There are no recordings in ${folder}.`);
  else writeLine(formatTable([headings, ...found.map((run) => tableRow(run, now))]));
  return 0;
}

/** @throws CommandFailure where there is no such folder */
async function listed(folder: string): Promise<readonly IndexedRun[]> {
  try {
    return await listRecordings(nodeFileStore(folder));
  } catch (error) {
    throw new CommandFailure(`${folder} ${unreadableReason(error)}`, exitUnusable);
  }
}

const headings = [
  'recorded',
  'name',
  'state',
  'steps',
  'train loss',
  'test loss',
  'test acc.',
  'time',
  'health',
  'folder',
];

function tableRow({ folder, run }: IndexedRun, now: Date): readonly string[] {
  const place = plainText(folder);
  if ('kind' in run) return ['', '', problemOfRun(run), '', '', '', '', '', '', place];
  const { created, name, step, latest, seconds } = run;
  return [
    dateText(created),
    plainText(name),
    stateAt(run, now),
    String(step),
    lossText(latest.trainLoss),
    lossText(latest.testLoss),
    accuracyText(latest.testAccuracy),
    secondsText(seconds),
    health(run),
    place,
  ];
}

/** The rules whose findings hold at the end. */
function health({ findings }: RunDescription): string {
  const rules = findings.filter(({ resolvedAt }) => resolvedAt === undefined).map(({ rule }) => rule);
  return rules.length === 0 ? 'fine' : plainText([...new Set(rules)].join(', '));
}

function jsonRow({ folder, run }: IndexedRun, now: Date): Json {
  if ('kind' in run) return { folder, problem: problemOfRun(run) };
  const { name, created, alive, seconds, step, latest, findings, reason, producer } = run;
  return {
    folder,
    name,
    created,
    alive,
    state: stateAt(run, now),
    ...(reason !== undefined && { reason }),
    producer,
    step,
    seconds,
    loss: jsonNumber(latest.loss),
    trainLoss: jsonNumber(latest.trainLoss),
    testLoss: jsonNumber(latest.testLoss),
    trainAccuracy: jsonNumber(latest.trainAccuracy),
    testAccuracy: jsonNumber(latest.testAccuracy),
    findings: findings.map(({ rule, severity, resolvedAt }) => ({
      rule,
      severity,
      resolved: resolvedAt !== undefined,
    })),
  };
}
