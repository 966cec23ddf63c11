import { check } from './commands/check';
import { compare } from './commands/compare';
import { convert } from './commands/convert';
import { exportNetwork } from './commands/exportNetwork';
import { gradcheck } from './commands/gradcheck';
import { listRuns } from './commands/listRuns';
import { run } from './commands/run';
import { show } from './commands/show';
import { train, trainVariant } from './commands/train';
import { why } from './commands/why';
import { systemLanguage, takeLanguage } from './chosenLanguage';
import { CommandFailure, exitUnusable } from './failure';
import { help, helpOf } from './help';
import { l10n, speak } from './l10n';
import { writeLine, writeRemark } from './output';
import { programVersion } from './programVersion';
import { systemRefusal } from './systemReason';
import { errorText } from '../protocol/errorText';

/** One command: takes the words after its name, gives the exit code. */
export type Command = (words: readonly string[]) => Promise<number>;

const commands: ReadonlyMap<string, Command> = new Map([
  ['check', check],
  ['convert', convert],
  ['run', run],
  ['gradcheck', gradcheck],
  ['train', train],
  ['compare', compare],
  // Not for people: what compare starts.
  ['variant', trainVariant],
  ['export', exportNetwork],
  ['why', why],
  ['show', show],
  ['runs', listRuns],
]);

/**
 * Runs the command the words name, in the language that they choose, else in the system's.
 * @returns the exit code; what went wrong has been said in one line on standard error
 */
export async function runCommandLine(given: readonly string[]): Promise<number> {
  try {
    // A language that is not spoken is refused in the system's.
    await speak(systemLanguage(process.env));
    const { language, words } = takeLanguage(given);
    if (language !== undefined) await speak(language);
    return await runWords(words);
  } catch (error) {
    if (error instanceof CommandFailure) {
      writeRemark(error.message);
      return error.exitCode;
    }
    writeRemark(
      systemRefusal(error) ?? l10n.t('this is a mistake in backprop itself: {0}', errorText(error)),
    );
    return exitUnusable;
  }
}

async function runWords([name, ...rest]: readonly string[]): Promise<number> {
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    writeLine(help());
    return name === undefined ? exitUnusable : 0;
  }
  if (name === '--version' || name === '-v') {
    writeLine(`backprop ${await programVersion()}`.trimEnd());
    return 0;
  }
  const command = commands.get(name);
  if (command === undefined) {
    throw new CommandFailure(l10n.t('There is no command {0}. Try: backprop --help', name), exitUnusable);
  }
  if (rest.some((word) => word === '--help' || word === '-h')) {
    writeLine(helpOf(name));
    return 0;
  }
  return command(rest);
}
