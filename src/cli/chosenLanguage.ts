import { CommandFailure, exitUnusable } from './failure';
import { either, l10n, languages, type Language } from './l10n';

const flag = '--lang';

/** The words of the command line without `--lang`, and what it said. */
interface ChosenLanguage {
  /** Absent where nothing was said. */
  readonly language?: Language;
  readonly words: readonly string[];
}

/**
 * Takes `--lang ja` or `--lang=ja` out of the words, wherever it stands before `--`; the last one counts.
 * A locale, as `ja_JP.UTF-8`, is taken as in `LANG`.
 * @throws CommandFailure for a language that is not spoken
 */
export function takeLanguage(given: readonly string[]): ChosenLanguage {
  const end = given.indexOf('--');
  const words: string[] = [];
  let language: Language | undefined;
  for (let at = 0; at < given.length; at++) {
    const word = given[at] ?? '';
    const isFlag = (end === -1 || at < end) && (word === flag || word.startsWith(`${flag}=`));
    if (!isFlag) words.push(word);
    else language = languageNamed(word === flag ? given[++at] : word.slice(flag.length + 1));
  }
  return { ...(language && { language }), words };
}

function languageNamed(name: string | undefined): Language {
  const found = spokenIn(name ?? '');
  if (found !== undefined) return found;
  const spoken = either(languages);
  throw new CommandFailure(
    name === undefined || name === ''
      ? l10n.t('--lang takes {0}.', spoken)
      : l10n.t('--lang takes {0}, not {1}.', spoken, name),
    exitUnusable,
  );
}

/**
 * The language of the system: of its variables the first that is set counts, as POSIX has it. Where none is,
 * as in the shells of Windows, it is that of the user's settings; elsewhere they give English then.
 * @param locale of the user's settings, as `Intl` gives it
 */
export function systemLanguage(
  { LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv,
  locale = new Intl.DateTimeFormat().resolvedOptions().locale,
): Language {
  const name = [LC_ALL, LC_MESSAGES, LANG].find((value) => value !== undefined && value !== '') ?? locale;
  // `C` and languages that are not spoken here become English.
  return spokenIn(name) ?? 'en';
}

/** `ja`, `JA`, `ja_JP.UTF-8` and `ja-JP` are Japanese. */
function spokenIn(locale: string): Language | undefined {
  const [code] = locale.toLowerCase().split(/[^a-z]/);
  return languages.find((language) => language === code);
}
