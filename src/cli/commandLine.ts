import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { check } from './commands/check';
import { convert } from './commands/convert';
import { gradcheck } from './commands/gradcheck';
import { run } from './commands/run';
import { train } from './commands/train';
import { why } from './commands/why';
import { CommandFailure, exitUnusable } from './failure';
import { writeError, writeLine } from './output';
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
                                      trains a network, says first what check has to say of it, and last what is
                                      the matter with it; Ctrl-C stops it with what was reached
  backprop convert FILE [--out FILE]  a definition of a network or formulas in Python (.py, .ipynb); what is not
                                      understood is a comment at its place
  backprop convert FILE.backprop --to numpy [--out FILE]
                                      its formulas as a script of NumPy with a backward written by hand
  backprop COMMAND --help, backprop --version

Exit code: 0 fine · 1 an error found by check, an unmet expect, a wrong gradient, nothing for why to explain,\n           an answer of a sheet not right or its sheet changed ·\n           2 errors in the file, or no such file. Of convert: 0 all converted, 1 with comments, 2 nothing.`;

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
    writeLine(await version());
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

/** From the package that the bundle lies in. */
async function version(): Promise<string> {
  const text = await readFile(path.join(__dirname, '..', 'package.json'), 'utf8');
  const described: unknown = JSON.parse(text);
  const isDescribed = typeof described === 'object' && described !== null && 'version' in described;
  return `backprop ${isDescribed ? String(described.version) : ''}`.trimEnd();
}
