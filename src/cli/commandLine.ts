import { check } from './commands/check';
import { convert } from './commands/convert';
import { gradcheck } from './commands/gradcheck';
import { listRuns } from './commands/listRuns';
import { run } from './commands/run';
import { show } from './commands/show';
import { train } from './commands/train';
import { why } from './commands/why';
import { CommandFailure, exitUnusable } from './failure';
import { writeError, writeLine } from './output';
import { programVersion } from './programVersion';
import { errorText } from '../protocol/errorText';

/** One command: takes the words after its name, gives the exit code. */
export type Command = (words: readonly string[]) => Promise<number>;

const commands: ReadonlyMap<string, Command> = new Map([
  ['check', check],
  ['convert', convert],
  ['run', run],
  ['gradcheck', gradcheck],
  ['train', train],
  ['why', why],
  ['show', show],
  ['runs', listRuns],
]);

const help = `backprop: see backpropagation without an editor

  backprop check FILE... [--json]     what is wrong in the files, unmet expectations included
  backprop check --grade FILE... [--against ORIGINAL] [--json | --csv]
                                      one line a sheet: its title, and how many answers are right; against the
                                      sheet that was handed out also what was changed of it
  backprop run FILE [--json]          every value, and every gradient of each backward
  backprop gradcheck FILE [--network NAME] [--json]
                                      each gradient against central differences
  backprop run FILE --network NAME [--json] [--npz OUT]
                                      forward and backward on the first mini-batch of a network;
                                      a table on a terminal, JSON otherwise
  backprop why FILE "grad(x)[0, 1]" [--network NAME] [--step N] [--json]
                                      why a value or gradient is zero, tiny, NaN or infinite; without an entry
                                      the first that is. Of a network at its first mini-batch, or until a NaN comes
  backprop train FILE [--network NAME] [--epochs N] [--steps N] [--json] [--npz OUT]
                 [--record FOLDER]
                                      trains a network, says first what check has to say of it, and last what is
                                      the matter with it; Ctrl-C stops it with what was reached. --record keeps
                                      the run as a recording in that folder
  backprop show RECORDING [--json]    what a recording is of, its last numbers, its layers, what was the matter
                                      with it, and which of its files are damaged
  backprop runs FOLDER [--json]       the recordings in a folder, the newest first
  backprop convert FILE [--out FILE]  a definition of a network or formulas in Python (.py, .ipynb); what is not
                                      understood is a comment at its place
  backprop convert FILE.backprop --to numpy [--out FILE]
                                      its formulas as a script of NumPy with a backward written by hand
  backprop COMMAND --help, backprop --version

Exit code: 0 fine · 1 an error found by check, an unmet expect, a wrong gradient, nothing for why to explain,\n           an answer of a sheet not right or its sheet changed, a damaged file of a recording ·\n           2 errors in the file, or no such file. Of convert: 0 all converted, 1 with comments, 2 nothing.`;

/**
 * Runs the command the words name.
 * @returns the exit code; what went wrong has been said in one line on standard error
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  const [name, ...rest] = words;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    writeLine(help);
    return name === undefined ? exitUnusable : 0;
  }
  if (name === '--version' || name === '-v') {
    writeLine(`backprop ${await programVersion()}`.trimEnd());
    return 0;
  }
  try {
    const command = commands.get(name);
    if (command === undefined) {
      throw new CommandFailure(`There is no command ${name}. Try: backprop --help`, exitUnusable);
    }
    if (rest.some((word) => word === '--help' || word === '-h')) {
      writeLine(helpOf(name));
      return 0;
    }
    return await command(rest);
  } catch (error) {
    if (error instanceof CommandFailure) {
      writeError(`backprop: ${error.message}`);
      return error.exitCode;
    }
    writeError(`backprop: this is a mistake in backprop itself: ${errorText(error)}`);
    return exitUnusable;
  }
}

/** The lines of the help that speak of one command: those that begin with it, and what is indented below. */
function helpOf(name: string): string {
  const lines = help.split('\n');
  const chosen: string[] = [];
  let isOfCommand = false;
  for (const line of lines) {
    if (line.startsWith('  backprop ')) isOfCommand = line.startsWith(`  backprop ${name} `);
    else if (!line.startsWith('   ')) isOfCommand = false;
    if (isOfCommand) chosen.push(line.slice(2));
  }
  return chosen.join('\n');
}
