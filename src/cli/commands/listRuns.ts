import { jsonLine, type Json } from '../../protocol/jsonText';
import { within, type FileStore } from '../../recording/fileStore';
import { listRecordings, type ListedRun } from '../../recording/recordingList';
import { readRecording, readSnapshot } from '../../recording/recordingReader';
import { stateAt, type RunDescription } from '../../recording/runDescription';
import { figuresOf } from '../../recording/runSummary';
import { CommandFailure, exitUnusable } from '../failure';
import { l10n } from '../l10n';
import { diskStore } from '../../platform/diskStore';
import { formatTable, jsonNumber, writeLine } from '../output';
import { unreadableFolderText } from '../readSource';
import {
  accuracyText,
  dateText,
  lossText,
  nameText,
  plainText,
  problemOfRun,
  secondsText,
  stateText,
} from '../recordingTexts';
import { readFolder } from '../words';

/** `backprop runs FOLDER [--json]` */
export async function listRuns(words: readonly string[]): Promise<number> {
  const { folder, json } = readFolder(words, {
    none: l10n.t('Name a folder of recordings.'),
    tooMany: l10n.t('Name one folder only.'),
  });
  const found: FoundRun[] = [];
  for (const run of await listed(folder))
    found.push({ ...run, isDamaged: await isDamaged(within(diskStore(folder), run.folder), run) });
  const now = new Date();
  if (json) writeLine(jsonLine(found.map((run) => jsonRow(run, now))));
  else if (found.length === 0) writeLine(l10n.t('There are no recordings in {0}.', folder));
  else writeLine(formatTable([headings(), ...found.map((run) => tableRow(run, now))]));
  return 0;
}

/** Whether files of a recording, or event files, are not whole. */
interface FoundRun extends ListedRun {
  readonly isDamaged: boolean;
}

/** All of a recording is read for this, file after file: nothing else tells that one was cut off. */
async function isDamaged(files: FileStore, { damaged }: ListedRun): Promise<boolean> {
  if (damaged.length > 0) return true;
  const read = await readRecording(files);
  if (!read.ok) return false;
  if (read.recording.damaged.length > 0) return true;
  for (const file of read.recording.snapshots) if ('why' in (await readSnapshot(files, file))) return true;
  return false;
}

/** @throws CommandFailure where there is no such folder */
async function listed(folder: string): Promise<readonly ListedRun[]> {
  try {
    return await listRecordings(diskStore(folder));
  } catch (error) {
    throw new CommandFailure(unreadableFolderText(folder, error), exitUnusable);
  }
}

function headings(): readonly string[] {
  return [
    l10n.t('recorded'),
    l10n.t('name'),
    l10n.t('pinned'),
    l10n.t('state'),
    l10n.t('steps'),
    l10n.t('train loss'),
    l10n.t('test loss'),
    l10n.t('test acc.'),
    l10n.t('time'),
    l10n.t('health'),
    l10n.t('folder'),
  ];
}

function tableRow({ folder, run, label, isDamaged }: FoundRun, now: Date): readonly string[] {
  const place = plainText(folder);
  if ('kind' in run) return ['', '', '', problemOfRun(run), '', '', '', '', '', '', place];
  const { created, name, step, seconds } = run;
  const { trainLoss, testLoss, testAccuracy } = figuresOf(run);
  return [
    dateText(created),
    nameText(label.name ?? name),
    label.pinned ? l10n.t('yes') : '',
    stateText(stateAt(run, now)),
    String(step),
    lossText(trainLoss),
    lossText(testLoss),
    accuracyText(testAccuracy),
    secondsText(seconds),
    health(run, isDamaged),
    place,
  ];
}

/** Whether files are damaged, and the rules whose findings hold at the end. */
function health({ findings }: RunDescription, isDamaged: boolean): string {
  const rules = findings.filter(({ resolvedAt }) => resolvedAt === undefined).map(({ rule }) => rule);
  const words = [...(isDamaged ? [l10n.t('damaged')] : []), ...new Set(rules)];
  return words.length === 0 ? l10n.t('fine') : plainText(words.join(', '));
}

function jsonRow({ folder, run, label, isDamaged }: FoundRun, now: Date): Json {
  if ('kind' in run) return { folder, problem: problemOfRun(run) };
  const { name, created, alive, seconds, step, latest, findings, reason, producer } = run;
  return {
    folder,
    name: label.name ?? name,
    pinned: label.pinned,
    created,
    alive,
    state: stateAt(run, now),
    ...(reason !== undefined && { reason }),
    producer,
    step,
    seconds,
    damaged: isDamaged,
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
