#!/usr/bin/env node
import { runCommandLine } from './commandLine';
import { exitNegative, exitUnusable } from './failure';
import { l10n } from './l10n';
import { writeRemark } from './output';

process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  // A reader that went away (`| head`) ends the program; there is nobody left to tell on that stream.
  if (error.code === 'EPIPE') {
    writeRemark(l10n.t('nobody reads the output any more.'));
    process.exit(exitNegative);
  }
  writeRemark(
    error.code === 'ENOSPC'
      ? l10n.t('the output could not be written: there is no space left.')
      : l10n.t('the output could not be written: {0}', error.message),
  );
  process.exit(exitUnusable);
});
process.stderr.on('error', () => {
  process.exit(exitNegative);
});

void runCommandLine(process.argv.slice(2)).then((exitCode) => {
  process.exitCode = exitCode;
});
