import { codeOf } from '../platform/diskStore';
import { unwritableReason } from '../protocol/errorText';
import { l10n } from './l10n';

/** What the operating system says of a file or a folder, in words, to stand behind its name. */
export function systemReason(error: unknown): string {
  return wordsFor(codeOf(error)) ?? unwritableReason(error);
}

/** `undefined` where it is none of the errors that people meet. */
function wordsFor(code: string | undefined): string | undefined {
  switch (code) {
    case 'EACCES':
    case 'EPERM':
      return l10n.t('permission denied.');
    case 'ENOENT':
      return l10n.t('there is no such file or folder.');
    case 'ENOTDIR':
      return l10n.t('a part of its path is a file, not a folder.');
    case 'EISDIR':
      return l10n.t('it is a folder.');
    case 'EEXIST':
      return l10n.t('a file has this name already.');
    case 'ELOOP':
      return l10n.t('its symbolic links lead round in a circle.');
    case 'ENAMETOOLONG':
      return l10n.t('its name is too long.');
    case 'EFBIG':
      return l10n.t('it is larger than a file may be here.');
    case 'ENOSPC':
    case 'EDQUOT':
      return l10n.t('there is no space left.');
    case 'EROFS':
      return l10n.t('what lies there can only be read.');
    case 'EMFILE':
    case 'ENFILE':
      return l10n.t('too many files are open.');
    case 'EBUSY':
    case 'ETXTBSY':
      return l10n.t('another program uses it.');
    case 'ENXIO':
      return l10n.t('it is no file.');
    case 'EPIPE':
      return l10n.t('nobody reads what is written there.');
    case 'EIO':
      return l10n.t('its disk or device reports an error.');
    case 'ERR_INVALID_ARG_VALUE':
      return l10n.t('no file can have this name.');
    case undefined:
    default:
      return undefined;
  }
}

/** That the operating system refused something, where nothing else said so; `undefined` of other errors. */
export function systemRefusal(error: unknown): string | undefined {
  const words = wordsFor(codeOf(error));
  const place = error instanceof Error && 'path' in error ? error.path : undefined;
  if (words === undefined || typeof place !== 'string') return undefined;
  return l10n.t('{0} cannot be used: {1}', place, words);
}
