#!/usr/bin/env node
import { runCommandLine } from './commandLine';
import { exitNegative, exitUnusable } from './failure';
import { l10n } from './l10n';
import { writeRemark } from './output';
import { systemReason } from './systemReason';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that went away (`| head`) ends the program; there is nobody left to tell on that stream.
  if (error.code === 'EPIPE') {
    writeRemark(l10n.t('nobody reads the output any more.'));
    process.exit(exitNegative);
  }
  writeRemark(l10n.t('the output could not be written: {0}', systemReason(error)));
  process.exit(exitUnusable);
});
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? exitNegative : exitUnusable);
});

void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
