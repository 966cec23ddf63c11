#!/usr/bin/env node
import { runCommandLine } from './commandLine';
import { exitNegative, exitUnusable } from './failure';
import { writeError } from './output';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that went away (`| head`) ends the program; there is nobody left to tell on that stream.
  if (error.code === 'EPIPE') {
    writeError('backprop: nobody reads the output any more.');
    process.exit(exitNegative);
  }
  const reason = error.code === 'ENOSPC' ? 'there is no space left.' : error.message;
  writeError(`backprop: the output could not be written: ${reason}`);
  process.exit(exitUnusable);
});
process.stderr.on('error', () => {
  process.exit(exitNegative);
});

void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
