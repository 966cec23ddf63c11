#!/usr/bin/env node
import { runCommandLine } from './commandLine';
import { writeError } from './output';

// A reader that went away (`| head`) ends the program; there is nobody left to tell on that stream.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') {
    writeError('backprop: nobody reads the output any more.');
    process.exit(1);
  }
  throw error;
});
process.stderr.on('error', () => {
  process.exit(1);
});

void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
