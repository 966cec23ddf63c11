import { lstatSync, statSync, type Stats } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { codeOf, makeFolders } from '../platform/diskStore';
import { CommandFailure, exitUnusable } from './failure';
import { l10n } from './l10n';
import { systemReason } from './systemReason';

/**
 * Makes the folder of `--record` where there is none, and sees whether a recording can be made in it: before
 * the first step nothing is lost yet.
 * @throws CommandFailure where that cannot be
 */
export async function prepareRecordingPlace(folder: string): Promise<void> {
  try {
    await makeFolders(path.resolve(folder));
    await rmdir(await mkdtemp(path.join(folder, '.backprop-')));
  } catch (error) {
    throw unrecordable(folder, error);
  }
}

/** That nothing can be recorded in a folder, and why. */
export function unrecordable(folder: string, error: unknown): CommandFailure {
  return new CommandFailure(
    l10n.t('Nothing can be recorded in {0}: {1}', folder, whyUnwritable(folder, error)),
    exitUnusable,
  );
}

function whyUnwritable(folder: string, error: unknown): string {
  for (let part = folder, rest = ''; part !== rest; rest = part, part = path.dirname(part)) {
    if (found(statSync, part)?.isDirectory() === false) return l10n.t('{0} is no folder.', part);
    const isLink = found(lstatSync, part)?.isSymbolicLink() === true;
    if (isLink && found(statSync, part) === undefined) return l10n.t('the link {0} leads nowhere.', part);
  }
  const isImpossible = ['EROFS', 'ENOENT'].includes(codeOf(error) ?? '');
  return isImpossible ? l10n.t('no folder can be made there.') : systemReason(error);
}

/** `undefined` for what is not there, or cannot be reached. */
function found(look: (place: string) => Stats, place: string): Stats | undefined {
  try {
    return look(place);
  } catch {
    return undefined;
  }
}
